"""Download and listing of reports."""

import os

from flask import Blueprint, request, send_from_directory
from werkzeug.exceptions import NotFound
from werkzeug.utils import safe_join

from archive.settings import CONTENT_TYPES, OTHER_CONTENT, REPORTS

reports = Blueprint("reports", __name__, url_prefix="/reports")


@reports.get("/file")
def download():
    """Answer with the bytes of one report."""
    name = request.args.get("name", "")
    if not name:
        return {"error": "name is missing"}, 400
    kind = CONTENT_TYPES.get(os.path.splitext(name)[1].lower(), OTHER_CONTENT)
    try:
        return send_from_directory(REPORTS, name, mimetype=kind)
    except (NotFound, ValueError):
        return {"error": "no such report"}, 404


@reports.get("/list")
def list_folder():
    """Answer with the names in one folder."""
    path = safe_join(str(REPORTS), request.args.get("folder", ""))
    if path is None or "\x00" in path or not os.path.isdir(path):
        return {"error": "no such folder"}, 404
    with os.scandir(path) as entries:
        found = sorted((entry.name, entry.is_dir()) for entry in entries)
    return {
        "folders": [name for name, is_folder in found if is_folder],
        "files": [name for name, is_folder in found if not is_folder],
    }
