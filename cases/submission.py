"""What of a submission is taken: only what the case leaves open, laid over the project that was handed out."""

from __future__ import annotations

import re

from cases.errors import SubmissionError
from cases.files import FileSet
from cases.model import Case, Scenario, StackInfo

REVIEW_FILE = "REVIEW.md"
"""The written answer of the `review` scenario. Taken from every submission, never laid into the project."""


def may_add(case: Case, scenario: Scenario) -> tuple[str, ...]:
    """Glob patterns of the files an agent may add in this scenario: what it is told, and what is taken."""
    return (*case.stack.may_add, REVIEW_FILE) if scenario is Scenario.REVIEW else case.stack.may_add


def project_with(case: Case, base: FileSet, files: FileSet) -> FileSet:
    """The whole project: `files` laid over `base`, the project that was handed out.

    Files that are the same as in `base` are passed over, so an agent may send its whole tree back. `REVIEW.md` is an
    answer about the project and not a part of it: it is passed over too.

    Raises:
        SubmissionError: a file differs that is neither editable nor may be added.
    """
    before = base.as_dict()
    changed: dict[str, bytes] = {}
    for path, content in files:
        if before.get(path) == content or path == REVIEW_FILE:
            continue
        refusal = refusal_of(case.stack, path, existing=path in before)
        if refusal:
            raise SubmissionError(path, refusal)
        changed[path] = content
    return FileSet.of(changed).over(base)


def refusal_of(stack: StackInfo, path: str, *, existing: bool) -> str:
    """Why a submission may not change or add `path`; the empty text when it may."""
    if path in stack.editable:
        return ""
    if existing:
        return f"may not be changed; editable are {_listed(stack.editable)}"
    if any(glob_matches(pattern, path) for pattern in stack.may_add):
        return ""
    allowed = f"; files matching {_listed(stack.may_add)} may be added" if stack.may_add else "; no file may be added"
    return f"may not be added; editable are {_listed(stack.editable)}{allowed}"


def glob_matches(pattern: str, path: str) -> bool:
    """Whether `path` matches `pattern`: `*` and `?` stay within a folder, `**/` is any number of folders."""
    expression = ""
    for token in re.findall(r"\*\*/|\*\*|\*|\?|[^*?]+", pattern):
        expression += {"**/": "(?:[^/]+/)*", "**": ".*", "*": "[^/]*", "?": "[^/]"}.get(token, re.escape(token))
    return re.fullmatch(expression, path) is not None


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(repr(name) for name in names)
