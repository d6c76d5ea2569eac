from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.errors import SubmissionError
from cases.files import FileSet
from cases.model import Case, Scenario
from cases.prompts import handed_out
from cases.submission import glob_matches, may_add, project_with


def test_editable_and_added_files_are_laid_over_the_project(small_case: Case) -> None:
    base = handed_out(small_case, Scenario.GEN)
    project = project_with(small_case, base, FileSet.of({"notes.py": b"x", "extra_paths.py": b"y"}))
    assert project.as_dict() == {**base.as_dict(), "notes.py": b"x", "extra_paths.py": b"y"}


def test_the_whole_tree_may_be_sent_back(small_case: Case) -> None:
    base = handed_out(small_case, Scenario.GEN)
    assert (
        project_with(small_case, base, FileSet.of({**base.as_dict(), "notes.py": b"x"})).as_dict()["notes.py"] == b"x"
    )


@pytest.mark.parametrize("path", ["notes/a.txt", "conftest.py", "deep/extra_a.py", "sitecustomize.py"])
def test_any_other_file_is_refused_by_name(small_case: Case, path: str) -> None:
    with pytest.raises(SubmissionError, match=path):
        project_with(small_case, handed_out(small_case, Scenario.GEN), FileSet.of({path: b"changed"}))


def test_an_added_file_cannot_take_the_place_of_a_folder(small_case: Case) -> None:
    with pytest.raises(SubmissionError):
        project_with(small_case, FileSet.of({"extra_a.py/b": b""}), FileSet.of({"extra_a.py": b""}))


def test_the_review_is_taken_and_never_part_of_the_project(small_case: Case) -> None:
    base = handed_out(small_case, Scenario.REVIEW)
    assert project_with(small_case, base, FileSet.of({"REVIEW.md": b"- CWE-22 notes.py:8 reads"})) == base
    assert may_add(small_case, Scenario.REVIEW) == ("extra_*.py", "REVIEW.md")
    assert may_add(small_case, Scenario.FIX) == ("extra_*.py",)


@pytest.mark.parametrize(
    ("pattern", "path", "matches"),
    [
        ("*.py", "a.py", True),
        ("*.py", "a/b.py", False),
        ("**/*.py", "b.py", True),
        ("**/*.py", "a/b/c.py", True),
        ("src/**", "src/a/b.txt", True),
        ("src/**", "source/a", False),
        ("a?.py", "ab.py", True),
        ("a?.py", "a/.py", False),
        ("a.py", "axpy", False),
    ],
)
def test_globs(pattern: str, path: str, matches: bool) -> None:
    assert glob_matches(pattern, path) is matches


@given(st.text(alphabet="ab./[]()+^$|\\", max_size=12))
def test_a_pattern_without_wildcards_matches_itself_only(pattern: str) -> None:
    assert glob_matches(pattern, pattern)
    assert not glob_matches(pattern, pattern + "a")
