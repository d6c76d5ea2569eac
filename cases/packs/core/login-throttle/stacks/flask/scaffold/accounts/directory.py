"""The accounts."""

import hashlib
import hmac
import os
from dataclasses import dataclass

from flask import Blueprint, request

from accounts.storage import redis

directory = Blueprint("directory", __name__)


@dataclass(frozen=True)
class Account:
    """One member."""

    id: str
    salt: str
    digest: str


def hashed(password: str, salt: str) -> str:
    """The stored form of a password."""
    return hashlib.scrypt(password.encode(), salt=bytes.fromhex(salt), n=2**12, r=8, p=1).hex()


def find(name: str) -> Account | None:
    """The account of that name, whatever its capitals and the spaces around it."""
    known = name.strip().lower()
    fields = redis.hgetall(f"account:{known}")
    return Account(known, fields["salt"], fields["digest"]) if fields else None


def check(account: Account, password: str) -> bool:
    """Whether the password is the account's."""
    return hmac.compare_digest(hashed(password, account.salt), account.digest)


@directory.post("/accounts")
def open_account():
    """Open an account."""
    body = request.get_json()
    salt = os.urandom(16).hex()
    known = body["name"].strip().lower()
    redis.hset(f"account:{known}", mapping={"salt": salt, "digest": hashed(body["password"], salt)})
    return {"id": known}, 201
