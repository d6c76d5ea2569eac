"""Download and listing of reports."""

from flask import Blueprint, Response, request

from archive.settings import CONTENT_TYPES, OTHER_CONTENT, REPORTS

reports = Blueprint("reports", __name__, url_prefix="/reports")


@reports.get("/file")
def download():
    """Answer with the bytes of one report."""
    if not request.args.get("name"):
        return {"error": "name is missing"}, 400
    return {"error": "no such report"}, 404


@reports.get("/list")
def list_folder():
    """Answer with the names in one folder."""
    return {"error": "no such folder"}, 404
