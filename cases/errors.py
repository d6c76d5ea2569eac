"""What can be wrong with a case, a pack or a submission's files, said so that a person can mend it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path


class CaseError(ValueError):
    """A pack or case on disk is broken: names the file, the field and the reason."""

    def __init__(self, file: Path | str, field: str, reason: str) -> None:
        self.file = Path(file)
        self.field = field
        self.reason = reason
        super().__init__(f"{self.file}: {field}: {reason}" if field else f"{self.file}: {reason}")


class UnknownCaseError(LookupError):
    """No loaded pack holds the case that was asked for."""


class SubmissionError(ValueError):
    """A submission's files are refused before anything is stored or run: names the path and the rule it broke."""

    def __init__(self, path: str, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(f"{path!r}: {reason}" if path else reason)


class BrokenPackError(CaseError):
    """Everything that is wrong in the loaded packs, in one go; `file`, `field` and `reason` are those of the first."""

    def __init__(self, errors: Sequence[CaseError]) -> None:
        first = errors[0]
        super().__init__(first.file, first.field, first.reason)
        self.errors = tuple(errors)
        self.args = ("\n".join(str(error) for error in errors),)


class PromptError(ValueError):
    """A prompt cannot be composed: an unknown scenario treatment, or a language the case has no text in."""
