"""Upload and download of attachments."""

import hashlib
import os
from xml.etree.ElementTree import ParseError
from xml.parsers.expat import ExpatError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from defusedxml.minidom import parseString
from fastapi import APIRouter, HTTPException, Request, Response, UploadFile

from board.settings import CONTENT_TYPES, MAX_BYTES, UPLOADS

router = APIRouter()

SVG = "{http://www.w3.org/2000/svg}"
NAMES = "svg g title desc rect circle ellipse line polyline polygon path text tspan"
SHAPES = {SVG + name for name in NAMES.split()}
ATTRIBUTES = set(
    "id width height viewBox x y x1 x2 y1 y2 cx cy r rx ry d points version transform opacity fill stroke stroke-width"
    " font-size font-family text-anchor".split()
)


def is_plain_drawing(content: bytes) -> bool:
    """Whether an SVG file consists of known shapes with known attributes only, and nothing stands around them."""
    try:
        elements = list(fromstring(content).iter())
        around = parseString(content).childNodes[:-1]
    except (ParseError, ExpatError, DefusedXmlException):
        return False
    return not around and all(element.tag in SHAPES and set(element.attrib) <= ATTRIBUTES for element in elements)


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
