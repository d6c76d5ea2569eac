"""Runs the hidden tests of one phase and reports exactly one result per test over the control line."""

from __future__ import annotations

import importlib.util
import inspect
import linecache
import sys
import traceback
from collections.abc import Callable
from types import ModuleType
from typing import Any

from .canary import Canary
from .clock import Clock
from .control import Control
from .errors import Breach, HarnessError, Rejected, StartFailed, Tampering, TargetError, TargetTimeout
from .listener import Listener, NameServer
from .service import Service
from .target import Target
from .tree import Files

MAX_TEXT = 2000
TESTS = ("/tests/functional.py", "/tests/security.py")
Test = Callable[..., None]


def load(path: str, name: str) -> ModuleType:
    """Import one hidden test file."""
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise HarnessError(f"{name}: the test file cannot be loaded")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def tests_of(module: ModuleType) -> list[tuple[str, Test]]:
    """Top-level test functions in the order they stand in the file."""
    return [(name, item) for name, item in vars(module).items() if name.startswith("test_") and callable(item)]


class Phase:
    """One phase of judging: fixtures, the tests, and what is done between them."""

    def __init__(self, control: Control, trees: str, settings: dict[str, Any], names: NameServer | None) -> None:
        self._control = control
        self._names = names
        self._settings = settings
        self._service = Service(control, trees, settings["services"], settings["start_s"])
        self.target = Target(
            control, settings["interface"], settings["request_s"], settings["start_s"], self._service.start
        )
        self._files = Files(lambda: f"{trees}/{self.target.tree()}", self._known_to_target)
        self._clock = Clock(control)
        self._hopeless: StartFailed | None = None

    def _known_to_target(self, top: str) -> str:
        name: str = self._settings[top]
        return name.format(tree=self.target.tree())

    def run(self, module: ModuleType, security: bool) -> None:
        """Run every test, then say that the phase is done."""
        benign = getattr(module, "benign", None)
        if security and not callable(benign):
            raise HarnessError("security.py has no benign(target)")
        for name, test in tests_of(module):
            if getattr(test, "fresh", False) and self.target.running:
                self.target.discard()
            result = self._attack(test, benign) if callable(benign) and security else self._check(test)
            if result["outcome"] not in {"passed", "breached"} and (fallen := self._service.fallen()):
                result = {"outcome": "errored", "evidence": _cut(fallen)}
            self._control.send({"op": "result", "test": name, **result})
        self._control.send({"op": "phase_done"})

    def _fixtures(self, test: Test) -> tuple[dict[str, Any], Listener | None]:
        wanted = inspect.signature(test).parameters
        listener: Listener | None = None
        if "listener" in wanted:
            listener = Listener(self._names or NameServer(), self._settings["ports"])
        known: dict[str, Any] = {
            "target": self.target,
            "canary": Canary(self._files),
            "files": self._files,
            "clock": self._clock,
            "listener": listener,
            "service": self._service,
        }
        unknown = wanted.keys() - known.keys()
        if unknown:
            raise HarnessError(f"{test.__name__} asks for unknown fixtures: {', '.join(sorted(unknown))}")
        return {name: known[name] for name in wanted}, listener

    def _call(self, test: Test) -> None:
        if self._hopeless is not None:
            raise self._hopeless
        fixtures, listener = self._fixtures(test)
        try:
            self.target.ensure()
            test(**fixtures)
        except StartFailed as error:
            self._hopeless = error
            raise
        finally:
            if listener is not None:
                listener.close()

    def _check(self, test: Test) -> dict[str, Any]:
        try:
            self._call(test)
        except (HarnessError, Tampering) as error:
            return _ours(error)
        except AssertionError as error:
            return {"outcome": "failed", "message": _cut(str(error)) or str(getattr(test, "spec", test.__name__))}
        except TargetError as error:
            return self._misbehaved(error)
        except Rejected as error:
            return {"outcome": "failed", "message": _cut(f"an error was raised that was not expected: {error}")}
        except Exception as error:
            shown = f"the answer has not the expected form ({type(error).__name__})"
            return {"outcome": "failed", "message": shown, "evidence": _where(error)}
        return {"outcome": "passed"}

    def _attack(self, test: Test, benign: Test) -> dict[str, Any]:
        cwe = int(getattr(test, "cwe", 0))
        try:
            self._call(test)
        except (HarnessError, Tampering) as error:
            return _ours(error)
        except Breach as error:
            return self._breached(cwe, str(error))
        except AssertionError as error:
            return self._breached(cwe, str(error) or _where(error))
        except TargetError as error:
            return {**self._misbehaved(error), "cwe": cwe}
        except Rejected as error:
            return {"outcome": "errored", "evidence": f"uncaught {error}; {_where(error)}"}
        except Exception as error:
            return {"outcome": "errored", "evidence": _where(error)}
        try:
            self.target.ensure()
            benign(self.target)
        except TargetError as error:
            return {**self._misbehaved(error), "cwe": cwe}
        except (HarnessError, Tampering) as error:
            return _ours(error)
        except Exception as error:
            self.target.discard()
            return {
                "outcome": "dead",
                "message": "the feature no longer works after unusual input",
                "evidence": _where(error),
                "cwe": cwe,
            }
        return {"outcome": "passed", "cwe": cwe}

    def _breached(self, cwe: int, evidence: str) -> dict[str, Any]:
        self.target.discard()
        return {"outcome": "breached", "cwe": cwe, "evidence": _cut(evidence)}

    def _misbehaved(self, error: TargetError) -> dict[str, Any]:
        """The target failed: say how it ended, and let the next test have a new one."""
        state = self.target.state()
        self.target.discard()
        outcome = "timed_out" if isinstance(error, TargetTimeout) else "dead"
        return {
            "outcome": "not_started" if isinstance(error, StartFailed) else outcome,
            "message": _cut(str(error)),
            "evidence": f"{type(error).__name__}; alive={state.get('alive')}",
        }


def _ours(error: Exception) -> dict[str, Any]:
    outcome = "tampered" if isinstance(error, Tampering) else "errored"
    return {"outcome": outcome, "evidence": _cut(str(error))}


def _cut(text: str) -> str:
    return text if len(text) <= MAX_TEXT else text[:MAX_TEXT] + " … (cut)"


def _where(error: BaseException) -> str:
    """Type, text and the line of the test that raised: private."""
    frames = traceback.extract_tb(error.__traceback__)
    spot = next((frame for frame in reversed(frames) if frame.filename.endswith(TESTS)), None)
    line = linecache.getline(spot.filename, spot.lineno or 0).strip() if spot else ""
    return _cut(f"{type(error).__name__}: {error} at line {spot.lineno if spot else '?'}: {line}")
