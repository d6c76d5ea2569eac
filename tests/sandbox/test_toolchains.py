"""Toolchains: found quickly and only where they fit, installed whole or not at all, told apart by digests."""

from __future__ import annotations

import json
import os
import stat
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.toolchains import registry
from sandbox.toolchains.digests import installation_digest, toolchain_digest
from sandbox.toolchains.model import (
    Runtime,
    Say,
    ToolchainInstallError,
    ToolchainMissingError,
    UnknownToolchainError,
)


def silent(line: str) -> None:
    assert line


# --- a toolchain small enough to be installed in every test -----------------------------------------------------------


class ToyRecipe:
    """Installs one program. Counts its builds, can fail half-way, and can be held at the door."""

    def __init__(self) -> None:
        self.builds = 0
        self.breaks = False
        self.version = "1.0"
        self.held = threading.Event()
        self.held.set()

    def runtime(self, folder: Path) -> Runtime:
        return Runtime(self.version)

    def build(self, folder: Path, target: Path, runtime: Runtime, say: Say) -> None:
        self.builds += 1
        (target / "toy").mkdir()
        (target / "toy" / "half").write_text("half")
        self.held.wait()
        if self.breaks:
            raise ToolchainInstallError("toy", "fetching", "the network is down")
        program = target / "toy" / "say-toy"
        program.write_text(f"#!/bin/sh\necho toy {runtime.version}\n")
        program.chmod(0o700)


TOY = """
summary = "A toy"
selftest = ["/opt/toolchain/toy/say-toy"]
[mounts]
toy = "/opt/toolchain/toy"
[environment]
PATH = "/opt/toolchain/toy:/usr/bin:/bin"
[driver]
file = "driver.sh"
command = ["/opt/toolchain/toy/say-toy", "/opt/driver/toy/driver.sh"]
"""


@pytest.fixture
def recipes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "recipes"
    (folder / "toy").mkdir(parents=True)
    (folder / "toy" / "toolchain.toml").write_text(TOY)
    (folder / "toy" / "toy.lock").write_text("toy==1")
    (folder / "toy" / "driver.sh").write_text("echo driver")
    monkeypatch.setattr(registry, "RECIPES", folder)
    return folder


@pytest.fixture
def toy(recipes: Path, monkeypatch: pytest.MonkeyPatch) -> ToyRecipe:
    recipe = ToyRecipe()
    module = SimpleNamespace(runtime=recipe.runtime, build=recipe.build)
    monkeypatch.setitem(sys.modules, "sandbox.toolchains.toy.recipe", module)
    return recipe


@pytest.fixture
def strict_umask() -> Iterator[None]:
    before = os.umask(0o077)
    yield
    os.umask(before)


def test_a_folder_with_a_recipe_is_a_toolchain(recipes: Path, toy: ToyRecipe, tmp_path: Path) -> None:
    assert registry.names() == ("toy",)
    assert [(state.name, state.installed) for state in registry.states(tmp_path)] == [("toy", False)]


def test_a_missing_toolchain_is_named_with_the_command_that_brings_it(toy: ToyRecipe, tmp_path: Path) -> None:
    with pytest.raises(ToolchainMissingError) as caught:
        registry.find("toy", tmp_path)
    assert caught.value.command == "vetloop toolchains install toy"
    assert caught.value.command in str(caught.value)


def test_an_unknown_toolchain_is_told_from_a_missing_one(recipes: Path, tmp_path: Path) -> None:
    with pytest.raises(UnknownToolchainError, match=r"cobol.*toy"):
        registry.find("cobol", tmp_path)


def test_what_was_installed_is_found_again_and_not_built_twice(toy: ToyRecipe, tmp_path: Path) -> None:
    installed = registry.install("toy", tmp_path, silent)
    assert registry.install("toy", tmp_path, silent) == installed == registry.find("toy", tmp_path)
    assert toy.builds == 1
    assert installed.version == "1.0"


@pytest.mark.usefixtures("strict_umask")
def test_other_users_can_read_and_run_it_whatever_the_umask(toy: ToyRecipe, tmp_path: Path) -> None:
    data = tmp_path / "data"
    toolchain = registry.install("toy", data, silent)
    for host, _ in toolchain.binds:
        folders = [folder for folder in (host, *host.parents) if folder == data or data in folder.parents]
        for folder in folders:
            assert stat.S_IMODE(folder.stat().st_mode) & 0o005 == 0o005, folder
        for file in host.rglob("*"):
            assert file.stat().st_mode & stat.S_IROTH, file
    assert (toolchain.binds[0][0] / "say-toy").stat().st_mode & stat.S_IXOTH


def test_the_driver_is_visible_in_the_sandbox_under_the_path_its_command_names(toy: ToyRecipe, tmp_path: Path) -> None:
    toolchain = registry.install("toy", tmp_path, silent)
    on_host = toolchain.host_view()
    assert Path(on_host.driver[1]).read_text() == "echo driver"
    assert Path(on_host.driver[0]).is_file()
    assert on_host.environment["PATH"].endswith(":/usr/bin:/bin")


def test_a_build_that_breaks_leaves_nothing_and_the_next_one_starts_afresh(toy: ToyRecipe, tmp_path: Path) -> None:
    toy.breaks = True
    with pytest.raises(ToolchainInstallError, match="the network is down"):
        registry.install("toy", tmp_path, silent)
    with pytest.raises(ToolchainMissingError):
        registry.find("toy", tmp_path)
    toy.breaks = False
    assert registry.install("toy", tmp_path, silent) == registry.find("toy", tmp_path)


def test_a_self_test_that_fails_keeps_the_installation_out(recipes: Path, toy: ToyRecipe, tmp_path: Path) -> None:
    file = recipes / "toy" / "toolchain.toml"
    file.write_text(TOY.replace('selftest = ["/opt/toolchain/toy/say-toy"]', 'selftest = ["/bin/false"]'))
    with pytest.raises(ToolchainInstallError, match="self-test"):
        registry.install("toy", tmp_path, silent)
    with pytest.raises(ToolchainMissingError):
        registry.find("toy", tmp_path)


def test_two_installers_at_once_build_once(toy: ToyRecipe, tmp_path: Path) -> None:
    toy.held.clear()
    waits = threading.Event()

    def note(line: str) -> None:
        if "waiting" in line:
            waits.set()

    with ThreadPoolExecutor(2) as pool:
        both = [pool.submit(registry.install, "toy", tmp_path, note) for _ in range(2)]
        assert waits.wait(30), "the second installer never waited for the first"
        toy.held.set()
        first, second = (future.result(30) for future in both)
    assert first == second
    assert toy.builds == 1


def test_a_new_lock_asks_for_a_new_installation_beside_the_old_one(
    recipes: Path, toy: ToyRecipe, tmp_path: Path
) -> None:
    old = registry.install("toy", tmp_path, silent)
    (recipes / "toy" / "toy.lock").write_text("toy==2")
    with pytest.raises(ToolchainMissingError, match="lock or recipe has changed"):
        registry.find("toy", tmp_path)
    new = registry.install("toy", tmp_path, silent)
    assert new.digest != old.digest
    assert all(path.exists() for path, _ in old.binds), "a running evaluation may still use it"


def test_prune_removes_what_nothing_points_to_and_only_that(recipes: Path, toy: ToyRecipe, tmp_path: Path) -> None:
    old = registry.install("toy", tmp_path, silent)
    (recipes / "toy" / "toy.lock").write_text("toy==2")
    new = registry.install("toy", tmp_path, silent)
    removed = registry.prune(tmp_path, silent)
    assert removed
    assert not any(path.exists() for path, _ in old.binds)
    assert registry.find("toy", tmp_path) == new
    assert all(path.exists() for path, _ in new.binds)
    assert registry.prune(tmp_path, silent) == []


def test_a_new_driver_changes_the_digest_but_needs_no_installation(
    recipes: Path, toy: ToyRecipe, tmp_path: Path
) -> None:
    old = registry.install("toy", tmp_path, silent)
    (recipes / "toy" / "driver.sh").write_text("echo better")
    new = registry.find("toy", tmp_path)
    assert new.digest != old.digest
    assert Path(new.host_view().driver[1]).read_text() == "echo better"
    assert toy.builds == 1


@given(content=st.binary(max_size=200) | st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["digest", "version", "witness", "path", "x"]), inner, max_size=4),
).map(lambda value: json.dumps(value).encode()))  # fmt: skip
def test_no_manifest_makes_find_crash_or_lie(content: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    data = tmp_path_factory.mktemp("data")
    folder = data / "toolchains" / "python-0123456789ab"
    folder.mkdir(parents=True)
    (folder / "installed.json").write_bytes(content)
    with pytest.raises(ToolchainMissingError):
        registry.find("python", data)


# --- digests ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("changed", ["lock", "recipe", "runtime", "name"])
def test_the_installation_digest_covers(changed: str, tmp_path: Path) -> None:
    (tmp_path / "a.lock").write_text("a==1")
    (tmp_path / "recipe.py").write_text("pass")
    before = installation_digest(tmp_path, ("driver.py",), "3.11.2")
    runtime = "3.11.2"
    match changed:
        case "lock":
            (tmp_path / "a.lock").write_text("a==2")
        case "recipe":
            (tmp_path / "recipe.py").write_text("...")
        case "name":
            (tmp_path / "a.lock").rename(tmp_path / "b.lock")
        case _:
            runtime = "3.11.3"
    assert installation_digest(tmp_path, ("driver.py",), runtime) != before


def test_the_installation_digest_leaves_out_the_driver_and_bytecode(tmp_path: Path) -> None:
    (tmp_path / "a.lock").write_text("a==1")
    before = installation_digest(tmp_path, ("driver.py",), "3")
    (tmp_path / "driver.py").write_text("pass")
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "recipe.pyc").write_bytes(b"x")
    assert installation_digest(tmp_path, ("driver.py",), "3") == before


def test_the_verdicts_digest_covers_driver_judge_and_installation(tmp_path: Path) -> None:
    judge = tmp_path / "judge"
    judge.mkdir()
    (judge / "runner.py").write_text("1")
    driver = tmp_path / "driver.py"
    driver.write_text("1")
    seen = {
        toolchain_digest("installation", driver.parent, (driver.name,), judge),
        toolchain_digest("another", driver.parent, (driver.name,), judge),
    }
    driver.write_text("2")
    seen.add(toolchain_digest("installation", driver.parent, (driver.name,), judge))
    (judge / "runner.py").write_text("2")
    seen.add(toolchain_digest("installation", driver.parent, (driver.name,), judge))
    assert len(seen) == 4


def test_missing_system_packages_are_named_and_nothing_is_built(toy: ToyRecipe, recipes: Path, tmp_path: Path) -> None:
    layout = recipes / "toy" / "toolchain.toml"
    layout.write_text(layout.read_text() + '[system]\n"/usr/bin/env" = "coreutils"\n"/nowhere/toyc" = "toy-compiler"\n')
    assert registry.missing_packages("toy") == ("toy-compiler",)
    with pytest.raises(ToolchainInstallError, match="apt-get install toy-compiler"):
        registry.install("toy", tmp_path, silent)
    assert toy.builds == 0
    with pytest.raises(ToolchainMissingError, match="toy-compiler"):
        registry.find("toy", tmp_path)


def test_a_toolchain_without_a_driver_file_brings_its_driver_along(
    toy: ToyRecipe, recipes: Path, tmp_path: Path
) -> None:
    layout = recipes / "toy" / "toolchain.toml"
    layout.write_text(layout.read_text().split("[driver]")[0] + '[driver]\ncommand = ["/opt/toolchain/toy/say-toy"]\n')
    made = registry.install("toy", tmp_path, silent)
    assert [inside for _, inside in made.binds] == ["/opt/toolchain/toy"]
    assert Path(made.host_view().driver[0]).is_file()
