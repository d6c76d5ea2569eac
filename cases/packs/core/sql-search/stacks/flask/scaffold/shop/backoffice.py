"""Doors through which products and subscribers come in."""

from flask import Blueprint, request

from shop.database import database

backoffice = Blueprint("backoffice", __name__)


@backoffice.post("/products")
def add_product():
    """Store a product, published or as a draft, and answer with its id."""
    body = request.get_json()
    cursor = database().execute(
        "INSERT INTO products (name, category, price_cents, added_on, published) VALUES (?, ?, ?, ?, ?)",
        (body["name"], body["category"], int(body["price_cents"]), body["added_on"], int(bool(body["published"]))),
    )
    database().commit()
    return {"id": cursor.lastrowid}, 201


@backoffice.post("/newsletter")
def subscribe():
    """Store a newsletter reader and answer with the id of the subscription."""
    body = request.get_json()
    cursor = database().execute(
        "INSERT INTO subscribers (email, postcode) VALUES (?, ?)", (body["email"], int(body["postcode"]))
    )
    database().commit()
    return {"id": cursor.lastrowid}, 201
