"""Entry point of the `vetloop` command. Sub-commands are imported when they are called: stdio start-up time counts."""

from __future__ import annotations

import difflib
import importlib
import sys
from collections.abc import Mapping, Sequence
from types import MappingProxyType

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

USAGE = 2


def main(words: Sequence[str] | None = None) -> None:
    """Run the command line; exit codes: 0 fine, 1 a negative result, 2 usage, 3 no verdict.

    The table above is the whole first level, so it is looked up without a group: typer's own would import every module
    to list it, and click's does not catch the usage errors of typer's commands.
    """
    given = list(sys.argv[1:] if words is None else words)
    if not given or given[0] in {"--help", "-h"}:
        print(_overview())
    elif given[0] == "--version":
        from importlib.metadata import version

        print(f"vetloop {version('vetloop')}")
    elif given[0] in COMMANDS:
        _run(given[0], given[1:])
    else:
        print(_unknown(given[0]), file=sys.stderr)
        sys.exit(USAGE)


def _run(name: str, words: list[str]) -> None:
    from typer.main import get_command

    command = get_command(importlib.import_module(COMMANDS[name][0]).app)
    sys.exit(command.main(args=words, prog_name=f"vetloop {name}"))


def _overview() -> str:
    width = max(map(len, COMMANDS))
    return "\n".join(
        [
            "Usage: vetloop COMMAND [ARGS]...    (vetloop COMMAND --help for each)",
            "",
            "Measure whether coding agents write secure code, in their own loop.",
            "",
            *(f"  {name:<{width}}  {help_}" for name, (_, help_) in sorted(COMMANDS.items())),
        ]
    )


def _unknown(word: str) -> str:
    near = difflib.get_close_matches(word, COMMANDS, n=1)
    hint = f"did you mean {near[0]!r}?" if near else "see vetloop --help"
    return f"vetloop: no such command: {word!r}; {hint}"


if __name__ == "__main__":
    main()
