"""What a check finds out."""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel, ConfigDict


class State(StrEnum):
    """How a thing is."""

    OK = "ok"
    LIMITED = "limited"
    """Works in a lesser way, or is missing and not needed for the main job."""
    MISSING = "missing"
    """The main job cannot be done without it."""


class Finding(BaseModel):
    """One line of the doctor's report. `cause` and `command` are empty where nothing is wrong."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    state: State
    detail: str
    cause: str = ""
    command: str = ""


class Examination(BaseModel):
    """All findings. `works`: cases can be handed out, submissions attacked, and verdicts kept."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    works: bool
    findings: tuple[Finding, ...]
