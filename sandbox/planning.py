"""What a case asks of a backend, and what a pod must be made of to judge a project."""

from __future__ import annotations

from cases.files import FileSet
from cases.model import Case, Interface, Limits, Runner
from sandbox.backends.base import PodPlan
from sandbox.services.model import Service
from sandbox.toolchains import registry as toolchains
from sandbox.toolchains.model import Toolchain


def is_native(case: Case) -> bool:
    """Whether the tests of `case` run in the process of the submission."""
    return case.task.info.runner is Runner.NATIVE


def needs_of(case: Case) -> frozenset[str]:
    """Features a backend must offer to judge `case`: its own needs and its toolchain's."""
    return toolchains.needs(case.stack.toolchain) | own_needs(case)


def own_needs(case: Case) -> frozenset[str]:
    """A native suite's runner ends all processes that it sees: they have to be the sandbox's own."""
    return frozenset((*case.stack.needs, "namespaces") if is_native(case) else case.stack.needs)


def plan_for(
    case: Case, project: FileSet, toolchain: Toolchain, limits: Limits, beside: tuple[Service, ...] = ()
) -> PodPlan:
    """What a pod must be made of to judge `project`; `beside`: the services the case needs, made ready."""
    stack = case.stack
    driver = toolchain.native if is_native(case) else toolchain.driver
    start = stack.start if stack.interface is Interface.HTTP else (*driver, stack.module)
    return PodPlan(
        project=project,
        functional_tests=case.task.functional_tests,
        security_tests=case.task.security_tests,
        toolchain=toolchain,
        interface=stack.interface,
        start=start if stack.interface is not Interface.CLI else (),
        command=stack.command,
        build=stack.build,
        environment=stack.environment,
        limits=limits,
        needs=stack.needs,
        hidden_driver=case.driver,
        framework=stack.framework,
        services=beside,
    )
