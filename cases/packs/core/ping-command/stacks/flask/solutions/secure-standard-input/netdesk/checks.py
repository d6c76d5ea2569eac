"""Reachability checks."""

import subprocess
from typing import Any

from flask import Blueprint, Response, jsonify, request

from netdesk import log
from netdesk.settings import NETCHECK, PYTHON

checks = Blueprint("checks", __name__)


class BadCheck(ValueError):
    """The request can't be run; the text says why."""


def wanted(body: Any) -> tuple[str, int]:
    """Host and count of a request."""
    host = body.get("host")
    if not isinstance(host, str) or len(host) > 120 or host.strip() == "":
        raise BadCheck("host must be a text of 1 to 120 characters")
    count = body.get("count", 3)
    if count not in (1, 2, 3, 4, 5):
        raise BadCheck("count must be 1, 2, 3, 4 or 5")
    return host.strip(), int(count)


@checks.get("/api/checks")
def list_checks() -> Response:
    """The checks made since the start, the newest first."""
    return jsonify(log.latest())


@checks.post("/api/checks")
def run_check() -> tuple[Response, int]:
    """Run the probe tool against one host."""
    try:
        host, count = wanted(request.get_json())
    except BadCheck as error:
        return jsonify(error=str(error)), 400
    tool = subprocess.Popen(
        [PYTHON, str(NETCHECK), f"--count={count}", "--stdin"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    printed, _ = tool.communicate(host.encode())
    entry = {
        "host": host,
        "count": count,
        "reachable": tool.returncode == 0,
        "output": printed.decode("utf-8", "replace").splitlines(),
    }
    log.record(entry)
    return jsonify(entry), 200
