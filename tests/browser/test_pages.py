"""The pages in a real browser: hostile text stays text, nothing runs, nothing leaves, everybody can read them."""

from __future__ import annotations

import unicodedata
from urllib.parse import urlsplit

from server.pages.rendering import POLICY
from tests.browser.conftest import Site, Visitors
from tests.browser.seeding import EVIDENCE, HOSTILE

ALLOWED_CONTROLS = {"\n"}
UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def test_no_page_runs_a_script_or_breaks_its_policy(site: Site, visit: Visitors) -> None:
    window = visit()
    for path in site.paths:
        window.go(path)
        assert "owned" not in window.page.title(), path
        assert window.page.locator("script, iframe, object, embed, img, base").count() == 0, path
        assert window.page.locator("[style], [onerror], [onclick], [onload]").count() == 0, path
        assert window.headers["content-security-policy"] == POLICY, path
    # The address that names nothing answers 404, which the console reports; nothing else may be said.
    assert [said for said in window.complaints if "404" not in said] == []


def test_the_policy_would_stop_a_script_that_got_in(site: Site, visit: Visitors) -> None:
    window = visit()
    window.go("/")
    window.page.evaluate(
        """const script = document.createElement('script');
           script.textContent = 'document.title = "owned"';
           document.body.append(script)"""
    )
    assert "owned" not in window.page.title()
    assert any("Content Security Policy" in said for said in window.complaints)


def test_no_request_goes_to_another_host(site: Site, visit: Visitors) -> None:
    window = visit()
    for path in site.paths:
        window.go(path)
    assert {urlsplit(url).netloc for url in window.requests} == {urlsplit(site.url).netloc}
    assert any(url.endswith("/static/vetloop.css") for url in window.requests)


def test_hostile_text_is_readable_and_inert(site: Site, visit: Visitors) -> None:
    window = visit()
    for path in site.paths:
        html = window.go(path)
        unseen = {c for c in html if unicodedata.category(c) in UNSEEN} - ALLOWED_CONTROLS
        assert not unseen, f"{path}: {unseen!r}"
    window.go(f"/runs/{site.hostile_run}")
    text = window.page.inner_text("main")
    assert "<script>document.title='owned'</script>" in text
    assert "safe⟨U+202E⟩gpj.exe" in text
    assert "⟨U+001B⟩[31mred" in text
    assert "{{ 7 * 191 }}" in text and "1337" not in text
    assert "(2,920 more characters)" in text
    assert "a" * 100 not in text


def test_hostile_text_is_inert_in_attempts_and_diffs(site: Site, visit: Visitors) -> None:
    window = visit()
    for trial, text in zip(site.hostile_trials, HOSTILE, strict=True):
        window.go(f"/trials/{trial}")
        shown = window.page.inner_text("main")
        assert "Attempt 2" in shown
        if "<" in text:
            assert shown.count(text) >= 4, "message, failure, evidence and diff show it as text"
        else:
            assert window.page.locator("main a[href*='evil.example']").count() == 0


def test_no_page_scrolls_sideways_on_a_phone(site: Site, visit: Visitors) -> None:
    window = visit(width=375)
    for path in site.paths:
        window.go(path)
        window.page.evaluate("document.querySelectorAll('details').forEach(element => { element.open = true })")
        width = window.page.evaluate("document.documentElement.scrollWidth")
        assert width <= 375, f"{path} is {width} pixels wide"
        reaches = window.page.evaluate(
            """Math.max(...[...document.querySelectorAll('main > *, main section > *')]
               .map(element => element.getBoundingClientRect().right))"""
        )
        assert reaches <= 375, f"{path} reaches to {reaches}"


def test_dark_and_light_differ_and_both_are_legible(site: Site, visit: Visitors) -> None:
    seen = {}
    for scheme in ("light", "dark"):
        window = visit(scheme=scheme)
        window.go("/")
        for part in ("body", ".board > li", ".soft", ".notice", ".range"):
            colours = window.page.locator(part).first.evaluate(
                """element => {
                    let ground = element;
                    const behind = () => getComputedStyle(ground).backgroundColor;
                    while (behind() === 'rgba(0, 0, 0, 0)') ground = ground.parentElement;
                    const read = colour => colour.match(/[0-9.]+/g).slice(0, 3).map(Number);
                    return [read(getComputedStyle(element).color), read(behind())];
                }"""
            )
            assert contrast(*colours) >= 4.5, f"{part} in {scheme}: {colours}"
            seen[part, scheme] = colours
    assert luminance(seen["body", "dark"][1]) < 0.05 < 0.8 < luminance(seen["body", "light"][1])


def luminance(colour: list[float]) -> float:
    """WCAG 2.2, relative luminance."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (part / 255 for part in colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: list[float], other: list[float]) -> float:
    """WCAG 2.2, contrast ratio."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_evidence_is_for_operators(site: Site, visit: Visitors) -> None:
    for role, sees in (("viewer", False), ("operator", True), ("admin", True)):
        window = visit(role)
        html = "".join(window.go(f"/trials/{trial}") for trial in (site.learning_trial, *site.hostile_trials))
        assert (EVIDENCE.split(":")[0] in html) is sees, role
        assert ("reads /proc/self/environ" in html) is sees, role
        assert ("attack_union_select" in html) is sees, role
        assert "CWE-" in html and "functional tests passed" in html
        html = window.go(f"/cases/{site.case}")
        assert ("Hidden tests" in html) is sees, role


def test_the_leaderboard_says_what_it_knows(site: Site, visit: Visitors) -> None:
    window = visit("viewer")
    window.go("/")
    page = window.page
    assert page.get_by_role("heading", level=1).inner_text() == "Leaderboard"
    assert page.locator(".board h3").all_inner_texts() == ["careful", "learning", "hasty"]
    assert page.get_by_role("note").inner_text().startswith("Draft, not for publication")
    assert "Partial: 1 of 25 trials are not finished" in page.get_by_role("note").inner_text()
    labels = [one.get_attribute("aria-label") for one in page.get_by_role("img").all()]
    assert "secure-pass@1: 0.0 %, interval from 0.0 to 65.8 %" in labels or any(
        label and label.startswith("secure-pass@1: 0.0 %, interval from 0.0") for label in labels
    )
    assert "8 vulnerable" in labels and "8 secure, 1 unfinished" in labels
    assert "Minimum detectable effect of secure-pass@1" in page.inner_text("main")
    assert "rank" not in page.inner_text("main").lower()


def test_from_the_leaderboard_to_the_line_that_was_changed(site: Site, visit: Visitors) -> None:
    window = visit("operator")
    page = window.page
    page.goto(site.url + "/")
    page.get_by_role("link", name="core pack, first look").click()
    page.get_by_role("combobox", name="Agent").select_option(label="learning")
    page.get_by_role("combobox", name="Outcome").select_option("secure")
    page.get_by_role("button", name="Show").click()
    assert page.locator(".trial-item").count() == 8
    page.locator(".trial-item").first.click()
    assert page.get_by_role("heading", name="Attempt 3").is_visible()
    second = page.locator("#attempt-2")
    assert "5/6" in second.inner_text() and EVIDENCE in second.inner_text()
    assert second.locator("tr.cut .src").inner_text() == "# attempt 1: query with parameters"
    assert second.locator("tr.add .src").inner_text() == "# attempt 2: query with parameters"
    assert "against attempt 1" in second.inner_text()
    assert "against the files handed out" in page.locator("#attempt-1").inner_text()


def test_keyboard_reaches_the_content_first(site: Site, visit: Visitors) -> None:
    window = visit("viewer")
    window.go("/runs")
    window.page.keyboard.press("Tab")
    assert window.page.locator(":focus").inner_text() == "Skip to the content"
    window.page.keyboard.press("Enter")
    window.page.keyboard.press("Tab")
    assert "run-item" in (window.page.locator(":focus").get_attribute("class") or "")


def test_every_page_has_one_heading_landmarks_and_named_controls(site: Site, visit: Visitors) -> None:
    window = visit()
    for path in [*site.paths, "/sign-in"]:
        window.go(path)
        page = window.page
        assert page.locator("html[lang=en]").count() == 1
        assert page.get_by_role("heading", level=1).count() == 1, path
        assert page.get_by_role("main").count() == 1, path
        assert page.title().endswith("· Vetloop"), path
        unnamed = page.evaluate(
            """[...document.querySelectorAll('input, select, [role=img], [role=region], a, button')]
               .filter(e => e.type !== 'hidden' && !e.hidden)
               .filter(e => !((e.labels && e.labels.length) || e.getAttribute('aria-label') || e.textContent.trim()))
               .map(e => e.outerHTML.slice(0, 100))"""
        )
        assert unnamed == [], path
        ids = page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
        assert len(ids) == len(set(ids)), path
