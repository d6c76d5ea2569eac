"""Start of the judge process with the descriptors of its line, then phases as the orchestrator asks for them."""

from __future__ import annotations

import sys

from .browser import Browser
from .control import Control
from .errors import HarnessError, LineClosed, Tampering
from .listener import NameServer
from .native import NativePhase
from .runner import Phase, load


def main() -> None:
    """Serve phases until the orchestrator closes the line, which is how an evaluation ends."""
    sys.dont_write_bytecode = True
    reading, writing = sys.argv[1], sys.argv[-1]
    control = Control(int(reading), int(writing))
    try:
        settings = control.receive()
        names: NameServer | None = None
        if settings["name_server"]:
            names = NameServer()
            names.start()
        browser = Browser(control, settings["browser"], 2 * settings["request_s"])
        control.send({"op": "ready"})
        while (message := control.receive())["op"] == "phase":
            file, security = f"{settings['tests']}/{message['name']}.py", message["name"] == "security"
            if settings["native_cwe"]:
                NativePhase(control, settings).run(file, message["tests"], security)
                continue
            module = load(file, message["name"])
            Phase(control, settings["trees"], settings, names, browser).run(module, security)
    except Tampering as error:
        control.send({"op": "tampered", "reason": str(error)})
    except LineClosed:
        return
    except HarnessError as error:
        control.send({"op": "judge_failed", "reason": str(error)})
    except Exception as error:
        control.send({"op": "judge_failed", "reason": f"{type(error).__name__}: {error}"})
