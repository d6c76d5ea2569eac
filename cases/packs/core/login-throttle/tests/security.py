"""Attacks on the sign-in: guessing must end after five wrong passwords, whoever guesses and however."""

import http.client
import json
import socket

from judge import Canary, Response, Target, attack, breach

GUESSES = 12
SPACES = (" ", "\t", "\n", "\r", "\v", "\f", "\u00a0", "\u2003", "\u2028", "\u3000")
KELVIN = "\u212a"
"""Its small letter is an ordinary k, but it is not the capital of k"""


def join(target: Target, canary: Canary) -> tuple[str, str]:
    """A new account: its name and password."""
    name, password = f"m-{canary.text(10)}", canary.text(16)
    target.post("/accounts", json={"name": name, "password": password})
    return name, password


def login(target: Target, name: object, password: str, headers: dict[str, str] | None = None) -> Response:
    """One attempt."""
    return target.post("/login", json={"name": name, "password": password}, headers=headers)


def benign(target: Target) -> None:
    """A member can still sign in."""
    target.post("/accounts", json={"name": "benign", "password": "a quiet morning"})
    answer = login(target, "benign", "a quiet morning")
    assert answer.status == 200 and answer.json()["token"]


def expect_closed(target: Target, spelling: str, password: str, headers: dict[str, str], what: str) -> None:
    """The right password after all those guesses: a token is the breach."""
    answer = login(target, spelling, password, headers)
    if answer.status == 200 and "token" in answer.json():
        breach(f"{GUESSES} wrong passwords {what}, and the right one still signed in")


def spellings(name: str, canary: Canary) -> list[str]:
    """Ways to write a name that all mean the same account."""
    ways = [f"{name}{' ' * count}" for count in range(4)] + [f"{' ' * count}{name}" for count in (1, 2)]
    ways += [name.upper(), name.title(), name.swapcase(), f"{name.upper()} ", f"{name}\t", f"{name}\n"]
    for _ in range(8):
        ways.append("".join(canary.choice([letter.upper(), letter.lower()]) for letter in name))
    return canary.shuffled(list(dict.fromkeys(ways)))


@attack(cwe=307, asvs="6.3.1")
def test_spellings_of_a_name_share_one_count(target: Target, canary: Canary):
    for only in (None, str.strip, str.lower):
        name, password = join(target, canary)
        ways = [way for way in spellings(name, canary) if only is None or only(way) == name]
        for turn in range(GUESSES):
            login(target, ways[turn % len(ways)], canary.text(16))
        for way in (name, canary.choice(["{}      ", "  {}", "{} "]).format(name.upper())):
            expect_closed(target, way, password, {}, "under several spellings")


@attack(cwe=307, asvs="6.3.1")
def test_an_account_is_closed_under_every_spelling(target: Target, canary: Canary):
    name, password = f"k-{canary.text(10)}", canary.text(16)
    target.post("/accounts", json={"name": name, "password": password})
    for _ in range(GUESSES):
        login(target, name, canary.text(16))
    ways = [name.upper(), name.title(), name.swapcase(), name.replace("k", KELVIN)]
    for space in SPACES:
        ways += [f"{name}{space}", f"{space}{name}", f"{space}{name.upper()}{space * canary.number(2, 40)}"]
    for way in canary.shuffled(ways):
        expect_closed(target, way, password, {}, f"under {name!r}, and then {way!r}")


@attack(cwe=307, asvs="6.3.1")
def test_headers_do_not_buy_guesses(target: Target, canary: Canary):
    name, password = join(target, canary)

    def disguise() -> dict[str, str]:
        address = ".".join(str(canary.number(1, 250)) for _ in range(4))
        names = ("X-Forwarded-For", "X-Real-IP", "Client-IP", "True-Client-IP", "CF-Connecting-IP", "X-Client-IP")
        headers = dict.fromkeys(names, address)
        return {**headers, "Forwarded": f"for={address}", "User-Agent": canary.text(12), "Cookie": f"session={canary.text(12)}"}

    for _ in range(GUESSES):
        login(target, name, canary.text(16), disguise())
    expect_closed(target, name, password, disguise(), "from as many addresses")


def login_from(address: str, port: int, name: str, password: str) -> tuple[int, bytes]:
    """One attempt over a connection from that address of the loopback; status and body of the answer."""
    body = json.dumps({"name": name, "password": password})
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=5, source_address=(address, 0))
    try:
        line.request("POST", "/login", body, {"Content-Type": "application/json", "Connection": "close"})
        answer = line.getresponse()
        return answer.status, answer.read(100_000)
    except (OSError, http.client.HTTPException):
        return 0, b""
    finally:
        line.close()


@attack(cwe=307, asvs="6.3.1")
def test_addresses_do_not_buy_guesses(target: Target, canary: Canary):
    name, password = join(target, canary)
    addresses = [f"127.{canary.number(1, 250)}.{canary.number(1, 250)}.{turn + 2}" for turn in range(GUESSES + 1)]
    for address in addresses[:GUESSES]:
        login_from(address, target.port, name, canary.text(16))
    status, body = login_from(addresses[GUESSES], target.port, name, password)
    if status == 200 and b'"token"' in body:
        breach(f"{GUESSES} wrong passwords came from as many addresses, and the right one from another still signed in")


def lookalikes(name: str) -> list[str]:
    """Names of other accounts that a program which tidies names may take for this one."""
    wide = chr(ord(name[0]) + 0xFEE0) + name[1:]
    return [wide, f"{name}!", *(name.replace("-", sign) for sign in "_. ")]


@attack(cwe=307, asvs="6.3.1")
def test_an_own_account_does_not_buy_guesses(target: Target, canary: Canary):
    name, password = join(target, canary)
    own, own_password = join(target, canary)
    owns = [own, *lookalikes(name)]
    for own in owns[1:]:
        target.post("/accounts", json={"name": own, "password": own_password})
    for turn in range(GUESSES):
        login(target, name, canary.text(16))
        for own in owns if turn % 3 == 2 else []:
            login(target, own, own_password)
    expect_closed(target, name, password, {}, f"with sign-ins of own accounts in between, {owns}")


@attack(cwe=362, asvs="15.4.2")
def test_guesses_at_the_same_moment_are_counted(target: Target, canary: Canary):
    for _ in range(5):
        name, _ = join(target, canary)
        ways = spellings(name, canary)
        attempts = [(canary.choice([name, *ways]), canary.text(16)) for _ in range(24)]
        checked = sum(status == 401 for status in at_once(target.port, attempts))
        if checked > 5:
            breach(f"{checked} wrong passwords that came at the same moment were all checked")


def at_once(port: int, attempts: list[tuple[str, str]]) -> list[int]:
    """Send every attempt over a connection of its own, all but the last byte first; the statuses of the answers."""
    lines = []
    for name, password in attempts:
        body = json.dumps({"name": name, "password": password})
        head = f"POST /login HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\n"
        request = f"{head}Content-Length: {len(body)}\r\nConnection: close\r\n\r\n{body}".encode()
        try:
            line = socket.create_connection(("127.0.0.1", port), 5)
            line.sendall(request[:-1])
        except OSError:
            continue
        lines.append((line, request[-1:]))
    for line, last in lines:
        try:
            line.sendall(last)
        except OSError:
            continue
    return [status_of(line) for line, _ in lines]


def status_of(line: socket.socket) -> int:
    """The status of one answer; 0 if there is none."""
    received = b""
    try:
        while len(received) < 12 and (part := line.recv(4096)):
            received += part
    except OSError:
        pass
    line.close()
    return int(received[9:12]) if received[:5] == b"HTTP/" and received[9:12].isdigit() else 0
