"""`vetloop serve`: REST, MCP over HTTP and the pages, with workers in the same process."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Annotated, Any

import typer

from server.cli.opening import fail, open_house

if TYPE_CHECKING:
    from server.settings import Settings

app = typer.Typer(add_completion=False)

log = logging.getLogger(__name__)


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on. Default: 127.0.0.1.")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="Default: 8765; 0 takes a free one.")] = None,
    workers: Annotated[
        int | None, typer.Option(min=0, max=256, help="Evaluations at a time. Default: one per core.")
    ] = None,
    backend: Annotated[
        str | None, typer.Option(help="Sandbox backend. Default: the strongest that works here.")
    ] = None,
    log_level: Annotated[str, typer.Option(help="debug, info, warning or error.")] = "info",
) -> None:
    """Serve until interrupted; running evaluations are finished or given back to the queue.

    On an address that others can reach, a token must exist first: `vetloop token create --role admin`.
    """
    import uvicorn

    from server.app import create_app
    from server.services.tokens import any_ever

    given: dict[str, Any] = {"host": host, "port": port, "workers": workers, "backend": backend}
    logging.basicConfig(level=log_level.upper(), format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    with open_house(**{key: value for key, value in given.items() if value is not None}) as house:
        settings = house.settings
        if not settings.loopback and not any_ever(house):
            fail(
                f"{settings.host} can be reached from other machines, and no token exists, so anybody there would be "
                "admin. Make one first: vetloop token create --role admin. Or serve on 127.0.0.1."
            )
        log.info("%d cases loaded", len(house.library.all()))
        if settings.workers:
            _tell_what_judges(settings)
        config = uvicorn.Config(
            create_app(settings, house=house),
            host=settings.host,
            port=settings.port,
            log_level=log_level,
            server_header=False,
            timeout_graceful_shutdown=5,
        )
        uvicorn.Server(config).run()


def _tell_what_judges(settings: Settings) -> None:
    """Say before the first submission what else only its `no_verdict` would. The pages are served in any case."""
    from sandbox.backends import choose
    from sandbox.backends.base import BackendUnavailableError

    try:
        chosen = choose(settings.backend, settings.data)
    except BackendUnavailableError as error:
        log.error("submissions get no verdict on this machine: %s", error)
        return
    log.info("judged by %s, assurance %s", chosen.name, chosen.assurance)
    chosen.close()
