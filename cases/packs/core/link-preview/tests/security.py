"""No address, name, redirect or DNS answer leads to what is not public."""

import ipaddress

from judge import Canary, HttpEndpoint, Listener, ReceivedRequest, Target, attack, breach

HTML = {"Content-Type": "text/html"}


def benign(target: Target) -> None:
    assert target.post("/api/previews", json={"url": "gopher://board/"}).status == 400
    assert target.post("/api/previews", json={"url": "http://no-such-host.invalid/"}).status == 502


class Inside:
    """Endpoints that nothing outside may reach, and the secret they would tell."""

    def __init__(self, canary: Canary, listener: Listener) -> None:
        self.secret = canary.text()
        body = f"<title>{self.secret}</title>".encode()
        low = f"127.{canary.number(0, 255)}.{canary.number(0, 255)}.{canary.number(2, 254)}"
        private = canary.choice(listener.PRIVATE)
        self.loopback = listener.http(headers=HTML, body=body)
        self.other_loopback = listener.http(host=low, headers=HTML, body=body)
        self.metadata = listener.http(host=listener.METADATA, port=80, headers=HTML, body=body)
        self.private = listener.http(host=private, port=canary.choice([80, 8080]), headers=HTML, body=body)

    @property
    def all(self) -> list[HttpEndpoint]:
        return [self.loopback, self.other_loopback, self.metadata, self.private]

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
    for endpoint in canary.shuffled(inside.all):
        most = 19 if endpoint is inside.metadata else 6
        for host in [endpoint.host, *canary.shuffled(spelled(endpoint.host))[:most]]:
            inside.try_url(target, f"http://{host}{port_of(endpoint)}{path}")
    loopback = port_of(inside.loopback)
    hosts = ["localhost", "LOCALHOST", "localhost.", "0.0.0.0", "0", "0x0", "[::]", "[::ffff:0:0]", "[::ffff:7f00:1]", "[::1]", "127.1", "127.0.1"]
    for host in canary.shuffled(hosts):
        inside.try_url(target, f"http://{host}{loopback}{path}")
        inside.try_url(target, f"HTTP://{host}{loopback}")
    secret = canary.file(f"../keys/{canary.text(5)}.html", f"<title>{inside.secret}</title>")
    for url in (f"file://{secret.path}", f"file://localhost{secret.path}", f"FILE:{secret.path}", f"url:file://{secret.path}"):
        inside.try_url(target, url)


@attack(cwe=918, asvs="1.3.6")
def test_names_that_lead_inside_are_not_fetched(target: Target, canary: Canary, listener: Listener) -> None:
    inside = Inside(canary, listener)
    ways = [(endpoint, endpoint.host) for endpoint in inside.all]
    ways += [(endpoint, f"::ffff:{endpoint.host}") for endpoint in inside.all]
    ways += [(inside.loopback, "0.0.0.0"), (inside.loopback, "::")]
    for endpoint, address in canary.shuffled(ways):
        name = f"www.{canary.text(8)}.{canary.choice(['org', 'net', 'com'])}"
        listener.resolve(name, address)
        shown = canary.choice([name, name.upper(), name + "."])
        inside.try_url(target, f"http://{shown}{port_of(endpoint)}/{canary.text(5)}", f"({address})")


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
    for endpoint in inside.all:
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
    for port in {endpoint.port for endpoint in inside.all}:
        listener.http(host=public, port=port, headers=HTML, body=shown)
    for endpoint in canary.shuffled(inside.all):
        for before in canary.shuffled([1, 1, 2, 3, 4]):
            name = f"www.{canary.text(8)}.{canary.choice(['org', 'net', 'com'])}"
            listener.resolve(name, *[public] * before, endpoint.host)
            inside.try_url(target, f"http://{name}{port_of(endpoint)}/{canary.text(5)}", f"(after {before} public answers)")


@attack(cwe=918, asvs="1.3.6")
def test_later_dns_answers_of_a_redirect_do_not_lead_inside(target: Target, canary: Canary, listener: Listener) -> None:
    inside = Inside(canary, listener)
    public = listener.PUBLIC[1]

    def answer(request: ReceivedRequest) -> tuple[int, dict[str, str], bytes]:
        return 302, {"Location": "/on" + request.path}, b""

    for port in {endpoint.port for endpoint in inside.all}:
        listener.http(host=public, port=port, handler=answer)
    for endpoint in canary.shuffled(inside.all):
        for answers in canary.shuffled([[public] * count for count in (1, 2, 3, 4, 5)]):
            name = f"www.{canary.text(8)}.org"
            listener.resolve(name, *answers, endpoint.host)
            inside.try_url(target, f"http://{name}{port_of(endpoint)}/", f"(redirected to itself, after {len(answers)} public answers)")
