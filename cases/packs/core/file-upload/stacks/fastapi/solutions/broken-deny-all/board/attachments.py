"""Upload and download of attachments."""

from fastapi import APIRouter, HTTPException, Request, Response, UploadFile

router = APIRouter()


@router.post("/attachments", status_code=201)
def upload(request: Request, file: UploadFile) -> dict:
    """Store one file; the records are in `request.app.state.records`."""
    raise HTTPException(415, "this kind of file is not taken")


@router.get("/attachments/{number}")
def download(request: Request, number: int) -> Response:
    """Answer with the bytes of one attachment."""
    raise HTTPException(404, "no such attachment")
