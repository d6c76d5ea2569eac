"""Upload and download of attachments."""

import hashlib
import os
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from fastapi import APIRouter, HTTPException, Request, Response, UploadFile

from board.settings import CONTENT_TYPES, MAX_BYTES, UPLOADS

router = APIRouter()

FORBIDDEN = {"script", "foreignobject", "iframe", "object", "embed"}


def local(name: str) -> str:
    """A name without its namespace, in lower case."""
    return name.rsplit("}", 1)[-1].lower()


def is_plain_drawing(content: bytes) -> bool:
    """Whether an SVG file has no script in it."""
    try:
        root = fromstring(content, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError):
        return False
    if local(root.tag) != "svg":
        return False
    for element in root.iter():
        if local(element.tag) in FORBIDDEN:
            return False
        for name, value in element.attrib.items():
            if local(name).startswith("on"):
                return False
            if local(name) == "href" and value.strip().lower().startswith("javascript:"):
                return False
    return True


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
    if extension == ".svg" and not is_plain_drawing(content):
        raise HTTPException(415, "only plain drawings are taken")
    item = request.app.state.records.new(name, len(content))
    item.content_type = CONTENT_TYPES[extension]
    item.path = UPLOADS / (hashlib.sha256(content).hexdigest() + ".bin")
    item.path.write_bytes(content)
    return {"id": item.id, "name": item.name, "size": item.size, "url": f"/attachments/{item.id}"}


@router.get("/attachments/{number}")
def download(request: Request, number: int) -> Response:
    """Answer with the bytes of one attachment."""
    item = request.app.state.records.get(number)
    if item is None:
        raise HTTPException(404, "no such attachment")
    return Response(item.path.read_bytes(), media_type=item.content_type)
