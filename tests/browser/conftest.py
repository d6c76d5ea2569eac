"""A real server on a seeded database, and headless Chromium in front of it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from sandbox.backends.browser import INSTALL, find_browser
from sandbox.verdict import Status
from server.app import create_app
from server.services import tokens
from tests.browser.seeding import EVIDENCE, HOSTILE, NOW, Scenario, Seeder

CHROMIUM = find_browser()
S, V, F = Status.SECURE, Status.VULNERABLE, Status.FUNCTIONAL_FAILED


@dataclass
class Site:
    """The running server: where it is, what lies in it, who may sign in."""

    url: str
    main_run: str
    hostile_run: str
    learning_trial: str
    """Functional failure, then vulnerable, then secure."""
    hostile_trials: list[str]
    unstarted_trial: str
    case: str
    tokens: dict[str, str] = field(default_factory=dict)

    @property
    def paths(self) -> list[str]:
        """One address of every kind of page."""
        return [
            "/",
            "/runs",
            f"/runs/{self.main_run}",
            f"/runs/{self.hostile_run}",
            f"/?run={self.hostile_run}",
            f"/trials/{self.learning_trial}",
            f"/trials/{self.unstarted_trial}",
            *(f"/trials/{trial}" for trial in self.hostile_trials),
            "/cases",
            f"/cases/{self.case}",
            "/cases?q=%3Cscript%3E&language=%22%3E%3Cb%3E",
            "/runs/none-such",
        ]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    seeder = Seeder(tmp_path_factory.mktemp("data"))
    found = _seed(seeder)
    for role in ("admin", "operator", "viewer"):
        found.tokens[role] = tokens.create(seeder.house, name=role, role=role)[1]
    found.tokens["agent"] = tokens.create(
        seeder.house, name="agent", role="agent", run=found.main_run, agent="careful"
    )[1]
    app = create_app(seeder.house.settings, house=seeder.house)
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning"))
    started = threading.Event()
    startup = server.startup

    async def startup_and_say(*args: object, **kwargs: object) -> None:
        await startup(*args, **kwargs)  # type: ignore[arg-type]
        started.set()

    server.startup = startup_and_say  # type: ignore[method-assign]
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    assert started.wait(60), "the server did not start"
    port = server.servers[0].sockets[0].getsockname()[1]
    found.url = f"http://127.0.0.1:{port}"
    yield found
    server.should_exit = True
    thread.join(30)
    seeder.house.close()


def _seed(seeder: Seeder) -> Site:
    cases = seeder.house.library.all()[:4]
    run = seeder.run("core pack, first look")
    agents = {name: seeder.agent(name, model="replay") for name in ("careful", "hasty", "learning")}
    ways = {"careful": (S,), "hasty": (V,), "learning": (F, V, S)}
    trials = {
        name: [
            seeder.trial(run, agent, case, number=number, statuses=ways[name]) for case in cases for number in (1, 2)
        ]
        for name, agent in agents.items()
    }
    unstarted = seeder.trial(run, agents["learning"], cases[0], scenario=Scenario.FIX)
    hostile = seeder.run("hostile \x1b[31m<b>run</b>\u202e" + "z" * 300, created_at=NOW - 100)
    hostile_trials = [
        seeder.trial(hostile, seeder.agent(text, model=text), cases[0], statuses=(F, V), texts=text).id
        for text in HOSTILE
    ]
    return Site("", run.id, hostile.id, trials["learning"][0].id, hostile_trials, unstarted.id, cases[0].id)


@pytest.fixture(scope="module")  # while it lives, Playwright's event loop keeps every other one from running
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip(f"needs a browser: {INSTALL}")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield launched
        launched.close()


class Visit:
    """A browser window of its own, signed in with a role, that notes everything it should not see."""

    def __init__(self, site: Site, context: BrowserContext, role: str | None) -> None:
        self.site = site
        self.context = context
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.page: Page = context.new_page()
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", lambda dialog: self.complaints.append(f"dialog: {dialog.message}"))
        if role is not None:
            self.sign_in(role)

    def sign_in(self, role: str) -> None:
        self.go("/sign-in")
        self.page.get_by_label("Access token").fill(self.site.tokens[role])
        self.page.get_by_role("button", name="Sign in").click()
        self.page.wait_for_load_state()

    def go(self, path: str) -> str:
        """Open a page of the site; gives its HTML as it was sent."""
        response = self.page.goto(self.site.url + path)
        assert response is not None
        self.headers = response.all_headers()
        self.status = response.status
        return response.text()


class Visitors:
    """Opens visits and closes them."""

    def __init__(self, site: Site, browser: Browser) -> None:
        self._site, self._browser = site, browser
        self._contexts: list[BrowserContext] = []

    def __call__(self, role: str | None = "admin", *, width: int = 1200, scheme: str = "light") -> Visit:
        context = self._browser.new_context(
            viewport={"width": width, "height": 800},
            color_scheme=scheme,  # type: ignore[arg-type]
        )
        self._contexts.append(context)
        return Visit(self._site, context, role)

    def close(self) -> None:
        for context in self._contexts:
            context.close()


@pytest.fixture
def visit(site: Site, browser: Browser) -> Iterator[Visitors]:
    visitors = Visitors(site, browser)
    yield visitors
    visitors.close()


__all__ = ["EVIDENCE"]
