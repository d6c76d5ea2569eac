"""The public product list."""

from flask import Blueprint, request

from shop.database import database

catalogue = Blueprint("catalogue", __name__)


def quoted(text):
    """`text` as an SQL string."""
    return "'" + text.replace("'", "''") + "'"


@catalogue.get("/products")
def list_products():
    """Search, filter and sort the published products."""
    args = request.args
    sql = "SELECT id, name, category, price_cents, added_on FROM products WHERE published = 1"
    if args.get("q"):
        sql += f" AND instr(lower(name), lower({quoted(args['q'])})) > 0"
    if "category" in args:
        sql += " AND category IN (" + ",".join(map(quoted, args.getlist("category"))) + ")"
    for name, comparison in (("min_price", ">="), ("max_price", "<=")):
        if name in args:
            if not args[name].isdigit():
                return {"error": f"{name} must be a whole number"}, 400
            sql += f" AND price_cents {comparison} {args[name]}"
    column = args.get("sort", "name").replace("'", "").replace('"', "").replace(";", "")
    direction = args.get("order", "asc").replace("'", "").replace('"', "").replace(";", "")
    sql += f" ORDER BY {column} {direction}, id"
    return {"products": [dict(row) for row in database().execute(sql)]}
