"""What an agent is told: case texts, composed for a scenario and a variant with versioned templates.

The templates are Markdown under `templates/<version>/`. A published version is never edited; a change of wording is a
new version, because it can change results.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from cases.digest import GENERATED
from cases.errors import PromptError
from cases.files import FileSet
from cases.model import Case, Constraint, Scenario
from cases.slots import fill
from cases.submission import may_add

TEMPLATE_VERSION = "v1"
VARIANTS = ("baseline", "security-aware", "constrained", "rules", "placebo")
"""Prompt treatments. `rules` and `placebo` carry a text that the caller gives, in the same place and words."""

_WITH_RULES = frozenset({"rules", "placebo"})
_OPENING = {
    Scenario.GEN: "gen",
    Scenario.GEN_HINTS: "gen",
    Scenario.FIX: "fix",
    Scenario.FIX_HINTS: "fix",
    Scenario.REVIEW: "review",
}
_WITH_HINT = frozenset({Scenario.GEN_HINTS, Scenario.FIX_HINTS})
_SHOWN_NAMES = {
    "javascript": "JavaScript",
    "typescript": "TypeScript",
    "cpp": "C++",
    "fastapi": "FastAPI",
    "nextjs": "Next.js",
    "spring-boot": "Spring Boot",
    "rails": "Ruby on Rails",
}


@dataclass(frozen=True)
class ComposedPrompt:
    """The whole request as an agent gets it. `digest` is the SHA-256 of `text`."""

    text: str
    template_version: str
    digest: str


def compose(
    case: Case, scenario: Scenario, variant: str = "baseline", *, language: str = "en", rules: str = ""
) -> ComposedPrompt:
    """Compose the request for one trial.

    `rules` is the text of the variants `rules` and `placebo`, and refused with any other.

    Raises:
        PromptError: unknown variant, `rules` missing or not wanted, or the case has no text in `language`.
    """
    _check(case, variant, language, rules)
    values = case.stack.slots
    sections = [
        _template(
            _OPENING[scenario], stack=_stack_name(case), request=fill(case.task.prompts[language], values).strip()
        )
    ]
    if scenario in _WITH_HINT:
        sections.append(_template("hint", hint=fill(case.task.hints[language], values).strip()))
    if variant == "security-aware":
        sections.append(_template("security-aware"))
    elif variant == "constrained":
        sections.append(_template("constrained", constraints=_constraint_lines(case)))
    elif variant in _WITH_RULES:
        sections.append(_template("rules", rules=_fenced(rules)))
    sections.append(_handing_in(case, scenario))
    text = "\n\n".join(section.strip() for section in sections) + "\n"
    return ComposedPrompt(text, TEMPLATE_VERSION, hashlib.sha256(text.encode()).hexdigest())


def handed_out(case: Case, scenario: Scenario) -> FileSet:
    """The project an agent starts from: the scaffold, or the code with the weakness in `fix` and `review`."""
    scaffold = FileSet.read_folder(case.scaffold, skip=GENERATED)
    if _OPENING[scenario] == "gen":
        return scaffold
    return FileSet.read_folder(case.solution(case.stack.handed_out), skip=GENERATED).over(scaffold)


def constraints_of(case: Case) -> tuple[Constraint, ...]:
    """The requirements of the `constrained` variant, slots filled."""
    return tuple(Constraint(id=item.id, text=fill(item.text, case.stack.slots)) for item in case.task.constraints)


def _check(case: Case, variant: str, language: str, rules: str) -> None:
    if variant not in VARIANTS:
        raise PromptError(f"unknown variant {variant!r}; there are {', '.join(VARIANTS)}")
    if variant in _WITH_RULES and not rules.strip():
        raise PromptError(f"variant {variant!r} needs the text of the rules")
    if rules and variant not in _WITH_RULES:
        raise PromptError(f"variant {variant!r} takes no rules; use 'rules' or 'placebo'")
    if language not in case.task.prompts:
        known = ", ".join(sorted(case.task.prompts))
        raise PromptError(f"{case.id} has no prompt in language {language!r}; there is {known}")


def _handing_in(case: Case, scenario: Scenario) -> str:
    additions = may_add(case, scenario)
    return _template(
        "handing-in",
        editable=_bullets(case.stack.editable),
        additions=f"\nYou may add files with these names:\n\n{_bullets(additions)}\n" if additions else "",
    )


def _bullets(names: tuple[str, ...]) -> str:
    return "\n".join(f"- `{name}`" for name in names)


def _constraint_lines(case: Case) -> str:
    return "\n".join(f"- [{item.id}] {item.text}" for item in constraints_of(case))


def _fenced(text: str) -> str:
    """`text` in a fence longer than any run of backticks in it, so that it cannot end its own section."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{text.strip()}\n{fence}"


def _stack_name(case: Case) -> str:
    names = [_SHOWN_NAMES.get(name, name.capitalize()) for name in (case.stack.language, case.stack.framework)]
    return names[0] if case.stack.framework == "plain" else f"{names[0]} ({names[1]})"


def _template(name: str, **values: str) -> str:
    return fill(_template_text(name), values)


@lru_cache(maxsize=32)
def _template_text(name: str) -> str:
    return resources.files("cases").joinpath("templates", TEMPLATE_VERSION, f"{name}.md").read_text(encoding="utf-8")
