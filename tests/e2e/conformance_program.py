"""Vetloop's server with the conformance suite's fixtures added, as a program: prints its address, ends with its stdin.

Test-only. The app, its guard, the MCP mount and the transport are those of `vetloop serve`.
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest import mock

from mcp.server.mcpserver import MCPServer

from server.app import create_app
from server.settings import Settings
from tests.clients.judging import judged_by_its_name
from tests.e2e.conformance_fixtures import add_fixtures
from tests.tools.serving import served
from tools.server import build_mcp_server


def _with_fixtures(*arguments: Any, **options: Any) -> MCPServer[Any]:
    return add_fixtures(build_mcp_server(*arguments, **options))


def main() -> None:
    with TemporaryDirectory() as folder, mock.patch("tools.http.build_mcp_server", _with_fixtures):
        settings = Settings(data=Path(folder), workers=1, requests_per_second=1000, request_burst=10_000)
        with served(create_app(settings, judged_by_its_name)) as url:
            print(url, flush=True)
            sys.stdin.read()


if __name__ == "__main__":
    main()
