"""A careful look at a page: axe's findings, weight, requests, width, the browser's complaints."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, BrowserContext, Page, Request

PHONE = {"width": 360, "height": 740}
NARROWEST = 320
ALL_RULES = {"resultTypes": ["violations"]}
COLOUR_RULES = ALL_RULES | {"runOnly": ["color-contrast", "link-in-text-block"]}
RULES = {"light": ALL_RULES, "dark": COLOUR_RULES}  # only colours differ
DOUBLE_TEXT = "document.documentElement.style.setProperty('font-size', '200%')"
WIDTH = "document.documentElement.scrollWidth"
HEIGHT = "document.documentElement.scrollHeight"


@dataclass(slots=True)
class Observation:
    """Sizes are bytes over the line, headers included."""

    status: int = 0
    title: str = ""
    language: str = ""
    findings: dict[str, list[str]] = field(default_factory=dict)
    complaints: list[str] = field(default_factory=list)
    foreign_requests: list[str] = field(default_factory=list)
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


def observe(browser: Browser, origin: str, path: str, *, state: object, language: str, act: str):
    """Open a page cold, act on it if asked to, and look at it from all sides."""
    context = browser.new_context(
        viewport=PHONE,
        storage_state=state,
        locale=language,
        color_scheme="light",
        reduced_motion="reduce",  # or axe measures colours on their way from light to dark
    )
    if state:  # the language in somebody's account goes before that of the browser
        context.add_cookies([{"name": "language", "value": language[:2], "url": origin}])
    try:
        return _look(context, origin, path, act)
    finally:
        context.close()


def _look(context: BrowserContext, origin: str, path: str, act: str) -> Observation:
    page = context.new_page()
    watch = Watch(page, origin)
    seen = watch.seen
    response = page.goto(origin + path, wait_until="load")
    seen.status = response.status if response else 0
    if act:
        seen.requests = seen.page_bytes = seen.total_bytes = 0
        with page.expect_navigation() as sent:
            page.locator(act).click()
        seen.status = sent.value.status if sent.value else 0
    seen.title = page.title()
    seen.language = page.evaluate("document.documentElement.lang")
    page.evaluate(AXE_SCRIPT)
    for scheme, rules in RULES.items():
        page.emulate_media(color_scheme=scheme)
        seen.findings[scheme] = axe_findings(page, rules)
    page.set_viewport_size({"width": NARROWEST, "height": PHONE["height"]})
    seen.widths["narrow"] = page.evaluate(WIDTH)
    page.set_viewport_size(PHONE)
    page.evaluate(DOUBLE_TEXT)
    seen.widths["double text"] = page.evaluate(WIDTH)
    return seen


def axe_findings(page: Page, rules: dict[str, list[str]]) -> list[str]:
    """At full height: what sticks to the edges would otherwise cover what lies below it."""
    page.set_viewport_size({"width": PHONE["width"], "height": page.evaluate(HEIGHT)})
    found = page.evaluate("rules => axe.run(document, rules)", rules)["violations"]
    return [
        f"{rule['id']}: {node['target']} {node.get('failureSummary', '')}"
        for rule in found
        for node in rule["nodes"]
    ]
