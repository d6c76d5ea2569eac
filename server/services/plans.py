"""The plan of a run, as TOML or JSON: what may be written, and errors that name the file, the key and the reason.

name = "nightly"                     # required; the same name with the same content is the same run
mode = "benchmark"                   # or "selfcheck"
feedback = "functional"              # none | functional | full; left out: functional, or full for a self-check
repairs = 3                          # further attempts after the first
rounds = 5                           # how often every cell is repeated
seed = 7                             # order in which trials are handed out, and every resampling in reports
backend = "bubblewrap"               # left out: the strongest that works on the worker's machine
language = "en"                      # of the prompts
scenarios = ["gen", "fix"]
variants = ["baseline", "rules"]
demo = false                         # true: the packs' demo selection instead of [selection]

[selection]                          # every field is optional; see cases.selection
languages = ["python"]

[texts]                              # for the variants `rules` and `placebo`: the text, or
rules_file = "my-rules.md"           # a file beside the plan (`placebo_file` likewise)

[[agents]]                           # at least one; a score belongs to all of these facts together
name = "claude-code"
client = "claude-code"
client_version = "2.1"
model = "…"
settings = { effort = "high" }
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt, ValidationError, model_validator

from cases.model import Scenario
from cases.prompts import VARIANTS
from cases.selection import Selection
from server.store.tables import FeedbackPolicy, Mode

TEXT_VARIANTS = ("rules", "placebo")
_FILE_KEYS = {f"{variant}_file": variant for variant in TEXT_VARIANTS}
_MAX_TEXT = 200_000

Name = Annotated[str, Field(min_length=1, max_length=120, pattern=r"^[^\x00-\x1f\x7f]+$")]
Label = Annotated[str, Field(max_length=120, pattern=r"^[^\x00-\x1f\x7f]*$")]


class PlanError(ValueError):
    """A plan can't be used: names the file, the key and the reason."""

    def __init__(self, file: Path | str, key: str, reason: str) -> None:
        self.file, self.key, self.reason = str(file), key, reason
        super().__init__(": ".join(part for part in (self.file, key, reason) if part))


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class AgentPlan(_Part):
    """One agent to measure."""

    name: Name
    client: Label = ""
    client_version: Label = ""
    model: Label = ""
    settings: dict[str, str | int | float | bool] = Field(default_factory=dict, max_length=50)


class RunPlan(_Part):
    """A run to plan; see the module's docstring."""

    name: Name
    mode: Mode = Mode.BENCHMARK
    feedback: FeedbackPolicy | None = None
    repairs: StrictInt = Field(default=3, ge=0, le=20)
    rounds: StrictInt = Field(default=1, ge=1, le=100)
    seed: StrictInt = Field(default=0, ge=0, lt=2**31)
    backend: Label | None = None
    language: Label = "en"
    scenarios: tuple[Scenario, ...] = Field(default=(Scenario.GEN,), min_length=1)
    variants: tuple[str, ...] = Field(default=("baseline",), min_length=1)
    demo: StrictBool = False
    selection: Selection = Selection()
    texts: dict[str, Annotated[str, Field(min_length=1, max_length=_MAX_TEXT)]] = Field(default_factory=dict)
    agents: tuple[AgentPlan, ...] = Field(min_length=1, max_length=100)

    @model_validator(mode="after")
    def _consistent(self) -> RunPlan:
        if self.mode is Mode.PRACTICE:
            raise ValueError("mode: practice runs are not planned; they are made when somebody practises")
        for label, given in (("scenarios", self.scenarios), ("variants", self.variants)):
            if len(set(given)) != len(given):
                raise ValueError(f"{label}: one is named twice")
        if len({agent.name for agent in self.agents}) != len(self.agents):
            raise ValueError("agents: two have the same name; reports could not tell them apart")
        unknown = [variant for variant in self.variants if variant not in VARIANTS]
        if unknown:
            raise ValueError(f"variants: there is no {unknown[0]!r}; there are {', '.join(VARIANTS)}")
        if self.demo and self.selection != Selection():
            raise ValueError("demo: is a selection of its own; leave out [selection]")
        wanted = {variant for variant in self.variants if variant in TEXT_VARIANTS}
        if wanted != set(self.texts):
            odd = sorted(wanted ^ set(self.texts))[0]
            say = f"the variant {odd!r} needs a text" if odd in wanted else f"{odd!r} is not among the variants"
            raise ValueError(f"texts: {say}")
        return self

    @property
    def policy(self) -> FeedbackPolicy:
        """The feedback policy, default filled in."""
        if self.feedback is not None:
            return self.feedback
        return FeedbackPolicy.FULL if self.mode is Mode.SELFCHECK else FeedbackPolicy.FUNCTIONAL

    @property
    def attempts(self) -> int:
        """Attempts per trial. Without feedback there is nothing to repair by, so there is one."""
        return 1 if self.policy is FeedbackPolicy.NONE else 1 + self.repairs

    @property
    def digest(self) -> str:
        """SHA-256 over everything in the plan."""
        return hashlib.sha256(json.dumps(self.model_dump(mode="json"), sort_keys=True).encode()).hexdigest()


def read_plan(file: Path) -> RunPlan:
    """The plan in a TOML file; raises `PlanError`."""
    try:
        content = tomllib.loads(file.read_bytes().decode("utf-8"))
    except OSError as error:
        raise PlanError(file, "", f"can't be read: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise PlanError(file, "", f"is no valid TOML: {error}") from None
    return parse_plan(_with_texts(file, content), file)


def parse_plan(content: dict[str, Any], source: Path | str = "plan") -> RunPlan:
    """The plan in a dictionary; raises `PlanError` with the first thing that is wrong."""
    try:
        return RunPlan.model_validate(content)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        key = ".".join(str(part) for part in first["loc"])
        raise PlanError(source, key, first["msg"].removeprefix("Value error, ")) from None


def _with_texts(file: Path, content: dict[str, Any]) -> dict[str, Any]:
    """`content` with the texts read from the files it names."""
    texts = content.get("texts")
    if not isinstance(texts, dict):
        return content
    read: dict[str, Any] = {}
    for key, value in texts.items():
        variant = _FILE_KEYS.get(str(key), str(key))
        if variant in read:
            raise PlanError(file, f"texts.{key}", f"{variant!r} is given twice")
        read[variant] = _text(file, key, value) if key in _FILE_KEYS else value
    return {**content, "texts": read}


def _text(file: Path, key: str, name: object) -> str:
    if not isinstance(name, str):
        raise PlanError(file, f"texts.{key}", "must be the name of a file")
    try:
        return (file.parent / name).read_text("utf-8")
    except (OSError, UnicodeDecodeError, ValueError) as error:
        raise PlanError(file, f"texts.{key}", f"{name!r} can't be read: {error}") from None
