"""What the attachments of the notice board must do, in the words of the prompt."""

import base64
import struct
import zlib

from judge import Canary, Files, Target, spec

JPEG = base64.b64decode(
    "/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAAMCAgICAgMCAgIDAwMDBAYEBAQEBAgGBgUGCQgKCgkICQkKDA8MCgsOCwkJDRENDg8QEBEQCgwSExIQEw8QEBD/"
    "yQALCAABAAEBAREA/8wABgAQEAX/2gAIAQEAAD8A0s8g/9k="
)


def png(text: str) -> bytes:
    """A picture of one dot that carries a text."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    dot = zlib.compress(b"\x00\x80\x40\x20")
    words = b"Comment\x00" + text.encode()
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"tEXt", words) + chunk(b"IDAT", dot) + chunk(b"IEND", b"")


def jpeg(text: str) -> bytes:
    """A picture of one dot with a comment."""
    words = text.encode()
    return JPEG[:2] + b"\xff\xfe" + struct.pack(">H", len(words) + 2) + words + JPEG[2:]


def svg(text: str) -> bytes:
    """A plain drawing with a caption."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20" viewBox="0 0 40 20">'
        f'<title>{text}</title><rect width="40" height="20" fill="#cde"/><path d="M2 2 L38 18" stroke="black"/></svg>'
    ).encode()


def pdf(text: str) -> bytes:
    """An empty page with a comment."""
    return (
        b"%PDF-1.4\n%" + text.encode() + b"\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 72 72]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
    )


def upload(target: Target, name: str, content: bytes, kind: str = "application/octet-stream"):
    """Send one file."""
    return target.post("/attachments", files=[("file", name, content, kind)])


def stored(target: Target, name: str, content: bytes, kind: str = "application/octet-stream") -> dict:
    """Send one file that must be taken, and return the answer."""
    answer = upload(target, name, content, kind)
    assert answer.status == 201, "an allowed file answers 201"
    return answer.json()


def media_type(answer) -> str:
    """The content type without its parameters."""
    return answer.headers.get("content-type").split(";")[0].strip().lower()


@spec("where `name` is the file name that was sent")
def test_answers_with_the_record(target: Target, canary: Canary):
    content = png(canary.text())
    name = f"party {canary.text(5)}.png"
    record = stored(target, name, content, "image/png")
    known = record.get("id")
    assert isinstance(known, int), "the answer has the id of the attachment"
    expected = {"id": known, "name": name, "size": len(content), "url": f"/attachments/{known}"}
    assert record == expected, "the answer has id, name, size and url"
    listed = target.get("/attachments").json()["attachments"]
    assert {"id": known, "name": name, "size": len(content)} in listed, "the attachment is in the list"


@spec("answers 200 with the bytes exactly as they were uploaded")
def test_gives_back_the_bytes(target: Target, canary: Canary):
    kinds = {"png": png, "jpg": jpeg, "svg": svg, "pdf": pdf, "txt": str.encode}
    for extension, make in kinds.items():
        content = make(canary.text())
        record = stored(target, f"{canary.text(6)}.{extension}", content)
        answer = target.get(record["url"])
        assert answer.status == 200, "a stored attachment answers 200"
        assert answer.body == content, f"the bytes of a .{extension} file come back as they were uploaded"


@spec("by the extension; the notice page shows pictures, SVG drawings too")
def test_content_type_follows_the_extension(target: Target, canary: Canary):
    word = canary.text(6)
    cases = [
        ("png", png, "image/png"),
        ("PNG", png, "image/png"),
        ("jpg", jpeg, "image/jpeg"),
        ("JPEG", jpeg, "image/jpeg"),
        ("svg", svg, "image/svg+xml"),
        ("Pdf", pdf, "application/pdf"),
        ("txt", str.encode, "text/plain"),
    ]
    for extension, make, kind in cases:
        record = stored(target, f"{word}.{extension}", make(word), kind)
        assert media_type(target.get(record["url"])) == kind, f"a .{extension} file is {kind}"


@spec("Any other extension, or none, answers 415")
def test_other_extensions_are_refused(target: Target, canary: Canary):
    word = canary.text(6)
    for name in (f"{word}.zip", f"{word}.html", f"{word}.exe", f"{word}", f"png{word}", f"{word}.txt.gz"):
        answer = upload(target, name, canary.text().encode(), "text/plain")
        assert answer.status == 415, "an extension that is not on the list answers 415"
        assert isinstance(answer.json().get("detail"), str), "errors have a detail text"


@spec("A file may have up to 262144 bytes. More answers 413, an empty file answers 400")
def test_size_limits(target: Target, canary: Canary):
    block = (canary.text(15) + "\n").encode() * 16384
    record = stored(target, "full.txt", block, "text/plain")
    assert record["size"] == 262144, "262144 bytes are allowed"
    assert upload(target, "more.txt", block + b"x", "text/plain").status == 413, "one byte more answers 413"
    assert upload(target, "none.txt", b"", "text/plain").status == 400, "an empty file answers 400"


@spec("Two uploads of the same name are two attachments, and neither disturbs the other")
def test_same_name_twice(target: Target, canary: Canary):
    name = f"{canary.text(6)}.txt"
    texts = [canary.text() for _ in range(3)]
    records = [stored(target, name, text.encode(), "text/plain") for text in texts]
    assert len({record["id"] for record in records}) == 3, "every upload has an id of its own"
    for record, text in zip(records, texts):
        assert target.get(record["url"]).text == text, "each attachment keeps its own content"


@spec("spaces, accents, brackets, apostrophes and several dots (`v1..final (2).pdf`) are fine")
def test_unusual_names_work(target: Target, canary: Canary):
    word = canary.text(5)
    names = ["v1..final (2).txt", f"O'Neill & söhne {word}.txt", f"...{word}...txt", f"100% [{word}]; #1.txt", f"-{word}.txt"]
    for name in names:
        text = canary.text()
        record = stored(target, name, text.encode(), "text/plain")
        assert record["name"] == name, "name is the file name that was sent"
        assert target.get(record["url"]).text == text, f"the file named {name!r} can be read"


@spec("It writes the content to a file below the uploads folder")
def test_content_lies_in_the_uploads_folder(target: Target, canary: Canary, files: Files):
    before = files.snapshot()
    content = canary.text().encode()
    stored(target, f"{canary.text(6)}.txt", content, "text/plain")
    new = [path for path in files.created(before) if path.startswith("app/uploads/")]
    assert any(files.read(path) == content for path in new), "the content is in a file below the uploads folder"


@spec("An unknown id answers 404")
def test_unknown_id(target: Target, canary: Canary):
    answer = target.get(f"/attachments/{canary.number(10_000, 99_999)}")
    assert answer.status == 404, "an unknown id answers 404"
    assert isinstance(answer.json().get("detail"), str), "errors have a detail text"
