"""Loading backups."""

from flask import Blueprint, Response, jsonify

imports = Blueprint("imports", __name__)


@imports.post("/api/settings/import")
def load_backup() -> tuple[Response, int]:
    """Load the backup file that is the request's body."""
    return jsonify(error="this backup cannot be read"), 400
