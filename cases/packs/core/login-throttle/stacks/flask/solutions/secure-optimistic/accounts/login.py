"""Signing in."""

import secrets
from redis import WatchError

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
    with redis.pipeline() as steps:
        while True:
            try:
                steps.watch(key)
                count = int(steps.get(key) or 0)
                if count >= 5:
                    left = max(1, steps.ttl(key))
                    return jsonify(error="too many attempts"), 429, {"Retry-After": str(left)}
                fits = check(account, password)
                steps.multi()
                if fits:
                    steps.delete(key)
                elif count:
                    steps.incr(key)
                else:
                    steps.set(key, 1, ex=900)
                steps.execute()
                break
            except WatchError:
                continue
    if fits:
        return jsonify(token=secrets.token_urlsafe(32))
    return jsonify(error="wrong name or password"), 401
