"""Who is calling over HTTP. The same rules for REST, MCP and the pages.

- `Authorization: Bearer <token>` decides, where there is one; pages may carry the token in a cookie instead, for
reading only. - Without a token: on a loopback connection, as long as no token was ever made, the caller is the local
admin. From the first
  token on, everybody needs one: an agent on this machine would else be an admin by leaving its token out.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from typing import TYPE_CHECKING

from server.services import tokens
from tools.contract import Caller, ServiceError

if TYPE_CHECKING:
    from server.house import House

COOKIE = "vetloop_token"
_READING = frozenset({"GET", "HEAD"})


def caller_of(
    house: House, *, headers: Mapping[str, str], cookies: Mapping[str, str], method: str, peer: str
) -> Caller:
    """The caller of a request; `headers` with lower-case names, `peer` the address of the other end.

    Raises:
        ServiceError: code `unauthorised`, if there is no valid token where one is needed.
    """
    given = headers.get("authorization")
    if given is not None:
        scheme, _, token = given.partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise ServiceError("the Authorization header must be 'Bearer <token>'", code="unauthorised")
        return tokens.as_caller(house, token.strip())
    cookie = cookies.get(COOKIE)
    if cookie is not None and method in _READING:
        return tokens.as_caller(house, cookie)
    if is_loopback(peer) and not tokens.any_ever(house):
        return Caller(role="admin")
    raise ServiceError("a token is needed: send 'Authorization: Bearer <token>'", code="unauthorised")


def is_loopback(address: str) -> bool:
    """Whether an address is this machine's own; False for whatever is no address."""
    try:
        parsed = ipaddress.ip_address(address.split("%", 1)[0])
    except ValueError:
        return False
    mapped = getattr(parsed, "ipv4_mapped", None)
    return bool((mapped or parsed).is_loopback)
