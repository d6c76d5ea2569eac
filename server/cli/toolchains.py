"""`vetloop toolchains`: install, list and prune what submissions are built and run with, and put it into images."""

from __future__ import annotations

import dataclasses
import json as json_module
import sys
from typing import Annotated

import typer

from sandbox.data_folder import data_folder
from sandbox.toolchains import registry
from sandbox.toolchains.model import ToolchainError, UnknownToolchainError

app = typer.Typer(add_completion=False, no_args_is_help=True)

Json = Annotated[bool, typer.Option("--json", help="One JSON object on standard output.")]


@app.command()
def install(
    names: Annotated[list[str] | None, typer.Argument(help="Toolchains; all of them if none is named.")] = None,
    json: Json = False,
) -> None:
    """Install toolchains into the data folder, by their locks. Exit 1 if one could not be installed."""
    wanted = tuple(dict.fromkeys(names or registry.names()))
    data = data_folder()
    errors: dict[str, str] = {}
    for name in wanted:
        try:
            registry.install(name, data, _say)
        except UnknownToolchainError as error:
            raise typer.BadParameter(str(error)) from error
        except (ToolchainError, OSError) as error:
            errors[name] = str(error)
            _say(str(error))
    if json:
        states = [dataclasses.asdict(state) for state in registry.states(data) if state.name in wanted]
        typer.echo(json_module.dumps({"data": str(data), "toolchains": states, "errors": errors}, indent=2))
    sys.exit(1 if errors else 0)


@app.command()
def packages(
    names: Annotated[
        list[str] | None, typer.Argument(help="Toolchains; all of them, and all services, if none is named.")
    ] = None,
    json: Json = False,
) -> None:
    """Print the Debian packages that toolchains and services stand on and this host lacks, a line each."""
    from sandbox.services import registry as services

    try:
        missing = {name: registry.missing_packages(name) for name in names or registry.names()}
        if not names:
            missing |= {name: services.missing_packages(name) for name in services.names()}
    except ToolchainError as error:
        raise typer.BadParameter(str(error)) from error
    if json:
        typer.echo(json_module.dumps({"missing": missing}, indent=2))
        return
    for package in dict.fromkeys(package for found in missing.values() for package in found):
        typer.echo(package)


@app.command()
def build(
    names: Annotated[
        list[str] | None,
        typer.Argument(help="Toolchains, services, `browser`; all that can be built here if none is named."),
    ] = None,
    docker: Annotated[
        bool, typer.Option("--docker", help="Make images for the docker backend; the only kind.")
    ] = False,
    base: Annotated[str, typer.Option(help="Image to build on; by default the one of this host's distribution.")] = "",
    json: Json = False,
) -> None:
    """Build the images that the docker backend runs the judge, submissions, services and browser in.

    Exit 1 if one could not be built.
    """
    from sandbox.backends.base import BackendUnavailableError, PodError
    from sandbox.backends.docker_images import build_images, images_for

    if not docker:
        raise typer.BadParameter("say which kind of image: --docker")
    data = data_folder()
    wanted = names or images_for(data)
    images: dict[str, str] = {}
    errors: dict[str, str] = {}
    try:
        for name, result in build_images(wanted, data, base, _say):
            (errors if isinstance(result, Exception) else images)[name] = str(result)
    except UnknownToolchainError as error:
        raise typer.BadParameter(str(error)) from error
    except (BackendUnavailableError, PodError) as error:
        errors["harness"] = str(error)
    for problem in errors.values():
        _say(problem)
    if json:
        typer.echo(json_module.dumps({"images": images, "errors": errors}, indent=2))
    else:
        for name, image in images.items():
            typer.echo(f"{name:<12} {image}")
    sys.exit(1 if errors else 0)


@app.command("list")
def list_(json: Json = False) -> None:
    """Show every toolchain: installed or not, its version and digest, and the command that brings a missing one."""
    data = data_folder()
    states = registry.states(data)
    if json:
        listed = [dataclasses.asdict(state) for state in states]
        typer.echo(json_module.dumps({"data": str(data), "toolchains": listed}, indent=2))
        return
    for state in states:
        if state.installed:
            typer.echo(f"{state.name:<8} {state.version:<10} {state.digest[:12]}  {state.detail}")
        else:
            typer.echo(f"{state.name:<8} {'missing':<10} {'':<12}  {state.detail}; run: {state.command}")


@app.command()
def prune(json: Json = False) -> None:
    """Remove installations that are not current any more, of services too. Running evaluations should have ended."""
    from sandbox.services import registry as services

    data = data_folder()
    of_services = services.prune(data)
    for folder in of_services:
        _say(f"removing {folder}")
    removed = [*registry.prune(data, _say), *of_services]
    if json:
        typer.echo(json_module.dumps({"removed": [str(folder) for folder in removed]}, indent=2))
    elif not removed:
        typer.echo("nothing to remove")


def _say(line: str) -> None:
    typer.echo(line, err=True)
