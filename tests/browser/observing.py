"""A careful look at a page: axe's findings, weight, requests, width, the browser's complaints."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, BrowserContext, Page, Request

from tests.browser.visit import Visit
from tests.browser.world import World

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 800}
NARROWEST = 320
ALL_RULES = {"resultTypes": ["violations"]}
COLOUR_RULES = ALL_RULES | {"runOnly": ["color-contrast", "link-in-text-block"]}
VIEWS = {
    "light": ("light", PHONE, ALL_RULES),
    "dark": ("dark", PHONE, COLOUR_RULES),  # only colours differ
    "at a desk": ("light", DESK, ALL_RULES),
}
WIDTHS = {"at a desk": DESK["width"], "narrow": NARROWEST, "double text": PHONE["width"]}
DOUBLE_TEXT = "document.documentElement.style.setProperty('font-size', '200%')"
WAYS_OUT = {"quick exit": "a.exit[rel=noreferrer]", "helplines": ".helpline a[href='tel:129']"}
WIDTH = "document.documentElement.scrollWidth"
OPEN_FORMS = """() => {
  for (const form of document.forms) form.noValidate = true;
  for (const part of document.querySelectorAll("details")) part.open = true;
}"""
PUT = """(fields, value) => {
  for (const field of fields) {
    field.value = value;
    if (field.type === "radio") field.checked = true;
  }
}"""
EMPTY = "/healthz"  # neither script nor style
LEAVE_SILENTLY = """() => {
  for (const name of ["pagehide", "visibilitychange"])
    addEventListener(name, event => event.stopImmediatePropagation(), true);
}"""
MAX_PHONES = 6
HEIGHT = "document.documentElement.scrollHeight"


@dataclass(slots=True)
class Observation:
    """Sizes are bytes over the line, headers included."""

    status: int = 0
    title: str = ""
    language: str = ""
    sends_again: bool = False  # the switch of language is a form with what was typed
    findings: dict[str, list[str]] = field(default_factory=dict)
    complaints: list[str] = field(default_factory=list)
    foreign_requests: list[str] = field(default_factory=list)
    ways_out: set[str] = field(default_factory=set)
    widths: dict[str, int] = field(default_factory=dict)
    requests: int = 0
    page_bytes: int = 0
    total_bytes: int = 0


class Watch:
    """Listens to one tab: what it asks for, how much arrives, what the browser complains of.

    `begin` starts a new observation.
    """

    def __init__(self, page: Page) -> None:
        self.line = page.context.new_cdp_session(page)
        page.on("request", self._note_request)
        page.on("console", lambda message: self._note_complaint(message.type, message.text))
        page.on("pageerror", lambda error: self._note_complaint("error", str(error)))
        self.line.send("Network.enable")
        self.line.on(
            "Network.requestWillBeSent", lambda e: self._kinds.update({e["requestId"]: e["type"]})
        )
        self.line.on("Network.loadingFinished", self._note_size)
        self.begin("")

    def begin(self, origin: str) -> Observation:
        self.origin = origin
        self.seen = Observation()
        self._kinds: dict[str, str] = {}
        return self.seen

    def _note_request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme != "data":
            self.seen.requests += 1
            if f"{parts.scheme}://{parts.netloc}" != self.origin:
                self.seen.foreign_requests.append(request.url)

    def _note_complaint(self, kind: str, text: str) -> None:
        refused = "Failed to load resource" in text  # an error page on purpose
        if kind in ("error", "warning") and not refused:
            self.seen.complaints.append(text)

    def _note_size(self, event: dict[str, object]) -> None:
        kind = self._kinds.get(str(event["requestId"]))
        if kind is None:  # asked for before this observation
            return
        size = int(str(event["encodedDataLength"]))
        self.seen.total_bytes += size
        if kind == "Document":
            self.seen.page_bytes += size


class Phone:
    """The phone of one person, cleared before each visit.

    A tab that stays open has axe compiled, and starts no process: a sixth of the time of a visit.
    """

    def __init__(self, browser: Browser, world: World, visit: Visit) -> None:
        # Else axe would measure colours on their way from light to dark.
        self.context = opened_for(browser, world, visit, reduced_motion="reduce")
        self.page = self.context.new_page()
        self.watch = Watch(self.page)

    def observe(self, world: World, visit: Visit) -> Observation:
        """Open a page cold, act on it if asked to, and look at it from all sides."""
        self.clear(world, visit)
        page, seen = self.page, self.watch.begin(world.origin)
        response = page.goto(world.origin + visit.path(world), wait_until="load")
        seen.status = response.status if response else 0
        if visit.act:
            seen.requests = seen.page_bytes = seen.total_bytes = 0
            seen.status = act(page, visit)
        seen.title = page.title()
        seen.language = page.evaluate("document.documentElement.lang")
        seen.sends_again = page.locator(".switch button").count() == 1
        seen.ways_out = {name for name, link in WAYS_OUT.items() if page.locator(link).is_visible()}
        look_around(page, seen)
        return seen

    def clear(self, world: World, visit: Visit) -> None:
        """Nothing stays of the visit before: neither files, cookies nor what scripts stored."""
        self.watch.begin(world.origin)  # what was seen before changes no more
        self.page.evaluate(LEAVE_SILENTLY)
        self.page.goto(world.origin + EMPTY)
        self.page.evaluate("sessionStorage.clear()")
        everything = {"origin": world.origin, "storageTypes": "all"}
        self.watch.line.send("Storage.clearDataForOrigin", everything)
        self.watch.line.send("Network.clearBrowserCache")
        self.context.clear_cookies()
        self.context.add_cookies(cookies_for(world, visit))


class Phones:
    """Those of the people who were last seen: a phone is a process of the browser."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._phones: dict[tuple[str, str, str], Phone] = {}

    def observe(self, world: World, visit: Visit) -> Observation:
        owner = (visit.site, visit.who, visit.language)
        phone = self._phones.pop(owner, None) or Phone(self._browser, world, visit)
        try:
            seen = phone.observe(world, visit)
        except Exception:
            phone.context.close()  # the next visit gets a new one
            raise
        self._phones[owner] = phone
        if len(self._phones) > MAX_PHONES:
            self._phones.pop(next(iter(self._phones))).context.close()
        return seen


def opened_for(browser: Browser, world: World, visit: Visit, **more: Any) -> BrowserContext:
    """The phone of who pays this visit."""
    context = browser.new_context(
        viewport=PHONE,
        locale=visit.language,
        color_scheme="light",
        ignore_https_errors=True,  # a site with a public name signs its certificate itself
        **more,
    )
    context.add_cookies(cookies_for(world, visit))
    return context


def cookies_for(world: World, visit: Visit) -> list[Any]:
    state = world.states[visit.who]
    if not state:
        return []
    # The language in somebody's account goes before that of the browser.
    language = {"name": "language", "value": visit.language[:2], "url": world.origin}
    return [*state["cookies"], language]


def look_around(page: Page, seen: Observation) -> None:
    """Axe and widths, on a phone and at a desk. Leaves the page light and as wide as a phone."""
    page.evaluate(AXE_SCRIPT)
    for view, (scheme, size, rules) in VIEWS.items():
        page.emulate_media(color_scheme=scheme)
        if page.viewport_size is None or page.viewport_size["width"] != size["width"]:
            page.set_viewport_size(size)
        show_whole(page)
        seen.findings[view] = axe_findings(page, rules)
    seen.widths["at a desk"] = page.evaluate(WIDTH)
    page.set_viewport_size({"width": NARROWEST, "height": PHONE["height"]})
    seen.widths["narrow"] = page.evaluate(WIDTH)
    page.set_viewport_size(PHONE)
    page.evaluate(DOUBLE_TEXT)
    seen.widths["double text"] = page.evaluate(WIDTH)


def act(page: Page, visit: Visit, *, wait_until: Any = "load") -> int:
    """Fill in what the visit puts, click, and give the status of what comes.

    The browser refuses nothing by itself: what the server says is looked at.
    """
    page.evaluate(OPEN_FORMS)
    for name, value in visit.put.items():
        fields = page.locator(f"main [name='{name}']")
        if value and fields.first.get_attribute("type") == "file":
            fields.set_input_files({"name": name, "mimeType": "", "buffer": value.encode()})
        else:
            fields.evaluate_all(PUT, value)
    with page.expect_navigation(wait_until=wait_until) as sent:
        page.locator(visit.act).click()
    return sent.value.status if sent.value else 0


def show_whole(page: Page) -> None:
    """At full height: what sticks to the edges would otherwise cover what lies below it."""
    size, height = page.viewport_size, page.evaluate(HEIGHT)
    if size and size["height"] != height:
        page.set_viewport_size({"width": size["width"], "height": height})


def axe_findings(page: Page, rules: dict[str, list[str]]) -> list[str]:
    found = page.evaluate("rules => axe.run(document, rules)", rules)["violations"]
    return [
        f"{rule['id']}: {node['target']} {node.get('failureSummary', '')}"
        for rule in found
        for node in rule["nodes"]
    ]
