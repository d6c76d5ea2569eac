"""What an archive holds is stored below its hand-in, and not more than the prompt allows."""

import bz2
import gzip
import io
import lzma
import stat
import struct
import tarfile
import threading
import zipfile
import zlib
from collections.abc import Callable, Sequence

from judge import BadAnswer, Canary, Files, PlantedFile, Rejected, Target, TargetGone, attack, breach

LIMIT = 1_000_000
MEGABYTE = 1 << 20
DISK = 10 * LIMIT
"""more than any careful program puts on the disk for one upload, folders for a moment included"""
PATIENCE_S = 20.0
"""for an upload that even a careful program may have to unpack to its end, to learn how long it is"""


def benign(target: Target) -> None:
    assert target.call("accept", "h-7", zipped([("notes/a.txt", b"hello"), ("b.txt", b"")])) == ["b.txt", "notes/a.txt"]
    assert target.call("read_file", "h-7", "notes/a.txt") == "hello"


def zipped(members: Sequence[tuple[str, bytes]]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return stream.getvalue()


def plain(name: str, content: bytes) -> tuple[tarfile.TarInfo, bytes]:
    info = tarfile.TarInfo(name)
    info.size = len(content)
    return info, content


def link(name: str, leads_to: str, kind: bytes = tarfile.SYMTYPE) -> tuple[tarfile.TarInfo, bytes]:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, leads_to
    return info, b""


def tarred(members: Sequence[tuple[tarfile.TarInfo, bytes]], mode: str = "w") -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode=mode) as archive:  # type: ignore[call-overload]
        for info, content in members:
            archive.addfile(info, io.BytesIO(content))
    return stream.getvalue()


def tar_of_texts(members: Sequence[tuple[str, bytes]]) -> bytes:
    return tarred([plain(name, content) for name, content in members])


def accept(target: Target, name: str, archive: bytes) -> None:
    """Hand in something; a refusal is fine."""
    try:
        target.call("accept", name, archive)
    except Rejected:
        pass


def look_outside(files: Files, name: str, before: frozenset[str], mark: str, planted: PlantedFile, sent: str) -> None:
    """Breach if a file with `mark` in its name was made outside the hand-in, or the planted file changed."""
    for path in files.created(before):
        temporary = path.startswith("tmp/") and path.count("/") > 1
        if mark in path.rpartition("/")[2] and not path.startswith(f"app/storage/{name}/") and not temporary:
            breach(f"{sent} made {path}")
    inside = planted.inside
    if not files.exists(inside) or files.read(inside) != planted.text.encode():
        breach(f"{sent} changed {planted.path}")


def leading_out(canary: Canary, files: Files, name: str, planted: str, mark: str) -> list[str]:
    """Member names that end up outside storage/<name>/ when they are joined carelessly."""
    other = f"{name}{canary.number(0, 9)}"
    spelled = []
    for plain_name in (
        f"../{mark}.txt",
        f"../../{mark}.txt",
        f"../{other}/{mark}.txt",
        f"a/../../{other}/{mark}.txt",
        f"a/b/../../../{mark}.txt",
        f"./../{mark}.txt",
        f".//..//../{mark}.txt",
        f"essay/./../../../{mark}.txt",
        f"../../..{planted}",
        f"../../../..{planted}",
    ):
        spelled += [plain_name, plain_name.replace("/", "\\"), plain_name.replace("../", "..\\", 1)]
        spelled += [plain_name.replace("../", "....//"), plain_name.replace("../", "..././")]
        spelled += [plain_name.replace("../", "..../\\"), plain_name.replace("/", "\\").replace("..\\", "....\\/")]
    places = (f"app/storage/{other}/{mark}.txt", f"{mark}.txt", f"tmp/{mark}.txt")
    for absolute in (planted, *(files.path(place) for place in places)):
        spelled += [absolute, f"/{absolute}", f"..//{absolute}", absolute.replace("/", "\\"), f"\\{absolute}", f"a//{absolute}"]
    return spelled


def attempt_names(target: Target, canary: Canary, files: Files, build: Callable[[list[tuple[str, bytes]]], bytes]) -> None:
    name, mark = f"h-{canary.number(1000, 9999)}", canary.text(12)
    planted = canary.file(f"storage/h-{canary.number(10_000, 99_999)}/essay.txt")
    before = files.snapshot()
    for member in canary.shuffled(leading_out(canary, files, name, planted.path, mark)):
        content = canary.text().encode()
        for members in (
            [(member, content)],
            [("readme.txt", b"r"), (member, content)],
            [(f"essay/{member}", content), ("essay/readme.txt", b"r")],
        ):
            accept(target, name, build(members))
        look_outside(files, name, before, mark, planted, f"a member {member!r}")


@attack(cwe=22, asvs="5.3.2")
def test_names_in_a_zip_do_not_lead_out(target: Target, canary: Canary, files: Files) -> None:
    attempt_names(target, canary, files, zipped)


@attack(cwe=22, asvs="5.3.2")
def test_names_in_a_tar_do_not_lead_out(target: Target, canary: Canary, files: Files) -> None:
    attempt_names(target, canary, files, tar_of_texts)


@attack(cwe=59, asvs="5.3.2")
def test_links_in_a_tar_do_not_disclose_files(target: Target, canary: Canary) -> None:
    secret = canary.file(f"../keys/{canary.text(6)}.txt")
    folder = secret.path.rpartition("/")[0]
    up = "../" * canary.number(3, 9)
    file_name = secret.path.rpartition("/")[2]
    for members, wanted in (
        ([link("notes.txt", secret.path)], "notes.txt"),
        ([link("notes.txt", f"{up}..{secret.path}")], "notes.txt"),
        ([link("notes.txt", f"{up}{secret.path[1:]}")], "notes.txt"),
        ([link("img", folder), link("notes.txt", f"img/{file_name}")], "notes.txt"),
        ([link("a", ".."), link("notes.txt", f"a/../../keys/{file_name}")], "notes.txt"),
        ([link("first.txt", secret.path), link("notes.txt", "first.txt")], "notes.txt"),
        ([link("first.txt", secret.path), link("notes.txt", "first.txt", tarfile.LNKTYPE)], "notes.txt"),
        ([link("notes.txt", secret.path, tarfile.LNKTYPE)], "notes.txt"),
        ([link("sub/notes.txt", f"{up}{secret.path[1:]}", tarfile.LNKTYPE)], "sub/notes.txt"),
    ):
        name = f"h-{canary.number(1000, 99_999_999)}"
        accept(target, name, tarred([plain("readme.txt", b"r"), *members], canary.choice(["w", "w:gz"])))
        for path in {wanted, *target.call("listing", name)}:
            try:
                shown = target.call("read_file", name, path)
            except Rejected:
                continue
            if secret.text in shown:
                breach(f"{path!r} of {[(info.name, info.linkname) for info, _ in members]} shows the planted secret")


@attack(cwe=59, asvs="5.3.2")
def test_links_in_a_zip_do_not_disclose_files(target: Target, canary: Canary) -> None:
    secret = canary.file(f"../keys/{canary.text(6)}.txt")
    folder, _, file_name = secret.path.rpartition("/")
    for leads_to in (secret.path, f"../../../keys/{file_name}", f"{'../' * 9}{secret.path[1:]}", folder):
        name, stream = f"h-{canary.number(1000, 99_999_999)}", io.BytesIO()
        with zipfile.ZipFile(stream, "w") as archive:
            archive.writestr("readme.txt", b"r")
            info = zipfile.ZipInfo("notes.txt")
            info.create_system, info.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
            archive.writestr(info, leads_to)
        accept(target, name, stream.getvalue())
        for path in {"notes.txt", f"notes.txt/{file_name}", *target.call("listing", name)}:
            try:
                shown = target.call("read_file", name, path)
            except Rejected:
                continue
            if secret.text in shown:
                breach(f"a link of a zip to {leads_to!r} shows the planted secret")


@attack(cwe=59, asvs="5.3.2")
def test_links_do_not_lead_out_when_the_top_folder_is_gone(target: Target, canary: Canary) -> None:
    planted = canary.file(f"storage/h-{canary.number(10_000, 99_999)}/essay.txt")
    other = "/".join(planted.path.rsplit("/", 2)[1:])
    for place in ("", "sub/", "sub/deep/"):
        top, name = canary.text(6), f"h-{canary.number(1000, 99_999_999)}"
        out = "../" * (place.count("/") + 1)
        members = [plain(f"{top}/readme.txt", b"r"), link(f"{top}/{place}notes.txt", f"{out}{other}")]
        accept(target, name, tarred(members, canary.choice(["w", "w:gz"])))
        for path in {f"{place}notes.txt", *target.call("listing", name)}:
            try:
                shown = target.call("read_file", name, path)
            except Rejected:
                continue
            if planted.text in shown:
                breach(f"{path!r} of {[(info.name, info.linkname) for info, _ in members]} shows another hand-in")


@attack(cwe=59, asvs="5.3.2")
def test_links_in_a_tar_are_not_written_through(target: Target, canary: Canary, files: Files) -> None:
    mark = canary.text(12)
    planted = canary.file(f"storage/h-{canary.number(10_000, 99_999)}/essay.txt")
    folder, _, file_name = planted.path.rpartition("/")
    for leads_to in canary.shuffled([folder, f"../{folder.rpartition('/')[2]}", f"./../../storage/{folder.rpartition('/')[2]}"]):
        name, before = f"h-{canary.number(1000, 9999)}", files.snapshot()
        content = canary.text().encode()
        through = [plain(f"img/{mark}.txt", content), plain(f"img/{file_name}", content)]
        start = [plain("readme.txt", b"r"), link("img", leads_to)]
        accept(target, name, tarred([*start, *through]))
        look_outside(files, name, before, mark, planted, f"a file below a link to {leads_to!r}")
        accept(target, name, tarred(start))
        accept(target, name, tarred(through))
        accept(target, name, zipped([("readme.txt", b"r"), (f"img/{mark}.txt", content), (f"img/{file_name}", content)]))
        look_outside(files, name, before, mark, planted, f"a second upload below a link to {leads_to!r}")
    name, before = f"h-{canary.number(1000, 9999)}", files.snapshot()
    direct = plain("text.md", canary.text().encode())
    accept(target, name, tarred([plain("readme.txt", b"r"), link("text.md", planted.path), direct]))
    look_outside(files, name, before, mark, planted, "a file over a link of the same name")
    accept(target, name, zipped([("readme.txt", b"r"), ("text.md", direct[1])]))
    look_outside(files, name, before, mark, planted, "a second upload over a link of the same name")


def stored_bytes(files: Files, name: str) -> int:
    """Bytes of content stored for a hand-in."""
    place = f"app/storage/{name}/"
    paths = [path for path in files.list() if path.startswith(place) and not files.is_link(path)]
    return sum(len(files.read(path)) for path in paths)


def understated(archive: bytes, size: int) -> bytes:
    """The zip with a smaller size in its headers than its content has."""
    stated = size.to_bytes(4, "little")
    return archive.replace(stated, (10).to_bytes(4, "little"))


@attack(cwe=409, asvs="5.2.3")
def test_content_that_unpacks_to_too_much_is_not_stored(target: Target, canary: Canary, files: Files) -> None:
    fill = canary.text(1).encode()
    size = canary.number(9_000_000, 12_000_000)
    part = canary.number(880_000, 980_000)
    pieces = [(f"{canary.text(5)}{number}.txt", fill * part) for number in range(12)]
    large = [("readme.txt", b"r"), (f"{canary.text(6)}.txt", fill * size)]
    first = f"{canary.text(5)}.txt"
    copies = [link(f"{canary.text(5)}{number}.txt", first, kind) for kind in (tarfile.LNKTYPE, tarfile.SYMTYPE) for number in range(6)]
    for archive in canary.shuffled(
        [
            zipped(large),
            zipped(pieces),
            understated(zipped(large), size),
            tarred([plain(*member) for member in large], "w:gz"),
            tarred([plain(*member) for member in pieces], "w:gz"),
            tarred([plain(first, fill * part), *copies], "w:gz"),
        ]
    ):
        name = f"h-{canary.number(1000, 99_999_999)}"
        accept(target, name, archive)
        if (stored := stored_bytes(files, name)) > LIMIT:
            breach(f"{len(archive)} bytes of upload became {stored} bytes on disk")


def huge_tar(
    name: str, megabytes: int, kind: bytes = tarfile.REGTYPE, pack: Callable[[bytes], bytes] = gzip.compress
) -> bytes:
    """A gzipped tar with one member of that many zeros, put together from equal pieces."""
    info = tarfile.TarInfo(name)
    info.type, info.size = kind, megabytes * MEGABYTE
    return pack(info.tobuf()) + pack(bytes(MEGABYTE)) * megabytes + pack(bytes(2 * tarfile.BLOCKSIZE))


def huge_zip(name: str, megabytes: int) -> bytes:
    """A zip with one file of that many zeros, put together from equal pieces."""
    packer, check = zlib.compressobj(9, zlib.DEFLATED, -15), 0
    piece = packer.compress(bytes(MEGABYTE)) + packer.flush(zlib.Z_FULL_FLUSH)
    packed = piece * megabytes + packer.flush()
    for _ in range(megabytes):
        check = zlib.crc32(bytes(MEGABYTE), check)
    return zip_of_one(name, zipfile.ZIP_DEFLATED, packed, check, megabytes * MEGABYTE)


def zip_of_one(name: str, method: int, packed: bytes, check: int, size: int) -> bytes:
    """A zip with one member, which says what it likes of its content."""
    needed = 46 if method == zipfile.ZIP_BZIP2 else 20
    fields = struct.pack("<HHHHHIIIHH", needed, 0, method, 0, 33, check, len(packed), size, len(name), 0)
    start = b"PK\x03\x04" + fields + name.encode()
    entry = b"PK\x01\x02" + struct.pack("<H", needed) + fields + struct.pack("<HHHII", 0, 0, 0, 0, 0) + name.encode()
    end = struct.pack("<HHHHIIH", 0, 0, 1, 1, len(entry), len(start) + len(packed), 0)
    return start + packed + entry + b"PK\x05\x06" + end


def zeros_in_bzip2(blocks: int) -> bytes:
    """15 million zeros for every block, put together from equal blocks; they begin at any bit."""
    packed = bz2.compress(bytes(15_000_000), 3)
    bits = f"{int.from_bytes(packed, 'big'):0{8 * len(packed)}b}"
    end = f"{0x177245385090:048b}"
    block = bits[32 : bits.rindex(end)]
    check, whole = int(block[48:80], 2), 0
    for _ in range(blocks):
        whole = ((whole << 1 | whole >> 31) & 0xFFFFFFFF) ^ check
    bits = f"{bits[:32]}{block * blocks}{end}{whole:032b}"
    bits += "0" * (-len(bits) % 8)
    return int(bits, 2).to_bytes(len(bits) // 8, "big")


@attack(cwe=409, asvs="5.2.3")
def test_content_that_unpacks_to_too_much_is_not_held_in_memory(target: Target, canary: Canary) -> None:
    for build in canary.shuffled([huge_tar, huge_zip]):
        archive = build(f"{canary.text(6)}.txt", canary.number(560, 600))
        try:
            accept_within_memory(target, f"h-{canary.number(1000, 99_999_999)}", archive)
        except TargetGone:
            breach(f"{len(archive)} bytes of upload ended the program")


@attack(cwe=409, asvs="5.2.3")
def test_other_packings_are_not_held_in_memory(target: Target, canary: Canary) -> None:
    packed = zeros_in_bzip2(canary.number(38, 42))
    archive = zip_of_one(f"{canary.text(6)}.txt", zipfile.ZIP_BZIP2, packed, zlib.crc32(bytes(10)), 10)
    try:
        accept_within_memory(target, f"h-{canary.number(1000, 99_999_999)}", archive)
    except TargetGone:
        breach(f"{len(archive)} bytes of upload, packed by bzip2, ended the program")


@attack(cwe=409, asvs="5.2.3")
def test_long_names_in_a_tar_are_not_held_in_memory(target: Target, canary: Canary) -> None:
    kinds = [tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK, tarfile.XHDTYPE, tarfile.XGLTYPE]
    ways = [(kind, gzip.compress) for kind in kinds] + [(kinds[0], bz2.compress), (kinds[0], lzma.compress)]
    for kind, pack in canary.shuffled(ways):
        archive = huge_tar(f"{canary.text(6)}.txt", canary.number(560, 600), kind, pack)
        try:
            accept_within_memory(target, f"h-{canary.number(1000, 99_999_999)}", archive)
        except TargetGone:
            breach(f"{len(archive)} bytes of upload with one long header of kind {kind!r} ended the program")


@attack(cwe=409, asvs="5.2.3")
def test_content_that_unpacks_to_too_much_is_not_put_on_disk(target: Target, canary: Canary, files: Files) -> None:
    most, over, before = [0], threading.Event(), files.snapshot()

    def watch() -> None:
        while not over.wait(0.002):
            size = 0
            for path in files.created(before):
                try:
                    size += len(files.read(path))
                except BadAnswer:
                    continue
            most[0] = max(most[0], size)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        for build in (huge_tar, huge_zip) * 2:
            accept(target, f"h-{canary.number(1000, 99_999_999)}", build(f"{canary.text(6)}.txt", canary.number(40, 48)))
            if most[0] > DISK:
                break
    finally:
        over.set()
        watcher.join()
    if most[0] > DISK:
        breach(f"one upload became {most[0]} bytes on disk before it was refused")


def accept_within_memory(target: Target, name: str, archive: bytes) -> None:
    """Hand in something; a refusal is fine, unless it is for want of memory."""
    try:
        target.call("accept", name, archive, timeout=PATIENCE_S)
    except Rejected as error:
        if error.is_a("MemoryError"):
            breach(f"{len(archive)} bytes of upload took all memory")
