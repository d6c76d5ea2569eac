"""Entry point of the `vetloop` command. Sub-commands are imported when they are called: stdio start-up time counts."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Mapping
from types import MappingProxyType

import click
import typer

COMMANDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "cases": ("server.cli.cases", "List, show, create and verify cases."),
        "demo": ("server.cli.demo", "Run the replay agents over the demo selection and show the leaderboard."),
        "doctor": ("server.cli.doctor", "Say what works on this machine, what is missing, and what brings it."),
        "evaluate": ("server.cli.evaluate", "Build, test and attack a folder as a solution to a case."),
        "mcp": ("server.cli.mcp", "Serve MCP on stdin and stdout, alone or as a bridge to a server."),
        "report": ("server.cli.report", "Rates with intervals for a run."),
        "run": ("server.cli.run", "Plan, show and list runs."),
        "serve": ("server.cli.serve", "Serve REST, MCP over HTTP and the pages."),
        "token": ("server.cli.token", "Create, list and revoke access tokens."),
        "toolchains": ("server.cli.toolchains", "Install and list the toolchains submissions are run with."),
    }
)


class _LazyGroup(click.Group):
    """Knows every sub-command by name and one-line help; imports a module only to run it."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(COMMANDS[cmd_name][0])
        command: click.Command = typer.main.get_command(module.app)
        command.name = cmd_name
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, help_) for name, (_, help_) in sorted(COMMANDS.items())])


def main() -> None:
    """Run the command line; exit codes: 0 fine, 1 a negative result, 2 usage, 3 no verdict."""
    group = _LazyGroup(name="vetloop", help="Measure whether coding agents write secure code, in their own loop.")
    group = click.version_option(package_name="vetloop", prog_name="vetloop")(group)
    sys.exit(group.main(prog_name="vetloop", standalone_mode=True))


if __name__ == "__main__":
    main()
