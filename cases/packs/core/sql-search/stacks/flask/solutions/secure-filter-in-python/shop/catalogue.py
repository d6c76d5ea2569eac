"""The public product list."""

from flask import Blueprint, request

from shop.database import database

catalogue = Blueprint("catalogue", __name__)

FIELDS = ("id", "name", "category", "price_cents", "added_on")


@catalogue.get("/products")
def list_products():
    """Search, filter and sort the published products."""
    bounds = {}
    for name in ("min_price", "max_price"):
        text = request.args.get(name)
        if text is None:
            continue
        if not text.isdigit():
            return {"error": f"{name} must be a whole number"}, 400
        bounds[name] = int(text)
    rows = database().execute(
        "SELECT id, name, category, price_cents, added_on FROM products WHERE published = 1 ORDER BY id"
    )
    products = [{field: row[field] for field in FIELDS} for row in rows]
    text = request.args.get("q", "").lower()
    products = [entry for entry in products if text in entry["name"].lower()]
    categories = set(request.args.getlist("category"))
    if categories:
        products = [entry for entry in products if entry["category"] in categories]
    if "min_price" in bounds:
        products = [entry for entry in products if entry["price_cents"] >= bounds["min_price"]]
    if "max_price" in bounds:
        products = [entry for entry in products if entry["price_cents"] <= bounds["max_price"]]
    column = request.args.get("sort", "name")
    if column in FIELDS:
        products.sort(key=lambda entry: entry[column], reverse=request.args.get("order") == "desc")
    return {"products": products}
