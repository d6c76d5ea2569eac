"""Plans: what is accepted, what is refused and in which words, and what becomes of them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import col, select

from server.house import House
from server.services.planning import cancel_run, plan_run
from server.services.plans import PlanError, parse_plan, read_plan
from server.store.tables import FeedbackPolicy, Trial

GOOD = """
name = "nightly"
rounds = 2
scenarios = ["gen", "fix"]
variants = ["baseline", "rules"]

[texts]
rules_file = "rules.md"

[[agents]]
name = "one"

[[agents]]
name = "two"
model = "m"
settings = { effort = "high" }
"""


def plan_file(folder: Path, text: str = GOOD) -> Path:
    (folder / "rules.md").write_text("Never trust names.")
    (folder / "plan.toml").write_text(text)
    return folder / "plan.toml"


def test_every_cell_is_a_trial_from_the_start(house: House, tmp_path: Path) -> None:
    run, made = plan_run(house, read_plan(plan_file(tmp_path)))
    with house.store.read() as session:
        trials = session.exec(select(Trial).where(Trial.run_id == run.id)).all()
    assert made and len(trials) == 2 * 2 * 2 * 2 * 2
    cells = Counter((t.agent_id, t.case_id, t.scenario, t.variant, t.round) for t in trials)
    assert set(cells.values()) == {1}
    assert {t.attempts_allowed for t in trials} == {4} and {t.cwe for t in trials} == {79}
    assert run.feedback is FeedbackPolicy.FUNCTIONAL and run.texts == {"rules": "Never trust names."}


def test_every_agent_gets_the_same_shuffled_order_round_by_round(house: House, tmp_path: Path) -> None:
    run, _ = plan_run(house, read_plan(plan_file(tmp_path)))
    with house.store.read() as session:
        trials = session.exec(select(Trial).where(Trial.run_id == run.id).order_by(col(Trial.position))).all()
    orders: dict[str, list[tuple[str, str, str, int]]] = {}
    for trial in trials:
        orders.setdefault(trial.agent_id, []).append((trial.case_id, trial.scenario, trial.variant, trial.round))
    one, two = orders.values()
    assert one == two and [cell[3] for cell in one] == [1] * 8 + [2] * 8
    assert [cell[:3] for cell in one[:8]] != [cell[:3] for cell in one[8:]]


def test_the_same_plan_again_is_the_same_run_and_another_one_is_refused(house: House, tmp_path: Path) -> None:
    file = plan_file(tmp_path)
    run, _ = plan_run(house, read_plan(file))
    again, made = plan_run(house, read_plan(file))
    assert (again.id, made) == (run.id, False)
    changed = plan_file(tmp_path, GOOD.replace("rounds = 2", "rounds = 3"))
    with pytest.raises(PlanError, match=f"{run.id}.*changed"):
        plan_run(house, read_plan(changed))


@pytest.mark.parametrize(
    ("change", "key", "says"),
    [
        (("rounds = 2", "round = 2"), "round", "Extra inputs"),
        (("rounds = 2", "rounds = 0"), "rounds", "greater than or equal"),
        (('name = "two"', 'name = "one"'), "", "same name"),
        (('"fix"', '"repair"'), "scenarios.1", "'gen'"),
        (('"baseline"', '"base"'), "", "no 'base'"),
        (('"baseline", "rules"', '"baseline"'), "", "not among the variants"),
        (('rules_file = "rules.md"', ""), "", "needs a text"),
        (('"rules.md"', '"gone.md"'), "texts.rules_file", "can't be read"),
        (("[[agents]]", "[[agent]]"), "agents", "required"),
        (("rounds = 2", "rounds = "), "", "no valid TOML"),
        (("rounds = 2", 'mode = "practice"'), "", "not planned"),
        (('name = "nightly"', 'name = "a\\u0000b"'), "name", "pattern"),
    ],
)
def test_a_bad_plan_names_file_key_and_reason(tmp_path: Path, change: tuple[str, str], key: str, says: str) -> None:
    file = plan_file(tmp_path, GOOD.replace(*change))
    with pytest.raises(PlanError) as refused:
        read_plan(file)
    assert refused.value.file == str(file)
    assert (refused.value.key, says in str(refused.value)) == (key, True), str(refused.value)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
        max_leaves=10,
    ),
    st.sampled_from(["name", "rounds", "selection", "texts", "agents", "variants", "seed", "feedback", "mode", "demo"]),
)
def test_whatever_is_written_a_plan_is_read_or_refused(value: object, key: str) -> None:
    content = {"name": "x", "agents": [{"name": "a"}], key: value}
    try:
        plan = parse_plan(content)
    except PlanError as refused:
        assert str(refused)
    else:
        assert plan.attempts >= 1 and len(plan.digest) == 64


def test_a_selection_without_cases_is_refused(house: House) -> None:
    plan = parse_plan({"name": "x", "agents": [{"name": "a"}], "selection": {"languages": ["cobol"]}})
    with pytest.raises(PlanError, match="matches no case"):
        plan_run(house, plan)


def test_a_cancelled_run_closes_what_is_open(house: House) -> None:
    run, _ = plan_run(house, parse_plan({"name": "x", "agents": [{"name": "a"}]}))
    assert cancel_run(house, run.id) and cancel_run(house, run.id)
    assert not cancel_run(house, "run_none")
