"""PostgreSQL 13 or later: one database `app`, owned by the ordinary role `app`; the judge is the superuser `judge`."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from types import MappingProxyType

from sandbox.services.model import DATA_INSIDE, Programs, Service
from sandbox.services.programs import version_of
from sandbox.toolchains.model import ToolchainInstallError

NAME = "postgres"
PACKAGES = "postgresql"
OLDEST = 13
STEP_SECONDS = 120
NOBODY = 65534
"""initdb refuses root"""
TEMPLATE_INSIDE = "/opt/service/postgres"
SETTINGS = ("postgresql.conf", "pg_hba.conf")
PLACES = (Path("/usr/lib/postgresql"), Path("/usr"))
"""Debian's folder of versions; everybody else's only one"""

# Three databases become one, which is what is copied at every start.
_STRIP = """\
UPDATE pg_database SET datistemplate = false;

DROP DATABASE template0;

DROP DATABASE postgres;

CREATE ROLE app LOGIN;

UPDATE pg_database SET datname = 'app', datdba = 'app'::regrole, datacl = NULL;

COMMENT ON DATABASE app IS NULL;

VACUUM FULL;

VACUUM FREEZE;

"""
# -R without -p: the copies belong to the sandbox's uid; the server insists on a folder nobody else can enter.
_START = 'umask 077 && mkdir "$1" && cp -R "$2/." "$1" && exec "$3" -D "$1" -p "$4"'


def find() -> Programs | None:
    """The newest server that has its `initdb` beside it."""
    debian, plain = PLACES
    folders = [
        *sorted(debian.glob("*/bin"), key=lambda folder: _number(folder.parent.name), reverse=True),
        plain / "bin",
    ]
    for folder in folders:
        version = version_of(folder / "postgres")
        if (folder / "initdb").exists() and _number(version) >= OLDEST:
            return Programs(folder, version)
    return None


def build(programs: Programs, target: Path) -> None:
    """Make `target/data`: a data folder of about 8 MB, cleanly shut down."""
    if os.geteuid() == 0:
        os.chown(target, NOBODY, NOBODY)
    data = target / "data"
    layout = ["--no-sync", "--wal-segsize=1", "--encoding=UTF8", "--locale=C.UTF-8", "--username=judge"]
    _run("making a data folder", [programs.folder / "initdb", "-D", data, "--auth=trust", *layout])
    single: list[str | Path] = [
        programs.folder / "postgres",
        "--single",
        "-j",
        "-D",
        data,
        "-c",
        "fsync=off",
        "template1",
    ]
    said = _run("reducing it to one database", single, _STRIP)
    if "ERROR" in said or "FATAL" in said:
        raise ToolchainInstallError(NAME, "reducing it to one database", said[-1000:])
    _run("dropping old WAL", [programs.folder / "pg_resetwal", "-f", "-D", data])
    for file in [*data.glob("*/*_fsm"), *data.glob("*/*_vm"), *data.glob("base/*/*_fsm"), *data.glob("base/*/*_vm")]:
        file.unlink()  # made anew where they are missed
    for name in SETTINGS:
        (data / name).unlink()
        shutil.copyfile(Path(__file__).parent / name, data / name)


def service(programs: Programs, digest: str, built: Path) -> Service:
    """Every start copies the data folder into the sandbox's own memory; the copy goes with the sandbox."""
    data, program = f"{DATA_INSIDE}/db", str(programs.folder / "postgres")
    return Service(
        name=NAME,
        version=programs.version,
        digest=digest,
        program=program,
        argv=("/bin/sh", "-c", _START, "sh", data, TEMPLATE_INSIDE, program, "{port}"),
        target_environment=MappingProxyType({"DATABASE_URL": "postgresql://app:{password}@127.0.0.1:{port}/app"}),
        binds=((built / "data", TEMPLATE_INSIDE),),
        processes=56,
    )


def _number(version: str) -> int:
    found = re.match(r"\d+", version)
    return int(found[0]) if found else 0


def _run(step: str, argv: Sequence[str | Path], stdin: str = "") -> str:
    """Run one step without root; return what it said on standard error."""
    user = NOBODY if os.geteuid() == 0 else None
    try:
        done = subprocess.run(
            [str(word) for word in argv],
            input=stdin,
            capture_output=True,
            text=True,
            errors="replace",
            env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"},
            cwd="/",
            user=user,
            group=user,
            extra_groups=[] if user is not None else None,
            timeout=STEP_SECONDS,
            check=False,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise ToolchainInstallError(NAME, step, f"{argv[0]}: {error}") from error
    if done.returncode:
        raise ToolchainInstallError(NAME, step, (done.stderr or done.stdout).strip()[-1000:])
    return done.stderr
