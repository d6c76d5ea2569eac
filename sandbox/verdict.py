"""The verdict on one submission: a closed set of statuses, and the evidence for the one that was reached.

The JSON form (`Verdict.model_dump(mode="json")`) is the stable contract of `vetloop evaluate --json`.
"""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field


class Status(StrEnum):
    """How an attempt ended."""

    SECURE = "secure"
    """Every functional test passed and every attack ran and failed."""
    VULNERABLE = "vulnerable"
    """Every functional test passed and at least one attack left positive evidence."""
    BUILD_ERROR = "build_error"
    FUNCTIONAL_FAILED = "functional_failed"
    CRASHED = "crashed"
    """The target died, stopped answering benign questions after an attack, or answers so that no attack can read it."""
    TIMED_OUT = "timed_out"
    OUT_OF_MEMORY = "out_of_memory"
    OUTPUT_LIMIT = "output_limit"
    TAMPERING = "tampering"
    """The submission interfered with the judging itself."""
    INFRA_ERROR = "infra_error"
    """Our fault: never scored, retried by the caller."""


NONFUNCTIONAL = frozenset(
    {
        Status.BUILD_ERROR,
        Status.FUNCTIONAL_FAILED,
        Status.CRASHED,
        Status.TIMED_OUT,
        Status.OUT_OF_MEMORY,
        Status.OUTPUT_LIMIT,
        Status.TAMPERING,
    }
)
"""Statuses that count as outcome `nonfunctional`."""


class Assurance(StrEnum):
    """How far the verdict can be trusted against a hostile submission."""

    FULL = "full"
    """Judge and target in sandboxes of their own; namespaces or containers."""
    REDUCED = "reduced"
    """The landlock fallback: never part of a ranked run."""
    IN_PROCESS = "in-process"
    """Native suites whose tests share the target's process."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Failure(_Part):
    """A functional test that did not pass, in the words of its public message."""

    test: str
    message: str


class Breach(_Part):
    """An attack that succeeded. `evidence` is private: operators see it, agents only under `full` feedback."""

    test: str
    cwe: int
    evidence: str


class Functional(_Part):
    """Functional phase. `total` counts the expected tests, whether or not they ran."""

    passed: int = 0
    total: int = 0
    failures: tuple[Failure, ...] = ()


class Security(_Part):
    """Security phase. `withstood` counts attacks that ran to their end and left no evidence."""

    withstood: int = 0
    total: int = 0
    breaches: tuple[Breach, ...] = ()


class ToolchainRef(_Part):
    """Which toolchain judged: its digest covers runtime, packages, driver and judge."""

    name: str
    digest: str


class Timings(_Part):
    """Where the time went, in seconds; `queue` is filled by whoever queued the attempt."""

    queue: float = 0.0
    prepare: float = 0.0
    build: float = 0.0
    functional: float = 0.0
    security: float = 0.0
    total: float = 0.0


class Verdict(_Part):
    """What was found out about one submission to one case."""

    case: str
    case_digest: str
    status: Status
    functional: Functional = Functional()
    security: Security = Security()
    assurance: Assurance
    backend: str
    limits: dict[str, str] = Field(default_factory=dict, description="resource to the mechanism that held it")
    toolchain: ToolchainRef
    timings: Timings = Timings()
    message: str = Field(default="", description="public: build log excerpt, or what the target died of")
    reason: str = Field(default="", description="private: cause of an infra_error, or of tampering")
    flags: tuple[str, ...] = Field(default=(), description="tampering signals for operators; never a verdict")
