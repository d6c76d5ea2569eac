"""Reachability checks."""

import subprocess

from flask import Blueprint, Response, jsonify, request

from netdesk import log
from netdesk.settings import NETCHECK, PYTHON

checks = Blueprint("checks", __name__)


@checks.get("/api/checks")
def list_checks() -> Response:
    """The checks made since the start, the newest first."""
    return jsonify(log.latest())


@checks.post("/api/checks")
def run_check() -> tuple[Response, int]:
    """Run the probe tool against one host."""
    body = request.get_json()
    host, count = body.get("host"), body.get("count", 3)
    if not isinstance(host, str) or not host.strip() or len(host) > 120:
        return jsonify(error="host must be 1 to 120 characters"), 400
    if type(count) is not int or not 1 <= count <= 5:
        return jsonify(error="count must be an integer from 1 to 5"), 400
    host = host.strip()
    if host.startswith("-"):
        return jsonify(error="host must not begin with a dash"), 400
    host = host.strip('"').strip()
    done = subprocess.run(
        [PYTHON, NETCHECK, "--count", str(count), host], capture_output=True, text=True, check=False
    )
    entry = {"host": host, "count": count, "reachable": done.returncode == 0, "output": done.stdout.splitlines()}
    log.record(entry)
    return jsonify(entry), 200
