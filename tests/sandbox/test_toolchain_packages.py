"""The locks in this repository, and what a submission finds inside a sandbox."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from sandbox.data_folder import data_folder
from sandbox.toolchains import registry
from sandbox.toolchains.model import Toolchain, ToolchainMissingError, read_layout

# --- the locks in this repository -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", registry.names())
def test_every_recipe_can_be_read(name: str) -> None:
    layout = read_layout(registry.RECIPES / name)
    assert layout.summary
    assert layout.selftest
    assert all(inside.startswith("/") for inside in layout.mounts.values())
    assert layout.environment["PATH"].split(":")[0].startswith("/opt/toolchain/")
    assert layout.driver
    assert layout.driver[-1].endswith(Path(layout.driver_file).name)


JARS = sorted(registry.RECIPES.glob("java/*.lock"))
WHEELS = sorted(set(registry.RECIPES.glob("*/*.lock")) - set(JARS))


@pytest.mark.parametrize("lock", JARS, ids=lambda path: path.name)
def test_every_jar_is_pinned_with_a_digest(lock: Path) -> None:
    entries = [line for line in lock.read_text().splitlines() if not line.startswith("#")]
    assert entries
    for entry in entries:
        assert re.fullmatch(r"[\w.-]+:[\w.-]+:[\w.-]+ [0-9a-f]{64}", entry), entry


@pytest.mark.parametrize("lock", WHEELS, ids=lambda path: path.name)
def test_every_python_package_is_pinned_with_hashes(lock: Path) -> None:
    entries = re.split(r"\n(?=\S)", lock.read_text().strip())
    assert entries
    for entry in entries:
        assert re.match(r"[a-z0-9-]+==[^\s;]+", entry), entry
        assert "--hash=sha256:" in entry, entry


@pytest.mark.parametrize(
    "file", sorted(registry.RECIPES.glob("*/package-lock.json")), ids=lambda path: path.parent.name
)
def test_every_npm_package_is_pinned_with_a_digest_and_to_no_registry(file: Path) -> None:
    packages = {path: entry for path, entry in json.loads(file.read_text())["packages"].items() if path}
    assert "node_modules/express" in packages
    for path, entry in packages.items():
        assert entry["integrity"].startswith("sha512-"), path
        assert "resolved" not in entry, path


# --- the installed ones, inside a sandbox -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def data() -> Path:
    return data_folder()


def installed(name: str, data: Path) -> Toolchain:
    try:
        return registry.find(name, data)
    except ToolchainMissingError as error:
        pytest.skip(str(error))


def run_inside(toolchain: Toolchain, work: Path, *argv: str) -> subprocess.CompletedProcess[str]:
    """Run a program in the bare file system submissions see: the host's /usr, the toolchain, and /srv."""
    bwrap = shutil.which("bwrap")
    if bwrap is None:
        pytest.skip("bubblewrap is not installed")
    words = [bwrap, "--unshare-all", "--die-with-parent", "--clearenv", "--ro-bind", "/usr", "/usr"]
    for name in ("bin", "lib", "lib64"):
        words += ["--symlink", f"usr/{name}", f"/{name}"]
    words += ["--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp", "--bind", str(work), "/srv"]
    for host, inside in toolchain.binds:
        words += ["--ro-bind", str(host), inside]
    for key, value in toolchain.environment.items():
        words += ["--setenv", key, value]
    words += ["--chdir", "/srv/app", "--", *argv]
    done = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)
    if done.returncode != 0 and done.stderr.startswith("bwrap: "):
        pytest.skip(f"no namespaces here: {done.stderr.strip()}")
    return done


@pytest.fixture
def work(tmp_path: Path) -> Path:
    (tmp_path / "app").mkdir()
    return tmp_path


def test_a_python_project_finds_its_own_modules_and_the_packages(data: Path, work: Path) -> None:
    (work / "app" / "own.py").write_text("import flask, django, fastapi, lxml.etree\nanswer = 42\n")
    (work / "app" / "serve.py").write_text("import own, sys\nprint(own.answer, sys.executable, sys.path)\n")
    done = run_inside(installed("python", data), work, "python", "serve.py")
    assert done.stdout.startswith("42 /opt/toolchain/python/bin/python"), done.stderr
    assert "dist-packages" not in done.stdout


def test_nothing_of_a_submission_runs_before_the_python_driver(data: Path, work: Path) -> None:
    for name in ("sitecustomize", "usercustomize", "json", "socket"):
        (work / "app" / f"{name}.py").write_text("print('the submission was here')\n")
    toolchain = installed("python", data)
    interpreter, *options = toolchain.driver[:-1]
    done = run_inside(toolchain, work, interpreter, *options, "-c", "import json, socket; print('the driver')")
    assert done.stdout == "the driver\n", done.stderr


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("serve.mjs", "import express from 'express'; import 'node:sqlite'; console.log(typeof express)"),
        ("serve.cjs", "const express = require('express'); require('node:sqlite'); console.log(typeof express)"),
    ],
)
def test_a_node_project_finds_the_packages_in_both_module_systems(file: str, text: str, data: Path, work: Path) -> None:
    (work / "app" / file).write_text(text)
    done = run_inside(installed("node", data), work, "node", file)
    assert done.stdout == "function\n", done.stderr
