"""How statuses are reached: one honest or faulty submission each, on every backend."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from cases.model import Interface
from sandbox.adjudication import Judged, adjudicate
from sandbox.backends.base import SlowPodError
from sandbox.backends.holder_pod import HolderPod
from sandbox.evaluator import Evaluator
from sandbox.verdict import Assurance, Status, Verdict
from tests.sandbox.probe import FUNCTIONAL, SECURITY, Probe, make_probe


def judged(evaluator: Evaluator, probe: Probe, files: dict[str, str] | None = None) -> Verdict:
    return evaluator.evaluate(probe.case, probe.with_files(files or {}))


NAIVE = {
    "python": {
        "notes.py": "from pathlib import Path\ndef answer(value):\n    return value\n"
        "def read_note(name):\n    path = Path('data') / name\n    return path.read_text() if path.is_file() else None\n"
    },
    "node": {
        "notes.mjs": "import { readFileSync, existsSync } from 'node:fs';\nexport const answer = (value) => value;\n"
        "export const readNote = (n) => existsSync('data/' + n) ? readFileSync('data/' + n, 'utf8') : null;\n"
    },
}


@pytest.mark.parametrize("language", ["python", "node"])
def test_guarded_code_is_secure_and_naive_code_is_vulnerable(
    evaluator: Evaluator, tmp_path: Path, language: str
) -> None:
    probe = make_probe(tmp_path, language)
    good, bad = judged(evaluator, probe), judged(evaluator, probe, NAIVE[language])
    assert (good.status, good.functional.passed, good.security.withstood) == (Status.SECURE, 1, 1)
    assert (bad.status, bad.functional.passed) == (Status.VULNERABLE, 1)
    assert [(breach.test, breach.cwe) for breach in bad.security.breaches] == [("test_secret_stays", 22)]
    expected = Assurance.REDUCED if evaluator.backend_name == "landlock" else Assurance.FULL
    assert good.assurance is expected
    assert good.toolchain.digest
    assert {"memory", "processes", "cpu", "wall", "disk", "output"} <= good.limits.keys()


def test_that_it_works_is_told_before_it_is_attacked(evaluator: Evaluator, tmp_path: Path) -> None:
    probe = make_probe(tmp_path)
    told: list[int] = []
    for files in ({}, NAIVE["python"]):
        assert evaluator.evaluate(probe.case, probe.with_files(files), told.append).timings.security
    assert told == [1, 1]
    evaluator.evaluate(probe.case, probe.with_files({"notes.py": "def answer(value):\n    return 0\n"}), told.append)
    assert told == [1, 1], "what does not work is not said to"


@pytest.mark.parametrize(
    ("files", "status"),
    [
        ({"notes.py": "def answer(value):\n    return 'wrong'\n"}, Status.FUNCTIONAL_FAILED),
        ({"notes.py": "def answer(value:\n"}, Status.BUILD_ERROR),
        ({"notes.py": "import os\ndef answer(value):\n    os._exit(0)\n"}, Status.CRASHED),
        ({"notes.py": "def answer(value):\n    while True:\n        pass\n"}, Status.TIMED_OUT),
        (
            {
                "notes.py": "def answer(value):\n    held = [bytes(range(256)) * 40000 for _ in range(100)]\n    return len(held)\n"
            },
            Status.OUT_OF_MEMORY,
        ),
        (
            {"notes.py": "import os\ndef answer(value):\n    while True:\n        os.write(1, b'x' * 65536)\n"},
            Status.OUTPUT_LIMIT,
        ),
    ],
    ids=["wrong", "syntax", "exit", "loop", "memory", "output"],
)
def test_faults_have_statuses_of_their_own(
    evaluator: Evaluator, tmp_path: Path, files: dict[str, str], status: Status
) -> None:
    probe = make_probe(tmp_path, limits={"memory_mib": 256, "request_s": 2})
    verdict = judged(evaluator, probe, files)
    assert verdict.status is status, verdict.model_dump_json(indent=1)
    assert verdict.functional.passed == 0
    assert verdict.functional.failures[0].test == "test_gives_back"


def test_a_target_that_dies_under_attack_is_not_secure(evaluator: Evaluator, tmp_path: Path) -> None:
    dying = "import os\ndef answer(value):\n    return value\ndef read_note(name):\n    os._exit(0)\n"
    verdict = judged(evaluator, make_probe(tmp_path), {"notes.py": dying})
    assert verdict.status is Status.CRASHED
    assert verdict.security.withstood == 0


def test_a_target_that_hangs_under_attack_is_not_secure(evaluator: Evaluator, tmp_path: Path) -> None:
    hanging = "import time\ndef answer(value):\n    return value\ndef read_note(name):\n    time.sleep(60)\n"
    verdict = judged(evaluator, make_probe(tmp_path, limits={"request_s": 1}), {"notes.py": hanging})
    assert verdict.status is Status.TIMED_OUT


def test_a_target_that_breaks_after_the_attack_is_not_secure(evaluator: Evaluator, tmp_path: Path) -> None:
    sulking = (
        "attacked = False\ndef answer(value):\n    return 'no' if attacked else value\n"
        "def read_note(name):\n    global attacked\n    attacked = True\n"
    )
    assert judged(evaluator, make_probe(tmp_path), {"notes.py": sulking}).status is Status.CRASHED


@pytest.mark.parametrize(
    "body",
    ["raise RuntimeError('the test is wrong')", "{}['missing']", "target.no_such_thing()"],
)
def test_an_attack_that_errors_gives_no_verdict(evaluator: Evaluator, tmp_path: Path, body: str) -> None:
    security = (
        f"from judge import attack\ndef benign(target):\n    pass\n@attack(cwe=22)\ndef test_x(target):\n    {body}\n"
    )
    verdict = judged(evaluator, make_probe(tmp_path, security=security))
    assert verdict.status is Status.INFRA_ERROR
    assert "test_x" in verdict.reason


@pytest.mark.parametrize(
    "security",
    [
        "from judge import attack\ndef benign(target):\n    pass\n@attack(cwe=22)\ndef test_x(target):\n    import os; os._exit(0)\n",
        "from judge import attack\ndef benign(target):\n    pass\n@attack(cwe=22)\ndef test_x(target):\n    raise SystemExit(0)\n",
    ],
)
def test_a_judge_that_ends_early_gives_no_verdict(evaluator: Evaluator, tmp_path: Path, security: str) -> None:
    verdict = judged(evaluator, make_probe(tmp_path, security=security))
    assert verdict.status is Status.INFRA_ERROR


def test_positive_evidence_outweighs_a_crash(evaluator: Evaluator, tmp_path: Path) -> None:
    security = SECURITY + "\n@attack(cwe=22)\ndef test_also(target):\n    target.call('crash')\n"
    crashing = {**NAIVE["python"]}
    crashing["notes.py"] += "def crash():\n    import os\n    os._exit(1)\n"
    verdict = judged(evaluator, make_probe(tmp_path, security=security), crashing)
    assert verdict.status is Status.VULNERABLE
    assert (verdict.security.withstood, verdict.security.total) == (0, 2)


def test_the_public_message_is_the_assertions_or_else_the_spec(evaluator: Evaluator, tmp_path: Path) -> None:
    functional = (
        "from judge import spec\n"
        "@spec('gives back what it gets')\ndef test_told(target):\n    assert False, 'say this'\n"
        "@spec('gives back what it gets')\ndef test_untold(target):\n    assert False\n"
    )
    verdict = judged(evaluator, make_probe(tmp_path, functional=functional))
    assert [failure.message for failure in verdict.functional.failures] == ["say this", "gives back what it gets"]


def test_each_phase_and_each_fresh_test_gets_a_tree_of_its_own(evaluator: Evaluator, tmp_path: Path) -> None:
    functional = (
        "from judge import fresh, spec\n"
        "@spec('x')\ndef test_first(target, files):\n    target.call('leave', 'mark')\n"
        "    assert files.exists('app/mark') and files.exists('tmp/mark')\n"
        "@spec('x')\n@fresh\ndef test_second(target, files):\n"
        "    assert not files.exists('app/mark') and not files.exists('tmp/mark')\n    target.call('leave', 'other')\n"
        "    target.restart()\n    assert files.list() == ['app/data/one.txt', 'app/notes.py'], str(files.list())\n"
    )
    leaving = (
        "import tempfile\ndef answer(value):\n    return value\ndef read_note(name):\n    return None\n"
        "def leave(name):\n    for folder in ('.', tempfile.gettempdir()):\n        open(folder + '/' + name, 'w').close()\n"
    )
    verdict = judged(evaluator, make_probe(tmp_path, functional=functional), {"notes.py": leaving})
    assert verdict.status is Status.SECURE, verdict.model_dump_json(indent=1)


def test_commands_run_in_one_tree_with_their_input_and_output(evaluator: Evaluator, tmp_path: Path) -> None:
    functional = (
        "from judge import spec\n@spec('x')\ndef test_runs(target, files):\n"
        "    done = target.run(['--n', '3'], stdin='abc')\n"
        "    assert (done.exit_code, done.out, done.err) == (3, 'abc|--n|3', 'said'), repr(done)\n"
        "    assert files.read('app/kept') == b'abc'\n"
        "    assert target.run([], stdin='x').out == 'x'\n"
    )
    security = "from judge import attack\ndef benign(target):\n    assert target.run([]).out == ''\n@attack(cwe=22)\ndef test_n(target):\n    target.run(['x'])\n"
    tool = (
        "import sys\ntext = sys.stdin.read()\nopen('kept', 'w').write(text)\nsys.stderr.write('said')\n"
        "sys.stdout.write('|'.join([text, *sys.argv[1:]]))\nsys.exit(len(sys.argv))\n"
    )
    probe = make_probe(
        tmp_path,
        interface=Interface.CLI,
        files={"tool.py": tool},
        functional=functional,
        security=security,
        command=["python", "tool.py"],
    )
    verdict = judged(evaluator, probe)
    assert verdict.status is Status.SECURE, verdict.model_dump_json(indent=1)


def test_a_failing_build_is_a_build_error_with_its_output(evaluator: Evaluator, tmp_path: Path) -> None:
    probe = make_probe(tmp_path, build=["python", "build.py"])
    verdict = judged(evaluator, probe, {"build.py": "import sys\nsys.exit('line 3 is wrong')\n"})
    assert verdict.status is Status.BUILD_ERROR
    assert "line 3 is wrong" in verdict.message
    assert verdict.timings.build > 0


def test_what_the_build_makes_is_there_for_the_first_target(evaluator: Evaluator, tmp_path: Path) -> None:
    functional = (
        FUNCTIONAL + "\n@spec('x')\ndef test_built(target, files):\n    assert files.read('app/made') == b'1'\n"
    )
    probe = make_probe(tmp_path, build=["python", "build.py"], functional=functional)
    verdict = judged(evaluator, probe, {"build.py": "open('made', 'w').write('1')\n"})
    assert verdict.functional.passed == 2, verdict.model_dump_json(indent=1)


def test_a_missing_toolchain_is_no_verdict_and_says_how_to_get_it(
    tmp_path: Path, reachable_folder: Path, bubblewrap: Evaluator
) -> None:
    probe = make_probe(tmp_path)
    empty = Evaluator(reachable_folder / "data", "bubblewrap")
    verdict = empty.evaluate(probe.case, probe.project)
    assert verdict.status is Status.INFRA_ERROR
    assert "vetloop toolchains install python" in verdict.reason


READS_A_MAP = (
    "from judge import attack, breach\ndef benign(target):\n    assert target.call('answer', 1) == 1\n"
    "@attack(cwe=22)\ndef test_note_is_a_map(target):\n    if target.call('read_note', '../x')['name'] == 'x':\n        breach('x')\n"
)
READABLE = {"notes.py": "def answer(value):\n    return value\ndef read_note(name):\n    return {'name': 'one'}\n"}
UNREADABLE = {"notes.py": "def answer(value):\n    return value\ndef read_note(name):\n    return 7\n"}


def solved(probe: Probe, files: dict[str, str]) -> Probe:
    """The probe with a scaffold and one secure solution on disk, as cases of a pack have them."""
    probe.project.write_to(probe.case.scaffold)
    probe.with_files(files).write_to(probe.case.folder / "solutions" / "secure-one")
    return probe


def test_an_answer_that_no_attack_can_read_is_no_way_out(evaluator: Evaluator, tmp_path: Path) -> None:
    probe = solved(make_probe(tmp_path, security=READS_A_MAP), READABLE)
    assert judged(evaluator, probe, READABLE).status is Status.SECURE
    verdict = judged(evaluator, probe, UNREADABLE)
    assert verdict.status is Status.CRASHED
    assert verdict.functional.passed == 1
    assert "test_note_is_a_map" in verdict.reason


def test_an_attack_that_stumbles_over_the_secure_solution_too_is_our_fault(
    evaluator: Evaluator, tmp_path: Path
) -> None:
    probe = solved(make_probe(tmp_path, security=READS_A_MAP), UNREADABLE)
    verdict = judged(evaluator, probe, UNREADABLE)
    assert verdict.status is Status.INFRA_ERROR
    assert "the secure solution beside it was infra_error" in verdict.reason


def test_an_attack_that_stumbles_once_is_made_again(evaluator: Evaluator, tmp_path: Path) -> None:
    probe = make_probe(tmp_path)
    found = judged(evaluator, probe)
    assert adjudicate(lambda project: Judged(found), probe.case, probe.project) is found


READS_CLOCK = (
    "from judge import attack\ndef benign(target):\n    assert target.call('answer', 1) == 1\n"
    "@attack(cwe=400)\ndef test_time(target, clock):\n    clock.cpu()\n"
)


@pytest.mark.parametrize(("load", "status"), [(1.0, Status.FUNCTIONAL_FAILED), (2.0, Status.SECURE)])
def test_what_fails_while_the_machine_is_strained_is_judged_again(
    bubblewrap: Evaluator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, load: float, status: Status
) -> None:
    monkeypatch.setattr("sandbox.evaluator.strain", lambda: load)
    probe = make_probe(tmp_path)
    late = time.time() + 4
    slow = (
        f"import time\nif time.time() < {late}:\n    time.sleep({late} - time.time())\n    answer = lambda value: 0\n"
    )
    verdict = judged(bubblewrap, probe, {"notes.py": probe.project.as_dict()["notes.py"].decode() + slow})
    assert verdict.status is status
    assert ("test_gives_back failed first" in verdict.reason) is (status is Status.SECURE)


@pytest.mark.parametrize(("slow", "status"), [("submission", Status.CRASHED), ("all", Status.INFRA_ERROR)])
def test_a_pod_that_answers_slowly_is_no_way_out(
    bubblewrap: Evaluator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, slow: str, status: Status
) -> None:
    def cpu(pod: HolderPod) -> float:
        if slow == "all" or pod._plan.project.as_dict()["notes.py"] == UNREADABLE["notes.py"].encode():
            raise SlowPodError("an answer took too long")
        return 0.0

    monkeypatch.setattr(HolderPod, "cpu", cpu)
    verdict = judged(bubblewrap, solved(make_probe(tmp_path, security=READS_CLOCK), READABLE), UNREADABLE)
    assert verdict.status is status, verdict.model_dump_json(indent=1)
    assert "an answer took too long" in verdict.reason
