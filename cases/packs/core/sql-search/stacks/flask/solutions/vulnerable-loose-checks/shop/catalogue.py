"""The public product list."""

import re

from flask import Blueprint, request

from shop.database import database

catalogue = Blueprint("catalogue", __name__)

COLUMN = re.compile(r"name|category|price_cents|added_on")
NUMBER = re.compile(r"^\d+$", re.MULTILINE)


@catalogue.get("/products")
def list_products():
    """Search, filter and sort the published products."""
    args = request.args
    clauses, values = ["published = 1"], []
    if args.get("q"):
        clauses.append("instr(lower(name), lower(?)) > 0")
        values.append(args["q"])
    if "category" in args:
        clauses.append("category IN (" + ", ".join("?" * len(args.getlist("category"))) + ")")
        values += args.getlist("category")
    for name, comparison in (("min_price", ">="), ("max_price", "<=")):
        if name in args:
            if not NUMBER.search(args[name]):
                return {"error": f"{name} must be a whole number"}, 400
            clauses.append(f"price_cents {comparison} {args[name]}")
    column = args.get("sort", "name")
    if not COLUMN.match(column):
        return {"error": "unknown sort column"}, 400
    direction = "DESC" if args.get("order") == "desc" else "ASC"
    sql = "SELECT id, name, category, price_cents, added_on FROM products WHERE "
    sql += " AND ".join(clauses) + f" ORDER BY {column} {direction}, id"
    return {"products": [dict(row) for row in database().execute(sql, values)]}
