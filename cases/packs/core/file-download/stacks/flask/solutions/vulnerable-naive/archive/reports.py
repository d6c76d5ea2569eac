"""Download and listing of reports."""

import os

from flask import Blueprint, Response, request

from archive.settings import CONTENT_TYPES, OTHER_CONTENT, REPORTS

reports = Blueprint("reports", __name__, url_prefix="/reports")


@reports.get("/file")
def download():
    """Answer with the bytes of one report."""
    name = request.args.get("name")
    if not name:
        return {"error": "name is missing"}, 400
    path = os.path.join(REPORTS, name)
    if not os.path.isfile(path):
        return {"error": "no such report"}, 404
    extension = os.path.splitext(path)[1].lower()
    with open(path, "rb") as file:
        return Response(file.read(), mimetype=CONTENT_TYPES.get(extension, OTHER_CONTENT))


@reports.get("/list")
def list_folder():
    """Answer with the names in one folder."""
    path = os.path.join(REPORTS, request.args.get("folder", ""))
    if not os.path.isdir(path):
        return {"error": "no such folder"}, 404
    names = sorted(os.listdir(path))
    return {
        "folders": [name for name in names if os.path.isdir(os.path.join(path, name))],
        "files": [name for name in names if os.path.isfile(os.path.join(path, name))],
    }
