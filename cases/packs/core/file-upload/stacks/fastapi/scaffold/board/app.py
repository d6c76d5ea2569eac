"""The application: pages, the list of attachments, and the attachment routes."""

from fastapi import FastAPI
from fastapi.responses import PlainTextResponse

from board.attachments import router
from board.records import Records
from board.settings import PAGES, UPLOADS


def create_app() -> FastAPI:
    """Build the application with empty records."""
    app = FastAPI(title="Notice board")
    app.state.records = Records()
    UPLOADS.mkdir(exist_ok=True)

    @app.get("/rules")
    def rules() -> PlainTextResponse:
        return PlainTextResponse((PAGES / "rules.txt").read_text())

    @app.get("/attachments")
    def attachments() -> dict:
        shown = [{"id": item.id, "name": item.name, "size": item.size} for item in app.state.records.all()]
        return {"attachments": shown}

    app.include_router(router)
    return app
