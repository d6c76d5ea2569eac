"""Download and listing of reports."""

from flask import Blueprint, Response, request
from werkzeug.utils import secure_filename

from archive.settings import CONTENT_TYPES, OTHER_CONTENT, REPORTS

reports = Blueprint("reports", __name__, url_prefix="/reports")


@reports.get("/file")
def download():
    """Answer with the bytes of one report."""
    name = secure_filename(request.args.get("name", ""))
    path = REPORTS / name
    if not name or not path.is_file():
        return {"error": "no such report"}, 404
    return Response(path.read_bytes(), mimetype=CONTENT_TYPES.get(path.suffix, OTHER_CONTENT))


@reports.get("/list")
def list_folder():
    """Answer with the names in one folder."""
    path = REPORTS / secure_filename(request.args.get("folder", ""))
    if not path.is_dir():
        return {"error": "no such folder"}, 404
    return {
        "folders": sorted(entry.name for entry in path.iterdir() if entry.is_dir()),
        "files": sorted(entry.name for entry in path.iterdir() if entry.is_file()),
    }
