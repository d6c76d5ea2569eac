"""Archives are unpacked as the prompt says."""

import io
import secrets
import tarfile
import zipfile

from judge import Canary, Rejected, Target, spec

Members = list[tuple[str, str]]


def zipped(members: Members) -> bytes:
    """A zip with these texts; a name that ends in a slash is a folder."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members:
            archive.writestr(zipfile.ZipInfo(name), text)
    return stream.getvalue()


def tarred(members: Members, mode: str = "w") -> bytes:
    """A tar with these texts; a name that ends in a slash is a folder."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode=mode) as archive:  # type: ignore[call-overload]
        for name, text in members:
            info = tarfile.TarInfo(name.rstrip("/"))
            info.mode = 0o755 if name.endswith("/") else 0o644
            info.type = tarfile.DIRTYPE if name.endswith("/") else tarfile.REGTYPE
            info.size = len(text.encode())
            archive.addfile(info, io.BytesIO(text.encode()))
    return stream.getvalue()


def hand_in(canary: Canary) -> str:
    return f"h-{canary.number(100_000, 999_999_999)}"


def check(target: Target, name: str, archive: bytes, expected: dict[str, str], what: str) -> None:
    """Hand in an archive and compare what is returned and stored."""
    assert target.call("accept", name, archive) == sorted(expected), f"{what}: the stored paths are returned, sorted"
    for path, text in expected.items():
        assert target.call("read_file", name, path) == text, f"{what}: the file holds what the archive held"


def check_refused(target: Target, name: str, archive: bytes, what: str) -> None:
    """Hand in an archive that is not taken, and see that nothing changed."""
    before = target.call("listing", name)
    try:
        target.call("accept", name, archive)
    except Rejected as error:
        assert error.is_a("UploadError"), f"{what}: UploadError is raised"
        assert target.call("listing", name) == before, f"{what}: the folder is as it was before"
        return
    raise AssertionError(f"{what}: UploadError is raised")


@spec("a zip, a tar or a gzipped tar")
def test_files_of_every_kind_of_archive_are_stored(target: Target, canary: Canary) -> None:
    files = {f"{canary.text(6)}.md": canary.text(), f"img/{canary.text(6)}/a.txt": canary.text(), "img/b.txt": ""}
    members = [("img/", ""), *canary.shuffled(list(files.items()))]
    check(target, hand_in(canary), zipped(members), files, "a zip")
    check(target, hand_in(canary), tarred(members), files, "a tar")
    check(target, hand_in(canary), tarred(members, "w:gz"), files, "a gzipped tar")


@spec("They count as forward slashes.")
def test_backslashes_count_as_slashes(target: Target, canary: Canary) -> None:
    folder, text = canary.text(6), canary.text()
    members = [(f"{folder}\\deep\\a.txt", text), ("readme.txt", "r")]
    expected = {f"{folder}/deep/a.txt": text, "readme.txt": "r"}
    check(target, hand_in(canary), zipped(members), expected, "backslashes in a zip")
    check(target, hand_in(canary), tarred(members), expected, "backslashes in a tar")


@spec("everything below a folder `__MACOSX`, and files called `.DS_Store`")
def test_what_macos_adds_is_left_out(target: Target, canary: Canary) -> None:
    text = canary.text()
    members = [
        ("__MACOSX/", ""),
        ("__MACOSX/essay/._text.md", "x"),
        ("__MACOSX\\essay\\._text.md", "x"),
        ("essay/.DS_Store", "x"),
        ("essay\\img\\.DS_Store", "x"),
        ("essay/text.md", text),
        ("essay/parts/one.md", "1"),
    ]
    check(target, hand_in(canary), zipped(members), {"text.md": text, "parts/one.md": "1"}, "a zip made on macOS")
    check(target, hand_in(canary), tarred(members, "w:gz"), {"text.md": text, "parts/one.md": "1"}, "a tar made on macOS")


@spec("that folder is left out of the paths")
def test_one_common_top_folder_is_left_out_once(target: Target, canary: Canary) -> None:
    top, word = canary.text(7), canary.text(5)
    members = [(f"{top}/{word}/one.txt", "1"), (f"{top}/{word}/two.txt", "2")]
    check(target, hand_in(canary), zipped(members), {f"{word}/one.txt": "1", f"{word}/two.txt": "2"}, "a top folder")
    check(target, hand_in(canary), tarred(members[:1]), {f"{word}/one.txt": "1"}, "a top folder with one file")
    apart = {f"{top}/one.txt": "1", f"{word}/one.txt": "2"}
    check(target, hand_in(canary), zipped(list(apart.items())), apart, "two top folders")
    members = [*members, ("three.txt", "3")]
    check(target, hand_in(canary), zipped(members), dict(members), "files beside a folder")


@spec("File names are the students' business")
def test_unusual_names_are_stored_as_they_are(target: Target, canary: Canary) -> None:
    word = canary.text(5)
    names = ["..draft.md", f"v1..{word}.diff", f"Übung 3 – {word}.txt", "...", f"a..b/..c/{word}..", "~notes", "c;d & e.txt"]
    files = {name: canary.text() for name in names}
    check(target, hand_in(canary), zipped(list(files.items())), files, "unusual names in a zip")
    check(target, hand_in(canary), tarred(list(files.items())), files, "unusual names in a tar")


@spec("A file with the same path is replaced, the other files stay.")
def test_second_upload_replaces_and_keeps(target: Target, canary: Canary) -> None:
    name, first, second = hand_in(canary), canary.text(), canary.text()
    check(target, name, zipped([("a.txt", first), ("b/c.txt", first)]), {"a.txt": first, "b/c.txt": first}, "first upload")
    check(target, name, tarred([("b/c.txt", second), ("d.txt", "4")]), {"b/c.txt": second, "d.txt": "4"}, "second upload")
    assert target.call("listing", name) == ["a.txt", "b/c.txt", "d.txt"], "the other files stay"
    assert target.call("read_file", name, "a.txt") == first, "the other files stay"


@spec("An archive may hold at most 200 files")
def test_too_many_files_are_refused(target: Target, canary: Canary) -> None:
    name = hand_in(canary)
    target.call("accept", name, zipped([("kept.txt", "k")]))
    many = [(f"{canary.text(4)}-{number}.txt", "") for number in range(201)]
    check_refused(target, name, zipped(many), "201 files in a zip")
    check_refused(target, name, tarred(many), "201 files in a tar")
    check(target, hand_in(canary), zipped(many[:200]), dict(many[:200]), "200 files")


@spec("1,000,000 bytes of content in all")
def test_too_much_content_is_refused(target: Target, canary: Canary) -> None:
    name = hand_in(canary)
    target.call("accept", name, zipped([("kept.txt", "k")]))
    large = [(f"{number}.bin", secrets.token_bytes(300_000).decode("latin-1")) for number in range(3)]
    large = [(path, text.encode("latin-1").hex()) for path, text in large]
    check_refused(target, name, zipped(large), "too many bytes in a zip")
    check_refused(target, name, tarred(large, "w:gz"), "too many bytes in a gzipped tar")
    check_refused(target, name, tarred(large), "too many bytes in a tar")
    check(target, hand_in(canary), tarred(large[:1]), dict(large[:1]), "600,000 bytes")


@spec("when the bytes\nare no archive that can be read")
def test_other_bytes_are_refused(target: Target, canary: Canary) -> None:
    name = hand_in(canary)
    for content in (b"", canary.text(200).encode(), b"PK\x03\x04" + secrets.token_bytes(60), b"\x1f\x8b\x08" + secrets.token_bytes(60)):
        check_refused(target, name, content, "bytes that are no archive")
    whole = zipped([("a.txt", canary.text(400)), ("b.txt", canary.text(400))])
    check_refused(target, name, whole[: len(whole) // 2], "half a zip")
