"""Cheats are programs where they are put: otherwise the build would catch them, and they would show nothing."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from cases.files import FileSet
from cases.verifier.cheats import cheats_for, with_cheat
from cases.verifier.source import language_of, parse

FILES = {
    "java": (
        "Shop.java",
        "package shop;\n\nimport java.util.List;\n\nclass Shop {\n  List<String> names() { return List.of(); }\n}\n",
    ),
    "go": (
        "shop.go",
        'package shop\n\nimport "fmt"\n\nimport (\n\t"os"\n)\n\nfunc names() { fmt.Println(os.Args) }\n',
    ),
    "c": ("shop.c", '#define _GNU_SOURCE\n#include <stdio.h>\n\nint names(void) { return puts("x"); }\n'),
    "cpp": ("shop.cpp", '#include <string>\n\nnamespace shop {\nstd::string names() { return "x"; }\n}\n'),
    "ruby": ("shop.rb", "# frozen_string_literal: true\n\nclass Shop\n  def names\n    []\n  end\nend\n"),
    "typescript": ("shop.tsx", "'use client';\nimport { x } from 'y';\nexport const Shop = () => <b>{x}</b>;\n"),
}


def _cheated(name: str) -> dict[str, bytes]:
    """Name of each cheat, and the file with it."""
    language = language_of(name)
    assert language is not None
    file, text = FILES[name]
    made: dict[str, bytes] = {}
    for cheat in cheats_for(name):
        project = with_cheat(language, cheat, FileSet.of_text({file: text, "notes.txt": "x"}), [file, "notes.txt"])
        assert project is not None, cheat.name
        made[cheat.name] = project.as_dict()[file]
        assert cheat.text.encode() in made[cheat.name]
        assert parse(language, file, made[cheat.name]) is not None, cheat.name
    return made


def _run(command: list[str], folder: Path) -> None:
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed")
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=280)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", list(FILES))
def test_every_language_has_cheats_that_fit_where_they_are_put(name: str) -> None:
    assert len(_cheated(name)) >= 5


@pytest.mark.parametrize("name", ["c", "cpp"])
def test_cheats_compile_in_c(name: str, tmp_path: Path) -> None:
    compiler = {"c": ["gcc", "-std=c11"], "cpp": ["g++", "-std=c++17"]}[name]
    for cheat, content in _cheated(name).items():
        (tmp_path / f"{cheat}.{name}").write_bytes(content)
        _run([*compiler, "-fsyntax-only", f"{cheat}.{name}"], tmp_path)


def test_cheats_compile_in_java(tmp_path: Path) -> None:
    made = _cheated("java")
    for number, content in enumerate(made.values()):
        (tmp_path / f"v{number}").mkdir()
        (tmp_path / f"v{number}" / "Shop.java").write_bytes(content.replace(b"package shop", b"package v%d" % number))
    _run(["javac", "-proc:none", "-d", "out", *(f"v{number}/Shop.java" for number in range(len(made)))], tmp_path)


def test_cheats_compile_in_go_also_in_two_files_of_one_package(tmp_path: Path) -> None:
    (tmp_path / "go.mod").write_text("module shop\n\ngo 1.21\n")
    for cheat, content in _cheated("go").items():
        (tmp_path / cheat).mkdir()
        (tmp_path / cheat / "shop.go").write_bytes(content)
        (tmp_path / cheat / "more.go").write_bytes(content.replace(b"func names", b"func more"))
    _run(["go", "build", "./..."], tmp_path)


def test_cheats_compile_in_ruby(tmp_path: Path) -> None:
    names = [f"{cheat}.rb" for cheat in _cheated("ruby")]
    for cheat, content in _cheated("ruby").items():
        (tmp_path / f"{cheat}.rb").write_bytes(content)
    _run(["ruby", "-e", "ARGV.each { |file| RubyVM::InstructionSequence.compile_file(file) }", *names], tmp_path)


def test_a_file_without_a_place_for_a_cheat_is_passed_over() -> None:
    java = language_of("java")
    assert java is not None
    cheat = cheats_for("java")[0]
    interface = FileSet.of_text({"A.java": "interface A {\n    int f();\n}\n"})
    assert with_cheat(java, cheat, interface, ["A.java"]) is None
