"""What can be wrong with a case, a pack or a submission's files, said so that a person can mend it."""

from __future__ import annotations

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
