"""No address, name, redirect or DNS answer leads to what is not public."""

import ipaddress
import threading
from concurrent.futures import ThreadPoolExecutor

from judge import Canary, HttpEndpoint, Listener, ReceivedRequest, Target, attack, breach

HTML = {"Content-Type": "text/html"}


def benign(target: Target) -> None:
    assert target.post("/api/previews", json={"url": "gopher://board/"}).status == 400
    assert target.post("/api/previews", json={"url": "http://no-such-host.invalid/"}).status == 502


def six(listener: Listener, body: bytes) -> list[HttpEndpoint]:
    """An endpoint at IPv6's loopback address, where the pod has one."""
    try:
        return [listener.http(host="::1", headers=HTML, body=body)]
    except OSError:
        return []


class Inside:
    """Endpoints that nothing outside may reach, and the secret they would tell."""

    def __init__(self, canary: Canary, listener: Listener) -> None:
        self.secret = canary.text()
        body = f"<title>{self.secret}</title>".encode()
        low = f"127.{canary.number(0, 255)}.{canary.number(0, 255)}.{canary.number(2, 254)}"
        private = canary.choice(listener.PRIVATE)
        self.loopback = listener.http(headers=HTML, body=body)
        self.loopback6 = six(listener, body)
        self.other_loopback = listener.http(host=low, headers=HTML, body=body)
        self.metadata = listener.http(host=listener.METADATA, port=80, headers=HTML, body=body)
        self.private = listener.http(host=private, port=canary.choice([80, 8080]), headers=HTML, body=body)

    @property
    def four(self) -> list[HttpEndpoint]:
        return [self.loopback, self.other_loopback, self.metadata, self.private]

    @property
    def all(self) -> list[HttpEndpoint]:
        return [*self.four, *self.loopback6]

    def try_url(self, target: Target, url: str, why: str = "") -> None:
        answer = target.post("/api/previews", json={"url": url})
        for endpoint in self.all:
            if endpoint.requests:
                breach(f"{url!r} {why} reached {endpoint.host}:{endpoint.port}")
        if self.secret in answer.text:
            breach(f"{url!r} {why} showed what an inside page says")


def spelled(address: str) -> list[str]:
    """Spellings of an IPv4 address that some resolver or parser understands."""
    number = int(ipaddress.IPv4Address(address))
    a, b, c, d = address.split(".")
    wide = "".join(chr(ord(char) + 0xFEE0) if char.isdigit() else char for char in address)
    mapped = ipaddress.IPv6Address(f"::ffff:{address}")
    return [
        address,
        f"{address}.",
        str(number),
        hex(number),
        f"0{number:o}",
        f"0x{int(a):x}.0x{int(b):x}.0x{int(c):x}.0x{int(d):x}",
        f"0{int(a):o}.0{int(b):o}.0{int(c):o}.0{int(d):o}",
        f"{a}.{b}.{int(c) * 256 + int(d)}",
        f"{a}.{number & 0xFFFFFF}",
        f"{a}.{b}.{c}.0x{int(d):x}",
        wide,
        address.replace(".", "。"),
        address.replace(".", "%2e"),
        f"[::ffff:{address}]",
        f"[{mapped.compressed}]",
        f"[{mapped.exploded}]",
        f"[0:0:0:0:0:FFFF:{address}]",
        f"www.news.org@{address}",
        f"www.news.org:80@{address}",
    ]


def port_of(endpoint: HttpEndpoint) -> str:
    return "" if endpoint.port == 80 else f":{endpoint.port}"


@attack(cwe=918, asvs="1.3.6")
def test_addresses_inside_are_not_fetched(target: Target, canary: Canary, listener: Listener) -> None:
    inside = Inside(canary, listener)
    path = f"/{canary.text(6)}"
    for endpoint in canary.shuffled(inside.four):
        most = 19 if endpoint is inside.metadata else 6
        for host in [endpoint.host, *canary.shuffled(spelled(endpoint.host))[:most]]:
            inside.try_url(target, f"http://{host}{port_of(endpoint)}{path}")
    loopback = port_of(inside.loopback)
    hosts = ["localhost", "LOCALHOST", "localhost.", "0.0.0.0", "0", "0x0", "[::]", "[::ffff:0:0]", "[::ffff:7f00:1]", "[::1]", "127.1", "127.0.1"]
    for host in canary.shuffled(hosts):
        inside.try_url(target, f"http://{host}{loopback}{path}")
        inside.try_url(target, f"HTTP://{host}{loopback}")
    for endpoint in inside.loopback6:
        for host in canary.shuffled(["[::1]", "[0:0:0:0:0:0:0:1]", "[0::0001]", "[::]", "localhost"]):
            inside.try_url(target, f"http://{host}{port_of(endpoint)}{path}")
    secret = canary.file(f"../keys/{canary.text(5)}.html", f"<title>{inside.secret}</title>")
    for url in (f"file://{secret.path}", f"file://localhost{secret.path}", f"FILE:{secret.path}", f"url:file://{secret.path}"):
        inside.try_url(target, url)


@attack(cwe=918, asvs="1.3.6")
def test_names_that_lead_inside_are_not_fetched(target: Target, canary: Canary, listener: Listener) -> None:
    inside = Inside(canary, listener)
    ways: list[tuple[HttpEndpoint, list[str | tuple[str, ...]]]] = [(endpoint, [endpoint.host]) for endpoint in inside.all]
    ways += [(endpoint, [f"::ffff:{endpoint.host}"]) for endpoint in inside.four]
    ways += [(endpoint, [listener.PUBLIC[1], f"::ffff:{endpoint.host}"]) for endpoint in inside.four]
    ways += [(endpoint, [listener.PUBLIC[1], "::1"]) for endpoint in inside.loopback6]
    ways += [(endpoint, [(listener.PUBLIC[1], endpoint.host)]) for endpoint in inside.four]
    ways += [(endpoint, [(endpoint.host, listener.PUBLIC[1])]) for endpoint in inside.four]
    ways += [(inside.loopback, ["0.0.0.0"]), *((endpoint, ["::"]) for endpoint in [inside.loopback, *inside.loopback6])]
    for endpoint, addresses in canary.shuffled(ways):
        name = f"www.{canary.text(8)}.{canary.choice(['org', 'net', 'com'])}"
        listener.resolve(name, *addresses)
        shown = canary.choice([name, name.upper(), name + "."])
        inside.try_url(target, f"http://{shown}{port_of(endpoint)}/{canary.text(5)}", f"({addresses})")


@attack(cwe=918, asvs="1.3.6")
def test_redirects_inside_are_not_followed(target: Target, canary: Canary, listener: Listener) -> None:
    inside = Inside(canary, listener)
    locations: list[str] = []

    def answer(request: ReceivedRequest) -> tuple[int, dict[str, str], bytes]:
        left, _, rest = request.path[1:].partition("/")
        location = locations[0] if left == "0" else f"/{int(left) - 1}/{rest}"
        return canary.choice([301, 302, 303, 307, 308]), {"Location": location, "Content-Type": "text/html"}, b"<title>moved</title>"

    listener.http(host=listener.PUBLIC[0], port=80, handler=answer)
    name = f"www.{canary.text(8)}.org"
    listener.resolve(name, listener.PUBLIC[0])
    secret = canary.file(f"../keys/{canary.text(5)}.html", f"<title>{inside.secret}</title>")
    wanted = [f"file://{secret.path}", f"http://localhost{port_of(inside.loopback)}/"]
    wanted += [f"http://[::1]{port_of(endpoint)}/" for endpoint in inside.loopback6]
    for endpoint in inside.four:
        inner = f"www.{canary.text(8)}.net"
        listener.resolve(inner, endpoint.host)
        hosts = [endpoint.host, str(int(ipaddress.IPv4Address(endpoint.host))), f"[::ffff:{endpoint.host}]", inner]
        wanted += [f"{canary.choice(['http:', ''])}//{host}{port_of(endpoint)}/{canary.text(4)}" for host in hosts]
    for location in canary.shuffled(wanted):
        locations[:] = [location]
        inside.try_url(target, f"http://{name}/{canary.number(0, 2)}/{canary.text(4)}", f"redirected to {location}")


@attack(cwe=918, asvs="1.3.6")
def test_later_dns_answers_do_not_lead_inside(target: Target, canary: Canary, listener: Listener) -> None:
    inside = Inside(canary, listener)
    public = listener.PUBLIC[0]
    shown = b"<title>public</title>"
    for port in {endpoint.port for endpoint in inside.four}:
        listener.http(host=public, port=port, headers=HTML, body=shown)
    for endpoint in canary.shuffled(inside.four):
        ways = [(1, "{0}"), (1, "{0}@{0}"), (1, "{0}"), (2, "{0}"), (3, "{0}"), (4, "{0}")]
        for before, shape in canary.shuffled(ways):
            name = f"www.{canary.text(8)}.{canary.choice(['org', 'net', 'com'])}"
            listener.resolve(name, *[public] * before, endpoint.host)
            url = f"http://{shape.format(name)}{port_of(endpoint)}/{canary.text(5)}"
            inside.try_url(target, url, f"(after {before} public answers)")


@attack(cwe=918, asvs="1.3.6")
def test_later_dns_answers_of_a_redirect_do_not_lead_inside(target: Target, canary: Canary, listener: Listener) -> None:
    inside = Inside(canary, listener)
    public = listener.PUBLIC[1]

    def answer(request: ReceivedRequest) -> tuple[int, dict[str, str], bytes]:
        return 302, {"Location": "/on" + request.path}, b""

    for port in {endpoint.port for endpoint in inside.four}:
        listener.http(host=public, port=port, handler=answer)
    for endpoint in canary.shuffled(inside.four):
        for answers in canary.shuffled([[public] * count for count in (1, 2, 3, 4, 5)]):
            name = f"www.{canary.text(8)}.org"
            listener.resolve(name, *answers, endpoint.host)
            inside.try_url(target, f"http://{name}{port_of(endpoint)}/", f"(redirected to itself, after {len(answers)} public answers)")


@attack(cwe=918, asvs="1.3.6")
def test_https_does_not_lead_inside(target: Target, canary: Canary, listener: Listener) -> None:
    low = f"127.{canary.number(0, 255)}.{canary.number(0, 255)}.{canary.number(2, 254)}"
    inside = [listener.tcp(host=host, port=443) for host in (low, listener.METADATA, canary.choice(listener.PRIVATE))]
    locations: list[str] = []
    public = listener.PUBLIC[0]
    listener.http(host=public, port=80, handler=lambda request: (302, {"Location": locations[0]}, b""))

    def name_of(*addresses: str) -> str:
        name = f"www.{canary.text(8)}.{canary.choice(['org', 'net', 'com'])}"
        listener.resolve(name, *addresses)
        return name

    def try_url(url: str, why: str) -> None:
        target.post("/api/previews", json={"url": url})
        for endpoint in inside:
            if any(first.startswith(b"\x16\x03") for first in endpoint.connections):
                breach(f"{url!r} {why} spoke TLS with {endpoint.host}:443")

    for host in canary.shuffled([endpoint.host for endpoint in inside]):
        try_url(f"https://{host}/{canary.text(5)}", "")
        try_url(f"https://{name_of(host)}/{canary.text(5)}", f"({host})")
        for before in (1, 2):
            name = name_of(*[public] * before, host)
            try_url(f"https://{name}/{canary.text(5)}", f"({host} after {before} public answers)")
        locations[:] = [f"https://{canary.choice([host, name_of(host)])}/{canary.text(5)}"]
        try_url(f"http://{name_of(public)}/{canary.text(5)}", f"redirected to {locations[0]}")


@attack(cwe=918, asvs="1.3.6")
def test_previews_at_the_same_time_do_not_lead_inside(target: Target, canary: Canary, listener: Listener) -> None:
    """One preview begins before another one, and ends before that one is redirected."""
    inside = Inside(canary, listener)
    first_came, second_came, first_ended = threading.Event(), threading.Event(), threading.Event()
    locations: list[str] = []

    def answer(request: ReceivedRequest) -> tuple[int, dict[str, str], bytes]:
        if request.path == "/first":
            first_came.set()
            second_came.wait(0.5)
            return 200, HTML, b"<title>first</title>"
        second_came.set()
        first_ended.wait(0.5)
        return 302, {"Location": locations[0]}, b""

    listener.http(host=listener.PUBLIC[0], port=80, handler=answer)
    name = f"www.{canary.text(8)}.org"
    listener.resolve(name, listener.PUBLIC[0])
    for endpoint in canary.shuffled(inside.four)[:2]:
        inner = f"www.{canary.text(8)}.net"
        listener.resolve(inner, endpoint.host)
        locations[:] = [f"http://{inner}{port_of(endpoint)}/{canary.text(5)}"]
        for event in (first_came, second_came, first_ended):
            event.clear()
        with ThreadPoolExecutor(1) as pool:
            first = pool.submit(target.post, "/api/previews", json={"url": f"http://{name}/first"})
            first.add_done_callback(lambda _: first_ended.set())
            first_came.wait(0.5)
            inside.try_url(target, f"http://{name}/second", f"redirected to {locations[0]} while another preview ended")
