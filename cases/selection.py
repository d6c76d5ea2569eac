"""Which cases are meant: by id, language, framework, family, CWE, severity, or a glob over id and title."""

from __future__ import annotations

from fnmatch import fnmatchcase

from pydantic import Field

from cases.model import Case, Cwe, Family, Frozen, Severity


class Selection(Frozen):
    """A field that is given must match; within a field any of its values may. An empty selection is everything."""

    ids: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    frameworks: tuple[str, ...] = ()
    families: tuple[Family, ...] = ()
    cwes: tuple[Cwe, ...] = Field(default=(), description="matches any CWE a task names, not only the first")
    severities: tuple[Severity, ...] = ()
    globs: tuple[str, ...] = Field(default=(), description="over id or title, case-insensitive: `file-*`, `*upload*`")

    def matches(self, case: Case) -> bool:
        """Whether `case` is meant."""
        stack, info = case.stack, case.task.info
        return (
            (not self.ids or case.id in self.ids)
            and (not self.languages or stack.language in self.languages)
            and (not self.frameworks or stack.framework in self.frameworks)
            and (not self.families or info.family in self.families)
            and (not self.cwes or not set(self.cwes).isdisjoint(info.cwe))
            and (not self.severities or info.severity in self.severities)
            and (not self.globs or any(_glob(pattern, case) for pattern in self.globs))
        )


def _glob(pattern: str, case: Case) -> bool:
    folded = pattern.casefold()
    return fnmatchcase(case.id.casefold(), folded) or fnmatchcase(case.task.info.title.casefold(), folded)
