"""Loading backups."""

import yaml
from flask import Blueprint, Response, jsonify, request

from lampwork import store

imports = Blueprint("imports", __name__)


@imports.post("/api/settings/import")
def load_backup() -> tuple[Response, int]:
    """Load the backup file that is the request's body."""
    try:
        document = yaml.safe_load(request.get_data())
        sections = {name: document[name] for name in store.SECTIONS if name in document}
    except Exception:
        return jsonify(error="this backup cannot be read"), 400
    store.replace(sections)
    return jsonify(imported=sorted(sections)), 200
