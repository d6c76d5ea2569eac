"""Download and listing of reports."""

import re

from flask import Blueprint, Response, request

from archive.settings import CONTENT_TYPES, OTHER_CONTENT, REPORTS

reports = Blueprint("reports", __name__, url_prefix="/reports")


def locate(name):
    """The path of `name` in the archive."""
    if name.startswith("/") or ".." in name.split("/"):
        raise ValueError(name)
    return REPORTS / re.sub(r'[<>:"|?*]', "", name)


@reports.get("/file")
def download():
    """Answer with the bytes of one report."""
    name = request.args.get("name")
    if not name:
        return {"error": "name is missing"}, 400
    try:
        path = locate(name)
        content = path.read_bytes()
    except (OSError, ValueError):
        return {"error": "no such report"}, 404
    return Response(content, mimetype=CONTENT_TYPES.get(path.suffix.lower(), OTHER_CONTENT))


@reports.get("/list")
def list_folder():
    """Answer with the names in one folder."""
    try:
        entries = sorted(locate(request.args.get("folder", "")).iterdir())
    except (OSError, ValueError):
        return {"error": "no such folder"}, 404
    return {
        "folders": [entry.name for entry in entries if entry.is_dir()],
        "files": [entry.name for entry in entries if entry.is_file()],
    }
