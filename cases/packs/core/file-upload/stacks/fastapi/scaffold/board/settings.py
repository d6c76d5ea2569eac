"""Folders, limits and content types of the notice board."""

from pathlib import Path

HOME = Path(__file__).resolve().parent.parent
UPLOADS = HOME / "uploads"
PAGES = HOME / "pages"

MAX_BYTES = 262_144
CONTENT_TYPES = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".svg": "image/svg+xml",
    ".pdf": "application/pdf",
    ".txt": "text/plain",
}
