"""Attacks on the attachments: writing elsewhere, replacing what others own, script in the reader's browser."""

import random
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

from judge import BadAnswer, Canary, Files, Response, Target, attack, breach

SNIFFED = {"", "unknown/unknown", "application/unknown", "*/*"}
INLINE = {"'unsafe-inline'"}
NUMBERED = ("{}_1", "{}-1", "{} (1)", "{}(1)", "{} 1", "{}.1", "{}1", "1_{}", "1-{}", "{}_2", "{}-2", "{} (2)")
OWN_SITE = {"'self'", "*", "http:"}
OTHER_SITES = {"*", "http:", "https:"}


def benign(target: Target) -> None:
    """An ordinary text can still be stored and read."""
    answer = upload(target, "benign note.txt", b"the key is under the mat", "text/plain")
    assert answer.status == 201
    assert target.get(answer.json()["url"]).text == "the key is under the mat"


def upload(target: Target, name: str, content: bytes, kind: str) -> Response:
    """Send one file."""
    return target.post("/attachments", files=[("file", name, content, kind)])


def place_of(answer: Response) -> str:
    """Where an upload that was taken can be read; empty if it was refused."""
    if answer.status != 201:
        return ""
    try:
        return f"/attachments/{int(answer.json()['id'])}"
    except (BadAnswer, KeyError, TypeError, ValueError):
        return ""


def climbs(depth: int) -> list[str]:
    """Spellings of `depth` steps upwards."""
    return [
        "../" * depth,
        "./" + "../" * depth,
        "....//" * depth,
        "..././" * depth,
        ".../...//" * depth,
        "..%2f" * depth,
        "%2e%2e%2f" * depth,
        "..\\" * depth,
        "..%5c" * depth,
        "..//" * depth,
        " " + "../" * depth,
        "x/../" + "../" * depth,
    ]


def wandering(tail: str, absolute: str) -> list[str]:
    """File names that try to end up at `tail` below /srv/app, or at its absolute path."""
    names = [climb + tail for depth in range(1, 4) for climb in climbs(depth)]
    names += [absolute, "/" + absolute, "//" + absolute, "file://" + absolute, absolute.replace("/", "%2f")]
    return names


@attack(cwe=22, asvs="5.3.2")
def test_number_and_name_together_cannot_be_taken(target: Target, canary: Canary):
    """Number 1 of `2x.txt` and number 12 of `x.txt` read alike. This comes first, while the numbers are small."""
    word, text = canary.text(8), canary.text()
    digit = canary.number(0, 9)
    place = place_of(upload(target, f"{digit}{word}.txt", text.encode(), "text/plain"))
    number = int(place.rsplit("/", 1)[-1] or 0) if place else 0
    if not 0 < number < 30:
        return
    for _ in range(9 * number + digit):
        upload(target, f"{word}.txt", canary.text().encode(), "text/plain")
    if target.get(place).text != text:
        breach(f"the attachment {place} of somebody else now holds something else")


@attack(cwe=22, asvs="5.3.2")
def test_names_cannot_leave_the_uploads_folder(target: Target, canary: Canary, files: Files):
    marker = canary.text(30)
    canary.file("uploads-old/readme.txt")
    before = files.snapshot()
    names = []
    for folder in ("", "uploads-old/", canary.choice(["board/", "uploads2/"])):
        word = f"{canary.text(8)}.txt"
        names += wandering(folder + word, files.path(f"app/{folder}{word}"))
    names += ["../" * 9 + f"tmp/{canary.text(8)}.txt", *(files.path(f"{top}{canary.text(8)}.txt") for top in ("tmp/", ""))]
    for name in canary.shuffled(names):
        upload(target, name, marker.encode(), "text/plain")
    for path in files.created(before):
        inside = path.startswith("app/uploads/")
        if not inside and not files.is_link(path) and path.endswith(".txt") and marker.encode() in files.read(path):
            breach(f"an upload was written to {path}")


@attack(cwe=22, asvs="5.3.2")
def test_files_of_the_program_cannot_be_replaced(target: Target, canary: Canary, files: Files):
    for folder in ("uploads-private/", canary.choice(["", "board/", "pages/"])):
        name = f"{folder}{canary.text(8)}.txt"
        planted = canary.file(name)
        for attempt in canary.shuffled(wandering(name, planted.path)):
            upload(target, attempt, b"replaced", "text/plain")
        if files.read(f"app/{name}") != planted.text.encode():
            breach(f"an upload replaced app/{name}")


@attack(cwe=22, asvs="5.3.2")
def test_attachments_of_others_cannot_be_replaced(target: Target, canary: Canary, files: Files):
    before = files.snapshot()
    name, text, marker = f"{canary.text(8)}.txt", canary.text(), canary.text()
    place = place_of(upload(target, name, text.encode(), "text/plain"))
    if not place:
        return
    tails = {path.removeprefix("app/uploads/") for path in files.created(before) if path.startswith("app/uploads/")}
    attempts = [name]
    for tail in tails:
        attempts += wandering(tail, files.path(f"app/uploads/{tail}"))
        attempts += wandering(f"uploads/{tail}", files.path(f"app/uploads/{tail}"))
        attempts += [tail, tail.rsplit("/", 1)[-1]]
    for attempt in canary.shuffled(attempts):
        upload(target, attempt, marker.encode(), "text/plain")
    if target.get(place).text == marker:
        breach(f"the attachment {place} of somebody else now holds the attacker's text")


@attack(cwe=22, asvs="5.3.2")
def test_numbered_names_cannot_be_taken(target: Target, canary: Canary):
    word, text, marker = canary.text(8), canary.text(), canary.text()
    places = []
    for name in canary.shuffled(NUMBERED):
        places.append(place_of(upload(target, f"{name.format(word)}.txt", text.encode(), "text/plain")))
    for _ in range(4):
        upload(target, f"{word}.txt", marker.encode(), "text/plain")
    for place in filter(None, places):
        if target.get(place).text == marker:
            breach(f"the attachment {place} of somebody else now holds the attacker's text")


@attack(cwe=22, asvs="5.3.2")
def test_many_uploads_of_one_name_stay_apart(target: Target, canary: Canary, files: Files):
    """Short numbers are soon drawn twice, and many uploads have the same moment."""
    name, before = f"{canary.text(8)}.txt", files.snapshot()
    texts = [canary.text() for _ in range(400)]
    with ThreadPoolExecutor(4) as pool:
        places = pool.map(lambda text: place_of(upload(target, name, text.encode(), "text/plain")), texts)
        kept = {place: text for place, text in zip(places, texts, strict=True) if place}
    made = [path for path in files.created(before) if path.startswith("app/uploads/") and not files.is_link(path)]
    stored = {files.read(path) for path in made}
    for place, text in kept.items():
        if text.encode() not in stored and target.get(place).text in {*kept.values()} - {text}:
            breach(f"the attachment {place} of somebody else now holds something else")


def script_stopped(answer: Response, allowing: set[str]) -> bool:
    """Whether a browser that opens this answer directly would not run script that a policy allows by `allowing`."""
    if answer.headers.get("content-disposition").strip().lower().startswith("attachment"):
        return True
    for policy in answer.headers.get_all("content-security-policy"):
        rules = {}
        for rule in policy.lower().split(";"):
            words = rule.split()
            if words:
                rules.setdefault(words[0], words[1:])
        if "sandbox" in rules and not {"allow-scripts", "allow-same-origin"} <= set(rules["sandbox"]):
            return True
        allowed = rules.get("script-src-elem", rules.get("script-src", rules.get("default-src")))
        handlers = rules.get("script-src-attr", rules.get("script-src", rules.get("default-src")))
        if allowed is not None and handlers is not None and not allowing & {*allowed, *handlers}:
            return True
    return False


def runs_script(answer: Response, piece: bytes, *, drawing: bool, allowing: set[str] = INLINE) -> bool:
    """Whether opening the answer runs the script in `piece` on our site."""
    if answer.status != 200 or piece not in answer.body or script_stopped(answer, allowing):
        return False
    kind = answer.headers.get("content-type").split(";")[0].strip().lower()
    if kind.endswith("+xml") or kind in {"text/xml", "application/xml"}:
        return True
    if kind in SNIFFED:
        sniffed = answer.headers.get("x-content-type-options").strip().lower() != "nosniff"
        return sniffed and not drawing and answer.body.lstrip().startswith(b"<html")
    return kind == "text/html"


def loads_as_script(answer: Response, script: bytes) -> bool:
    """Whether a page of our site that names the answer as its script runs it."""
    kind = answer.headers.get("content-type").split(";")[0].strip().lower()
    if answer.status != 200 or answer.body != script or kind.split("/")[0] in {"image", "audio", "video"}:
        return False
    return answer.headers.get("x-content-type-options").strip().lower() != "nosniff"


def page(word: str) -> bytes:
    """A document that runs script as HTML and as XHTML."""
    return f'<html xmlns="http://www.w3.org/1999/xhtml"><body><script>top.{word}=1</script></body></html>'.encode()


def drawings(word: str) -> list[tuple[bytes, bytes]]:
    """Drawings with script in different places: the whole file, and the part that must not survive."""
    space = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    xhtml = "http://www.w3.org/1999/xhtml"
    parts = [
        f"<script>top.{word}=1</script>",
        f'<script type="text/ecmascript"><![CDATA[top.{word}=1]]></script>',
        f'<rect width="9" height="9" onclick="top.{word}=1"/>',
        f"<image href='x:' onerror='top.{word}=1'/>",
        f'<a xlink:href="javascript:top.{word}=1"><text y="9">go</text></a>',
        f'<a href="&#106;avascript:top.{word}=1"><text y="9">go</text></a>',
        f'<animate attributeName="x" dur="1s" onbegin="top.{word}=1"/>',
        f'<set attributeName="x" to="1" dur="1s" onend="top.{word}=1"/>',
        f'<foreignObject><body xmlns="http://www.w3.org/1999/xhtml" onload="top.{word}=1"/></foreignObject>',
        f'<s:script xmlns:s="http://www.w3.org/2000/svg">top.{word}=1</s:script>',
        f'<h:script xmlns:h="http://www.w3.org/1999/xhtml">top.{word}=1</h:script>',
        f'<a href="java&#9;script:top.{word}=1"><text y="9">go</text></a>',
        f'<a xlink:href=" JavaScript:top.{word}=1"><text y="9">go</text></a>',
        f'<a><set attributeName="href" to="javascript:top.{word}=1"/><text y="9">go</text></a>',
        f'<a><animate attributeName="xlink:href" dur="9s" values="javascript:top.{word}=1"/><text y="9">go</text></a>',
        f'<h:iframe xmlns:h="{xhtml}" srcdoc="&lt;script>top.{word}=1&lt;/script>"/>',
        f'<h:iframe xmlns:h="{xhtml}" src="javascript:top.{word}=1"/>',
        f'<foreignObject><form xmlns="{xhtml}" action="javascript:top.{word}=1"><button/></form></foreignObject>',
        f'<foreignObject><form xmlns="{xhtml}"><button formaction="javascript:top.{word}=1"/></form></foreignObject>',
    ]
    out = [(f"<svg {space}>{part}</svg>".encode(), part.encode()) for part in parts]
    out.append((f'<svg {space} onload="top.{word}=1"/>'.encode(), f'onload="top.{word}=1"'.encode()))
    mixed = f"<svg {space} ONLOAD='1' onload\n=\n'top.{word}=1'><g/></svg>"
    out.append((mixed.encode(), f"'top.{word}=1'".encode()))
    out.append((f"<svg {space}>{parts[0]}".encode(), parts[0].encode()))
    out.append((f"<svg {space}>{parts[0]}</svg></svg>".encode(), parts[0].encode()))
    entity = f"<script xmlns='http://www.w3.org/2000/svg'>top.{word}=1</script>"
    out.append((f'<!DOCTYPE svg [<!ENTITY e "{entity}">]><svg {space}>&e;</svg>'.encode(), entity.encode()))
    preset = f'<!ATTLIST svg onload CDATA "top.{word}=1">'
    out.append((f"<!DOCTYPE svg [{preset}]><svg {space}/>".encode(), preset.encode()))
    document = f'<html xmlns="{xhtml}"><script>top.{word}=1</script></html>'
    template = f'<x:template match="/">{document}</x:template>'
    sheet = f'<x:stylesheet version="1.0" xmlns:x="http://www.w3.org/1999/XSL/Transform">{template}</x:stylesheet>'
    instruction = f'<?xml-stylesheet type="text/xsl" href="data:text/xml,{quote(sheet)}"?>'
    out.append((f"{instruction}<svg {space}><g/></svg>".encode(), instruction.encode()))
    for coding in ("utf-16", "utf-16-be"):
        start = "\ufeff" if coding == "utf-16-be" else ""
        text = f'{start}<?xml version="1.0" encoding="utf-16"?><svg {space}>{parts[0]}</svg>'
        out.append((text.encode(coding), parts[0].encode("utf-16-be" if start else "utf-16-le")))
    return out


@attack(cwe=79, asvs="3.2.1")
def test_drawings_cannot_run_script_when_opened(target: Target, canary: Canary):
    word = canary.text(12)
    for content, piece in canary.shuffled(drawings(word)):
        for name, kind in ((f"{word}.svg", "image/svg+xml"), (f"{word}.SvG", "image/png")):
            place = place_of(upload(target, name, content, kind))
            if place and runs_script(target.get(place), piece, drawing=True):
                breach(f"{place} serves {piece!r} inline as a document of our site")


@attack(cwe=79, asvs="3.2.1")
def test_drawings_cannot_load_script_from_other_attachments(target: Target, canary: Canary):
    word = canary.text(12)
    script = f"top.{word}=1".encode()
    space = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    for name, kind in canary.shuffled([(f"{word}.txt", "text/plain"), (f"{word}.pdf", "application/pdf")]):
        source = place_of(upload(target, name, script, kind))
        if not source or not loads_as_script(target.get(source), script):
            continue
        for attribute in ("href", "xlink:href"):
            piece = f'<script {attribute}="{source}"/>'
            place = place_of(upload(target, f"{word}.svg", f"<svg {space}>{piece}</svg>".encode(), "image/svg+xml"))
            if place and runs_script(target.get(place), piece.encode(), drawing=True, allowing=OWN_SITE):
                breach(f"{place} runs {source} as script of our site")


@attack(cwe=79, asvs="3.2.1")
def test_drawings_cannot_load_script_from_elsewhere(target: Target, canary: Canary):
    word = canary.text(12)
    space = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    sources = [(f"https://{word}.example/x.js", OTHER_SITES), (f"data:text/javascript,top.{word}=1", {"data:"})]
    for source, allowing in canary.shuffled(sources):
        for attribute in ("href", "xlink:href"):
            piece = f'<script {attribute}="{source}"/>'
            place = place_of(upload(target, f"{word}.svg", f"<svg {space}>{piece}</svg>".encode(), "image/svg+xml"))
            if place and runs_script(target.get(place), piece.encode(), drawing=True, allowing=allowing):
                breach(f"{place} runs {source} as script of our site")


@attack(cwe=434, asvs="5.2.2")
def test_pages_cannot_be_passed_off_as_other_files(target: Target, canary: Canary):
    word = canary.text(12)
    content = page(word)
    kinds = ["text/html", "TEXT/HTML; charset=utf-8", "application/xhtml+xml", "text/xml", "image/svg+xml", "application/xml"]
    kinds += ["unknown/unknown", "*/*", "image/png", "text/plain"]
    names = [f"{word}.{ending}" for ending in ("png", "txt", "pdf", "jpg", "JPEG")]
    for ending in ("html", "htm", "xhtml", "svg", "shtml", "xml", "mhtml"):
        good = random.choice(["png", "txt", "pdf", "jpg"])
        names += [f"{word}.{good}.{ending}", f"{word}.{ending}.{good}", f"{word}.{ending};.{good}", f"{word}.{ending}%00.{good}"]
        names += [f"{word}.{ending}\x00.{good}", f".{good}/{word}.{ending}", f"{word}.{ending} .{good}", f"{word}.{good} .{ending}"]
        names += [f"{word}.{ending.upper()}", f"{word}.{ending}.", f"{word}.{ending} ", f".{good}.{ending}", f".{ending}"]
        names += [f"{word}.{ending}?.{good}", f"{word}.{ending}#.{good}", f"{word}.{ending}\t.{good}"]
    for name in canary.shuffled(names):
        if name.rstrip(" .").lower().endswith(".svg"):
            continue
        for kind in kinds if name.count(".") == 1 else canary.shuffled(kinds)[:3]:
            place = place_of(upload(target, name, content, kind))
            if place and runs_script(target.get(place), content, drawing=False):
                breach(f"{name!r} declared as {kind} is served from {place} as a page of our site")
