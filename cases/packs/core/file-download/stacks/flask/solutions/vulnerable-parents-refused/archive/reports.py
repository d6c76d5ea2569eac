"""Download and listing of reports."""

import os

from flask import Blueprint, Response, request

from archive.settings import CONTENT_TYPES, OTHER_CONTENT, REPORTS

reports = Blueprint("reports", __name__, url_prefix="/reports")


def locate(name):
    """The path of `name` below the reports folder, None when it has a parent step."""
    if ".." in name.split("/"):
        return None
    return os.path.join(REPORTS, name)


@reports.get("/file")
def download():
    """Answer with the bytes of one report."""
    name = request.args.get("name", "")
    if not name:
        return {"error": "name is missing"}, 400
    path = locate(name)
    if path is None or not os.path.isfile(path):
        return {"error": "no such report"}, 404
    with open(path, "rb") as file:
        content = file.read()
    return Response(content, mimetype=CONTENT_TYPES.get(os.path.splitext(path)[1].lower(), OTHER_CONTENT))


@reports.get("/list")
def list_folder():
    """Answer with the names in one folder."""
    path = locate(request.args.get("folder", ""))
    if path is None or not os.path.isdir(path):
        return {"error": "no such folder"}, 404
    with os.scandir(path) as entries:
        found = sorted((entry.name, entry.is_dir()) for entry in entries)
    return {
        "folders": [name for name, is_folder in found if is_folder],
        "files": [name for name, is_folder in found if not is_folder],
    }
