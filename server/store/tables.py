"""The tables. Times are seconds since 1970 in UTC; `None` always means "not (yet)" or "unknown", never 0.

The rules that must hold whatever the code does are constraints here: one trial per planned cell, one attempt per number
and per set of files, never more attempts than allowed, one verdict per attempt.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import JSON, CheckConstraint, Column, Index, MetaData, UniqueConstraint
from sqlalchemy import Enum as EnumColumn
from sqlmodel import Field, SQLModel

from server.store.ids import new_id


class Mode(StrEnum):
    """What a run is for."""

    BENCHMARK = "benchmark"
    """Planned by an operator; the agents are measured."""
    PRACTICE = "practice"
    """Opened on demand by whoever tries cases; never ranked."""
    SELFCHECK = "selfcheck"
    """A developer measures his own set-up, rules file or code."""


class FeedbackPolicy(StrEnum):
    """How much of a verdict the agent is told."""

    NONE = "none"
    FUNCTIONAL = "functional"
    FULL = "full"


class TrialState(StrEnum):
    """Where a trial stands. Its outcome follows once it is closed and nothing is pending."""

    PLANNED = "planned"
    OPEN = "open"
    """Leased: the holder works on it."""
    CLOSED = "closed"
    """Takes no more attempts."""


class AttemptState(StrEnum):
    """Where an attempt stands in the queue, which is this table."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    NO_VERDICT = "no_verdict"
    """Given up after our own failures; its verdict row says why."""


class Row(SQLModel):
    """Base of the tables. Constraints have names, so that migrations can change them on every database."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_name)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


def _words(enum: type[StrEnum]) -> EnumColumn:
    # Stored as the word itself in a text column: a new word needs no change of a database type.
    return EnumColumn(enum, native_enum=False, length=20, values_callable=lambda kind: [str(word) for word in kind])


class Run(Row, table=True):
    """A plan and its settings. All trials of a planned run are rows from the start."""

    __tablename__: ClassVar[Any] = "runs"

    id: str = Field(default_factory=lambda: new_id("run"), primary_key=True)
    name: str = Field(unique=True)
    mode: Mode = Field(sa_type=_words(Mode))
    feedback: FeedbackPolicy = Field(sa_type=_words(FeedbackPolicy))
    repairs: int
    rounds: int
    seed: int
    backend: str | None = None
    language: str = "en"
    texts: dict[str, str] = Field(sa_column=Column(JSON, nullable=False), default_factory=dict)
    """Texts of the variants that carry one (`rules`, `placebo`)."""
    plan: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    """The plan as it was given, defaults filled in."""
    plan_digest: str
    packs: dict[str, str] = Field(sa_column=Column(JSON, nullable=False))
    """Pack name to digest at planning time."""
    owner: str | None = Field(default=None, unique=True)
    """Practice runs: the holder they belong to."""
    created_at: float
    cancelled_at: float | None = None

    def rules_for(self, variant: str) -> str:
        """The text that goes into the prompt of this variant; empty for variants that carry none."""
        return self.texts.get(variant, "")


class Agent(Row, table=True):
    """What is measured: client × its version × model × settings."""

    __tablename__: ClassVar[Any] = "agents"

    id: str = Field(default_factory=lambda: new_id("agt"), primary_key=True)
    name: str = Field(index=True)
    client: str = ""
    client_version: str = ""
    model: str = ""
    settings: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    digest: str = Field(unique=True)
    """SHA-256 over all of the above."""
    created_at: float


class Trial(Row, table=True):
    """One cell of a run's plan, with a copy of the case's facts: scoring groups in SQL, and old runs stay readable."""

    __tablename__: ClassVar[Any] = "trials"
    __table_args__ = (
        UniqueConstraint("run_id", "agent_id", "case_id", "scenario", "variant", "round", name="uq_trials_cell"),
        CheckConstraint("attempts <= attempts_allowed", name="ck_trials_budget"),
        Index("ix_trials_next", "run_id", "agent_id", "state", "position"),
        Index("ix_trials_holder", "holder", "state"),
    )

    id: str = Field(default_factory=lambda: new_id("tri"), primary_key=True)
    run_id: str = Field(foreign_key="runs.id")
    agent_id: str = Field(foreign_key="agents.id", index=True)
    position: int
    """Order in which this run hands the agent its trials (shuffled by the run's seed)."""
    case_id: str
    case_digest: str
    prompt_digest: str
    task: str
    language: str
    framework: str
    family: str
    cwe: int
    owasp: str
    severity: str
    scenario: str
    variant: str
    round: int
    state: TrialState = Field(default=TrialState.PLANNED, sa_type=_words(TrialState))
    holder: str | None = None
    """Who leased it: a token's id, or `local`."""
    lease_expires_at: float | None = None
    leases: int = 0
    client_name: str = ""
    """As the client called itself when it took the trial."""
    client_version: str = ""
    prompt_blob: str | None = None
    """Blob with the prompt exactly as handed out."""
    template_version: str | None = None
    started_at: float | None = None
    closed_at: float | None = None
    attempts: int = 0
    attempts_allowed: int
    pending: str | None = None
    """The attempt that is being judged; while there is one, no other is taken."""
    given_up: bool = False
    """The agent refused, or it was said for it."""
    outcome: str | None = None
    first_outcome: str | None = None
    functional_passed: int = 0
    functional_total: int = 0
    seconds: float | None = None
    """From the start to the last submission."""
    tokens: int | None = None
    money: float | None = None
    """US dollars."""
    turns: int | None = None
    note: str = ""
    """For operators: why it was closed, where that is not plain."""


class Attempt(Row, table=True):
    """One submission of a trial, and its place in the queue."""

    __tablename__: ClassVar[Any] = "attempts"
    __table_args__ = (
        UniqueConstraint("trial_id", "number", name="uq_attempts_number"),
        UniqueConstraint("trial_id", "sent_digest", name="uq_attempts_sent"),
        Index("ix_attempts_queue", "state", "not_before"),
    )

    id: str = Field(default_factory=lambda: new_id("sub"), primary_key=True)
    trial_id: str = Field(foreign_key="trials.id")
    number: int
    files_digest: str
    """Digest of the whole project (scaffold and submission), which is also the blob's name."""
    review_blob: str | None = None
    """Blob with the written answer of the `review` scenario."""
    sent_digest: str
    """Over both: the same again is the same attempt."""
    state: AttemptState = Field(default=AttemptState.QUEUED, sa_type=_words(AttemptState))
    created_at: float
    not_before: float
    """Earliest time of the next evaluation."""
    claims: int = 0
    """How often a worker took it."""
    failures: int = 0
    """How often that ended in our own failure."""
    worker: str | None = None
    """The pool that holds it."""
    fence: str | None = None
    """The claim that may finish it; a finisher with another fence is ignored."""
    lease_expires_at: float | None = None
    started_at: float | None = None
    finished_at: float | None = None
    last_reason: str = ""
    """Cause of the last failure of ours."""
    tests_passed: int | None = None
    """Under `functional` feedback: number of functional tests, as soon as all have passed and the agent is told so."""


class VerdictRow(Row, table=True):
    """The verdict on an attempt; the primary key is the rule that there is only one."""

    __tablename__: ClassVar[Any] = "verdicts"
    __table_args__ = (
        Index("ix_verdicts_reuse", "files_digest", "case_digest", "toolchain_digest", "assurance", "created_at"),
    )

    attempt_id: str = Field(foreign_key="attempts.id", primary_key=True)
    status: str
    case_id: str
    case_digest: str
    files_digest: str
    toolchain: str
    toolchain_digest: str
    assurance: str
    backend: str
    functional_passed: int
    functional_total: int
    withstood: int
    attacks: int
    body: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    """`sandbox.verdict.Verdict` as JSON."""
    reused_from: str | None = Field(default=None, foreign_key="attempts.id")
    """The attempt whose verdict this is a copy of."""
    rechecks: str | None = Field(default=None, foreign_key="attempts.id")
    """The attempt whose verdict could have been reused, but this one was reached anew to measure flakiness."""
    created_at: float


class Finding(Row, table=True):
    """A successful attack of a verdict, one row each, for counting by CWE."""

    __tablename__: ClassVar[Any] = "findings"
    __table_args__ = (UniqueConstraint("attempt_id", "test", "cwe", "position", name="uq_findings"),)

    id: str = Field(default_factory=lambda: new_id("fin"), primary_key=True)
    attempt_id: str = Field(foreign_key="verdicts.attempt_id")
    position: int
    test: str
    cwe: int = Field(index=True)
    evidence: str


class Token(Row, table=True):
    """A bearer token; only the hash of its secret is known. Rows are never deleted: revoked ones stay as a trace."""

    __tablename__: ClassVar[Any] = "tokens"

    id: str = Field(default_factory=lambda: new_id("tok"), primary_key=True)
    name: str
    role: str
    run_id: str | None = Field(default=None, foreign_key="runs.id")
    agent_id: str | None = Field(default=None, foreign_key="agents.id")
    secret_hash: str
    created_at: float
    expires_at: float | None = None
    revoked_at: float | None = None
    last_used_at: float | None = None
