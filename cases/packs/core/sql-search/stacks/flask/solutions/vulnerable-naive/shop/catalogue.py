"""The public product list."""

from flask import Blueprint, request

from shop.database import database

catalogue = Blueprint("catalogue", __name__)


@catalogue.get("/products")
def list_products():
    """Search, filter and sort the published products."""
    args = request.args
    sql = "SELECT id, name, category, price_cents, added_on FROM products WHERE published = 1"
    if args.get("q"):
        sql += f" AND instr(lower(name), lower('{args['q']}')) > 0"
    if "category" in args:
        names = ", ".join(f"'{name}'" for name in args.getlist("category"))
        sql += f" AND category IN ({names})"
    for name, comparison in (("min_price", ">="), ("max_price", "<=")):
        if name in args:
            try:
                sql += f" AND price_cents {comparison} {int(args[name])}"
            except ValueError:
                return {"error": f"{name} must be a whole number"}, 400
    sql += f" ORDER BY {args.get('sort', 'name')} {args.get('order', 'asc')}, id"
    return {"products": [dict(row) for row in database().execute(sql)]}
