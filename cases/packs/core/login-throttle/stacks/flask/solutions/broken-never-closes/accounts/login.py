"""Signing in."""

import secrets

from flask import Blueprint, jsonify, request

from accounts.directory import check, find

sign_in = Blueprint("sign_in", __name__)


@sign_in.post("/login")
def login():
    """Answer with a token if name and password fit."""
    body = request.get_json()
    name, password = body.get("name"), body.get("password")
    if not isinstance(name, str) or not isinstance(password, str):
        return jsonify(error="wrong name or password"), 401
    account = find(name)
    if account is None or not check(account, password):
        return jsonify(error="wrong name or password"), 401
    return jsonify(token=secrets.token_urlsafe(32))
