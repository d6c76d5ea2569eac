"""Tampering signals: what in a submission's text deserves a look by a person. Never part of a verdict."""

from __future__ import annotations

import re
from types import MappingProxyType

from cases.files import FileSet

PATTERNS = MappingProxyType(
    {
        "reads /proc": re.compile(rb"/proc/(self|\d+|\*|1)\b"),
        "names the harness": re.compile(rb"/opt/driver|/judge/|\bvetloop\b|driver\.(py|mjs)\b", re.IGNORECASE),
        "ends the process at import": re.compile(
            rb"^(os\._exit|sys\.exit|exit|quit|process\.exit|process\.reallyExit|raise SystemExit)\b", re.MULTILINE
        ),
        "prints result markers": re.compile(
            rb"\b\d+ passed\b|^(not )?ok \d+ |<testsuite|\bTAP version\b", re.MULTILINE
        ),
        "touches a test framework": re.compile(rb"\b(conftest|_pytest|unittest\.mock|sitecustomize|usercustomize)\b"),
        "changes interpreter start-up": re.compile(rb"\b(LD_PRELOAD|NODE_OPTIONS|PYTHONSTARTUP|BASH_ENV)\b"),
        "addresses the judge": re.compile(
            rb"ignore (all |any )?previous instructions|verdict\s*[:=]\s*secure", re.IGNORECASE
        ),
    }
)


def tampering_signals(project: FileSet) -> tuple[str, ...]:
    """Signals as `what: path`, sorted."""
    found = {
        f"{name}: {path}" for path, content in project for name, pattern in PATTERNS.items() if pattern.search(content)
    }
    return tuple(sorted(found))
