"""The list of equipment the desk can choose from."""

from flask import Blueprint, Response, jsonify

from netdesk.settings import INVENTORY

inventory = Blueprint("inventory", __name__)


@inventory.get("/api/inventory")
def list_inventory() -> Response:
    """Titles and addresses of all entries."""
    entries = []
    for line in INVENTORY.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            title, address, _ = (part.strip() for part in line.split("|"))
            entries.append({"title": title, "address": address})
    return jsonify(entries)
