"""Upload and download of attachments."""

from fastapi import APIRouter, HTTPException, Request, Response, UploadFile

from board.settings import CONTENT_TYPES, MAX_BYTES, UPLOADS

router = APIRouter()


@router.post("/attachments", status_code=201)
def upload(request: Request, file: UploadFile) -> dict:
    """Store one file; the records are in `request.app.state.records`."""
    raise NotImplementedError


@router.get("/attachments/{number}")
def download(request: Request, number: int) -> Response:
    """Answer with the bytes of one attachment."""
    raise NotImplementedError
