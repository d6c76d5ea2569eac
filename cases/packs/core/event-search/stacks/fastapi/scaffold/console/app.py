"""The application and its parts."""

from fastapi import FastAPI

from console import collect, search
from console.database import open_database


def create_app(url: str) -> FastAPI:
    """Build the application on the database behind `url`."""
    app = FastAPI(title="Operations console")
    app.state.database = open_database(url)
    app.include_router(collect.router)
    app.include_router(search.router)
    return app
