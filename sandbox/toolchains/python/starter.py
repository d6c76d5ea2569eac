"""A Python that has loaded a framework and waits for the program to run: what a pre-started sandbox holds.

`starter.py FRAMEWORK` reads one JSON line `{"argv": […], "env": {…}}` from standard input and becomes that program: the
interpreter runs the script as `__main__`, as if it had been started with it. Whatever it cannot do exactly so (another
program, options, a project that has a module of the name of a loaded one, PYTHON* variables) is started as ever.
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import sys
from types import ModuleType
from typing import Any

import known_random  # type: ignore[import-not-found]  # it lies among the packages

LOADED = {
    "plain": "asyncio base64 hashlib hmac inspect re secrets socket sqlite3 struct subprocess tempfile urllib.parse",
    "flask": "flask flask.sessions jinja2.ext sqlite3 werkzeug.serving werkzeug.utils werkzeug.security",
    "fastapi": (
        "fastapi fastapi.responses fastapi.security starlette.middleware.base uvicorn uvicorn.protocols.http.h11_impl "
        "uvicorn.lifespan.on uvicorn.loops.auto python_multipart sqlite3 email.parser"
    ),
    "django": (
        "django django.conf django.core.handlers.wsgi django.core.servers.basehttp django.core.wsgi django.db "
        "django.db.backends.sqlite3.base django.template.engine django.template.loader django.urls django.views "
        "django.contrib.auth.hashers sqlite3 wsgiref.simple_server"
    ),
}
PYTHONS = frozenset({"python", "python3", sys.executable})


def load(framework: str) -> None:
    """Import what programs of this framework import first. What cannot be imported is left to the program."""
    for name in LOADED.get(framework, LOADED["plain"]).split():
        try:
            importlib.import_module(name)
        except Exception:
            continue


def order() -> dict[str, Any]:
    """Wait for the line that says what to run; end if it never comes."""
    line = bytearray()
    while not line.endswith(b"\n"):
        part = os.read(0, 1 << 16)
        if not part:
            raise SystemExit
        line += part
    nothing = os.open("/dev/null", os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    found: dict[str, Any] = json.loads(line)
    return found


def script_of(argv: list[str]) -> int:
    """Where in `argv` the script stands; 0 if this is no plain start of a script by this interpreter."""
    if argv[0] not in PYTHONS:
        return 0
    place = 2 if argv[1:2] == ["-I"] else 1
    isolated = place == 2
    if isolated != bool(sys.flags.isolated) or len(argv) <= place or argv[place].startswith("-"):
        return 0
    return place


def shadows(folders: set[str]) -> bool:
    """Whether a folder holds a module or package of the name of a loaded one: an ordinary start would have taken it."""
    for folder in folders:
        for entry in os.listdir(folder or "."):
            if entry.split(".", 1)[0] in sys.modules:
                return True
    return False


def become(argv: list[str], place: int) -> None:
    """Run the script in this interpreter, as `__main__`."""
    script = argv[place]
    path = os.path.abspath(script)
    sys.argv = argv[place:]
    sys.orig_argv = [*argv]
    if not sys.flags.isolated:
        sys.path[0] = os.path.dirname(path)
    with open(path, "rb") as source:
        code = compile(source.read(), path, "exec", dont_inherit=True)
    main = ModuleType("__main__")
    main.__dict__.update(__file__=path, __builtins__=__builtins__, __spec__=None, __cached__=None)
    sys.modules["__main__"] = main
    exec(code, main.__dict__)


def start() -> None:
    """Load, wait, become."""
    load(sys.argv[1] if len(sys.argv) > 1 else "plain")
    told = order()
    argv, environment = told["argv"], told["env"]
    place = script_of(argv)
    folders = {os.getcwd()} | ({os.path.dirname(argv[place])} if place else set())
    plain = place and os.path.isfile(argv[place]) and not shadows(folders)
    given = {name for name in {**os.environ, **environment} if os.environ.get(name) != environment.get(name)}
    if not plain or any(name.startswith(("PYTHON", "LD_")) for name in given):
        for number in (signal.SIGPIPE, signal.SIGXFSZ):
            signal.signal(number, signal.SIG_DFL)
        os.execvpe(argv[0], argv, environment)
    os.environ.clear()
    os.environ.update(environment)
    known_random.arm()
    become(argv, place)


if __name__ == "__main__":
    start()
