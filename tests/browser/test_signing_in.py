"""Signing in to the pages and out of them, in a real browser."""

from __future__ import annotations

import httpx
from playwright.sync_api import BrowserContext

from tests.browser.conftest import Site, Visitors


def token_cookie(context: BrowserContext) -> dict[str, object] | None:
    return next((dict(cookie) for cookie in context.cookies() if cookie["name"] == "vetloop_token"), None)


def test_who_is_not_signed_in_is_asked_and_then_gets_the_page(site: Site, visit: Visitors) -> None:
    window = visit(None)
    window.go(f"/runs/{site.main_run}?outcome=secure")
    assert window.page.url.startswith(f"{site.url}/sign-in?next=")
    window.page.get_by_label("Access token").fill(site.tokens["viewer"])
    window.page.get_by_role("button", name="Sign in").click()
    window.page.wait_for_url(f"{site.url}/runs/{site.main_run}?outcome=secure")
    assert "core pack, first look" in window.page.inner_text("h1")


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(site: Site, visit: Visitors) -> None:
    window = visit("viewer")
    cookie = token_cookie(window.context)
    assert cookie is not None
    assert cookie["httpOnly"] is True and cookie["sameSite"] == "Strict" and cookie["path"] == "/"
    assert window.page.evaluate("document.cookie") == ""


def test_signing_out_takes_the_cookie_back(site: Site, visit: Visitors) -> None:
    window = visit("viewer")
    window.go("/")
    window.page.get_by_role("button", name="Sign out").click()
    window.page.wait_for_url(f"{site.url}/sign-in")
    assert token_cookie(window.context) is None
    window.go("/")
    assert window.page.url.startswith(f"{site.url}/sign-in")


def test_a_wrong_token_is_refused_in_words(site: Site, visit: Visitors) -> None:
    window = visit(None)
    window.go("/sign-in")
    window.page.get_by_label("Access token").fill("tok_wrong.\u202e<b>")
    window.page.get_by_role("button", name="Sign in").click()
    assert window.page.get_by_role("alert").inner_text() == "This token is not valid: unknown, revoked or expired."
    assert token_cookie(window.context) is None


def test_an_agents_token_opens_no_page(site: Site, visit: Visitors) -> None:
    window = visit("agent")
    assert "for people" in window.page.get_by_role("alert").inner_text()
    with httpx.Client(base_url=site.url, headers={"Authorization": f"Bearer {site.tokens['agent']}"}) as client:
        for path in site.paths:
            answer = client.get(path)
            assert answer.status_code == 403, path
            assert "first look" not in answer.text


def test_signing_in_leads_to_no_other_site(site: Site) -> None:
    with httpx.Client(base_url=site.url) as client:
        for target in (
            "//evil.example/",
            "https://evil.example",
            "/\\evil.example",
            "/\t/evil.example",
            "javascript:1",
            "",
        ):
            answer = client.post("/sign-in", data={"token": site.tokens["viewer"], "next": target})
            assert (answer.status_code, answer.headers["location"]) == (303, "/"), target


def test_forms_of_other_sites_sign_nobody_in_or_out(site: Site) -> None:
    with httpx.Client(base_url=site.url) as client:
        for headers in (
            {"Origin": "https://evil.example"},
            {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "same-site"},
        ):
            for path in ("/sign-in", "/sign-out"):
                answer = client.post(path, data={"token": site.tokens["viewer"]}, headers=headers)
                assert answer.status_code == 403, (path, headers)
                assert "set-cookie" not in answer.headers


def test_the_cookie_is_good_for_reading_only(site: Site) -> None:
    cookies = {"vetloop_token": site.tokens["admin"]}
    with httpx.Client(base_url=site.url, cookies=cookies) as client:
        assert client.get("/runs").status_code == 200
        assert client.post("/api/v1/tokens", json={"name": "x", "role": "admin"}).status_code == 401


def test_a_revoked_token_ends_the_visit(site: Site) -> None:
    with httpx.Client(base_url=site.url, cookies={"vetloop_token": "tok_gone.nothing"}) as client:
        answer = client.get("/runs")
        assert answer.status_code == 303 and answer.headers["location"].startswith("/sign-in?next=")


def test_odd_addresses_are_answered_with_a_page(site: Site) -> None:
    with httpx.Client(base_url=site.url, cookies={"vetloop_token": site.tokens["viewer"]}) as client:
        for path in (f"/runs/{site.main_run}?page=x", f"/runs/{site.main_run}?page=0", f"/?run={'x' * 300}"):
            answer = client.get(path)
            assert answer.status_code == 422 and answer.headers["content-type"].startswith("text/html"), path
        for path in ("/trials/x", "/cases/no.such", "/runs/%00", "/static/..%2fidentity.py", "/static/nothing"):
            assert client.get(path).status_code == 404, path
