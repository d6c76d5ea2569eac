"""What only the docker backend can do wrong: no daemon, no image, a daemon that dies or is full, and leftovers."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from docker import errors as docker_errors

from cases.model import Interface, Limits
from sandbox.backends import choose, docker
from sandbox.backends.base import BackendUnavailableError, PodError, PodPlan
from sandbox.backends.docker_engine import OWNER, POD, Engine, is_dead, owner
from sandbox.backends.docker_images import harness_image, toolchain_image
from sandbox.backends.workspace import publish_harness
from sandbox.evaluator import Evaluator
from sandbox.services import registry as services
from sandbox.toolchains.registry import find
from sandbox.verdict import Status
from tests.sandbox.docker_daemons import OwnDaemon, build_images, copy_images, network_of, own_daemon, pointed_to
from tests.sandbox.probe import make_probe


def plan(folder: Path, data: Path) -> PodPlan:
    probe = make_probe(folder)
    return PodPlan(
        project=probe.project,
        functional_tests=probe.case.task.functional_tests,
        security_tests=probe.case.task.security_tests,
        toolchain=find("python", data),
        interface=Interface.CALL,
        start=("python",),
        command=(),
        build=(),
        environment={},
        limits=Limits(),
    )


@pytest.fixture
def api(docker_daemon: str) -> Iterator[Any]:
    with contextlib.closing(Engine("docker").connect()) as connection:
        yield connection


@pytest.fixture(scope="module")
def frail(docker_daemon: str, sandbox_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OwnDaemon]:
    """A daemon that a test may kill or fill up."""
    made = own_daemon(tmp_path_factory)
    try:
        images = [harness_image(publish_harness(sandbox_data)), toolchain_image(find("python", sandbox_data))]
        copy_images(docker_daemon, made.place, images)
        yield made
    finally:
        made.close()


def left_on(place: str, label: str = f"{OWNER}={owner()}") -> list[str]:
    """Containers and volumes that carry the label: by default ours, since other sessions may use the daemon too."""
    with pointed_to(place), contextlib.closing(Engine("docker").connect()) as api:
        containers = [item["Id"] for item in api.containers(all=True, filters={"label": label})]
        return containers + [item["Name"] for item in api.volumes(filters={"label": label})["Volumes"] or ()]


def test_without_a_daemon_the_reason_and_the_remedy_are_told(tmp_path: Path, sandbox_data: Path) -> None:
    with pointed_to(f"unix://{tmp_path / 'none.sock'}"), pytest.raises(BackendUnavailableError) as caught:
        choose("docker", sandbox_data)
    assert "no Docker daemon at unix://" in caught.value.reason
    assert "DOCKER_HOST" in caught.value.remedy


def test_a_runtime_that_the_daemon_lacks_is_named(docker_daemon: str, sandbox_data: Path) -> None:
    if "runsc" in Engine("docker").info["Runtimes"]:
        pytest.skip("this daemon has gVisor")
    with pytest.raises(BackendUnavailableError, match="has no runtime runsc"):
        choose("docker-gvisor", sandbox_data)


def test_a_missing_image_comes_with_the_command_that_builds_it(
    docker_daemon: str, sandbox_data: Path, tmp_path: Path
) -> None:
    backend = choose("docker", sandbox_data)
    asked = plan(tmp_path, sandbox_data)
    asked = replace(asked, toolchain=replace(asked.toolchain, digest="0" * 64))
    with pytest.raises(PodError, match="run: vetloop toolchains build --docker python"):
        backend.open_pod(asked)
    assert left_on(docker_daemon) == []


OPEN = "def answer(value):\n    return value\ndef read_note(name):\n    return open('data/' + name).read()\n"
COUNTS = """
from judge import spec

@spec("the service is there")
def test_counts(target, service, canary):
    word = canary.text()
    assert service.command("SET", "k", word) == "OK" and service.command("GET", "k") == word
    assert target.call("answer", word) == word
"""


@pytest.mark.heavy
def test_a_pod_with_a_service_reaches_both_verdicts(
    request: pytest.FixtureRequest, sandbox_data: Path, tmp_path: Path
) -> None:
    if missing := services.missing_packages("redis"):
        pytest.skip(f"the server is not installed: apt-get install {' '.join(missing)}")
    place: str = request.getfixturevalue("docker_daemon")
    build_images(sandbox_data, ["redis"], network_of(place))
    probe = make_probe(tmp_path, needs=["redis"], functional=COUNTS)
    with contextlib.closing(Evaluator(sandbox_data, "docker")) as evaluator:
        honest = evaluator.evaluate(probe.case, probe.project)
        leaky = evaluator.evaluate(probe.case, probe.with_files({"notes.py": OPEN}))
    assert honest.status is Status.SECURE, honest.model_dump_json(indent=1)
    assert leaky.status is Status.VULNERABLE, leaky.model_dump_json(indent=1)
    assert left_on(place) == []


@pytest.mark.parametrize("need", ["browser", "redis"])
def test_what_has_no_image_is_not_offered_and_the_command_is_told(
    docker_daemon: str, sandbox_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, need: str
) -> None:
    if missing := services.missing_packages("redis"):
        pytest.skip(f"the server is not installed: apt-get install {' '.join(missing)}")
    monkeypatch.setattr(docker, "browser_image", lambda: "vetloop/browser:none")
    monkeypatch.setattr(docker, "service_image", lambda service: f"vetloop/service-{service.name}:none")
    evaluator = Evaluator(sandbox_data, "docker")
    probe = make_probe(tmp_path, needs=[need])
    assert not evaluator.can_judge(probe.case)
    verdict = evaluator.evaluate(probe.case, probe.project)
    evaluator.close()
    assert verdict.status is Status.INFRA_ERROR
    assert f"run: vetloop toolchains build --docker {need}" in verdict.reason


OUTSIDE = """
import os, socket
def answer(value):
    return around() if value == "around" else value
def around():
    found = []
    for name in os.listdir("/proc"):
        if name.isdigit() and any(word in open(f"/proc/{name}/cmdline").read() for word in ("redis-server", "chromium")):
            found.append(name)
    for line in open("/proc/net/unix").read().splitlines()[1:]:
        path = line.split()[-1]
        if path.startswith(("/", "@")):
            try:
                socket.socket(socket.AF_UNIX).connect(path.replace("@", "\\0"))
                found.append(path)
            except OSError:
                pass
    found += [place for place in ("/run/service", "/run/devtools", "/targets", "/data") if os.path.exists(place)]
    return str(found)
def read_note(name):
    return None
"""
ALONE = """
from judge import spec

@spec("finds nothing")
def test_finds_nothing(target, service):
    assert service.command("PING") == "PONG"
    assert target.call("answer", "around") == "[]", target.call("answer", "around")
"""


def test_services_have_a_uid_of_their_own_and_go_with_the_pod(
    docker_with_all: str, sandbox_data: Path, tmp_path: Path
) -> None:
    probe = make_probe(tmp_path, needs=["redis"], functional=ALONE)
    with contextlib.closing(Evaluator(sandbox_data, "docker")) as evaluator, ThreadPoolExecutor(1) as beside:
        running = beside.submit(evaluator.evaluate, probe.case, probe.with_files({"notes.py": OUTSIDE}))
        seen: dict[str, dict[str, Any]] = {}
        while not running.done():
            seen |= parts_of_pods(docker_with_all)
        verdict = running.result()
    assert verdict.status is Status.SECURE, verdict.model_dump_json(indent=1)
    service = next(found for part, found in seen.items() if part.endswith("redis"))
    assert (
        service["Config"]["User"] != next(found for part, found in seen.items() if "target" in part)["Config"]["User"]
    )
    host = service["HostConfig"]
    assert (host["ReadonlyRootfs"], host["CapDrop"], host["Memory"]) == (True, ["ALL"], host["MemorySwap"])
    assert host["Memory"] and host["PidsLimit"] and host["NetworkMode"].startswith("container:")
    assert left_on(docker_with_all) == []


def parts_of_pods(place: str) -> dict[str, dict[str, Any]]:
    """What the daemon says of the containers of ours that it has just now, by what they are."""
    found: dict[str, dict[str, Any]] = {}
    with pointed_to(place), contextlib.closing(Engine("docker").connect()) as api:
        for item in api.containers(filters={"label": f"{OWNER}={owner()}"}):
            with contextlib.suppress(docker_errors.NotFound):
                inspected = api.inspect_container(item["Id"])
                found[inspected["Name"].split("-", 2)[2]] = inspected
    return found


def test_leftovers_of_the_dead_go_and_those_of_the_living_stay(
    docker_daemon: str, api: Any, sandbox_data: Path
) -> None:
    boot = owner().rsplit("/", 2)[0]
    dead, living = f"{boot}/{os.getpid()}/1", f"{boot}/1/{_started(1)}"
    for name, whose in (("vetloop-test-dead", dead), ("vetloop-test-living", living)):
        api.create_volume(name, labels={POD: name, OWNER: whose})
    image = harness_image(publish_harness(sandbox_data))
    made = api.create_container(image, ["true"], labels={POD: "vetloop-test-dead", OWNER: dead})
    try:
        choose("docker", sandbox_data)
        left = left_on(docker_daemon, POD)
        assert "vetloop-test-dead" not in left
        assert made["Id"] not in left
        assert "vetloop-test-living" in left
    finally:
        api.remove_volume("vetloop-test-living")


def test_what_is_still_held_goes_later_and_stops_no_verdict(
    docker_daemon: str, api: Any, sandbox_data: Path, tmp_path: Path
) -> None:
    probe = make_probe(tmp_path)
    name = "vetloop-test-held"
    with contextlib.closing(Evaluator(sandbox_data, "docker")) as evaluator:
        api.create_volume(name, labels={POD: name, OWNER: owner()})
        image = harness_image(publish_harness(sandbox_data))
        holder = api.create_container(image, ["true"], host_config=api.create_host_config(binds=[f"{name}:/held"]))
        evaluator._backend.forget(name, clean=False)  # type: ignore[attr-defined]
        try:
            assert evaluator.evaluate(probe.case, probe.project).status is Status.SECURE
            assert name in left_on(docker_daemon, POD)
        finally:
            api.remove_container(holder["Id"])
        assert evaluator.evaluate(probe.case, probe.project).status is Status.SECURE
    assert name not in left_on(docker_daemon, POD)


def _started(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[19]


def test_owners_that_cannot_be_asked_after_are_given_time() -> None:
    assert not is_dead(owner(), 1e9)
    assert not is_dead("another-boot/pid:[1]/7/7", 3600)
    assert is_dead("another-boot/pid:[1]/7/7", 1e6)
    assert is_dead("", 1e6)


SLOW = "import time\ndef answer(value):\n    time.sleep(8)\n    return value\ndef read_note(name):\n    return None\n"


def test_a_daemon_that_dies_meanwhile_is_no_verdict_and_nothing_is_left_when_it_is_back(
    frail: OwnDaemon, sandbox_data: Path, tmp_path: Path
) -> None:
    probe = make_probe(tmp_path, limits={"request_s": 30, "phase_s": 120})
    with pointed_to(frail.place):
        evaluator = Evaluator(sandbox_data, "docker")
    with ThreadPoolExecutor(1) as beside:
        running = beside.submit(evaluator.evaluate, probe.case, probe.with_files({"notes.py": SLOW}))
        end = time.monotonic() + 60
        while len(left_on(frail.place)) < 4 and time.monotonic() < end:
            time.sleep(0.2)
        assert len(left_on(frail.place)) == 4, "keeper, judge, target and volume"
        frail.stop(signal.SIGKILL)
        verdict = running.result(timeout=120)
    assert verdict.status is Status.INFRA_ERROR, verdict.model_dump_json(indent=1)
    assert "daemon" in verdict.reason
    frail.start()
    assert evaluator.evaluate(probe.case, probe.project).status is Status.SECURE
    evaluator.close()
    assert left_on(frail.place) == []


def test_a_full_disk_is_no_verdict_and_says_so(frail: OwnDaemon, sandbox_data: Path, tmp_path: Path) -> None:
    probe = make_probe(tmp_path)
    with pointed_to(frail.place):
        evaluator = Evaluator(sandbox_data, "docker")
    filler = frail.disk / "filler"
    with contextlib.suppress(OSError), filler.open("wb", buffering=0) as stream:
        while True:
            stream.write(bytes(1 << 20))
    try:
        verdict = evaluator.evaluate(probe.case, probe.project)
    finally:
        filler.unlink()
    assert verdict.status is Status.INFRA_ERROR
    assert "no space left on device" in verdict.reason
    assert evaluator.evaluate(probe.case, probe.project).status is Status.SECURE
    evaluator.close()
    assert left_on(frail.place) == []
