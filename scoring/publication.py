"""The publication gate: what must hold before a report may rank anybody ("claim control")."""

from __future__ import annotations

from dataclasses import dataclass

from scoring.model import Condition, Section

ROUNDS_NEEDED = 5
NO_VERDICT_ALLOWED = 0.01
"""Largest share of planned trials without a verdict under which values and ranks are shown."""


@dataclass(frozen=True)
class PublicationFacts:
    """What records do not show and a person or the server must vouch for. The default vouches for nothing."""

    settings_captured: bool = False
    """Model id, client version, provider options and prompt-template versions of every agent are stored."""
    critical_findings_adjudicated: bool = False
    quality_report_attached: bool = False


def gate(sections: tuple[Section, ...], facts: PublicationFacts, doubtful: int = 0) -> tuple[Condition, ...]:
    """Every condition with what was found; a report is a draft until all are met.

    `doubtful`: trials with a verdict of less than full assurance.
    """
    rounds = min((section.rounds for section in sections), default=0)
    share = max((section.count.no_verdict_share for section in sections), default=0.0)
    unfinished = sum(section.count.unfinished for section in sections)
    return (
        Condition(
            name="rounds",
            met=rounds >= ROUNDS_NEEDED,
            detail=f"at least {ROUNDS_NEEDED} rounds of every case; the fewest planned: {rounds}",
        ),
        Condition(name="complete", met=bool(sections) and not unfinished, detail=f"unfinished trials: {unfinished}"),
        Condition(
            name="no_verdict",
            met=share <= NO_VERDICT_ALLOWED,
            detail=f"at most {NO_VERDICT_ALLOWED:.0%} of an agent's trials without a verdict; the most: {share:.1%}",
        ),
        Condition(
            name="assurance",
            met=not doubtful,
            detail=f"every verdict of full assurance; trials with another: {doubtful}",
        ),
        Condition(
            name="settings",
            met=facts.settings_captured,
            detail="model, client version, provider options and prompt-template versions captured",
        ),
        Condition(
            name="adjudication",
            met=facts.critical_findings_adjudicated,
            detail="every critical finding adjudicated by a person",
        ),
        Condition(name="quality", met=facts.quality_report_attached, detail="quality report of the pack attached"),
    )
