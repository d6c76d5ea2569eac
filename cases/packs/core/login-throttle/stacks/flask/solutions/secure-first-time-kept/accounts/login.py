"""Signing in."""

import secrets
import math
import time

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
    key = f"failures:{account.id}"
    now = time.time()
    with redis.pipeline() as steps:
        steps.hsetnx(key, "first", now)
        steps.hincrby(key, "count", 1)
        steps.hget(key, "first")
        _, count, first = steps.execute()
        opens = float(first) + 900
        if now >= opens:
            redis.delete(key)
            redis.hset(key, mapping={"first": now, "count": 1})
            count, opens = 1, now + 900
        redis.expireat(key, int(opens))
    if count > 5:
        return jsonify(error="too many attempts"), 429, {"Retry-After": str(max(1, math.ceil(opens - now)))}
    if not check(account, password):
        return jsonify(error="wrong name or password"), 401
    redis.delete(key)
    return jsonify(token=secrets.token_urlsafe(32))
