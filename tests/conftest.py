"""What tests of every room share: the data folder with its toolchains, and evaluators on real sandboxes."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from cases.files import FileSet
from cases.model import Case
from sandbox.backends import BackendUnavailableError
from sandbox.data_folder import data_folder
from sandbox.evaluator import Evaluator, OnWorks
from sandbox.toolchains.registry import install
from sandbox.verdict import Verdict
from tests.sandbox import docker_daemons

# How long an example takes says nothing on a machine that has other work.
hypothesis.settings.register_profile("vetloop", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("vetloop")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A Docker daemon of our own and its images take minutes to make."""
    for item in items:
        if "docker_daemon" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.heavy)


@pytest.fixture(scope="session")
def sandbox_data() -> Path:
    """The data folder, with the toolchains in it: they are installed once per machine and reused."""
    folder = data_folder()
    for name in ("python", "node"):
        install(name, folder, lambda line: None)
    return folder


@pytest.fixture
def reachable_folder() -> Iterator[Path]:
    """An empty folder that sandboxes of root can get to: pytest's own are closed to other users."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        folder.chmod(0o755)
        yield folder


def _evaluator(data: Path, backend: str) -> Evaluator:
    try:
        return Evaluator(data, backend)
    except BackendUnavailableError as error:
        if backend == os.environ.get("VETLOOP_TEST_REQUIRES_BACKEND"):
            raise
        pytest.skip(f"this machine cannot run {backend}: {error.reason}")


@pytest.fixture(scope="session")
def bubblewrap(sandbox_data: Path) -> Iterator[Evaluator]:
    """An evaluator on the default backend."""
    evaluator = _evaluator(sandbox_data, "bubblewrap")
    yield evaluator
    evaluator.close()


@pytest.fixture(scope="session")
def landlock(sandbox_data: Path) -> Iterator[Evaluator]:
    """An evaluator on the fallback."""
    evaluator = _evaluator(sandbox_data, "landlock")
    yield evaluator
    evaluator.close()


class WarmEvaluator(Evaluator):
    """Judges nothing but in pre-started pods."""

    def evaluate(self, case: Case, project: FileSet, on_works: OnWorks | None = None) -> Verdict:
        assert self.prepare(case), "no pod was pre-started"
        return super().evaluate(case, project, on_works)


@pytest.fixture(scope="session")
def warm(sandbox_data: Path) -> Iterator[Evaluator]:
    """An evaluator on the default backend whose pods are all pre-started."""
    _evaluator(sandbox_data, "bubblewrap")
    evaluator = WarmEvaluator(sandbox_data, "bubblewrap", warm_pods=4)
    yield evaluator
    evaluator.close()


class DockerEvaluator(Evaluator):
    """Judges on a daemon, and builds the image of a toolchain when a test first needs it."""

    def __init__(self, data: Path, place: str) -> None:
        super().__init__(data, "docker")
        self._network = docker_daemons.network_of(place)
        self._built: set[str] = set()

    def evaluate(self, case: Case, project: FileSet, on_works: OnWorks | None = None) -> Verdict:
        with docker_daemons.BUILDING:
            if case.stack.toolchain not in self._built:
                docker_daemons.build_images(self._data, [case.stack.toolchain], self._network)
                self._built.add(case.stack.toolchain)
        return super().evaluate(case, project, on_works)


@pytest.fixture(scope="session")
def docker_daemon(sandbox_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Docker daemon with the images of this version: the one that runs, else one of our own; its DOCKER_HOST."""
    with docker_daemons.daemon(tmp_path_factory, sandbox_data) as place:
        yield place


@pytest.fixture(scope="session")
def docker_with_all(docker_daemon: str, sandbox_data: Path) -> str:
    """The daemon, with the images of services and browser as well."""
    docker_daemons.build_images(sandbox_data, docker_daemons.BESIDE, docker_daemons.network_of(docker_daemon))
    return docker_daemon


@pytest.fixture(scope="session", params=["bubblewrap", pytest.param("docker", marks=pytest.mark.heavy)])
def complete(request: pytest.FixtureRequest, sandbox_data: Path) -> Iterator[Evaluator]:
    """An evaluator on each backend that has services and a browser."""
    if request.param == "bubblewrap":
        yield request.getfixturevalue("bubblewrap")
        return
    made = DockerEvaluator(sandbox_data, request.getfixturevalue("docker_with_all"))
    yield made
    made.close()


@pytest.fixture(
    scope="session", params=["bubblewrap", "warm", pytest.param("docker", marks=pytest.mark.heavy), "landlock"]
)
def evaluator(request: pytest.FixtureRequest, sandbox_data: Path) -> Iterator[Evaluator]:
    """An evaluator on each backend that this machine can run, and on pre-started pods: all must judge alike."""
    if request.param == "warm":
        yield request.getfixturevalue("warm")
        return
    if request.param == "docker":
        made: Evaluator = DockerEvaluator(sandbox_data, request.getfixturevalue("docker_daemon"))
    else:
        made = _evaluator(sandbox_data, request.param)
    yield made
    made.close()
