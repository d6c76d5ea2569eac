"""Runs every check and says whether the main job works. A check that breaks is a finding, not a crash."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sandbox.data_folder import DataFolderError
from server.doctor import kernel, programs, storage
from server.doctor.model import Examination, Finding, State

Check = Callable[[], Finding | list[Finding]]


def examine() -> Examination:
    """Examine this machine with the settings in force."""
    from server.settings import Settings

    try:
        settings = Settings()
    except DataFolderError as error:
        return _concluded([_failed("data folder", error, "export VETLOOP_DATA=/a/folder/you/own"), *_run(_machine())])
    except ValueError as error:
        return _concluded([_failed("settings", error, "check the VETLOOP_ variables"), *_run(_machine())])
    checks: list[tuple[str, Check]] = [
        ("backend", lambda: backend(settings.backend, settings.data)),
        ("data folder", lambda: storage.data(settings.data)),
        ("toolchains", lambda: list(storage.toolchains(settings.data))),
        ("database", lambda: storage.database(settings.url)),
        *_machine(settings.data),
    ]
    return _concluded(_run(checks))


def backend(name: str | None, data: Path) -> Finding:
    """Which backend evaluations get here, by the same choice the evaluator makes."""
    from sandbox.backends import choose
    from sandbox.backends.base import BackendUnavailableError

    try:
        chosen = choose(name, data)
    except BackendUnavailableError as error:
        return Finding(
            name="backend", state=State.MISSING, detail="none works here", cause=error.reason, command=error.remedy
        )
    reduced = chosen.assurance == "reduced"
    return Finding(
        name="backend",
        state=State.LIMITED if reduced else State.OK,
        detail=f"{chosen.name}, assurance {chosen.assurance}",
        cause="nothing stronger works here; its verdicts never enter a ranked run" if reduced else "",
    )


def _machine(data: Path | None = None) -> list[tuple[str, Check]]:
    return [
        ("user namespaces", kernel.user_namespaces),
        ("pod", kernel.pod),
        ("bubblewrap", programs.bubblewrap),
        ("seccomp", kernel.seccomp),
        ("limits", kernel.limits),
        ("landlock", kernel.landlock),
        ("services", programs.services),
        ("docker", lambda: programs.docker(data)),
        ("uv", programs.uv),
        ("node", programs.host_node),
        ("browser", programs.browser),
        ("git", programs.git),
    ]


def _run(checks: list[tuple[str, Check]]) -> Iterator[Finding]:
    with ThreadPoolExecutor(max_workers=len(checks)) as pool:
        running = [(name, pool.submit(check)) for name, check in checks]
        for name, future in running:
            try:
                found = future.result()
            except Exception as error:  # a doctor that dies of an odd machine is of no use there
                yield _failed(name, error, "")
            else:
                yield from found if isinstance(found, list) else [found]


def _failed(name: str, error: Exception, command: str) -> Finding:
    return Finding(
        name=name,
        state=State.MISSING,
        detail="could not be checked",
        cause=f"{type(error).__name__}: {error}",
        command=command,
    )


def _concluded(findings: list[Finding] | Iterator[Finding]) -> Examination:
    all_of_them = tuple(findings)
    return Examination(works=not any(finding.state is State.MISSING for finding in all_of_them), findings=all_of_them)
