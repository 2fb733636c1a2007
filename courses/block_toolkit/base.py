"""What all our blocks have in common: language, texts, forms that work without script."""

import re
from collections.abc import Callable, Mapping
from functools import cached_property, wraps
from html import escape
from random import Random
from typing import Any, TypeVar, cast
from urllib.parse import parse_qs

from web_fragments.fragment import Fragment
from webob import Request, Response
from xblock.core import XBlock
from xblock.fields import Dict, List, Scope, String

from courses.block_toolkit import markup
from courses.block_toolkit.author_form import AuthorForm
from courses.block_toolkit.field_labels import FIELD_LABELS
from courses.block_toolkit.host_form import host_form_script
from courses.block_toolkit.texts import select_language, translate

UNSAFE = re.compile(r"[^A-Za-z0-9_-]")
# Nobody types these on purpose: control characters, half characters, marks that turn writing round.
UNTYPEABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
Problems = dict[str, str]
Value = TypeVar("Value")


class ContentDict(Dict):
    """A mapping of the course. Never changed in place, so it is not copied to find changes."""

    MUTABLE = False


class ContentList(List):
    """A list of the course. Never changed in place, so it is not copied to find changes."""

    MUTABLE = False


def form_handler(
    save: Callable[[Any, Mapping[str, list[str]]], Problems | None],
) -> Callable[..., Response]:
    """A handler for a form post: 303 back to where it came from, or 422 with what to repair."""

    @wraps(save)
    def wrapper(self: Any, request: Request, suffix: str = "") -> Response:
        if request.method != "POST":
            return Response(status=405, allow="POST")
        try:
            submitted = _submitted(request)
        except (ValueError, RecursionError):  # neither UTF-8 nor JSON, or nested without end
            return Response(status=400)
        problems = save(self, submitted)
        if problems:
            return Response(json={"problems": problems}, status=422)
        return Response(status=303, location=request.referer or request.path)

    return XBlock.handler(wrapper)


@XBlock.wants("learner", "forms", "view_cache")
class PayungBlock(AuthorForm):
    """`learner` says language and audience; `forms` where a form goes; `view_cache` keeps what all
    learners see. Each may be absent."""

    field_labels = FIELD_LABELS
    is_static_view = False  # the view depends on content, language and audience alone
    varies_by_audience = False
    reports_completion = False  # there is something to do in it, and it says when that is done

    display_name = String(scope=Scope.settings, default="")
    default_language = String(scope=Scope.settings, default="id")
    facts = ContentDict(scope=Scope.content, default={}, help="Confidence of cited facts by id")

    @cached_property
    def language(self) -> str:
        learner = self.runtime.service(self, "learner")
        return str(learner.language if learner else self.default_language)

    @property
    def audience(self) -> str:
        learner = self.runtime.service(self, "learner")
        return str(learner.audience if learner else "")

    @cached_property
    def html_id(self) -> str:
        usage = self.scope_ids.usage_id
        own = usage.html_id() if hasattr(usage, "html_id") else str(usage)
        return UNSAFE.sub("-", own)

    def part_id(self, name: object) -> str:
        """An id in the page for a part of this block."""
        return f"{self.html_id}-{UNSAFE.sub('-', str(name))}"

    def translate(self, sentence: str, **parameters: object) -> str:
        """One of the block's own sentences, in the reader's language."""
        return translate(self.language, sentence, **parameters)

    def translate_html(self, sentence: str, **parameters: object) -> str:
        """The same as HTML text."""
        return escape(self.translate(sentence, **parameters))

    def text(self, stem: str) -> str:
        """A course text that stands in the fields `stem_id` and `stem_en`."""
        return str(getattr(self, f"{stem}_{'en' if self.language == 'en' else 'id'}"))

    def localised(self, value: Any) -> Any:
        return select_language(value, self.language)

    def cached(self, name: str, make: Callable[[], Value]) -> Value:
        """What `make` gives, which may depend on content and language alone: no id, no form.

        A host that has `view_cache` asks it once for all learners.
        """
        parts = self.runtime.service(self, "view_cache")
        return cast(Value, parts.part(self, self.language, name, make)) if parts else make()

    @staticmethod
    def posted(context: Mapping[str, Any] | None) -> Mapping[str, list[str]]:
        """What a form of this block held that was not taken: the view shows it again."""
        return (context or {}).get("posted") or {}

    def cite(self, text: str) -> str:
        """Escaped, with citations as links to the source notes of the page."""
        if "[F" not in text:
            return escape(text, quote=False)
        return markup.cited(
            text,
            self.facts,
            source_word=self.translate("Source"),
            unsure_word=self.translate("To be confirmed"),
        )

    def link_citations(self, html: str) -> str:
        """HTML with such links for its citations."""
        words = self.translate("Source"), self.translate("To be confirmed")
        return markup.link_citations(html, self.facts, *words)

    def form(self, handler: str, *parts: str) -> str:
        """A form that posts to a handler of this block, with or without script."""
        forms = self.runtime.service(self, "forms")
        if forms:
            action, hidden = forms.action(self, handler), forms.hidden()
        else:
            action, hidden = self.runtime.handler_url(self, handler), ""
        return (
            f'<form class="stack" method="post" action="{escape(action)}">'
            f"{hidden}{''.join(parts)}</form>"
        )

    def button(
        self, label: str, *, kind: str = "main wide", name: str = "", value: str = ""
    ) -> str:
        named = f' name="{escape(name)}" value="{escape(value)}"' if name else ""
        return f'<button class="btn {kind}" type="submit"{named}>{escape(label)}</button>'

    def heading(self, text: str) -> str:
        return f'<h2 id="{self.html_id}-title">{escape(text)}</h2>' if text else ""

    def shuffled(self, items: list[Any], *, salt: str = "") -> list[Any]:
        """In an order that is another for each learner, and the same each time for one."""
        order = list(items)
        ids = self.scope_ids
        Random(f"{ids.user_id}|{ids.usage_id}|{salt}").shuffle(order)  # noqa: S311  no secret
        return order

    def error_summary(self, context: Mapping[str, Any] | None, *, field: str = "") -> str:
        """What to repair, after a form of this block was refused; `field` is the id of the first
        field to repair. The note takes the focus, since a page is long and opens at its top."""
        problems = (context or {}).get("problems") or {}
        if not problems:
            return ""
        texts = [escape(text) for text in problems.values()]
        if field:
            texts = [f'<a href="#{field}">{text}</a>' for text in texts]
        lines = "".join(f"<li>{text}</li>" for text in texts)
        return (
            f'<div class="errsum" role="alert" tabindex="-1" autofocus><h2>{markup.icon("fix")}'
            f"{escape(self.translate('Something is still missing'))}</h2><ul>{lines}</ul></div>"
        )

    def publish_completion(self, share: float = 1.0) -> None:
        self.runtime.publish(self, "completion", {"completion": share})

    def publish_grade(self, value: float, max_value: float) -> None:
        self.runtime.publish(self, "grade", {"value": value, "max_value": max_value})

    def fragment(self, *parts: str) -> Fragment:
        content = "".join(part for part in parts if part)
        fragment = Fragment(content)
        if 'method="post"' in content and not self.runtime.service(self, "forms"):
            fragment.add_javascript(host_form_script())
            fragment.initialize_js("PayungForms")
        return fragment


class PayungActivity(PayungBlock):
    """A block with a title, an instruction and a closing text."""

    title_id = String(scope=Scope.content, default="")
    title_en = String(scope=Scope.content, default="")
    instruction_id = String(scope=Scope.content, default="")
    instruction_en = String(scope=Scope.content, default="")
    after_id = String(scope=Scope.content, default="")
    after_en = String(scope=Scope.content, default="")

    def opening(self) -> str:
        return self.cached("opening", self._opening)

    def closing(self) -> str:
        return self.cached("closing", self._closing)

    def _opening(self) -> str:
        instruction = self.text("instruction")
        told = f'<p class="muted">{self.cite(instruction)}</p>' if instruction else ""
        return f"{self.heading(self.text('title'))}{told}"

    def _closing(self) -> str:
        after = self.text("after")
        return f'<p class="muted">{self.cite(after)}</p>' if after else ""


def first_value(submitted: Mapping[str, list[str]], name: str) -> str:
    values = submitted.get(name)
    return values[0] if values else ""


def _submitted(request: Request) -> dict[str, list[str]]:
    """The fields of a form, or of a JSON object with the same names, without what is not typed."""
    if request.content_type == "application/json":
        body = request.json if request.body else {}
        fields = body if isinstance(body, dict) else {}
    elif request.environ.get("CONTENT_TYPE") == "application/x-www-form-urlencoded":
        # As WebOb reads it, without the files for which it goes a long way.
        fields = parse_qs(request.body.decode("utf-8", "replace"), True, errors="replace")
    else:
        fields = {key: request.POST.getall(key) for key in request.POST}
    return {
        str(key): [UNTYPEABLE.sub("", str(part)) for part in _as_list(value)]
        for key, value in fields.items()
    }


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
