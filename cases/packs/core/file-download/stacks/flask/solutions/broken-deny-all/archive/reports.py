"""Download and listing of reports."""

from flask import Blueprint, Response, request

from archive.settings import CONTENT_TYPES, OTHER_CONTENT, REPORTS

reports = Blueprint("reports", __name__, url_prefix="/reports")


@reports.get("/file")
def download():
    """Answer with the bytes of one report."""
    return {"error": "access denied"}, 403


@reports.get("/list")
def list_folder():
    """Answer with the names in one folder."""
    return {"error": "access denied"}, 403
