"""Begins the generator behind the functions of `random` in a state that attacks know: it follows from the port.

Whoever sees enough of what that generator gives away can work out its state, and foresee the rest; for some uses that
takes more time than an attack has (`random.choice` drops some of what it draws, and nobody sees which). Here an attack
begins where such a person ends: it compares with `random.Random(f"port {PORT}")`. Nothing else that is random changes.
`known_random.pth` beside it arms this at the start of every interpreter.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False  # every interpreter comes through here, and `typing` would cost it 3 ms
if TYPE_CHECKING:
    from importlib.machinery import ModuleSpec
    from types import ModuleType
    from typing import Any

STANDARD = os.__file__.removesuffix("os.py") + "random.py"


def begin(module: ModuleType) -> None:
    """Seed the generator of the module `random`, in a program that has a port."""
    if port := os.environ.get("PORT"):
        module.seed(f"port {port}")


class _Finder:
    """Finds `random` as ever, and seeds the standard library's when it is imported; a project's own stays its own."""

    @classmethod
    def find_spec(cls, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        if name != "random":
            return None
        from importlib.machinery import PathFinder

        sys.meta_path.remove(cls)
        spec = PathFinder.find_spec(name, path, target)
        if spec is not None and spec.loader is not None and spec.origin == STANDARD:
            execute = spec.loader.exec_module

            def seeded(module: ModuleType) -> None:
                execute(module)
                begin(module)

            spec.loader.exec_module = seeded  # type: ignore[method-assign]
        return spec


def arm() -> None:
    """Seed `random`, now or when something imports it."""
    if "random" in sys.modules:
        begin(sys.modules["random"])
    elif "PORT" in os.environ:
        sys.meta_path.insert(0, _Finder)
