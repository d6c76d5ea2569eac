"""Programs that look like an answer and are none, made from a secure solution: raise, constants, deny everything.

Functional tests that accept one of them ask for too little.
"""

from __future__ import annotations

from tree_sitter import Node

from cases.files import FileSet
from cases.verifier.source import Edit, Language, Source, parse


def nonsolutions_of(
    language: Language, solution: FileSet, scaffold: FileSet, *, interface: str, framework: str
) -> dict[str, FileSet]:
    """Name to files: the solution with the bodies of what it wrote replaced.

    Replaced are the functions that are not in the scaffold as they stand: those that answer requests where there are
    any (so that the program still starts), else the outermost ones.
    """
    before = scaffold.as_dict()
    kinds: dict[str, dict[str, bytes]] = {}
    for path, content in solution:
        source = parse(language, path, content)
        if source is None:
            continue
        written: list[tuple[Node, dict[str, str]]] = []
        for function in _written(source, before.get(path, b"")):
            body = function.child_by_field_name("body")
            bodies = {item.kind: item.statement for item in language.bodies(function, interface, framework)}
            if body is not None and bodies:
                written.append((body, bodies))
        for kind in dict.fromkeys(kind for _, bodies in written for kind in bodies):
            # Where types matter not every kind fits every function, and none of them may go on as it was.
            places = [
                Edit(body.start_byte, body.end_byte, bodies.get(kind) or bodies.get("nothing") or bodies["raise"])
                for body, bodies in written
            ]
            changed = Source(language, source.with_edits(places))
            if changed.valid:
                kinds.setdefault(kind, {})[path] = language.mend(source, changed)
    return {f"auto-{kind}": FileSet.of(files).over(solution) for kind, files in sorted(kinds.items())}


def _written(source: Source, before: bytes) -> list[Node]:
    language = source.language
    functions = [node for node in source.nodes(*language.functions) if (node.text or b"") not in before]
    handlers = [node for node in functions if language.is_handler(node)]
    chosen: list[Node] = []
    end = 0
    for node in handlers or functions:
        if node.start_byte >= end:
            chosen.append(node)
            end = node.end_byte
    return chosen
