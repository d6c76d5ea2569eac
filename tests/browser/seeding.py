"""Fills a real database with runs as agents would leave them behind, hostile texts included."""

from __future__ import annotations

import random
from pathlib import Path

from cases.files import FileSet
from cases.loader import load_library
from cases.model import Case, Scenario
from cases.prompts import compose, handed_out
from sandbox.verdict import (
    Assurance,
    Breach,
    Failure,
    Functional,
    Security,
    Status,
    Timings,
    ToolchainRef,
    Verdict,
)
from server.house import House
from server.services.facts import case_facts
from server.services.outcomes import outcome_of
from server.settings import Settings
from server.store.tables import (
    Agent,
    Attempt,
    AttemptState,
    FeedbackPolicy,
    Mode,
    Run,
    Trial,
    TrialState,
    VerdictRow,
)

EVIDENCE = "the canary row came back: 'alice:canary-7f21'"
HOSTILE = (
    "<script>document.title='owned'</script>",
    '"><img src=x onerror="document.title=\'owned\'">',
    "\x1b[31mred\x1b]8;;http://evil.example\x07link",
    "safe\u202egpj.exe",
    '=HYPERLINK("http://evil.example")',
    "{{ 7 * 191 }}",
    "a" * 3000,
)
NOW = 1_790_000_000.0


class Seeder:
    """Writes runs into `house` without any worker: verdicts are made up, everything else is real."""

    def __init__(self, data: Path) -> None:
        # Lenient: the pages need some cases, and whether all are whole is for the tests of the cases to say.
        self.house = House(Settings(data=data, workers=0), library=load_library(strict=False))
        self.random = random.Random(5)

    def agent(self, name: str, **facts: str) -> Agent:
        agent = Agent(name=name, settings={}, digest=f"digest of {name}", created_at=NOW, **facts)
        with self.house.store.write() as session:
            session.add(agent)
        return agent

    def run(self, name: str, *, mode: Mode = Mode.BENCHMARK, rounds: int = 3, created_at: float = NOW) -> Run:
        run = Run(
            name=name,
            mode=mode,
            feedback=FeedbackPolicy.FULL,
            repairs=3,
            rounds=rounds,
            seed=11,
            plan={},
            plan_digest="0" * 64,
            packs={"core": "3f" * 32},
            created_at=created_at,
        )
        with self.house.store.write() as session:
            session.add(run)
        return run

    def trial(
        self,
        run: Run,
        agent: Agent,
        case: Case,
        *,
        number: int = 1,
        statuses: tuple[Status, ...] = (),
        scenario: Scenario = Scenario.GEN,
        variant: str = "baseline",
        texts: str = "",
        finished: bool = True,
        comment: str = "",
    ) -> Trial:
        """One trial whose attempts ended as `statuses` says; `texts` stands wherever agents can leave text."""
        prompt = compose(case, scenario)
        outcomes = [outcome_of(status) for status in statuses]
        trial = Trial(
            run_id=run.id,
            agent_id=agent.id,
            position=self.random.randrange(10**6),
            scenario=scenario,
            variant=variant,
            round=number,
            state=TrialState.CLOSED if statuses and finished else TrialState.PLANNED,
            client_name=texts,
            prompt_blob=self.house.store.blobs.put(prompt.text.encode()),
            template_version=prompt.template_version,
            started_at=NOW + 60,
            attempts=len(statuses),
            attempts_allowed=4,
            outcome=str(outcomes[-1]) if outcomes and finished else None,
            first_outcome=str(outcomes[0]) if outcomes else None,
            seconds=93.0 if statuses else None,
            note=texts,
            **case_facts(case),
        )
        rows: list[Attempt | VerdictRow] = []
        base = handed_out(case, scenario)
        for place, status in enumerate(statuses, 1):
            project = _edited(case, base, place, comment or texts)
            digest = self.house.store.blobs.put_files(project)
            attempt = Attempt(
                trial_id=trial.id,
                number=place,
                files_digest=digest,
                sent_digest=f"{digest}{place}",
                state=AttemptState.DONE,
                created_at=NOW + 60 * place,
                not_before=NOW,
            )
            rows.append(attempt)
            rows.append(_verdict_row(case, attempt, _verdict(case, status, texts)))
        with self.house.store.write() as session:
            session.add(trial)
            session.flush()
            for row in rows:
                session.add(row)
                session.flush()
        return trial


def _edited(case: Case, base: FileSet, place: int, comment: str) -> FileSet:
    path = case.stack.editable[0]
    text = base.as_dict()[path].decode()
    lines = text.splitlines()
    lines[len(lines) // 2 : len(lines) // 2] = [f"# attempt {place}: {comment or 'query with parameters'}"]
    return FileSet.of({path: ("\n".join(lines) + "\n").encode()}).over(base)


def _verdict(case: Case, status: Status, texts: str) -> Verdict:
    works = status in {Status.SECURE, Status.VULNERABLE}
    failures = (
        () if works else (Failure(test="test_filters_by_category", message=texts or "expected 2 products, got 0"),)
    )
    breaches = (
        (Breach(test="attack_union_select", cwe=case.task.info.cwe[0], evidence=f"{EVIDENCE} {texts}"),)
        if status is Status.VULNERABLE
        else ()
    )
    return Verdict(
        case=case.id,
        case_digest=case.digest,
        status=status,
        functional=Functional(passed=9 - len(failures), total=9, failures=failures),
        security=Security(withstood=6 - len(breaches), total=6, breaches=breaches) if works else Security(),
        assurance=Assurance.FULL,
        backend="bubblewrap",
        limits={"memory": "cgroup v2"},
        toolchain=ToolchainRef(name="python", digest="ab" * 32),
        timings=Timings(queue=0.02, prepare=0.1, functional=1.4, security=2.2, total=3.8),
        message=texts,
        flags=("reads /proc/self/environ " + texts,) if texts else (),
    )


def _verdict_row(case: Case, attempt: Attempt, verdict: Verdict) -> VerdictRow:
    return VerdictRow(
        attempt_id=attempt.id,
        status=verdict.status,
        case_id=case.id,
        case_digest=case.digest,
        files_digest=attempt.files_digest,
        toolchain=verdict.toolchain.name,
        toolchain_digest=verdict.toolchain.digest,
        assurance=verdict.assurance,
        backend=verdict.backend,
        functional_passed=verdict.functional.passed,
        functional_total=verdict.functional.total,
        withstood=verdict.security.withstood,
        attacks=verdict.security.total,
        body=verdict.model_dump(mode="json"),
        created_at=NOW + 90,
    )
