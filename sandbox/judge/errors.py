"""What can happen between a test and its target."""

from __future__ import annotations

from collections.abc import Sequence


class TargetError(Exception):
    """The target misbehaved: it is the submission's doing, never ours."""


class TargetTimeout(TargetError):
    """No complete answer in time."""


class TargetGone(TargetError):
    """The target refused the connection, closed it early or is dead."""


class StartFailed(TargetGone):
    """The target did not come up at all."""


class BadAnswer(TargetError):
    """The answer is not what the interface allows: malformed, oversized, out of turn."""


class StatementFailed(TargetError):
    """`service`: PostgreSQL or Redis refused a statement. The table or key it names is the target's to make."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        """SQLSTATE, or Redis's word for the error"""
        super().__init__(f"{code}: {message}")


class Rejected(Exception):
    """`target.call`: the function raised. Part of a function's ordinary behaviour, so no `TargetError`."""

    def __init__(self, kind: str, message: str, bases: Sequence[str] = ()) -> None:
        self.kind = kind
        self.message = message
        self._bases = bases
        super().__init__(f"{kind}: {message}")

    def is_a(self, *names: str) -> bool:
        """Whether the error is of one of these types or of one derived from them, as far as its language tells."""
        return not {self.kind, *self._bases}.isdisjoint(names)


class Breach(Exception):
    """An attack succeeded; carries the evidence."""


class Tampering(Exception):
    """The target took something that belongs to the judge (an address, a port)."""


class HarnessError(Exception):
    """Our own fault: the attempt gets no verdict."""


class LineClosed(HarnessError):
    """The orchestrator has heard enough."""
