"""A file brings its own text and what is shared, and nothing else; and it stays small."""

from collections.abc import Sequence

from judge import Canary, Listener, Rejected, Target, TargetGone, TargetTimeout, attack, breach

NAMESPACE = 'xmlns:xi="http://www.w3.org/2001/XInclude"'
FAR_TOO_LONG = 2_000_000
EXHAUSTED = {"MemoryError", "RecursionError", "OutOfMemoryError", "StackOverflowError"}
ENCODINGS = {"utf-8": "UTF-8", "utf-16": "UTF-16", "utf-16-le": "UTF-16LE", "utf-16-be": "UTF-16BE", "cp037": "IBM037"}
"""Python's names for them, and XML's; the two in the middle have no byte order mark."""


def benign(target: Target) -> None:
    data = b'<!DOCTYPE invoices SYSTEM "invoice.dtd"><invoices><invoice number="1"><note>&vat;</note></invoice></invoices>'
    assert target.call("import_invoices", data)[0]["note"] == "Prices include VAT."


def document(canary: Canary, note: str, doctype: str, root: str = "", encoding: str = "utf-8") -> bytes:
    """One invoice whose texts are `note`, after this document type declaration."""
    line = canary.choice(["", f'<line amount="1">{note}</line>'])
    inner = f'<invoice number="{canary.text(6)}"><customer>{note}</customer><note>{note}</note>{line}</invoice>'
    declared = "" if encoding == "utf-8" else f'<?xml version="1.0" encoding="{ENCODINGS[encoding]}"?>'
    return f"{declared}{doctype}\n<invoices {NAMESPACE}{root}>{inner}</invoices>".encode(encoding)


def attempt(target: Target, secret: str, data: bytes, sent: str) -> None:
    """Import a file; breach if the secret turns up in the invoices or in the error."""
    try:
        shown = str(target.call("import_invoices", data))
    except Rejected as error:
        shown = error.message
    if secret in shown:
        breach(f"{sent} shows the planted secret")


def addresses(path: str) -> list[str]:
    """Spellings of the address of a file on the target."""
    top, _, inside = path.partition("/srv/")
    shared, quoted = f"{top}/srv/app/shared", inside.replace("/", "%2f")
    whole = [path, f"file://{path}", f"file://localhost{path}", f"file:{path}", f"//{path}"]
    through = [f"{shared}/../../{inside}", f"file://{shared}/../../{inside}", f"file://{shared}/%2e%2e/%2e%2e/{inside}"]
    relative = [f"../../{inside}", f"./../../{inside}", f"../{inside}", f"....//....//{inside}"]
    encoded = [f"%2e%2e/%2e%2e/{inside}", f"..%2f..%2f{quoted}", f"%2e%2e%2f%2e%2e%2f{quoted}"]
    return [*whole, *through, *relative, *encoded]


@attack(cwe=611, asvs="1.5.1")
def test_external_entities_are_not_loaded(target: Target, canary: Canary) -> None:
    secret = canary.file(f"../keys/{canary.text(6)}.txt")
    beside = canary.file(f"shared{canary.text(3)}/{canary.text(6)}.txt", secret.text)
    name = f"e{canary.text(4)}"
    for address in canary.shuffled(addresses(secret.path) + addresses(beside.path)):
        for declaration in (
            f'<!ENTITY {name} SYSTEM "{address}">',
            f"<!ENTITY {name}\n\tSYSTEM '{address}'>",
            f'<!ENTITY {name} PUBLIC "-//Ledger//Texts" "{address}">',
            f'<!ENTITY % p "ignored"><!ENTITY {name} SYSTEM "{address}">',
            f'<!ENTITY inner SYSTEM "{address}"><!ENTITY {name} "&inner;">',
            f"<!ENTITY % p '<!ENTITY {name} SYSTEM \"{address}\">'> %p;",
            f'%later; <!ENTITY {name} SYSTEM "{address}">',
        ):
            for system in ("", ' SYSTEM "invoice.dtd"'):
                encoding = canary.choice(["utf-8", "utf-8", *ENCODINGS])
                data = document(canary, f"&{name};", f"<!DOCTYPE invoices{system} [{declaration}]>", encoding=encoding)
                attempt(target, secret.text, data, f"{declaration!r} in {encoding}")


@attack(cwe=611, asvs="1.5.1")
def test_other_document_types_are_not_loaded(target: Target, canary: Canary) -> None:
    secret, name = canary.text(), f"e{canary.text(4)}"
    places = ("../keys/invoice.dtd", f"../keys/{canary.text(5)}.dtd", f"shared{canary.text(3)}/invoice.dtd")
    planted = [canary.file(place, f'<!ENTITY {name} "{secret}">') for place in places]
    text = canary.file(f"../keys/{canary.text(6)}.txt")
    wrapped = canary.file(
        f"../keys/{canary.text(5)}.dtd",
        f'<!ENTITY % f SYSTEM "file://{text.path}"><!ENTITY % make "<!ENTITY {name} \'%f;\'>">%make;',
    )
    for wanted, file in (*((secret, file) for file in planted), (text.text, wrapped)):
        for address in canary.shuffled(addresses(file.path)):
            for doctype in (
                f'<!DOCTYPE invoices SYSTEM "{address}">',
                f'<!DOCTYPE invoices PUBLIC "-//Ledger//DTD Invoices" "{address}">',
                f'<!DOCTYPE invoices [<!ENTITY % p SYSTEM "{address}"> %p;]>',
                f'<!DOCTYPE invoices SYSTEM "invoice.dtd" [<!ENTITY % p PUBLIC "invoice.dtd" "{address}">%p;]>',
            ):
                attempt(target, wanted, document(canary, f"&{name};", doctype), repr(doctype))


@attack(cwe=611, asvs="1.5.1")
def test_includes_read_shared_texts_only(target: Target, canary: Canary) -> None:
    name = f"{canary.text(6)}.txt"
    canary.file(f"shared/{name}", "shared")
    secret = canary.file(f"../keys/{name}")
    beside = canary.file(f"shared{canary.text(3)}/{name}", secret.text)
    page = canary.file(f"../keys/{canary.text(6)}.xml", f"<p>{secret.text}</p>")
    folder = secret.path.rpartition("/")[0]
    doctype = canary.choice(["", '<!DOCTYPE invoices SYSTEM "invoice.dtd">'])
    for address in canary.shuffled(addresses(secret.path) + addresses(beside.path)):
        plain = f'<xi:include href="{address}" parse="text"/>'
        for note in (
            plain,
            f'<xi:include parse="text" href="{address}" encoding="ascii"></xi:include>',
            f'<xi:include href="missing.txt" parse="text"><xi:fallback>{plain}</xi:fallback></xi:include>',
            f'<b xmlns:i="http://www.w3.org/2001/XInclude"><i:include href="{address}" parse="text"/></b>',
        ):
            attempt(target, secret.text, document(canary, note, doctype), note)
    for address in canary.shuffled(addresses(page.path)):
        for note in (f'<xi:include href="{address}"/>', f'<xi:include href="{address}" parse="xml" xpointer="xpointer(/p)"/>'):
            attempt(target, secret.text, document(canary, note, doctype), note)
    include = f'<xi:include href="{name}" parse="text"/>'
    for address in canary.shuffled(addresses(folder)):
        based = f'<xi:include xml:base="{address}/" href="{name}" parse="text"/>'
        for note, root in ((include, f' xml:base="{address}/"'), (f'<b xml:base="{address}/">{include}</b>', ""), (based, "")):
            attempt(target, secret.text, document(canary, note, doctype, root), f"{note} {root}")
    plain = f'<xi:include href="{secret.path}" parse="text"/>'
    for declaration in (
        f"<!ENTITY t '{plain.replace('include', f'include {NAMESPACE}', 1)}'>",
        f"<!ENTITY t '{include.replace('include', f'include {NAMESPACE}', 1)}'><!ATTLIST invoices xml:base CDATA 'file://{folder}/'>",
        f"<!ENTITY t '<xi:include {NAMESPACE} parse=\"text\"/>'><!ATTLIST xi:include href CDATA '{secret.path}'>",
        f"<!ENTITY t '{include.replace('include', f'include {NAMESPACE}', 1)}'><!ATTLIST xi:include xml:base CDATA '{folder}/'>",
    ):
        data = document(canary, "&t;", f"<!DOCTYPE invoices [{declaration}]>")
        attempt(target, secret.text, data, declaration)


@attack(cwe=918, asvs="1.5.1")
def test_nothing_is_fetched(target: Target, canary: Canary, listener: Listener) -> None:
    name = f"e{canary.text(4)}"
    secret = canary.text()
    endpoint = listener.http(handler=lambda request: (200, {}, f'<!ENTITY {name} "{secret}">'.encode()))
    urls = [f"{endpoint.url}/{file}" for file in (f"{canary.text(6)}.dtd", "invoice.dtd", f"{canary.text(6)}.txt")]
    for url in (*urls, urls[1].replace("http:", "HTTP:"), f"url:{urls[1]}", f"jar:{urls[0]}!/invoice.dtd"):
        for note, doctype in (
            (f"&{name};", f'<!DOCTYPE invoices SYSTEM "{url}">'),
            (f"&{name};", f'<!DOCTYPE invoices [<!ENTITY {name} SYSTEM "{url}">]>'),
            (f"&{name};", f'<!DOCTYPE invoices [<!ENTITY % p SYSTEM "{url}">%p;]>'),
            (f'<xi:include href="{url}" parse="text"/>', ""),
            (f'<xi:include href="{url}"/>', ""),
        ):
            attempt(target, secret, document(canary, note, doctype), f"{note} {doctype}")
            if endpoint.requests:
                breach(f"{note} {doctype} made the ledger fetch {url}")


def nested(canary: Canary, levels: int, factor: int, first: str) -> tuple[str, str]:
    """Declarations in which each entity uses the one before `factor` times, and the last one's name."""
    base = canary.text(4)
    lines = [f'<!ENTITY {base}0 "{first}">']
    for level in range(1, levels + 1):
        lines.append(f'<!ENTITY {base}{level} "{f"&{base}{level - 1};" * factor}">')
    return "\n".join(lines), f"{base}{levels}"


def attempt_growth(target: Target, data: bytes, sent: str) -> None:
    """Breach if the small file becomes a very long text, or takes the program down or out of time."""
    try:
        found = target.call("import_invoices", data)
    except Rejected as error:
        if error.kind in EXHAUSTED or len(error.message) > FAR_TOO_LONG:
            breach(f"{sent}: {error.kind}")
        return
    except (TargetGone, TargetTimeout) as error:
        breach(f"{sent}: {len(data)} bytes ended the program: {error}")
    longest = max(len(invoice[key]) for invoice in found for key in ("number", "customer", "note"))
    if longest > FAR_TOO_LONG:
        breach(f"{sent}: {len(data)} bytes became a text of {longest} characters")


@attack(cwe=776, asvs="1.5.1")
def test_abbreviations_do_not_grow_without_bounds(target: Target, canary: Canary) -> None:
    shapes: Sequence[tuple[int, int]] = [(8, canary.number(10, 12)), (canary.number(27, 30), 2), (3, canary.number(420, 480))]
    for levels, factor in canary.shuffled(shapes):
        declarations, last = nested(canary, levels, factor, canary.text(10))
        system = canary.choice(["", ' SYSTEM "invoice.dtd"'])
        data = document(canary, f"&{last};", f"<!DOCTYPE invoices{system} [\n{declarations}\n]>")
        attempt_growth(target, data, f"{levels} levels of {factor}")
    letter, size = canary.text(1), canary.number(90_000, 110_000)
    used = "&q;" * canary.number(9_000, 11_000)
    data = document(canary, used, f'<!DOCTYPE invoices [<!ENTITY q "{letter * size}">]>')
    attempt_growth(target, data, "one long abbreviation used often")


@attack(cwe=776, asvs="1.5.1")
def test_attributes_do_not_grow_without_bounds(target: Target, canary: Canary) -> None:
    shapes: Sequence[tuple[int, int]] = [(8, canary.number(10, 12)), (canary.number(27, 30), 2), (3, canary.number(420, 480))]
    for levels, factor in canary.shuffled(shapes):
        declarations, last = nested(canary, levels, factor, canary.text(10))
        for used in (f'number="&{last};"', f'number="1" {canary.text(5)}="&{last};"'):
            data = f"<!DOCTYPE invoices [{declarations}]><invoices><invoice {used}/></invoices>".encode()
            attempt_growth(target, data, f"{levels} levels of {factor} in an attribute")


@attack(cwe=776, asvs="1.5.1")
def test_abbreviations_of_includes_do_not_grow_without_bounds(target: Target, canary: Canary) -> None:
    name = f"{canary.text(6)}.txt"
    canary.file(f"shared/{name}", canary.text(1) * canary.number(9_500, 9_900))
    include = f"<xi:include {NAMESPACE} href='{name}' parse='text'/>".replace('"', "'")
    for first, inner in ((include, "<note>{}</note>"), (f"<line amount='1'>{include}</line>", "{}")):
        declarations, last = nested(canary, 2, canary.number(190, 220), first)
        invoice = f'<invoice number="1">{inner.format(f"&{last};")}</invoice>'
        data = f"<!DOCTYPE invoices [{declarations}]><invoices>{invoice}</invoices>".encode()
        attempt_growth(target, data, f"abbreviations of {first}")


@attack(cwe=776, asvs="1.5.1")
def test_abbreviations_do_not_take_time_without_bounds(target: Target, canary: Canary) -> None:
    """What they expand to stays short: the steps on the way there are what has no end."""
    declarations, last = nested(canary, canary.number(27, 30), 2, "")
    one, two = f"a{canary.text(4)}", f"b{canary.text(4)}"
    circle = f'<!ENTITY {one} "&{two};"><!ENTITY {two} "&{one};">'
    for subset, name in canary.shuffled([(declarations, last), (circle, one), (f'<!ENTITY {one} "&{one};">', one)]):
        data = document(canary, f"&{name};", f"<!DOCTYPE invoices [\n{subset}\n]>")
        try:
            target.call("import_invoices", data)
        except Rejected as error:
            if error.kind in {"MemoryError", "OutOfMemoryError"}:
                breach(f"{subset[-300:]!r} used up the memory")
        except (TargetGone, TargetTimeout) as error:
            breach(f"{subset[-300:]!r} ended the program: {error}")
