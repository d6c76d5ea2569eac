"""Control groups end with their pods, also those that the kernel held for a moment longer."""

from __future__ import annotations

import os
import secrets
import subprocess
from collections.abc import Iterator

import pytest

from sandbox import control_groups
from sandbox.control_groups import ControlGroup


@pytest.fixture
def group() -> Iterator[ControlGroup]:
    made = control_groups.make(f"test-{secrets.token_hex(6)}", os.getuid(), 64, 16)
    if made is None:
        pytest.skip("control groups (version 1) are not ours to make here")
    yield made
    made.close()
    assert not [folder for _, folder in made.folders if folder.exists()]


def test_a_group_without_processes_is_removed(group: ControlGroup) -> None:
    assert all(folder.is_dir() for _, folder in group.folders)
    group.close()
    assert not any(folder.exists() for _, folder in group.folders)


def test_a_group_that_was_still_held_is_removed_with_the_next(group: ControlGroup) -> None:
    with subprocess.Popen(["sleep", "600"]) as held:
        for tasks in group.tasks:
            with open(tasks, "w") as file:
                file.write(str(held.pid))
        group.close()
        assert all(folder.is_dir() for _, folder in group.folders)
        control_groups.sweep()
        assert all(folder.is_dir() for _, folder in group.folders), "what is in use is never removed"
        held.kill()
    control_groups.sweep()
    assert not any(folder.exists() for _, folder in group.folders)


def test_only_old_groups_of_others_are_swept(group: ControlGroup) -> None:
    control_groups.sweep()
    assert all(folder.is_dir() for _, folder in group.folders), "one that somebody is about to use stays"
    for _, folder in group.folders:
        os.utime(folder, (0, 0))
    control_groups.sweep()
    assert not any(folder.exists() for _, folder in group.folders)
