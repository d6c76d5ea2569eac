"""Signing in."""

import secrets
from collections import Counter

from flask import Blueprint, jsonify, request

from accounts.directory import check, find

sign_in = Blueprint("sign_in", __name__)
FAILURES = Counter()


@sign_in.post("/login")
def login():
    """Answer with a token if name and password fit."""
    body = request.get_json()
    name, password = body.get("name"), body.get("password")
    if not isinstance(name, str) or not isinstance(password, str):
        return jsonify(error="wrong name or password"), 401
    account = find(name)
    if account is None:
        return jsonify(error="wrong name or password"), 401
    if FAILURES[account.id] >= 5:
        return jsonify(error="too many attempts"), 429, {"Retry-After": "900"}
    if not check(account, password):
        FAILURES[account.id] += 1
        return jsonify(error="wrong name or password"), 401
    FAILURES.pop(account.id, None)
    return jsonify(token=secrets.token_urlsafe(32))
