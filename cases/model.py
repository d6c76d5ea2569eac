"""The case model: task × stack, frozen after loading.

A **task** is a behaviour to build plus its weakness family; a **stack** is the language and framework it is posed in; a
**case** is one task on one stack, with the id `<task>.<stack>`. See docs/cases.md for the folder layout.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StrictInt


class Scenario(StrEnum):
    """What the agent is asked for."""

    GEN = "gen"
    """Build the feature from the scaffold."""
    GEN_HINTS = "gen-hints"
    """Build it, with the task's safety hint in the prompt."""
    FIX = "fix"
    """Code with the weakness is handed out; make it right, without being told what is wrong."""
    FIX_HINTS = "fix-hints"
    """As `fix`, with the safety hint."""
    REVIEW = "review"
    """As `fix`, and name the weakness and its place."""


class Interface(StrEnum):
    """How the judge reaches the submission."""

    HTTP = "http"
    CALL = "call"
    CLI = "cli"


class Runner(StrEnum):
    """Where the hidden tests of a task run."""

    JUDGE = "judge"
    """In a sandbox of their own, which reaches the submission through its interface only."""
    NATIVE = "native"
    """In the process of the submission, as imported suites want it; verdicts are `in-process` assured."""


class Severity(StrEnum):
    """Severity of the weakness a task is about; weights 4, 2, 1, 0.5 are scoring's business."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Family(StrEnum):
    """Weakness families; the first eight are those of the product brief."""

    AUTHENTICATION = "authentication-session"
    DATA_ACCESS = "data-access-sql"
    FILE_PROCESSING = "file-upload-processing"
    FRONTEND = "frontend-xss"
    SSRF = "ssrf"
    SECRETS = "secrets"
    COMMAND_EXECUTION = "command-execution"
    CRYPTOGRAPHY = "cryptography"
    MEMORY_SAFETY = "memory-safety"
    DESERIALIZATION = "deserialization"
    XML = "xml"
    TEMPLATES = "templates-code-evaluation"
    ACCESS_CONTROL = "access-control"
    MISCONFIGURATION = "misconfiguration"
    DENIAL_OF_SERVICE = "rate-limiting-dos"
    REDIRECTS = "redirects"
    LOGGING = "logging"


class SolutionKind(StrEnum):
    """What a reference solution must be found to be; the first word of its folder name."""

    SECURE = "secure"
    VULNERABLE = "vulnerable"
    BROKEN = "broken"


Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=60)]
Cwe = Annotated[StrictInt, Field(ge=1, le=9999)]


class Frozen(BaseModel):
    """Base of all case data: immutable, and an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Limits(Frozen):
    """What one target process tree may use. Times in seconds, sizes in MiB."""

    start_s: float = Field(default=15.0, gt=0, le=120, description="until an `http` or `call` target must answer")
    request_s: float = Field(default=5.0, gt=0, le=60, description="one request, call or command")
    phase_s: float = Field(default=60.0, gt=0, le=600, description="wall time of one phase (functional or security)")
    cpu_s: float = Field(default=60.0, gt=0, le=600, description="CPU seconds of one target")
    build_s: float = Field(default=60.0, gt=0, le=600, description="wall time of the build step; CPU time twice that")
    memory_mib: int = Field(default=512, ge=32, le=4096)
    build_memory_mib: int = Field(default=1024, ge=32, le=4096, description="the same while the build step runs")
    processes: int = Field(default=64, ge=1, le=1024, description="processes and threads")
    disk_mib: int = Field(default=64, ge=1, le=1024)
    inodes: int = Field(default=20_000, ge=100, le=200_000)
    output_kib: int = Field(default=1024, ge=1, le=16_384, description="per output stream; more is cut")


class EquivalentMutant(Frozen):
    """A defence-removal mutant that was reviewed and does not weaken the solution."""

    solution: str
    mutant: str = Field(description="the mutant's id as `vetloop cases verify` prints it")
    reason: str = Field(min_length=10)


class SolutionNote(Frozen):
    """What the author says of one reference solution beyond its folder name."""

    cwe: Cwe | None = Field(default=None, description="the CWE an attack must report, when not the task's first")
    note: str = ""


class TaskInfo(Frozen):
    """task.toml."""

    title: str = Field(min_length=3, max_length=120)
    family: Family
    cwe: tuple[Cwe, ...] = Field(min_length=1, description="the weakness under attack first")
    owasp: dict[str, str] = Field(description="edition to category, e.g. {'2021': 'A03', '2025': 'A05'}")
    asvs: tuple[str, ...] = ()
    severity: Severity
    cvss: str = Field(pattern=r"^CVSS:4\.0/AV:[NALP]/AC:[LH]/AT:[NP]/PR:[NLH]/UI:[NPA](/[A-Z]{1,3}:[A-Za-z]+)+$")
    oracle: str = Field(default="attack", pattern=r"^(attack|panel)$")
    runner: Runner = Runner.JUDGE
    references: tuple[str, ...] = ()


class StackInfo(Frozen):
    """stack.toml."""

    language: str
    framework: str = Field(default="plain", description="`plain` where no framework is used")
    toolchain: str
    interface: Interface
    editable: tuple[str, ...] = Field(min_length=1, description="paths, relative to the project, an agent may change")
    may_add: tuple[str, ...] = Field(default=(), description="glob patterns of files an agent may add")
    start: tuple[str, ...] = Field(default=(), description="http: argv of the server; it listens on 127.0.0.1:$PORT")
    module: str = Field(default="", description="call: the source file whose functions are called")
    command: tuple[str, ...] = Field(default=(), description="cli: argv before the test's own arguments")
    build: tuple[str, ...] = Field(
        default=(), description="argv of a build step, run once; every target starts on a copy of the project it leaves"
    )
    environment: dict[str, str] = Field(default_factory=dict)
    limits: Limits = Limits()
    needs: tuple[str, ...] = Field(
        default=(),
        description="pod features: `addresses` (listener on foreign IPs, DNS), `browser`, services `postgres`, `redis`",
    )
    slots: dict[str, str] = Field(default_factory=dict, description="what fills `{{ name }}` in prompt.md and hint.md")
    handed_out: str = Field(default="vulnerable-naive", description="the solution that fix and review hand out")
    solutions: dict[str, SolutionNote] = Field(default_factory=dict)
    equivalent_mutants: tuple[EquivalentMutant, ...] = ()


class PackInfo(Frozen):
    """pack.toml."""

    name: Slug
    version: str = Field(pattern=r"^\d+\.\d+\.\d+$")
    title: str
    licence: str
    canary: str = Field(min_length=16, description="a string that must never be found in training data")
    demo: tuple[str, ...] = Field(default=(), description="case ids of the demo selection")


class Constraint(Frozen):
    """One explicit security requirement of the `constrained` variant, with the id it comes from."""

    id: str
    text: str


class Task(Frozen):
    """A task as loaded: its facts, its texts by language, and where its hidden tests lie."""

    name: Slug
    info: TaskInfo
    prompts: dict[str, str] = Field(description="prompt language (`en`, `zh-CN`) to text with slots")
    hints: dict[str, str]
    constraints: tuple[Constraint, ...]
    functional_tests: Path
    security_tests: Path


class Case(Frozen):
    """One task on one stack: what the rest of the house calls a case."""

    id: str = Field(pattern=r"^[a-z0-9-]+\.[a-z0-9-]+$")
    pack: str
    pack_version: str
    task: Task
    stack_name: Slug
    stack: StackInfo
    folder: Path = Field(description="stacks/<stack>")
    digest: str = Field(description="SHA-256 over every byte that can change a verdict")
    prompt_digest: str = Field(description="SHA-256 over every byte that can change what an agent is told")

    @property
    def scaffold(self) -> Path:
        """The project an agent gets in `gen` scenarios."""
        return self.folder / "scaffold"

    @property
    def driver(self) -> Path | None:
        """Hidden glue that runs on the target's side, if this stack has any."""
        path = self.folder / "driver"
        return path if path.is_dir() else None

    def solution_names(self, kind: SolutionKind | None = None) -> list[str]:
        """Folder names under solutions/, sorted; only those of one kind if asked."""
        folder = self.folder / "solutions"
        names = sorted(path.name for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []
        return [name for name in names if kind is None or name.split("-", 1)[0] == kind]

    def solution(self, name: str) -> Path:
        """Folder of one reference solution: only the files that differ from the scaffold."""
        return self.folder / "solutions" / name
