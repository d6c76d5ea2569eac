"""A data folder that sandboxes cannot reach is told before the first verdict, by every backend that needs it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sandbox.backends import choose
from sandbox.backends.base import BackendUnavailableError
from sandbox.data_folder import closed_to_sandboxes


@pytest.fixture
def as_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)


@pytest.mark.usefixtures("as_root")
def test_the_first_closed_folder_on_the_way_is_named(reachable_folder: Path) -> None:
    data = reachable_folder / "closed" / "open" / "data"
    data.mkdir(parents=True)
    assert closed_to_sandboxes(data) is None
    data.chmod(0o700)
    assert closed_to_sandboxes(data) == data
    (reachable_folder / "closed").chmod(0o750)
    assert closed_to_sandboxes(data) == reachable_folder / "closed"
    (reachable_folder / "link").symlink_to(data)
    assert closed_to_sandboxes(reachable_folder / "link") == reachable_folder / "closed"


def test_it_is_of_no_matter_where_sandboxes_have_the_uid_of_the_user(
    reachable_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    reachable_folder.chmod(0o700)
    assert closed_to_sandboxes(reachable_folder) is None


@pytest.mark.usefixtures("as_root", "bubblewrap")
@pytest.mark.parametrize("name", ["bubblewrap", "landlock"])
def test_no_backend_starts_on_it_and_the_reason_says_what_to_do(name: str, reachable_folder: Path) -> None:
    closed = reachable_folder / "it's closed"
    closed.mkdir(mode=0o700)
    with pytest.raises(BackendUnavailableError, match="chmod o\\+x") as raised:
        choose(name, closed / "data")
    assert str(closed) in raised.value.reason
    assert not (closed / "data").exists()
