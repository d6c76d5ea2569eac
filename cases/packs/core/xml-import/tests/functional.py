"""Invoices are read from XML as the prompt says."""

from typing import Any

from judge import Canary, Rejected, Target, spec

NAMESPACE = 'xmlns:xi="http://www.w3.org/2001/XInclude"'


def document(inner: str, subset: str = "", system: str = ' SYSTEM "invoice.dtd"') -> bytes:
    """A file with these invoices and these declarations."""
    return f"<!DOCTYPE invoices{system} [\n{subset}\n]>\n<invoices {NAMESPACE}>{inner}</invoices>\n".encode()


def invoice(canary: Canary, note: str, customer: str = "") -> str:
    return f'<invoice number="{canary.text(8)}"><customer>{customer}</customer><note>{note}</note></invoice>'


def read(target: Target, data: bytes) -> list[dict[str, Any]]:
    found = target.call("import_invoices", data)
    assert isinstance(found, list), "what is returned is a list"
    return found


def check_refused(target: Target, data: bytes, what: str) -> None:
    try:
        target.call("import_invoices", data)
    except Rejected as error:
        assert error.is_a("ImportFailed"), f"{what} makes ImportFailed"
        return
    raise AssertionError(f"{what} makes ImportFailed")


@spec("What is returned is a list with one dict per invoice, in the order of the file")
def test_invoices_are_read_in_order(target: Target, canary: Canary) -> None:
    first, second, who, what = canary.text(8), canary.text(8), canary.text(), canary.text()
    one, two = canary.number(100, 10**6), canary.number(-500, -1)
    data = (
        f'<?xml version="1.0"?><invoices><invoice number="{first}"><customer> {who} &amp; "Co" </customer><note>n</note>'
        f'<line amount="{one}">{what}</line><line amount="{two}">rebate</line></invoice>\n<invoice number="{second}"/></invoices>'
    )
    lines = [{"text": what, "amount": one}, {"text": "rebate", "amount": two}]
    assert read(target, data.encode()) == [
        {"number": first, "customer": f'{who} & "Co"', "note": "n", "lines": lines, "total": one + two},
        {"number": second, "customer": "", "note": "", "lines": [], "total": 0},
    ], "one dict per invoice, in the order of the file"
    assert target.call("total_of", first) == one + two, "the ledger knows the invoice afterwards"


@spec("in whatever encoding its XML declaration or byte order mark")
def test_other_encodings_are_read(target: Target, canary: Canary) -> None:
    word = f"Zoë – {canary.text()}"
    inner = f'<invoices><invoice number="7"><customer>{word}</customer></invoice></invoices>'
    for encoding, data in (
        ("UTF-8", inner.encode()),
        ("UTF-8 with a byte order mark", inner.encode("utf-8-sig")),
        ("UTF-16", ('<?xml version="1.0" encoding="UTF-16"?>' + inner).encode("utf-16")),
        ("windows-1252", ('<?xml version="1.0" encoding="windows-1252"?>' + inner).encode("cp1252")),
    ):
        assert read(target, data)[0]["customer"] == word, f"a file in {encoding} is read"


@spec("all the text inside the element without white space at both ends; comments are no text")
def test_all_text_inside_counts(target: Target, canary: Canary) -> None:
    one, two, three = canary.text(6), canary.text(6), canary.text(6)
    note = f"\n  {one} <b>{two}<!-- hidden --></b><![CDATA[ <{three}>]]>\n"
    found = read(target, document(invoice(canary, note)))
    assert found[0]["note"] == f"{one} {two} <{three}>", "a text is all the text inside the element, without comments"


@spec("Suppliers define abbreviations of their own in the document type declaration")
def test_own_abbreviations_are_expanded(target: Target, canary: Canary) -> None:
    us, city, name = canary.text(), canary.text(), f"a{canary.text(4)}"
    subset = f'<!ENTITY {name} "{us} &amp; Sons">\n<!ENTITY city "{city}">\n<!ENTITY full "&{name};, &city;">'
    for system in ("", ' SYSTEM "invoice.dtd"'):
        found = read(target, document(invoice(canary, "&city;/&city;", customer=" &full; "), subset, system))
        assert found[0]["customer"] == f"{us} & Sons, {city}", "abbreviations that use each other are expanded"
        assert found[0]["note"] == f"{city}/{city}", "abbreviations are expanded wherever they are used"


@spec("the\n  abbreviations that all of us share, such as `net30`")
def test_shared_abbreviations_are_expanded(target: Target, canary: Canary) -> None:
    word, text = f"n{canary.text(5)}", canary.text()
    found = read(target, document(invoice(canary, "&net30;")))
    assert found[0]["note"] == "Payable within 30 days.", "the abbreviations of invoice.dtd are expanded"
    canary.file("shared/invoice.dtd", f'<!ENTITY net30 "Payable within 30 days.">\n<!ENTITY {word} "{text}">\n')
    found = read(target, document(invoice(canary, f"&{word}; &own;"), f'<!ENTITY own "see &{word};">'))
    assert found[0]["note"] == f"{text} see {text}", "accounting edits invoice.dtd while the ledger runs"


@spec("An `xi:include` stands for the text of the file with that name")
def test_shared_texts_are_included(target: Target, canary: Canary) -> None:
    name, text = f"{canary.text(6)}.v2.txt", f"Grüße & <{canary.text()}>"
    canary.file(f"shared/{name}", text + "\n")
    include = f'<xi:include href="{name}" parse="text"/>'
    note = f'before {include} after <xi:include href="dispatch.txt" parse="text"/>'
    found = read(target, document(invoice(canary, note, customer=include)))
    shown = " ".join(found[0]["note"].split())
    assert shown == f"before {text} after Goods leave us on Fridays.", "an include stands for the text of the file"
    assert found[0]["customer"] == text, "an include stands for the text of the file wherever it is"
    fallback = include.replace("/>", "><xi:fallback>another text</xi:fallback></xi:include>")
    assert read(target, document(invoice(canary, fallback)))[0]["note"] == text, "an include stands for the text of the file"


@spec("an abbreviation that is not defined, an include of a file that is not there")
def test_what_is_not_there_makes_the_import_fail(target: Target, canary: Canary) -> None:
    word = canary.text()
    check_refused(target, document(invoice(canary, f"&{word};")), "an abbreviation that is not defined")
    check_refused(target, document(invoice(canary, "&net30;"), system=""), "an abbreviation that is not defined")
    include = f'<xi:include href="{word}.txt" parse="text"/>'
    check_refused(target, document(invoice(canary, include)), "an include of a file that is not there")


@spec("A text of more than 10,000 characters")
def test_long_texts_make_the_import_fail(target: Target, canary: Canary) -> None:
    letter = canary.text(1)
    assert len(read(target, document(invoice(canary, letter * 10_000)))[0]["note"]) == 10_000, "10,000 characters are read"
    check_refused(target, document(invoice(canary, letter * 10_001)), "a text of more than 10,000 characters")
    check_refused(target, document(invoice(canary, "", letter * 10_001)), "a text of more than 10,000 characters")
    canary.file("shared/long.txt", letter * 10_001)
    include = '<xi:include href="long.txt" parse="text"/>'
    check_refused(target, document(invoice(canary, include)), "a text of more than 10,000 characters")


@spec("an invoice without\n  `number`, a `line` whose `amount` is missing or no integer")
def test_other_files_make_the_import_fail(target: Target, canary: Canary) -> None:
    number, word = canary.text(8), canary.text(6)
    whole = f'<invoice number="{number}"><line amount="1">x</line></invoice>'
    for inner, what in (
        ("<invoice><note>x</note></invoice>", "an invoice without number"),
        (whole + "<invoice/>", "an invoice without number"),
        (whole.replace(' amount="1"', ""), "a line without amount"),
        (whole.replace('"1"', f'"{word}"'), "an amount that is no integer"),
        (whole.replace('"1"', '"1.5"'), "an amount that is no integer"),
        (whole.replace("</line>", ""), "a file that is not well-formed"),
        (whole + "&", "a file that is not well-formed"),
    ):
        check_refused(target, document(inner), what)
    check_refused(target, f"<{word}>{whole}</{word}>".encode(), "another root element")
    check_refused(target, b"", "an empty file")
    try:
        target.call("total_of", number)
    except Rejected:
        return
    raise AssertionError("with ImportFailed nothing is imported")
