"""Download and listing of reports."""

from flask import Blueprint, Response, abort, request

from archive.settings import CONTENT_TYPES, OTHER_CONTENT, REPORTS

reports = Blueprint("reports", __name__, url_prefix="/reports")


def locate(name):
    """The path of `name` in the archive; the archive's own files only."""
    path = (REPORTS / name).resolve(strict=True)
    if not path.is_relative_to(REPORTS):
        abort(403)
    return path


@reports.errorhandler(403)
def refused(error):
    """Nothing outside the archive is given out."""
    return {"error": "not in the archive"}, 403


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
