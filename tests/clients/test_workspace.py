"""The workspace: nothing outside is read or written, no link is followed, what is foreign stays."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.errors import SubmissionError
from cases.files import MAX_FILES, MAX_TOTAL_BYTES
from clients.workspace import MARKER, Workspace

PROJECT = {"app.py": "print(1)\n", "static/style.css": "a {}\n", "README.md": "# App\n"}


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path / "work")


def handed_out(workspace: Workspace, trial: str = "tri_1") -> Path:
    return Path(workspace.hand_out(trial, "task.flask", PROJECT))


def test_the_project_is_written_with_a_marker(workspace: Workspace) -> None:
    folder = handed_out(workspace)
    assert folder.parent == workspace.root
    written = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    assert written == {*PROJECT, MARKER}
    assert (folder / "static/style.css").read_text() == PROJECT["static/style.css"]
    assert json.loads((folder / MARKER).read_text())["trial"] == "tri_1"


def test_only_what_changed_is_collected(workspace: Workspace) -> None:
    folder = handed_out(workspace)
    (folder / "app.py").write_text("print(2)\n")
    (folder / "new").mkdir()
    (folder / "new/module.py").write_text("x = 1\n")
    assert workspace.collect("tri_1", "") == {"app.py": "print(2)\n", "new/module.py": "x = 1\n"}


def test_an_unchanged_project_is_handed_back_whole(workspace: Workspace) -> None:
    handed_out(workspace)
    assert workspace.collect("tri_1", "") == PROJECT


def test_handing_out_again_keeps_the_agents_work(workspace: Workspace) -> None:
    folder = handed_out(workspace)
    (folder / "app.py").write_text("mine\n")
    (folder / "README.md").unlink()
    assert handed_out(workspace) == folder
    assert (folder / "app.py").read_text() == "mine\n"
    assert (folder / "README.md").read_text() == PROJECT["README.md"]
    assert workspace.collect("tri_1", "") == {"app.py": "mine\n"}


def test_trials_of_one_case_do_not_share_a_folder(workspace: Workspace) -> None:
    first, second = handed_out(workspace, "tri_1"), handed_out(workspace, "tri_2")
    assert first != second
    (second / "app.py").write_text("second\n")
    assert workspace.collect("tri_1", "") == PROJECT
    with pytest.raises(SubmissionError, match="belongs to trial 'tri_2', not to 'tri_1'"):
        workspace.collect("tri_1", str(second))


def test_a_foreign_folder_is_not_written_into(workspace: Workspace) -> None:
    folder = handed_out(workspace)
    (folder / MARKER).unlink()
    (folder / "app.py").write_text("somebody's\n")
    with pytest.raises(SubmissionError, match="not empty and not of this trial"):
        handed_out(workspace)
    assert (folder / "app.py").read_text() == "somebody's\n"
    assert not (folder / MARKER).exists()


def test_an_empty_folder_is_taken(workspace: Workspace) -> None:
    folder = handed_out(workspace)
    for path in sorted(folder.rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    assert (handed_out(workspace) / "app.py").exists()


@pytest.mark.parametrize("marker", ["", "[]", "{", '{"trial": 3}', '{"trial": "tri_1", "files": 7}', "[" * 100_000])
def test_a_spoiled_marker_only_makes_more_be_uploaded(workspace: Workspace, marker: str) -> None:
    folder = handed_out(workspace)
    (folder / MARKER).write_text(marker)
    if '"trial": 3' in marker:
        with pytest.raises(SubmissionError, match="belongs to trial '3'"):
            workspace.collect("tri_1", "")
    else:
        assert workspace.collect("tri_1", "") == PROJECT


@pytest.mark.parametrize("place", ["app.py", "static", "deep/er", "app.py.bak"])
@pytest.mark.parametrize("target", ["/etc/passwd", "/etc", "/nowhere", "README.md"])
def test_links_are_refused_wherever_they_lead(workspace: Workspace, place: str, target: str) -> None:
    folder = handed_out(workspace)
    link = folder / place
    if link.is_dir():
        link.rename(folder / "moved")
    link.unlink(missing_ok=True)
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to(target)
    with pytest.raises(SubmissionError, match="symbolic link"):
        workspace.collect("tri_1", "")
    with pytest.raises(SubmissionError, match="symbolic link"):
        workspace.read("")


def test_hard_links_and_special_files_are_refused(workspace: Workspace, tmp_path: Path) -> None:
    folder = handed_out(workspace)
    secret = tmp_path / "secret"
    secret.write_text("secret")
    os.link(secret, folder / "copy.txt")
    with pytest.raises(SubmissionError, match="hard links"):
        workspace.collect("tri_1", "")
    (folder / "copy.txt").unlink()
    os.mkfifo(folder / "pipe")
    with pytest.raises(SubmissionError, match="not a regular file"):
        workspace.collect("tri_1", "")


def test_a_project_folder_that_became_a_link_is_not_followed(workspace: Workspace, tmp_path: Path) -> None:
    folder = handed_out(workspace)
    outside = tmp_path / "outside"
    outside.mkdir()
    folder.rename(tmp_path / "aside")
    folder.symlink_to(outside)
    with pytest.raises(SubmissionError, match="links are not followed"):
        handed_out(workspace)
    with pytest.raises(SubmissionError, match="links are not followed"):
        workspace.collect("tri_1", "")
    assert list(outside.iterdir()) == []


def test_writing_does_not_follow_links_inside_the_project(workspace: Workspace, tmp_path: Path) -> None:
    folder = handed_out(workspace)
    (folder / "README.md").unlink()
    (folder / "README.md").symlink_to(tmp_path / "outside.txt")
    (folder / "static/style.css").unlink()
    (folder / "static").rmdir()
    (folder / "static").symlink_to(tmp_path)
    with pytest.raises(SubmissionError, match="links are not followed"):
        handed_out(workspace)
    assert not (tmp_path / "outside.txt").exists()
    assert not (tmp_path / "style.css").exists()


@pytest.mark.parametrize(
    "path", ["../out.py", "/tmp/out.py", "a/../../out.py", ".git/hooks/pre-commit", "a\\..\\b", "a\0b"]
)
def test_a_server_cannot_make_us_write_outside(workspace: Workspace, path: str) -> None:
    with pytest.raises(SubmissionError):
        workspace.hand_out("tri_1", "task.flask", {path: "x"})
    assert list(workspace.root.iterdir()) == []


@pytest.mark.parametrize("case_id", ["../up", "a/b", "", ".."])
def test_a_server_cannot_choose_another_folder(workspace: Workspace, case_id: str) -> None:
    before = sorted(workspace.root.parent.iterdir())
    try:
        folder = Path(workspace.hand_out("tri_1", case_id, PROJECT))
    except SubmissionError:
        pass
    else:
        assert folder.is_relative_to(workspace.root)
    assert sorted(workspace.root.parent.iterdir()) == before


@pytest.mark.parametrize("directory", ["..", "../..", "/", "/etc", "a/../../b", "x\0y"])
def test_folders_outside_the_workspace_are_refused(workspace: Workspace, directory: str) -> None:
    handed_out(workspace)
    with pytest.raises(SubmissionError):
        workspace.collect("tri_1", directory)


@given(st.text(max_size=40))
@settings(max_examples=150)
def test_no_directory_text_leads_outside(tmp_path_factory: pytest.TempPathFactory, directory: str) -> None:
    root = tmp_path_factory.mktemp("ws")
    (root / "secret.txt").write_text("outside")
    workspace = Workspace(root / "inside")
    (workspace.root / "file.txt").write_text("inside")
    try:
        read = workspace.read(directory)
    except (SubmissionError, OSError):
        return
    assert "outside" not in read.values()


def test_what_tools_leave_behind_is_not_submitted(workspace: Workspace) -> None:
    folder = handed_out(workspace)
    for left in ("node_modules/a/index.js", "__pycache__/app.cpython-311.pyc", ".git/config", ".venv/bin/python"):
        (folder / left).parent.mkdir(parents=True, exist_ok=True)
        (folder / left).write_bytes(b"\xff\x00")
    (folder / "node_modules/.bin").symlink_to("/usr/bin")
    (folder / "old.pyc").write_bytes(b"\xff")
    assert workspace.collect("tri_1", "") == PROJECT


def test_too_much_is_refused_with_the_limit(workspace: Workspace) -> None:
    folder = handed_out(workspace)
    for number in range(MAX_FILES + 1):
        (folder / f"n{number}.txt").write_text("x")
    with pytest.raises(SubmissionError, match=f"more than {MAX_FILES} changed"):
        workspace.collect("tri_1", "")
    for number in range(MAX_FILES + 1):
        (folder / f"n{number}.txt").unlink()
    (folder / "big.txt").write_bytes(b"x" * (MAX_TOTAL_BYTES + 1))
    with pytest.raises(SubmissionError, match=f"more than {MAX_TOTAL_BYTES} bytes"):
        workspace.collect("tri_1", "")


def test_a_sparse_file_of_two_gibibytes_is_refused_unread(workspace: Workspace) -> None:
    folder = handed_out(workspace)
    with (folder / "huge.bin").open("wb") as stream:
        stream.truncate(2 * 1024**3)
    with pytest.raises(SubmissionError, match=r"huge\.bin"):
        workspace.collect("tri_1", "")


def test_what_is_no_text_is_named(workspace: Workspace) -> None:
    folder = handed_out(workspace)
    (folder / "logo.png").write_bytes(b"\x89PNG\xff")
    with pytest.raises(SubmissionError, match=r"'logo\.png': is not UTF-8 text"):
        workspace.collect("tri_1", "")
    (folder / "logo.png").unlink()
    assert workspace.collect("tri_1", "") == PROJECT
