"""`vetloop token`: create, list and revoke access tokens."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from server.cli.opening import Json, fail, moment, open_house, print_json, print_table

app = typer.Typer(no_args_is_help=True, help="Create, list and revoke access tokens.")

_DAY = 86_400.0


class Role(StrEnum):
    """What a token's holder may do."""

    ADMIN = "admin"
    OPERATOR = "operator"
    VIEWER = "viewer"
    AGENT = "agent"


@app.command()
def create(
    role: Annotated[Role, typer.Option(help="What its holder may do.")],
    name: Annotated[str, typer.Option(help="Whose it is, for the list.")] = "",
    run: Annotated[str | None, typer.Option(help="Agent tokens: id or name of the run.")] = None,
    agent: Annotated[
        str | None, typer.Option(help="Agent tokens: id or name; may be left out if there is one.")
    ] = None,
    days: Annotated[float | None, typer.Option(help="Valid for so long. Default: until it is revoked.")] = None,
    json: Json = False,
) -> None:
    """Make a token and print it, this once.

    From the first token on, nobody gets in without one; until then callers on this machine are admins.
    """
    from server.api.tokens import token_view
    from server.services import tokens
    from server.services.views import run_view

    with open_house() as house:
        found = run_view(house, run) if run is not None else None
        try:
            row, text = tokens.create(
                house,
                name=name or role.value,
                role=role.value,
                run=found.id if found is not None else run,
                agent=agent,
                valid_s=None if days is None else days * _DAY,
            )
        except tokens.TokenError as error:
            fail(str(error))
    if json:
        print_json({**token_view(row).model_dump(mode="json"), "token": text})
    else:
        typer.echo(text)


@app.command("list")
def list_tokens(json: Json = False) -> None:
    """All tokens, oldest first; never their secrets."""
    from server.api.tokens import token_view
    from server.services import tokens

    with open_house() as house:
        rows = [token_view(row) for row in tokens.listed(house)]
        now = house.now()
    if json:
        print_json([row.model_dump(mode="json") for row in rows])
        return
    table = []
    for row in rows:
        state = "revoked" if row.revoked_at else "expired" if row.expires_at and row.expires_at <= now else "valid"
        table.append(
            [row.id, row.name, row.role, row.run_id or "-", state, moment(row.expires_at), moment(row.last_used_at)]
        )
    print_table(["TOKEN", "NAME", "ROLE", "RUN", "STATE", "EXPIRES", "LAST USED"], table)


@app.command()
def revoke(
    token: Annotated[str, typer.Argument(help="Id, as `vetloop token list` shows it.")], json: Json = False
) -> None:
    """End a token at once."""
    from server.api.tokens import token_view
    from server.services import tokens

    with open_house() as house:
        try:
            row = tokens.revoke(house, token.partition(".")[0])
        except tokens.TokenError as error:
            fail(str(error))
    if json:
        print_json(token_view(row).model_dump(mode="json"))
    else:
        typer.echo(f"Revoked: {row.id}")
