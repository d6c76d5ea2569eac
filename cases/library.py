"""The loaded packs, and how a case is found in them."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from pathlib import Path

from cases import digest
from cases.errors import CaseError, UnknownCaseError
from cases.model import Case, PackInfo
from cases.selection import Selection


class Library:
    """Cases of all loaded packs. Immutable; `broken` is empty unless it was loaded leniently."""

    def __init__(
        self, packs: Iterable[tuple[PackInfo, Path]], cases: Iterable[Case], broken: Iterable[CaseError] = ()
    ) -> None:
        loaded = tuple(packs)
        self.packs = tuple(info for info, _ in loaded)
        self.broken = tuple(broken)
        self._folders = {info.name: folder for info, folder in loaded}
        self._cases = {case.id: case for case in sorted(cases, key=lambda item: item.id)}

    def pack_digest(self, name: str) -> str:
        """SHA-256 over every file of a pack.

        Raises:
            UnknownCaseError: no pack of that name is loaded.
        """
        if name not in self._folders:
            raise UnknownCaseError(f"no pack {name!r} is loaded; there is {', '.join(sorted(self._folders)) or 'none'}")
        return digest.of_folder(self._folders[name])

    def get(self, case_id: str) -> Case:
        """The case with that id.

        Raises:
            UnknownCaseError: there is none; the message names the nearest ids.
        """
        if case_id in self._cases:
            return self._cases[case_id]
        near = difflib.get_close_matches(case_id, self._cases, n=3)
        advice = f"did you mean {', '.join(near)}?" if near else "`vetloop cases list` shows all"
        raise UnknownCaseError(f"no case {case_id[:80]!r}; {advice}")

    def all(self) -> list[Case]:
        """Every case, sorted by id."""
        return list(self._cases.values())

    def select(self, selection: Selection) -> list[Case]:
        """The cases `selection` means, sorted by id; none is a valid answer unless an id was asked for.

        Raises:
            UnknownCaseError: an id in the selection is not loaded.
        """
        for case_id in selection.ids:
            self.get(case_id)
        return [case for case in self._cases.values() if selection.matches(case)]

    def demo(self) -> list[Case]:
        """The demo selection of all packs, in the order the packs name it."""
        return [self.get(case_id) for pack in self.packs for case_id in pack.demo if case_id in self._cases]
