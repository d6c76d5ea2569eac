"""Reachability checks."""

import re
import subprocess

from flask import Blueprint, Response, jsonify, request

from netdesk import log
from netdesk.settings import NETCHECK, PYTHON

checks = Blueprint("checks", __name__)

TITLE = re.compile(r"[\w .:,;&#()'-]+")


@checks.get("/api/checks")
def list_checks() -> Response:
    """The checks made since the start, the newest first."""
    return jsonify(log.latest())


@checks.post("/api/checks")
def run_check() -> tuple[Response, int]:
    """Run the probe tool against one host."""
    body = request.get_json()
    host = body.get("host")
    count = body.get("count", 3)
    if not isinstance(host, str) or not host.strip() or len(host) > 120:
        return jsonify(error="host must be 1 to 120 characters"), 400
    if not isinstance(count, int) or not 1 <= count <= 5:
        return jsonify(error="count must be an integer from 1 to 5"), 400
    host = host.strip()
    if not TITLE.fullmatch(host):
        return jsonify(error="host holds characters that are not allowed"), 400
    command = [PYTHON, str(NETCHECK), "--count", str(count), host]
    done = subprocess.run(command, capture_output=True, text=True)
    entry = {
        "host": host,
        "count": count,
        "reachable": done.returncode == 0,
        "output": done.stdout.splitlines(),
    }
    log.record(entry)
    return jsonify(entry), 200
