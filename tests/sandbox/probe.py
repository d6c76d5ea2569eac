"""Small cases made in a folder of the test's own, to ask one thing of the sandbox at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cases.files import FileSet
from cases.model import Case, Family, Interface, Limits, Runner, Severity, StackInfo, Task, TaskInfo

BENIGN = "def benign(target):\n    assert target.call('answer', 1) == 1\n"

FUNCTIONAL = """
from judge import spec

@spec("gives back what it gets")
def test_gives_back(target, canary):
    word = canary.text()
    assert target.call("answer", word) == word, "the answer is the argument"
"""

SECURITY = """
from judge import attack, breach

def benign(target):
    assert target.call("answer", 1) == 1

@attack(cwe=22)
def test_secret_stays(target, canary):
    secret = canary.file("../secret.txt")
    try:
        told = target.call("read_note", "../../secret.txt") or target.call("read_note", "../secret.txt")
    except Exception as error:
        if "Rejected" not in type(error).__name__:
            raise
        return
    if secret.text in str(told):
        breach("the planted secret was returned")
"""

SILENT = "from judge import attack\ndef benign(target):\n    pass\n@attack(cwe=22)\ndef test_none(target):\n    pass\n"

PYTHON = {
    "notes.py": (
        "from pathlib import Path\n"
        "def answer(value):\n    return value\n"
        "def read_note(name):\n"
        "    path = (Path('data') / name).resolve()\n"
        "    if not path.is_relative_to(Path('data').resolve()):\n        return None\n"
        "    return path.read_text() if path.is_file() else None\n"
    ),
    "data/one.txt": "one",
}
NODE = {
    "notes.mjs": (
        "import { readFileSync, existsSync } from 'node:fs';\n"
        "import { resolve, sep } from 'node:path';\n"
        "export const answer = (value) => value;\n"
        "export function readNote(name) {\n"
        "  const root = resolve('data'); const path = resolve(root, name);\n"
        "  if (!path.startsWith(root + sep)) return null;\n"
        "  return existsSync(path) ? readFileSync(path, 'utf8') : null;\n"
        "}\n"
    ),
    "data/one.txt": "one",
}
JAVA = {
    "src/Notes.java": (
        "import java.io.IOException;\nimport java.nio.file.Files;\nimport java.nio.file.Path;\n"
        "public class Notes {\n"
        "    public static Object answer(Object value) {\n        return value;\n    }\n"
        "    public static String readNote(String name) throws IOException {\n"
        '        Path root = Path.of("data").toRealPath();\n'
        "        Path path = root.resolve(name).normalize();\n"
        "        return path.startsWith(root) && Files.isRegularFile(path) ? Files.readString(path) : null;\n"
        "    }\n}\n"
    ),
    "data/one.txt": "one",
}
RUBY = {
    "notes.rb": (
        "def answer(value)\n  value\nend\n"
        "def read_note(name)\n"
        "  root = File.expand_path('data')\n  path = File.expand_path(name, root)\n"
        '  path.start_with?("#{root}/") && File.file?(path) ? File.read(path) : nil\n'
        "end\n"
    ),
    "data/one.txt": "one",
}
GO = {
    "go.mod": "module notes\n\ngo 1.27\n",
    "notes.go": (
        "package notes\n"
        'import "os"\n'
        "func Answer(value any) any { return value }\n"
        "func ReadNote(name string) *string {\n"
        '\troot, err := os.OpenRoot("data")\n'
        "\tif err != nil { return nil }\n"
        "\ttext, err := root.ReadFile(name)\n"
        "\tif err != nil { return nil }\n"
        "\tnote := string(text)\n"
        "\treturn &note\n"
        "}\n"
    ),
    "data/one.txt": "one",
}
WEB = {
    "notes.ts": (
        "import { existsSync, readFileSync } from 'node:fs';\n"
        "import { resolve, sep } from 'node:path';\n"
        "enum Kind { Note = 'data' }\n"
        "export const answer = <T>(value: T): T => value;\n"
        "export function readNote(name: string): string | null {\n"
        "  const root = resolve(Kind.Note); const path = resolve(root, name);\n"
        "  if (!path.startsWith(root + sep)) return null;\n"
        "  return existsSync(path) ? readFileSync(path, 'utf8') : null;\n"
        "}\n"
    ),
    "data/one.txt": "one",
}
WEB_BUILD = (
    *("esbuild", "notes.ts", "--bundle", "--platform=node", "--format=esm", "--packages=external"),
    "--outfile=.build/notes.mjs",
)
PROJECTS = {"python": PYTHON, "node": NODE, "java": JAVA, "ruby": RUBY, "go": GO, "web": WEB}
MODULES = {
    "python": "notes.py",
    "node": "notes.mjs",
    "java": "src/Notes.java",
    "ruby": "notes.rb",
    "go": "notes.go",
    "web": "notes.ts",
}
BUILDS = {"java": ("build-java", "plain"), "go": ("gobuild", "-call", "notes.go"), "web": WEB_BUILD}


@dataclass(frozen=True)
class Probe:
    """A case and the project that solves it honestly."""

    case: Case
    project: FileSet

    def with_files(self, files: Mapping[str, str | bytes]) -> FileSet:
        """The honest project with other files laid over it."""
        changed = {path: text.encode() if isinstance(text, str) else text for path, text in files.items()}
        return FileSet.of({**self.project.as_dict(), **changed})


def make_probe(
    folder: Path,
    language: str = "python",
    *,
    framework: str = "plain",
    interface: Interface = Interface.CALL,
    files: Mapping[str, str] | None = None,
    functional: str = FUNCTIONAL,
    security: str = SECURITY,
    limits: Mapping[str, Any] | None = None,
    needs: Sequence[str] = (),
    build: Sequence[str] = (),
    start: Sequence[str] = (),
    command: Sequence[str] = (),
    environment: Mapping[str, str] | None = None,
    runner: Runner = Runner.JUDGE,
) -> Probe:
    """A probe case whose tests lie in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "functional.py").write_text(functional)
    (folder / "security.py").write_text(security)
    module = MODULES[language] if interface is Interface.CALL else ""
    project = files if files is not None else PROJECTS[language]
    stack = StackInfo(
        language={"node": "javascript", "web": "typescript"}.get(language, language),
        framework=framework,
        toolchain=language,
        interface=interface,
        editable=(module or next(iter(project)),),
        module=module,
        start=tuple(start),
        command=tuple(command),
        build=tuple(build) or (BUILDS.get(language, ()) if module else ()),
        needs=tuple(needs),
        environment=dict(environment or {}),
        limits=Limits(**{"start_s": 10, "request_s": 3, "phase_s": 30, **(limits or {})}),
    )
    info = TaskInfo(
        title="Probe",
        family=Family.FILE_PROCESSING,
        cwe=(22,),
        owasp={"2021": "A01"},
        severity=Severity.HIGH,
        cvss="CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:N/VA:N/SC:N/SI:N/SA:N",
        runner=runner,
    )
    task = Task(
        name="probe",
        info=info,
        prompts={"en": "It gives back what it gets."},
        hints={"en": ""},
        constraints=(),
        functional_tests=folder / "functional.py",
        security_tests=folder / "security.py",
    )
    case = Case(
        id=f"probe.{language}",
        pack="probe",
        pack_version="1.0.0",
        task=task,
        stack_name=language,
        stack=stack,
        folder=folder / "stack",
        digest="0" * 64,
        prompt_digest="0" * 64,
    )
    return Probe(case, FileSet.of_text(project))
