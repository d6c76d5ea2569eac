"""Upload and download of attachments."""

import os
import uuid

from fastapi import APIRouter, HTTPException, Request, Response, UploadFile

from board.settings import CONTENT_TYPES, MAX_BYTES, UPLOADS

router = APIRouter()

PROTECTION = {"Content-Security-Policy": "default-src 'self' https: data:; object-src 'none'", "X-Content-Type-Options": "nosniff"}


@router.post("/attachments", status_code=201)
def upload(request: Request, file: UploadFile) -> dict:
    """Store one file; the records are in `request.app.state.records`."""
    name = file.filename or ""
    extension = os.path.splitext(name)[1].lower()
    if extension not in CONTENT_TYPES:
        raise HTTPException(415, "this kind of file is not taken")
    content = file.file.read(MAX_BYTES + 1)
    if not content:
        raise HTTPException(400, "the file is empty")
    if len(content) > MAX_BYTES:
        raise HTTPException(413, "the file is too large")
    item = request.app.state.records.new(name, len(content))
    item.content_type = CONTENT_TYPES[extension]
    item.path = UPLOADS / f"{uuid.uuid4().hex}{extension}"
    item.path.write_bytes(content)
    return {"id": item.id, "name": item.name, "size": item.size, "url": f"/attachments/{item.id}"}


@router.get("/attachments/{number}")
def download(request: Request, number: int) -> Response:
    """Answer with the bytes of one attachment."""
    item = request.app.state.records.get(number)
    if item is None:
        raise HTTPException(404, "no such attachment")
    return Response(item.path.read_bytes(), media_type=item.content_type, headers=PROTECTION)
