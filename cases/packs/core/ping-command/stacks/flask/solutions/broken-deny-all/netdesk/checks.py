"""Reachability checks."""

from flask import Blueprint, Response, jsonify

from netdesk import log

checks = Blueprint("checks", __name__)


@checks.get("/api/checks")
def list_checks() -> Response:
    """The checks made since the start, the newest first."""
    return jsonify(log.latest())


@checks.post("/api/checks")
def run_check() -> tuple[Response, int]:
    """Run the probe tool against one host."""
    return jsonify(error="this host cannot be checked"), 400
