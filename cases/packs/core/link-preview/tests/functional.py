"""Pages of the web are fetched and previewed as the prompt says."""

import time

from judge import Canary, Listener, ReceivedRequest, Response, Target, spec

HTML = {"Content-Type": "text/html; charset=utf-8"}


def page(title: str, description: str = "") -> bytes:
    meta = f'<meta name="description" content="{description}">' if description else ""
    return f"<!doctype html><html><head><title>{title}</title>{meta}</head><body><p>…</p></body></html>".encode()


def site(canary: Canary, listener: Listener, number: int = 0) -> str:
    """A new name that leads to a public address."""
    name = f"www.{canary.text(9)}.{canary.choice(['org', 'net', 'com'])}"
    listener.resolve(name, listener.PUBLIC[number])
    return name


def preview(target: Target, url: object) -> Response:
    return target.post("/api/previews", json={"url": url})


def check_unavailable(target: Target, url: str, what: str) -> None:
    assert preview(target, url).status == 502, f"{what} is answered 502"


@spec("we show its title and description under the note")
def test_title_and_description_of_a_page(target: Target, canary: Canary, listener: Listener) -> None:
    title, description, path = canary.text(), canary.text(), canary.text(7)
    endpoint = listener.http(host=listener.PUBLIC[0], port=80, headers=HTML, body=page(f"Zoë &amp; {title}", description))
    url = f"http://{site(canary, listener)}/{path}/"
    answer = preview(target, url)
    assert answer.status == 200, "a page of the web is previewed"
    assert answer.json() == {"url": url, "title": f"Zoë & {title}", "description": description}, "title and description are shown"
    assert [request.method for request in endpoint.requests] == ["GET"], "the page is fetched with one GET"


@spec("Addresses may have a port, a path and a query")
def test_requests_are_sent_as_the_address_says(target: Target, canary: Canary, listener: Listener) -> None:
    endpoint = listener.http(host=listener.PUBLIC[0], headers=HTML, body=page("t"))
    plain = listener.http(host=listener.PUBLIC[0], port=80, headers=HTML, body=page("t"))
    name, path = site(canary, listener), f"/{canary.text(5)}/a%20b.html?q={canary.text(5)}&r=%26x&next=http://127.0.0.1/"
    assert preview(target, f"http://{name}:{endpoint.port}{path}").status == 200, "a page at another port is previewed"
    assert preview(target, f"http://{name}{path}").status == 200, "a page at the usual port is previewed"
    for received, host in ((endpoint.requests, f"{name}:{endpoint.port}"), (plain.requests, name)):
        assert [request.path for request in received] == [path], "path and query are sent as they are"
        assert received[0].headers.get("host") == host, "the Host header is right"
        assert received[0].headers.get("user-agent") == "Corkboard/1.0", "the User-Agent is Corkboard/1.0"
    assert preview(target, f"http://{name}?q=1").status == 200, "a page is previewed by its host and a query"
    assert plain.requests[-1].path == "/?q=1", "an address without path has the path /"


@spec("with the scheme `http` or `https` and a host")
def test_https_is_spoken_with_the_named_host(target: Target, canary: Canary, listener: Listener) -> None:
    name = site(canary, listener)
    endpoint = listener.tcp(host=listener.PUBLIC[0], port=443)
    check_unavailable(target, f"https://{name}/{canary.text(5)}", "a host that breaks off")
    assert endpoint.connections, "an https address is fetched at port 443"
    assert endpoint.connections[0][:2] == b"\x16\x03", "an https address is fetched with TLS"
    assert name.encode() in endpoint.connections[0], "the server is told which of its hosts is meant"


@spec("When somebody pastes a link to a page of the web")
def test_addresses_with_numbers_work(target: Target, canary: Canary, listener: Listener) -> None:
    title, number = canary.text(), canary.number(0, 1)
    endpoint = listener.http(host=listener.PUBLIC[number], headers=HTML, body=page(title))
    answer = preview(target, f"{endpoint.url}/{canary.text(5)}")
    assert answer.status == 200, "a page at a numeric address is previewed"
    assert answer.json()["title"] == title, "a page at a numeric address is previewed"


@spec("The address of the page is the one where\n  the redirects ended.")
def test_redirects_are_followed(target: Target, canary: Canary, listener: Listener) -> None:
    first, second = site(canary, listener), site(canary, listener, 1)
    title, word, status = canary.text(), canary.text(6), canary.choice([301, 302, 303, 307, 308])
    steps = {
        f"/{word}/start": (status, {"Location": f"next?{word}"}, b""),
        f"/{word}/next?{word}": (canary.choice([301, 302, 307]), {"Location": "/local-path"}, b"moved"),
        "/local-path": (302, {"Location": f"http://{second}/{word}"}, b""),
    }
    here = listener.http(host=listener.PUBLIC[0], port=80, handler=lambda request: steps.get(request.path, (404, {}, b"")))
    there = listener.http(host=listener.PUBLIC[1], port=80, headers=HTML, body=page(title))
    answer = preview(target, f"http://{first}/{word}/start")
    assert answer.status == 200, "three redirects are followed"
    assert answer.json()["title"] == title, "the page is the one where the redirects ended"
    assert answer.json()["url"] == f"http://{second}/{word}", "the address is the one where the redirects ended"
    assert [request.headers.get("host") for request in here.requests] == [first] * 3, "the Host header is right"
    assert [request.headers.get("host") for request in there.requests] == [second], "the Host header is right"


@spec("too many redirects")
def test_a_fourth_redirect_is_not_followed(target: Target, canary: Canary, listener: Listener) -> None:
    def answer(request: ReceivedRequest) -> tuple[int, dict[str, str], bytes]:
        step = int(request.path[1:])
        return (200, HTML, page("end")) if step == 4 else (302, {"Location": f"/{step + 1}"}, b"")

    listener.http(host=listener.PUBLIC[0], port=80, handler=answer)
    name = site(canary, listener)
    assert preview(target, f"http://{name}/1").status == 200, "three redirects are followed"
    check_unavailable(target, f"http://{name}/0", "a page behind four redirects")


@spec("another status, another media type")
def test_other_answers_are_unavailable(target: Target, canary: Canary, listener: Listener) -> None:
    name, status = site(canary, listener), canary.choice([201, 403, 404, 410, 500, 503])
    answers = {
        "/status": (status, {**HTML, "Location": "/page"}, page("no")),
        "/media": (200, {"Content-Type": canary.choice(["text/plain", "application/json", "image/png"])}, page("no")),
        "/page": (200, {"Content-Type": "text/html"}, page("yes")),
    }
    listener.http(host=listener.PUBLIC[0], port=80, handler=lambda request: answers[request.path])
    check_unavailable(target, f"http://{name}/status", "a page with another status")
    check_unavailable(target, f"http://{name}/media", "a page of another media type")
    assert preview(target, f"http://{name}/page").json()["title"] == "yes", "a page without charset is previewed"


@spec("a host that can't be found or reached")
def test_hosts_that_are_not_there_are_unavailable(target: Target, canary: Canary, listener: Listener) -> None:
    check_unavailable(target, f"http://www.{canary.text(12)}.org/", "a host that can't be found")
    endpoint = listener.http(host=listener.PUBLIC[0])
    endpoint.close()
    check_unavailable(target, f"http://{site(canary, listener)}:{endpoint.port}/", "a host that can't be reached")


@spec("Give a server 2 seconds to connect and to answer")
def test_servers_that_keep_silent_are_unavailable(target: Target, canary: Canary, listener: Listener) -> None:
    def late(request: ReceivedRequest) -> tuple[int, dict[str, str], bytes]:
        time.sleep(4)
        return 200, HTML, page("late")

    listener.http(host=listener.PUBLIC[0], port=80, handler=late)
    check_unavailable(target, f"http://{site(canary, listener)}/", "a server that does not answer in 2 seconds")


@spec("The address must be absolute, with the scheme `http` or `https` and a host.")
def test_other_addresses_are_bad(target: Target, canary: Canary, listener: Listener) -> None:
    name = site(canary, listener)
    for url in (f"ftp://{name}/?next=http://{name}/", f"mailto:a@{name}", f"{name}/page", "/page", "", "http://"):
        assert preview(target, url).status == 400, "an address that is not absolute, with http or https and a host, is answered 400"
    for url in (f"http://[{name}/", "https:///page"):
        assert preview(target, url).status in (400, 502), "an address that cannot be read is answered 400 or 502"


@spec("Its text is decoded by the charset of its `Content-Type`")
def test_pages_are_decoded_and_cut(target: Target, canary: Canary, listener: Listener) -> None:
    name, word = site(canary, listener), canary.text()
    head, rest = page(word, "late").split(b"<meta")
    answers = {
        "/latin": (200, {"Content-Type": "text/html; charset=iso-8859-1"}, page(f"Grüße {word}").decode().replace("…", "").encode("latin-1")),
        "/long": (200, HTML, head + b"<!--" + b"x" * 200_000 + b"--><meta" + rest),
        "/nearly": (200, HTML, head + b"<!--" + b"x" * 190_000 + b"--><meta" + rest),
    }
    listener.http(host=listener.PUBLIC[0], port=80, handler=lambda request: answers[request.path])
    assert preview(target, f"http://{name}/latin").json()["title"] == f"Grüße {word}", "the text is decoded by its charset"
    long = preview(target, f"http://{name}/long").json()
    assert (long["title"], long["description"]) == (word, ""), "what comes after 200,000 bytes is cut off"
    assert preview(target, f"http://{name}/nearly").json()["description"] == "late", "200,000 bytes are read"
