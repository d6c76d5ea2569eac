"""`./vetloop` in a copied clone, with the programs it calls replaced by ones that write down how they were called."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

CLONE = Path(__file__).resolve().parents[2]
COPIED = ("vetloop", "uv.lock", "pyproject.toml", ".ci/uv.lock.txt")
REAL_PROGRAMS = (
    *("sh", "readlink", "dirname", "cksum", "cut", "cat", "mktemp", "rm", "cp", "ln", "uname", "tail", "env"),
    *("mkdir", "chmod", "grep", "python3"),
)
ENVIRONMENT_PROGRAMS = ("vetloop", "python", "ruff", "mypy", "lint-imports")

NOTE = """#!/bin/sh
echo "{name} $*" >>"$CALLS"
exit "${{{variable}:-0}}"
"""
UV = """#!/bin/sh
echo "uv $*" >>"$CALLS"
mkdir -p "$UV_PROJECT_ENVIRONMENT/bin"
cp "$STUBS"/* "$UV_PROJECT_ENVIRONMENT/bin/"
"""


@dataclass
class World:
    clone: Path
    programs: Path
    calls_file: Path

    def run(self, *words: str, cwd: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
        self.calls_file.write_text("")
        surroundings = {
            "PATH": str(self.programs),
            "HOME": str(self.clone.parent),
            "CALLS": str(self.calls_file),
            "STUBS": str(self.clone.parent / "stubs"),
            "TMPDIR": str(self.clone.parent),
        }
        return subprocess.run(
            [str(self.clone / "vetloop"), *words],
            env=surroundings | environment,
            cwd=cwd or self.clone,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    @property
    def calls(self) -> list[str]:
        return self.calls_file.read_text().splitlines()

    def program(self, name: str, text: str | None = None) -> None:
        """Put a program on the path: `text`, or one that notes its calls and exits with $<NAME>_EXIT."""
        write_program(self.programs / name, text or noting(name))


def noting(name: str) -> str:
    return NOTE.format(name=name, variable=name.replace("-", "_").upper() + "_EXIT")


def write_program(path: Path, text: str) -> None:
    path.write_text(text)
    path.chmod(0o755)


@pytest.fixture
def world(tmp_path: Path) -> World:
    clone, programs, stubs = tmp_path / "clone", tmp_path / "programs", tmp_path / "stubs"
    for folder in (clone / ".ci", programs, stubs):
        folder.mkdir(parents=True)
    for name in COPIED:
        shutil.copy2(CLONE / name, clone / name)
    for name in REAL_PROGRAMS:
        real = shutil.which(name)
        assert real, name
        (programs / name).symlink_to(os.path.realpath(real))
    for name in ENVIRONMENT_PROGRAMS:
        write_program(stubs / name, noting(name))
    world = World(clone, programs, tmp_path / "calls")
    world.program("uv", UV)
    world.program("id", "#!/bin/sh\necho 1000\n")
    for name in ("bwrap", "chromium"):
        world.program(name)
    return world


def test_words_go_to_the_installed_command_and_its_exit_code_comes_back(world: World) -> None:
    done = world.run("evaluate", "a case.flask", "--json", VETLOOP_EXIT="3")
    assert done.returncode == 3, done.stderr
    assert world.calls[-1] == "vetloop evaluate a case.flask --json"
    assert done.stdout == "", "standard output belongs to the command"


def test_packages_are_installed_by_the_lock_and_only_when_it_changed(world: World) -> None:
    world.run("doctor")
    (sync,) = [call for call in world.calls if call.startswith("uv ")]
    assert "--frozen" in sync
    assert "--no-dev" in sync
    world.run("doctor")
    assert world.calls == ["vetloop doctor"]
    with (world.clone / "uv.lock").open("a") as lock:
        lock.write("\n# changed\n")
    world.run("doctor")
    assert any(call.startswith("uv sync") for call in world.calls)


def test_a_failed_installation_is_tried_again_the_next_time(world: World) -> None:
    world.program("uv", "#!/bin/sh\necho 'no network' >&2\nexit 2\n")
    done = world.run("doctor")
    assert done.returncode != 0
    assert "no network" in done.stderr
    assert world.calls == []
    world.program("uv", UV)
    assert world.run("doctor").returncode == 0


def test_it_works_from_elsewhere_and_through_a_link(world: World, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(world.clone / "vetloop")
    environment = {"PATH": str(world.programs), "HOME": str(tmp_path), "CALLS": str(world.calls_file)}
    environment["STUBS"] = str(tmp_path / "stubs")
    done = subprocess.run([tmp_path / "link", "doctor"], env=environment, cwd="/", timeout=60, check=False)
    assert done.returncode == 0
    assert (world.clone / ".venv" / "bin" / "vetloop").exists()


def test_the_demo_installs_toolchains_first(world: World) -> None:
    assert world.run("demo", "--quick").returncode == 0
    assert world.calls[-2:] == ["vetloop toolchains install python node", "vetloop demo --quick"]


def test_testing_brings_the_development_tools_and_ends_with_pytest(world: World) -> None:
    assert world.run("test").returncode == 0
    sync, *rest = world.calls
    assert sync.startswith("uv sync")
    assert "--no-dev" not in sync
    prepared = ["toolchains packages", "toolchains install", "toolchains install python node"]
    assert rest[:3] == [f"vetloop {words}" for words in prepared]
    assert [call.split()[0] for call in rest[3:]] == ["ruff", "ruff", "mypy", "lint-imports", "python"]
    assert rest[-1].startswith("python -m pytest")
    assert "-m not heavy" in rest[-1]


def test_testing_brings_what_toolchains_and_services_stand_on_and_goes_on_without(world: World) -> None:
    vetloop = '#!/bin/sh\necho "vetloop $*" >>"$CALLS"\ncase "$*" in\n*packages) echo some-jdk; echo some-server;;\n'
    vetloop += "'toolchains install') exit 1;;\nesac\n"
    write_program(world.clone.parent / "stubs" / "vetloop", vetloop)
    world.program("id", "#!/bin/sh\necho 0\n")
    world.program("apt-get", '#!/bin/sh\necho "apt-get $*" >>"$CALLS"\nexit 100\n')
    done = world.run("test")
    assert done.returncode == 0, done.stderr
    assert any("install" in call and call.endswith("some-jdk some-server") for call in world.calls)
    assert "apt-get could not install: some-jdk some-server" in done.stderr
    assert "going on without the toolchains" in done.stderr
    assert world.calls[-1].startswith("python -m pytest")


def test_heavy_tests_run_when_asked_for(world: World) -> None:
    assert world.run("test", "--heavy").returncode == 0
    assert "heavy" not in world.calls[-1]


def test_pytest_arguments_are_passed_on_and_then_nothing_else_is_checked(world: World) -> None:
    assert world.run("test", "tests/cases", "-k", "two words").returncode == 0
    assert world.calls[-1].endswith("tests/cases -k two words")
    assert not any(call.startswith(("ruff", "mypy", "lint-imports")) for call in world.calls)


@pytest.mark.parametrize("broken", ["RUFF_EXIT", "MYPY_EXIT", "LINT_IMPORTS_EXIT", "PYTHON_EXIT"])
def test_any_failed_check_fails_the_run_and_the_tests_run_all_the_same(broken: str, world: World) -> None:
    done = world.run("test", **{broken: "1"})
    assert done.returncode != 0
    assert world.calls[-1].startswith("python -m pytest")


def test_root_is_told_what_will_be_installed_before_it_is(world: World) -> None:
    (world.programs / "bwrap").unlink()
    world.program("id", "#!/bin/sh\necho 0\n")
    world.program("apt-get")
    done = world.run("doctor")
    assert done.returncode == 0
    assert "as root: apt-get install bubblewrap" in done.stderr
    assert any("apt-get" in call and "install" in call and "bubblewrap" in call for call in world.calls)


def test_without_root_missing_packages_are_named_and_the_rest_goes_on(world: World) -> None:
    (world.programs / "bwrap").unlink()
    world.program("apt-get")
    done = world.run("doctor")
    assert done.returncode == 0
    assert "apt-get install bubblewrap" in done.stderr
    assert not any(call.startswith("apt-get") for call in world.calls)
    assert world.calls[-1] == "vetloop doctor"


def test_a_package_that_cannot_be_installed_shows_why(world: World) -> None:
    (world.programs / "bwrap").unlink()
    world.program("id", "#!/bin/sh\necho 0\n")
    world.program("apt-get", "#!/bin/sh\necho 'E: no such mirror'\nexit 100\n")
    done = world.run("doctor")
    assert "E: no such mirror" in done.stderr
    assert done.returncode == 0, "a sandbox may still be had another way; the doctor says"


def test_ci_runs_the_tests_from_any_folder(world: World, tmp_path: Path) -> None:
    shutil.copy2(CLONE / ".ci" / "run", world.clone / ".ci" / "run")
    write_program(world.clone / "vetloop", '#!/bin/sh\necho "./vetloop $* in $(pwd) with CI=$CI"\n')
    bash = shutil.which("bash")
    assert bash
    done = subprocess.run(
        [bash, str(world.clone / ".ci" / "run")],
        env={"PATH": os.environ["PATH"]},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stdout == f"./vetloop test in {world.clone} with CI=true\n"
