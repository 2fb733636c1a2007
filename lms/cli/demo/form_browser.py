"""HTTP client of `payung demo` with cookies and HTML forms, without scripts."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.client import HTTPResponse
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import cast
from urllib.error import HTTPError
from urllib.parse import urlencode, urljoin
from urllib.request import HTTPCookieProcessor, ProxyHandler, Request, build_opener

TIMEOUT = 30


@dataclass(slots=True)
class Choice:
    """A radio button, check box, option, or button with a value, with its label."""

    name: str
    value: str
    is_checked: bool
    kind: str
    label: str = ""


@dataclass(slots=True)
class Form:
    """A form with its fields, choices and buttons."""

    action: str
    method: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    choices: list[Choice] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)
    button_labels: dict[str, str] = field(default_factory=dict)  # by value

    def values_of(self, name: str) -> list[str]:
        return [choice.value for choice in self.choices if choice.name == name]

    def names(self) -> set[str]:
        return {name for name, _ in self.fields} | {choice.name for choice in self.choices}


@dataclass(slots=True)
class Page:
    """A response with its forms and links."""

    url: str
    status: int
    text: str
    forms: list[Form]
    links: list[str]

    def form(self, action_part: str) -> Form:
        """Return the first form whose action contains the text. Raises LookupError."""
        for form in self.forms:
            if action_part in form.action:
                return form
        raise LookupError(f"no form with {action_part!r} on {self.url}")

    def link(self, part: str) -> str:
        """Return the first link that contains the text. Raises LookupError."""
        for link in self.links:
            if part in link:
                return link
        raise LookupError(f"no link with {part!r} on {self.url}")


class FormBrowser:
    """Keeps cookies and submits forms."""

    def __init__(self, origin: str, *, language: str = "id") -> None:
        self.origin = origin
        policy = DefaultCookiePolicy(rfc2965=False)
        jar = HTTPCookieProcessor(CookieJar(policy))
        self._opener = build_opener(jar, ProxyHandler({}))
        self._headers = {"Accept": "text/html", "Accept-Language": language}

    def get(self, path: str) -> Page:
        return self._open(Request(urljoin(self.origin, path), headers=self._headers))  # noqa: S310

    def download(self, path: str) -> bytes:
        request = Request(urljoin(self.origin, path))  # noqa: S310
        with self._opener.open(request, timeout=TIMEOUT) as response:
            return cast(bytes, response.read())

    def submit(self, form: Form, values: dict[str, str | list[str]], *, button: str = "") -> Page:
        """Submit a form with its current values, replaced by `values`."""
        pairs = [pair for pair in form.fields if pair[0] not in values]
        pairs += [
            (choice.name, choice.value)
            for choice in form.choices
            if choice.is_checked and choice.name not in values
        ]
        for name, value in values.items():
            items = [value] if isinstance(value, str) else value
            pairs += [(name, item) for item in items]
        pairs += [pair for pair in form.buttons if pair[0] == button]
        body = urlencode(pairs).encode()
        if form.method == "get":
            return self.get(f"{form.action}?{body.decode()}")
        headers = self._headers | {"Content-Type": "application/x-www-form-urlencoded"}
        return self._open(Request(form.action, data=body, headers=headers))  # noqa: S310

    def _open(self, request: Request) -> Page:
        try:
            response = cast(HTTPResponse, self._opener.open(request, timeout=TIMEOUT))
        except HTTPError as error:
            response = cast(HTTPResponse, error)
        with response:
            text = response.read().decode()
            parser = _Reader(response.url)
            parser.feed(text)
            return Page(response.url, response.status, text, parser.forms, parser.links)


class _Reader(HTMLParser):
    """Collects the forms and links of a page."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url
        self.forms: list[Form] = []
        self.links: list[str] = []
        self._open_form: Form | None = None
        self._select = ""
        self._textarea: str | None = None
        self._text = ""
        self._labelled: Choice | None = None
        self._button: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in attributes:
            self.links.append(urljoin(self.url, attributes["href"]))
        elif tag == "form":
            action = urljoin(self.url, attributes.get("action") or self.url)
            self._open_form = Form(action, attributes.get("method", "get").lower())
            self.forms.append(self._open_form)
        elif self._open_form is not None and "disabled" not in attributes:
            self._control(self._open_form, tag, attributes)

    def _control(self, form: Form, tag: str, attributes: dict[str, str]) -> None:
        name, value, kind = (
            attributes.get("name", ""),
            attributes.get("value", ""),
            attributes.get("type", "text"),
        )
        if tag == "option" and self._select:
            form.choices.append(Choice(self._select, value, "selected" in attributes, "option"))
        elif tag == "select":
            self._select = name
        elif tag == "textarea":
            self._textarea, self._text = name, ""
        elif tag == "button" or (tag == "input" and kind == "submit"):
            if name:
                form.buttons.append((name, value))
                self._button = value
                form.button_labels[value] = ""
        elif tag == "input" and kind in ("radio", "checkbox"):
            self._labelled = Choice(name, value or "on", "checked" in attributes, kind)
            form.choices.append(self._labelled)
        elif tag == "input" and name:
            form.fields.append((name, value))

    def handle_data(self, data: str) -> None:
        if self._textarea is not None:
            self._text += data
        elif self._labelled is not None:
            self._labelled.label = f"{self._labelled.label} {data.strip()}".strip()
        elif self._button is not None and self._open_form is not None:
            labels = self._open_form.button_labels
            labels[self._button] = f"{labels[self._button]} {data.strip()}".strip()

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open_form = None
        elif tag == "label":
            self._labelled = None
        elif tag == "button":
            self._button = None
        elif tag == "select":
            self._select = ""
        elif tag == "textarea" and self._textarea is not None and self._open_form is not None:
            self._open_form.fields.append((self._textarea, self._text.removeprefix("\n")))
            self._textarea = None
