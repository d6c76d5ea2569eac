"""Download and listing of reports."""

from flask import Blueprint, Response, request

from archive.settings import CONTENT_TYPES, OTHER_CONTENT, REPORTS

reports = Blueprint("reports", __name__, url_prefix="/reports")


def locate(name):
    """The path of `name` inside the archive, or None when it lies elsewhere."""
    if "\x00" in name:
        return None
    path = (REPORTS / name).resolve()
    return path if path.is_relative_to(REPORTS) else None


@reports.get("/file")
def download():
    """Answer with the bytes of one report."""
    name = request.args.get("name", "")
    if not name:
        return {"error": "name is missing"}, 400
    path = locate(name)
    if path is None or not path.is_file():
        return {"error": "no such report"}, 404
    return Response(path.read_bytes(), mimetype=CONTENT_TYPES.get(path.suffix.lower(), OTHER_CONTENT))


@reports.get("/list")
def list_folder():
    """Answer with the names in one folder."""
    path = locate(request.args.get("folder", ""))
    if path is None or not path.is_dir():
        return {"error": "no such folder"}, 404
    entries = list(path.iterdir())
    return {
        "folders": sorted(entry.name for entry in entries if entry.is_dir()),
        "files": sorted(entry.name for entry in entries if entry.is_file()),
    }
