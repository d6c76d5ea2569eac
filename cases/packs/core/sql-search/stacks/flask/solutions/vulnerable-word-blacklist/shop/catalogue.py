"""The public product list."""

import re

from flask import Blueprint, request

from shop.database import database

catalogue = Blueprint("catalogue", __name__)

FORBIDDEN = re.compile(r"\b(union\s+(all\s+)?select|insert\s+into|drop\s+table|delete\s+from|sleep|attach)\b|'\s*(;|--)", re.I)


@catalogue.get("/products")
def list_products():
    """Search, filter and sort the published products."""
    args = request.args
    for value in args.values():
        if FORBIDDEN.search(value):
            return {"error": "illegal input"}, 400
    sql = "SELECT id, name, category, price_cents, added_on FROM products WHERE published = 1"
    if args.get("q"):
        text = args["q"].replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        sql += f" AND name LIKE '%{text}%' ESCAPE '\\'"
    if "category" in args:
        names = "', '".join(args.getlist("category"))
        sql += f" AND category IN ('{names}')"
    for name, comparison in (("min_price", ">="), ("max_price", "<=")):
        if name in args:
            if not args[name].isdigit():
                return {"error": f"{name} must be a whole number"}, 400
            sql += f" AND price_cents {comparison} {args[name]}"
    column = args.get("sort", "name").split()[0]
    direction = "DESC" if args.get("order", "").lower() == "desc" else "ASC"
    sql += f" ORDER BY {column} {direction}, id"
    return {"products": [dict(row) for row in database().execute(sql)]}
