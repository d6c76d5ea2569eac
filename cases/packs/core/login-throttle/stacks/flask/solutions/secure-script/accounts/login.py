"""Signing in."""

import secrets

from flask import Blueprint, jsonify, request

from accounts.directory import check, find
from accounts.storage import redis

sign_in = Blueprint("sign_in", __name__)
COUNT = redis.register_script("""
local count = redis.call('INCR', KEYS[1])
if count == 1 then redis.call('EXPIRE', KEYS[1], 900) end
return count
""")


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
    key = f"attempts:{account.id}"
    if COUNT(keys=[key]) > 5:
        return jsonify(error="too many attempts"), 429, {"Retry-After": str(max(1, redis.ttl(key)))}
    if check(account, password):
        redis.delete(key)
        return jsonify(token=secrets.token_urlsafe(32))
    return jsonify(error="wrong name or password"), 401
