"""A real browser that loads what the submission serves: does script that an attack brought in run there?

Chromium runs in a sandbox of its own; nothing of the submission is ever executed in the judge's. What a page says is
read in an isolated world, whose JavaScript objects the page's own script cannot reach.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .control import Control
from .devtools import DevTools, DevToolsError, Event
from .errors import HarnessError, TargetGone, TargetTimeout
from .target import Target

START_S = 30.0
QUIET_S = 0.06
STILL = 0.2
"""Share of a page's time without any change after which nothing more is waited for."""
MAX_KEPT = 1000


@dataclass
class Alarm:
    """A function under a random name that every page of this test has: only script of an attack calls it."""

    name: str
    origins: list[str] = field(default_factory=list)
    """origins of the documents that called, in order"""

    @property
    def script(self) -> str:
        """JavaScript that sounds the alarm; it has no quotes, angle brackets or white space."""
        return f"window.{self.name}(window.origin)"


class Page:
    """One page in one fresh profile. A page that crashes or hangs raises `TargetError`: the submission served it."""

    def __init__(self, browser: Browser, session: str, context: str, origin: str, seconds: float) -> None:
        self._browser = browser
        self._session = session
        self._context = context
        self._seconds = seconds
        self._frame = ""
        self._world = 0
        self._loading: set[str] = set()
        self._crashed = False
        self._contexts: dict[object, str] = {}
        self._requests: dict[str, tuple[str, str]] = {}
        self._changed = time.monotonic()
        self.origin = origin
        self.dialogs: list[str] = []
        """texts of alert, confirm and prompt, all of them answered at once"""
        self.console: list[str] = []
        """what was written to the console"""
        self.requested: list[str] = []
        """URLs that were asked for"""

    # Doing

    def goto(self, path: str) -> None:
        """Load a path of the target and wait until it is quiet."""
        result = self._ask("Page.navigate", url=self.origin + path)
        self._frame = str(result.get("frameId", ""))
        if result.get("errorText"):
            raise TargetGone(f"the browser could not load {path[:120]}: {result['errorText']}")
        self.settle()

    def settle(self) -> None:
        """Wait until the page has loaded and for 60 ms nothing was asked for. Raises `TargetTimeout`."""
        end = time.monotonic() + self._seconds
        while True:
            quiet_until = self._changed + QUIET_S
            now = time.monotonic()
            resting = not self._loading and not self._requests
            if resting and now >= quiet_until:
                # The answer comes after everything that the page had to report before it.
                complete = self.evaluate("document.readyState") == "complete"
                if complete and self._changed + QUIET_S == quiet_until:
                    return
                self._changed = time.monotonic() if not complete else self._changed
            if now > end:
                raise TargetTimeout(f"the page did not come to rest within {self._seconds:g} s")
            self._browser.pump(min(end, quiet_until if resting else end))
            self._check()

    def wait_for(self, selector: str, text: str = "") -> None:
        """Wait until an element matches, with `text` in it if that is given.

        Given up, with `TargetTimeout`, when the page's time is over, and before that when for a fifth of it nothing
        was on its way and the document has stayed as long as it was.
        """
        end = time.monotonic() + self._seconds
        elements = f"[...document.querySelectorAll({json.dumps(selector)})]"
        found = f"{elements}.some(e => e.textContent.includes({json.dumps(text)}))"
        seen, still_since = -1, time.monotonic()
        while True:
            size = self.evaluate(f"{found} ? -2 : document.documentElement.outerHTML.length")
            if size == -2:
                return
            now = time.monotonic()
            if size != seen or self._loading or self._requests:
                seen, still_since = size, now
            still_since = max(still_since, self._changed)
            if now > end or now > still_since + self._seconds * STILL:
                what = f"{selector} with {text!r}" if text else selector
                raise TargetTimeout(f"the page did not show {what[:200]} within {self._seconds:g} s, or stood still")
            self._browser.pump(now + 0.02)

    def click(self, selector: str) -> None:
        """Click the middle of the first element that matches, as a mouse does, and wait until the page is quiet."""
        place = self.evaluate(
            f"(e => {{ if (!e) return null; e.scrollIntoView({{block: 'center', behavior: 'instant'}});"
            " const r = e.getClientRects()[0]; return r ? [r.left + r.width / 2, r.top + r.height / 2] : null })"
            f"(document.querySelector({json.dumps(selector)}))"
        )
        if place is None:
            raise TargetGone(f"the page shows nothing to click at {selector[:200]}")
        x, y = (float(number) for number in place)
        for kind in ("mousePressed", "mouseReleased"):
            self._ask("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", buttons=1, clickCount=1)
        self._changed = time.monotonic()
        self.settle()

    def fill(self, selector: str, text: str) -> None:
        """Replace what is in the first field that matches, as typing does."""
        found = self.evaluate(
            "(e => { if (!e) return false; e.focus(); e.select && e.select(); return true })"
            f"(document.querySelector({json.dumps(selector)}))"
        )
        if not found:
            raise TargetGone(f"the page has no field {selector[:200]}")
        self._ask("Input.insertText", text=text)

    # Looking

    def evaluate(self, expression: str) -> Any:
        """The value of an expression in the isolated world: it sees the document, and nothing of the page's script."""
        for _ in range(3):
            if not self._world:
                made = self._ask("Page.createIsolatedWorld", frameId=self._frame, worldName=self._browser.world)
                self._world = int(made["executionContextId"])
            try:
                wanted = {"returnByValue": True, "awaitPromise": True}
                answer = self._ask("Runtime.evaluate", expression=expression, contextId=self._world, **wanted)
            except TargetGone:
                self._world = 0  # the page went on to another document
                continue
            if "exceptionDetails" in answer:
                text = str(answer["exceptionDetails"].get("exception", {}).get("description", "an error"))
                raise HarnessError(f"evaluate: {text[:300]}")
            return answer.get("result", {}).get("value")
        raise TargetGone("the page does not stay")

    def dom(self) -> str:
        """The document as it stands, serialised."""
        return str(self.evaluate("document.documentElement.outerHTML"))

    def text(self, selector: str = "body") -> str:
        """Text of the first element that matches, as it is shown; empty if none does."""
        return str(self.evaluate(f"document.querySelector({json.dumps(selector)})?.innerText ?? ''"))

    def texts(self, selector: str) -> list[str]:
        """Text of every element that matches."""
        found = self.evaluate(f"[...document.querySelectorAll({json.dumps(selector)})].map(e => e.innerText)")
        return [str(item) for item in found]

    def attribute(self, selector: str, name: str) -> str | None:
        """An attribute of the first element that matches, as written; None without the element or the attribute."""
        value = self.evaluate(
            f"document.querySelector({json.dumps(selector)})?.getAttribute({json.dumps(name)}) ?? null"
        )
        return None if value is None else str(value)

    def count(self, selector: str) -> int:
        """How many elements match."""
        return int(self.evaluate(f"document.querySelectorAll({json.dumps(selector)}).length"))

    # What the browser says

    def _ask(self, method: str, **params: Any) -> dict[str, Any]:
        self._check()
        try:
            return self._browser.tools.ask(method, self._session, seconds=self._seconds, **params)
        except DevToolsError as error:
            self._check()
            raise TargetGone(f"the page is gone: {error}") from None

    def _check(self) -> None:
        if self._crashed:
            raise TargetGone("the page crashed the browser's tab")

    def take(self, method: str, event: Event) -> None:
        """Note an event of this page's session."""
        if method in ("Network.requestWillBeSent", "Network.loadingFinished", "Network.loadingFailed"):
            self._note_request(method, event)
        elif method in ("Page.frameStartedLoading", "Page.frameStoppedLoading", "Page.frameDetached"):
            self._changed = time.monotonic()
            if method == "Page.frameStartedLoading":
                self._loading.add(str(event.get("frameId")))
            else:
                self._loading.discard(str(event.get("frameId")))
        elif method == "Page.frameNavigated":
            self._drop_requests(event.get("frame") or {})
        elif method == "Page.javascriptDialogOpening":
            _keep(self.dialogs, str(event.get("message", "")))
            self._browser.tools.post("Page.handleJavaScriptDialog", self._session, accept=True)
        elif method == "Runtime.consoleAPICalled":
            words = [str(item.get("value", item.get("description", ""))) for item in event.get("args", [])]
            _keep(self.console, " ".join(words))
        elif method == "Runtime.executionContextCreated":
            made = event.get("context") or {}
            self._contexts[made.get("id")] = str(made.get("origin", ""))
        elif method == "Inspector.targetCrashed":
            self._crashed = True

    def _note_request(self, method: str, event: Event) -> None:
        self._changed = time.monotonic()
        if method == "Network.requestWillBeSent":
            _keep(self.requested, str(event.get("request", {}).get("url", "")))
            # A document's end is told by its frame: of its request, a change of the renderer may swallow the end.
            if event.get("type") != "Document":
                by = str(event.get("frameId", "")), str(event.get("loaderId", ""))
                self._requests[str(event.get("requestId"))] = by
        else:
            self._requests.pop(str(event.get("requestId")), None)

    def _drop_requests(self, frame: Event) -> None:
        """Of what the frame's document before had asked for and not read to its end, no end is told."""
        name, loader = str(frame.get("id", "")), str(frame.get("loaderId", ""))
        self._requests = {request: by for request, by in self._requests.items() if by[0] != name or by[1] == loader}

    def origin_of(self, context: object) -> str:
        """Origin of the document that a script context belongs to."""
        return self._contexts.get(context, "")

    def close(self) -> None:
        """Throw the page and its profile away."""
        self._browser.forget(self._session, self._context)


class Browser:
    """The browser of one evaluation: started at first use, a fresh profile for every page."""

    def __init__(self, control: Control, descriptor: int, seconds: float) -> None:
        self._control = control
        self._descriptor = descriptor
        self._seconds = seconds
        self._pages: dict[str, Page] = {}
        self._alarms: dict[str, Alarm] = {}
        self._origins: set[str] = set()
        self._tools: DevTools | None = None
        self.world = f"w{secrets.token_hex(6)}"

    @property
    def tools(self) -> DevTools:
        """The line to the browser; the first use starts it."""
        if self._tools is None:
            if self._descriptor < 0:
                raise HarnessError('a test uses the browser and stack.toml has no needs = ["browser"]')
            self._control.ask("start_browser")
            self._tools = DevTools(self._descriptor, self._take, self._words)
            self._tools.ask("Browser.getVersion", seconds=START_S)
        return self._tools

    def _words(self) -> str:
        return str(self._control.ask("browser_words")["words"])

    def alarm(self) -> Alarm:
        """A new alarm; every page that is opened afterwards in this test has it."""
        alarm = Alarm("a" + secrets.token_hex(8))
        self._alarms[alarm.name] = alarm
        return alarm

    def open(self, target: Target, path: str, *, cookies: Mapping[str, str] | None = None) -> Page:
        """Load a path of the target in a fresh profile with these cookies and wait until the page is quiet.

        Raises:
            TargetError: the target did not serve it, or it crashed or did not come to rest.
        """
        target.ensure()
        tools, origin = self.tools, f"http://127.0.0.1:{target.port}"
        context = tools.ask("Target.createBrowserContext", seconds=START_S)["browserContextId"]
        made = tools.ask("Target.createTarget", seconds=START_S, url="about:blank", browserContextId=context)
        attached = tools.ask("Target.attachToTarget", seconds=START_S, targetId=made["targetId"], flatten=True)
        session = str(attached["sessionId"])
        self._origins.add(origin)
        page = self._pages[session] = Page(self, session, context, origin, self._seconds)
        for method in ("Page.enable", "Runtime.enable", "Network.enable", "Inspector.enable"):
            tools.post(method, session)
        for name in self._alarms:
            tools.post("Runtime.addBinding", session, name=name)
        for name, value in (cookies or {}).items():
            tools.post("Network.setCookie", session, name=name, value=value, url=origin)
        page.goto(path)
        return page

    def sounded(self, alarm: Alarm) -> bool:
        """Whether script of the target's own origin has called the alarm, on any page of this test."""
        self.pump(0)
        return any(origin in self._origins for origin in alarm.origins)

    def pump(self, end: float) -> None:
        """Take in what has come, and wait for one more message until `end`."""
        if self._tools is not None and self._tools.pump(end):
            while self._tools.pump(0):
                pass

    def _take(self, method: str, session: str, event: Event) -> None:
        page = self._pages.get(session)
        if page is None:
            return
        if method == "Runtime.bindingCalled":
            alarm = self._alarms.get(str(event.get("name")))
            if alarm is not None:
                _keep(alarm.origins, str(event.get("payload", "")))
        elif method == "Runtime.exceptionThrown":
            self._take_exception(page, event.get("exceptionDetails") or {})
        else:
            page.take(method, event)

    def _take_exception(self, page: Page, details: Event) -> None:
        """The call itself, where it came before the function: a new document's script may be quicker than DevTools.

        The browser keeps uncaught errors and reports them late. Only a call makes this one.
        """
        said = str((details.get("exception") or {}).get("description", ""))
        for alarm in self._alarms.values():
            if said.startswith(f"TypeError: window.{alarm.name} is not a function"):
                _keep(alarm.origins, page.origin_of(details.get("executionContextId")))

    def forget(self, session: str, context: str) -> None:
        """Close a page."""
        if self._pages.pop(session, None) is not None and self._tools is not None:
            self._tools.post("Target.disposeBrowserContext", browserContextId=context)

    def close(self) -> None:
        """End what a test opened; the browser itself stays for the next one."""
        for page in list(self._pages.values()):
            page.close()
        self._alarms.clear()
        self._origins.clear()


def _keep(kept: list[str], text: str) -> None:
    if len(kept) < MAX_KEPT:
        kept.append(text[:10_000])
