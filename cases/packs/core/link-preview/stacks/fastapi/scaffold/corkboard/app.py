"""The routes of Corkboard."""

from fastapi import FastAPI
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from corkboard.fetching import fetch_page
from corkboard.metadata import metadata
from corkboard.pages import BadAddress, PageUnavailable

app = FastAPI(title="Corkboard")


class Link(BaseModel):
    """A link that somebody pasted."""

    url: str


@app.get("/api/health")
def health() -> dict[str, str]:
    """Whether the service runs."""
    return {"status": "ok"}


@app.post("/api/previews")
def preview(link: Link) -> JSONResponse:
    """Title and description of the page behind a link."""
    try:
        page = fetch_page(link.url)
    except BadAddress as error:
        return JSONResponse({"error": str(error)}, 400)
    except PageUnavailable as error:
        return JSONResponse({"error": str(error)}, 502)
    return JSONResponse({"url": page.url, **metadata(page.html)})
