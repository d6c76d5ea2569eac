"""Signing in."""

import re
import secrets

from flask import Blueprint, jsonify, request

from accounts.directory import check, find
from accounts.storage import redis

sign_in = Blueprint("sign_in", __name__)


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
    key = f"failures:{re.sub(r'[^a-z0-9]+', '-', account.id)}"
    redis.set(key, 0, ex=900, nx=True)
    if redis.incr(key) > 5:
        return jsonify(error="too many attempts"), 429, {"Retry-After": str(max(1, redis.ttl(key)))}
    if not check(account, password):
        return jsonify(error="wrong name or password"), 401
    redis.delete(key)
    return jsonify(token=secrets.token_urlsafe(32))
