"""The application and its parts."""

from fastapi import FastAPI

from roastery import accounts, orders
from roastery.store import Store


def create_app() -> FastAPI:
    """Build the application with an empty store."""
    app = FastAPI(title="Roastery")
    app.state.store = Store()
    app.include_router(accounts.router)
    app.include_router(orders.router)
    return app
