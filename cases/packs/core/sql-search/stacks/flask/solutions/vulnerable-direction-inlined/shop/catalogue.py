"""The public product list."""

from flask import Blueprint, request

from shop.database import database

catalogue = Blueprint("catalogue", __name__)

COLUMNS = {"name", "category", "price_cents", "added_on"}


@catalogue.get("/products")
def list_products():
    """Search, filter and sort the published products."""
    args = request.args
    column, direction = args.get("sort", "name"), args.get("order", "asc")
    if column not in COLUMNS or not direction.lower().startswith(("asc", "desc")):
        return {"error": "unknown sorting"}, 400
    bounds = {"min_price": 0, "max_price": 2**62}
    for name in bounds:
        if name in args:
            if not args[name].isdigit():
                return {"error": f"{name} must be a whole number"}, 400
            bounds[name] = int(args[name])
    categories = args.getlist("category")
    marks = ", ".join("?" * len(categories))
    rows = database().execute(
        "SELECT id, name, category, price_cents, added_on FROM products WHERE published = 1"
        " AND (? = '' OR instr(lower(name), lower(?)) > 0) AND price_cents BETWEEN ? AND ?"
        + (f" AND category IN ({marks})" if categories else "")
        + f" ORDER BY {column} {direction}, id",
        [args.get("q", ""), args.get("q", ""), bounds["min_price"], bounds["max_price"], *categories],
    )
    return {"products": [dict(row) for row in rows]}
