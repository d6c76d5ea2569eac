"""`FileSet` and `check_path`: nothing unsafe gets in, and what gets in comes out as it was."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.errors import SubmissionError
from cases.files import MAX_FILES, FileSet, check_path

NAMES = st.from_regex(r"[a-z0-9_]{1,8}(\.[a-z]{1,3})?", fullmatch=True)
PATHS = st.lists(NAMES, min_size=1, max_size=4).map("/".join)


def _accepted(path: str) -> bool:
    try:
        check_path(path)
    except SubmissionError:
        return False
    return True


@given(st.text(max_size=60))
def test_an_accepted_path_stays_inside_the_project(path: str) -> None:
    if not _accepted(path):
        return
    inside = os.path.normpath(f"/project/{path}")
    assert inside == f"/project/{path}"
    assert not path.startswith("/") and "\0" not in path and "\\" not in path and "\n" not in path
    assert PurePosixPath(path).parts == tuple(path.split("/"))
    assert path.encode().decode() == path


@given(PATHS, st.sampled_from(["..", ".", "", ".git", ".GIT", "con", "aux.txt", "a ", "b.", "c\x00", "d\u202e", "e:f"]))
def test_one_bad_part_spoils_a_path(path: str, part: str) -> None:
    assert not _accepted(f"{path}/{part}")
    assert not _accepted(f"{part}/{path}")


@pytest.mark.parametrize("path", ["/etc/passwd", "a\\b", "ﬁle.py", "e\u0301.py", "\ud800", "a/" * 20 + "b", "a" * 300])
def test_hostile_paths_are_refused_in_words_that_can_be_printed(path: str) -> None:
    with pytest.raises(SubmissionError) as caught:
        check_path(path)
    str(caught.value).encode()


@given(st.dictionaries(PATHS, st.binary(max_size=40), max_size=8))
def test_what_was_written_is_read_back(files: dict[str, bytes]) -> None:
    try:
        built = FileSet.of(files)
    except SubmissionError:
        return
    with tempfile.TemporaryDirectory() as place:
        built.write_to(Path(place))
        read = FileSet.read_folder(Path(place))
    assert read == built
    assert read.digest == built.digest


@given(st.dictionaries(PATHS, st.binary(max_size=8), min_size=1, max_size=4), st.data())
def test_another_content_is_another_digest(files: dict[str, bytes], data: st.DataObject) -> None:
    try:
        built = FileSet.of(files)
    except SubmissionError:
        return
    path = data.draw(st.sampled_from(sorted(files)))
    changed = FileSet.of({**files, path: files[path] + b"x"})
    assert changed.digest != built.digest
    assert changed.over(built) == changed


@pytest.mark.parametrize(
    "files",
    [
        {"a": b"", "A": b""},
        {"a": b"", "a/b": b""},
        {f"f{n}": b"" for n in range(MAX_FILES + 1)},
        {"a": b"x" * 3_000_000},
    ],
)
def test_colliding_or_too_many_files_are_refused(files: dict[str, bytes]) -> None:
    with pytest.raises(SubmissionError):
        FileSet.of(files)


def test_a_path_given_twice_is_refused() -> None:
    with pytest.raises(SubmissionError, match="collides"):
        FileSet.of([("a", b"1"), ("a", b"2")])


@pytest.mark.parametrize("kind", ["link", "folder-link", "pipe"])
def test_special_files_are_refused_and_never_followed(tmp_path: Path, kind: str) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret").write_text("secret")
    folder = tmp_path / "project"
    folder.mkdir()
    if kind == "pipe":
        os.mkfifo(folder / "x")
    else:
        (folder / "x").symlink_to(outside if kind == "folder-link" else outside / "secret")
    with pytest.raises(SubmissionError, match=r"symbolic link|not a regular file"):
        FileSet.read_folder(folder)


def test_folders_to_skip_are_passed_over_at_any_depth(tmp_path: Path) -> None:
    for path in ("a.py", "node_modules/x.js", "b/node_modules/y.js", "b/c.py"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("x")
    assert list(FileSet.read_folder(tmp_path, skip=frozenset({"node_modules"})).as_dict()) == ["a.py", "b/c.py"]
