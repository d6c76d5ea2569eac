"""Download and listing of reports."""

import os

from flask import Blueprint, Response, request

from archive.settings import CONTENT_TYPES, OTHER_CONTENT, REPORTS

reports = Blueprint("reports", __name__, url_prefix="/reports")


def folders():
    """Every folder of the archive by its path below the top, with the names in it."""
    for place, below, names in os.walk(REPORTS):
        relative = os.path.relpath(place, REPORTS).replace(os.sep, "/")
        yield "" if relative == "." else relative, sorted(below), sorted(names)


@reports.get("/file")
def download():
    """Answer with the bytes of one report."""
    name = request.args.get("name", "")
    if not name:
        return {"error": "name is missing"}, 400
    for folder, _, names in folders():
        for file in names:
            if (f"{folder}/{file}" if folder else file) == name:
                kind = CONTENT_TYPES.get(os.path.splitext(file)[1].lower(), OTHER_CONTENT)
                return Response((REPORTS / folder / file).read_bytes(), mimetype=kind)
    return {"error": "no such report"}, 404


@reports.get("/list")
def list_folder():
    """Answer with the names in one folder."""
    wanted = request.args.get("folder", "").strip("/")
    for folder, below, names in folders():
        if folder == wanted:
            return {"folders": below, "files": names}
    return {"error": "no such folder"}, 404
