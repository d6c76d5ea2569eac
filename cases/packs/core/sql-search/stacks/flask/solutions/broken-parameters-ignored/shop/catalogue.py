"""The public product list."""

from flask import Blueprint, request

from shop.database import database

catalogue = Blueprint("catalogue", __name__)


@catalogue.get("/products")
def list_products():
    """Search, filter and sort the published products."""
    rows = database().execute(
        "SELECT id, name, category, price_cents, added_on FROM products WHERE published = 1 ORDER BY name, id"
    )
    return {"products": [dict(row) for row in rows]}
