"""Images of every toolchain: what its self-test expects of an installation is in its image too."""

from __future__ import annotations

from pathlib import Path

import pytest

from sandbox.toolchains import registry
from tests.sandbox.docker_daemons import build_images, network_of


@pytest.mark.parametrize("name", registry.names())
def test_the_image_of_every_installed_toolchain_can_be_built(docker_daemon: str, sandbox_data: Path, name: str) -> None:
    state = next(state for state in registry.states(sandbox_data) if state.name == name)
    if not state.installed:
        pytest.skip(f"{name} is not installed: {state.command}")
    build_images(sandbox_data, [name], network_of(docker_daemon))
