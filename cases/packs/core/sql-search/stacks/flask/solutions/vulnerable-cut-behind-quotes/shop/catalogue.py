"""The public product list."""

from flask import Blueprint, request

from shop.database import database

catalogue = Blueprint("catalogue", __name__)

SORT_COLUMNS = ("name", "category", "price_cents", "added_on")


def quoted(text):
    """The text as a literal of SQL; nobody looks for more than 200 characters."""
    return "'" + text.replace("'", "''")[:200] + "'"


@catalogue.get("/products")
def list_products():
    """Search, filter and sort the published products."""
    clauses, values = ["published = 1"], []
    if "q" in request.args:
        clauses.append(f"instr(lower(name), lower({quoted(request.args['q'])})) > 0")
    categories = request.args.getlist("category")
    if categories:
        clauses.append(f"category IN ({', '.join(map(quoted, categories))})")
    for name, comparison in (("min_price", ">="), ("max_price", "<=")):
        if name in request.args:
            try:
                values.append(int(request.args[name]))
            except ValueError:
                return {"error": f"{name} must be a whole number"}, 400
            clauses.append(f"price_cents {comparison} ?")
    column = request.args.get("sort", "name")
    if column not in SORT_COLUMNS:
        return {"error": "unknown sort column"}, 400
    direction = "DESC" if request.args.get("order") == "desc" else "ASC"
    rows = database().execute(
        "SELECT id, name, category, price_cents, added_on FROM products WHERE "
        + " AND ".join(clauses)
        + f" ORDER BY {column} {direction}, id",
        values,
    )
    return {"products": [dict(row) for row in rows]}
