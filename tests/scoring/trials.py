"""Builds trial records for the scoring tests."""

from __future__ import annotations

from hypothesis import strategies as st

from scoring.records import Outcome, TrialRecord

S, V, N = Outcome.SECURE, Outcome.VULNERABLE, Outcome.NONFUNCTIONAL
LOST, NONE_SENT, REFUSED = Outcome.NO_VERDICT, Outcome.NO_SUBMISSION, Outcome.REFUSED


def trial(
    outcome: Outcome | None,
    *,
    agent: str = "anna",
    task: str = "sql-search",
    stack: str = "python-flask",
    scenario: str = "gen",
    variant: str = "baseline",
    severity: str = "high",
    cwe: int = 89,
    family: str = "data-access-sql",
    round: int = 1,
    first: Outcome | str | None = "same",
    run: str = "run-1",
) -> TrialRecord:
    """One trial; its first attempt ended as its last unless `first` says otherwise."""
    language, framework = stack.split("-")
    return TrialRecord(
        run=run,
        agent=agent,
        case=f"{task}.{stack}",
        task=task,
        language=language,
        framework=framework,
        family=family,
        cwe=cwe,
        owasp="A03",
        severity=severity,
        scenario=scenario,
        variant=variant,
        round=round,
        outcome=outcome,
        first_outcome=outcome if first == "same" else first,  # type: ignore[arg-type]
        attempts=1,
    )


def rounds(outcomes: list[Outcome | None], **facts: object) -> list[TrialRecord]:
    """One case, one trial per outcome."""
    return [trial(outcome, round=number, **facts) for number, outcome in enumerate(outcomes, 1)]  # type: ignore[arg-type]


HOSTILE = st.one_of(
    st.sampled_from(
        [
            "=cmd|' /C calc'!A0",
            "<script>alert(1)</script>",
            "a|b\n| c",
            "\x1b[2J\x1b]8;;http://x\x07y",
            "\u202egpj.exe",
            "\u200b",
            "＝1+1",
            '"><img src=x onerror=alert(1)>',
            "-2+3",
            "\t=1",
            "{{ 7 * 7 }}",
            "[a](javascript:alert(1))",
            "",
            "x" * 5000,
        ]
    ),
    st.text(max_size=30),
)

TRIALS = st.lists(
    st.builds(
        trial,
        st.sampled_from([*Outcome, None]),
        agent=st.sampled_from(["anna", "bert"]),
        task=st.sampled_from(["t1", "t2", "t3", "t4"]),
        stack=st.sampled_from(["python-flask", "javascript-express"]),
        scenario=st.sampled_from(["gen", "gen-hints", "fix", "fix-hints", "review"]),
        variant=st.sampled_from(["baseline", "constrained"]),
        severity=st.just("high"),
        round=st.integers(1, 5),
        first=st.sampled_from([*Outcome, None]),
    ),
    max_size=40,
)
"""Any mix of trials: unfinished, lost, several agents, holes in the plan."""
