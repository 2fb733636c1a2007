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
    """Listens to one page: what it asks for, how much arrives, what the browser complains of."""

    def __init__(self, page: Page, origin: str) -> None:
        self.origin = origin
        self.seen = Observation()
        self._sizes: dict[str, int] = {}
        self._kinds: dict[str, str] = {}
        page.on("request", self._note_request)
        page.on("console", lambda message: self._note_complaint(message.type, message.text))
        page.on("pageerror", lambda error: self._note_complaint("error", str(error)))
        line = page.context.new_cdp_session(page)
        line.send("Network.enable")
        line.on(
            "Network.requestWillBeSent", lambda e: self._kinds.update({e["requestId"]: e["type"]})
        )
        line.on("Network.loadingFinished", self._note_size)

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
        size = int(str(event["encodedDataLength"]))
        self.seen.total_bytes += size
        if self._kinds.get(str(event["requestId"])) == "Document":
            self.seen.page_bytes += size


def observe(browser: Browser, world: World, visit: Visit) -> Observation:
    """Open a page cold, act on it if asked to, and look at it from all sides."""
    # Else axe would measure colours on their way from light to dark.
    context = opened_for(browser, world, visit, reduced_motion="reduce")
    try:
        return _look(context, world.origin, visit.path(world), visit)
    finally:
        context.close()


def opened_for(browser: Browser, world: World, visit: Visit, **more: Any) -> BrowserContext:
    """The phone of who pays this visit."""
    state = world.states[visit.who]
    context = browser.new_context(
        viewport=PHONE,
        storage_state=state,
        locale=visit.language,
        color_scheme="light",
        ignore_https_errors=True,  # a site with a public name signs its certificate itself
        **more,
    )
    if state:  # the language in somebody's account goes before that of the browser
        cookie = {"name": "language", "value": visit.language[:2], "url": world.origin}
        context.add_cookies([cookie])
    return context


def _look(context: BrowserContext, origin: str, path: str, visit: Visit) -> Observation:
    page = context.new_page()
    watch = Watch(page, origin)
    seen = watch.seen
    response = page.goto(origin + path, wait_until="load")
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


def look_around(page: Page, seen: Observation) -> None:
    """Axe and widths, on a phone and at a desk."""
    page.evaluate(AXE_SCRIPT)
    for view, (scheme, size, rules) in VIEWS.items():
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size(size)
        seen.findings[view] = axe_findings(page, size["width"], rules)
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


def axe_findings(page: Page, width: int, rules: dict[str, list[str]]) -> list[str]:
    """At full height: what sticks to the edges would otherwise cover what lies below it."""
    page.set_viewport_size({"width": width, "height": page.evaluate(HEIGHT)})
    found = page.evaluate("rules => axe.run(document, rules)", rules)["violations"]
    return [
        f"{rule['id']}: {node['target']} {node.get('failureSummary', '')}"
        for rule in found
        for node in rule["nodes"]
    ]
