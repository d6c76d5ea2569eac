"""The public product list."""

from flask import Blueprint, request
from sqlalchemy import column, select, table
from sqlalchemy.dialects import sqlite

from shop.database import database

catalogue = Blueprint("catalogue", __name__)

PRODUCTS = table(
    "products",
    column("id"),
    column("name"),
    column("category"),
    column("price_cents"),
    column("added_on"),
    column("published"),
)
SHOWN = {name: PRODUCTS.c[name] for name in ("id", "name", "category", "price_cents", "added_on")}


@catalogue.get("/products")
def list_products():
    """Search, filter and sort the published products."""
    query = select(*SHOWN.values()).where(PRODUCTS.c.published == 1)
    if request.args.get("q"):
        query = query.where(PRODUCTS.c.name.icontains(request.args["q"], autoescape=True))
    if request.args.getlist("category"):
        query = query.where(PRODUCTS.c.category.in_(request.args.getlist("category")))
    try:
        if "min_price" in request.args:
            query = query.where(PRODUCTS.c.price_cents >= int(request.args["min_price"]))
        if "max_price" in request.args:
            query = query.where(PRODUCTS.c.price_cents <= int(request.args["max_price"]))
    except ValueError:
        return {"error": "prices must be whole numbers"}, 400
    by = SHOWN.get(request.args.get("sort", "name"), PRODUCTS.c.name)
    query = query.order_by(by.desc() if request.args.get("order") == "desc" else by.asc(), PRODUCTS.c.id)
    compiled = query.compile(dialect=sqlite.dialect(), compile_kwargs={"render_postcompile": True})
    rows = database().execute(str(compiled), [compiled.params[name] for name in compiled.positiontup])
    return {"products": [dict(row) for row in rows]}
