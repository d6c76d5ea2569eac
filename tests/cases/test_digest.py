from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from cases.loader import load_library
from cases.model import Case

MakePack = Callable[[Mapping[str, str | None]], Path]
STACK = "notes/stacks/python"


def _append(pack: Path, path: str, text: str) -> None:
    target = pack / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text((target.read_text() if target.exists() else "") + text)


def _digests(pack: Path) -> tuple[Case, str]:
    library = load_library([pack])
    return library.get("notes.python"), library.pack_digest("small")


@pytest.mark.parametrize(
    ("path", "text", "verdict", "told"),
    [
        ("notes/tests/functional.py", "\n# more", True, False),
        ("notes/tests/security.py", "\n# more", True, False),
        (f"{STACK}/scaffold/notes.py", "\n# more", True, True),
        (f"{STACK}/scaffold/added.py", "x = 1", True, True),
        (f"{STACK}/driver/driver.py", "x = 1", True, False),
        (f"{STACK}/stack.toml", "\n[limits]\nmemory_mib = 100", True, False),
        (f"{STACK}/stack.toml", "\n[solutions.vulnerable-dots]\nnote = 'x'", False, False),
        (f"{STACK}/stack.toml", "\n# a comment", False, False),
        ("notes/task.toml", "\nasvs = ['1.2.3']", True, False),
        ("notes/task.toml", "\n# a comment", False, False),
        ("notes/prompt.md", "More.", False, True),
        ("notes/hint.md", "More.", False, True),
        ("notes/constraints.md", "- [CWE-22] More.\n", False, True),
        (f"{STACK}/solutions/vulnerable-naive/notes.py", "\n# more", False, True),
        (f"{STACK}/solutions/secure-listed/notes.py", "\n# more", False, False),
        ("README.md", "About.", False, False),
    ],
)
def test_a_digest_changes_exactly_if_its_subject_does(
    make_pack: MakePack, path: str, text: str, verdict: bool, told: bool
) -> None:
    pack = make_pack({})
    before, pack_before = _digests(pack)
    _append(pack, path, text)
    after, pack_after = _digests(pack)
    assert (after.digest != before.digest) is verdict
    assert (after.prompt_digest != before.prompt_digest) is told
    assert pack_after != pack_before


def test_digests_do_not_depend_on_the_place(make_pack: MakePack, tmp_path: Path) -> None:
    pack = make_pack({})
    before, pack_before = _digests(pack)
    moved = pack.rename(tmp_path.joinpath("elsewhere").with_name("moved"))
    (tmp_path / "deep").mkdir()
    after, pack_after = _digests(moved.rename(tmp_path / "deep" / "small"))
    assert (after.digest, after.prompt_digest, pack_after) == (before.digest, before.prompt_digest, pack_before)
