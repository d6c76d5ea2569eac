"""What a trial row keeps of its case."""

from __future__ import annotations

from typing import Any

from cases.model import Case


def case_facts(case: Case) -> dict[str, Any]:
    """The columns of `Trial` that are copied from a case; OWASP is the newest edition the task names."""
    info = case.task.info
    edition = max(info.owasp, default="")
    return {
        "case_id": case.id,
        "case_digest": case.digest,
        "prompt_digest": case.prompt_digest,
        "task": case.task.name,
        "language": case.stack.language,
        "framework": case.stack.framework,
        "family": str(info.family),
        "cwe": info.cwe[0],
        "owasp": f"{edition}:{info.owasp[edition]}" if edition else "",
        "severity": str(info.severity),
    }
