"""What the archive serves."""

from pathlib import Path

REPORTS = Path(__file__).resolve().parent.parent / "reports"

CONTENT_TYPES = {".txt": "text/plain", ".csv": "text/csv", ".pdf": "application/pdf"}
OTHER_CONTENT = "application/octet-stream"
