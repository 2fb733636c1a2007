"""Base classes of our blocks: language, texts, and forms that work without script."""

import re
from collections.abc import Callable
from functools import cached_property, wraps
from hashlib import sha256
from html import escape
from random import Random
from typing import TypedDict, TypeVar, cast

from web_fragments.fragment import Fragment
from webob import Request, Response
from xblock.core import XBlock
from xblock.fields import Dict, List, Scope, String

from courses.block_toolkit import markup
from courses.block_toolkit.author_form import AuthorForm
from courses.block_toolkit.field_labels import FIELD_LABELS
from courses.block_toolkit.form_values import Submitted, read_submitted
from courses.block_toolkit.formulas import show_formulas
from courses.block_toolkit.other_hosts import fragment_for_other_host
from courses.block_toolkit.texts import select_language, translate

UNSAFE = re.compile(r"[^A-Za-z0-9_-]")
OPAQUE_LENGTH = 8  # hex digits
Problems = dict[str, str]  # messages by field
Block = TypeVar("Block")
Item = TypeVar("Item")
Value = TypeVar("Value")


class ViewContext(TypedDict, total=False):
    """Context of a view after a rejected form: problems by field and the submitted values.

    `is_own_page` is true if the page shows only this block, `part` the part of it that it shows.
    `is_follow_up` is true on the page of a follow-up, some months after the course.
    """

    problems: Problems
    posted: Submitted
    is_own_page: bool
    is_follow_up: bool
    part: str


class ContentDict(Dict):
    """A mapping in course content. It is never changed in place, so xblock need not copy it."""

    MUTABLE = False


class ContentList(List):
    """A list in course content. It is never changed in place, so xblock need not copy it."""

    MUTABLE = False


def form_handler(
    save: Callable[[Block, Submitted], Problems | None],
) -> Callable[..., Response]:
    """Handler for a form: 303 back to the page, or 422 with the problems that `save` returns.

    A body that cannot be parsed is answered with 400, another method than POST with 405.
    """

    @wraps(save)
    def wrapper(self: Block, request: Request, suffix: str = "") -> Response:
        if request.method != "POST":
            return Response(status=405, allow="POST")
        try:
            submitted = read_submitted(request)
        except (ValueError, RecursionError):  # not UTF-8, not JSON, or nested too deeply
            return Response(status=400)
        problems = save(self, submitted)
        if problems:
            return Response(json={"problems": problems}, status=422)
        return Response(status=303, location=request.referer or request.path)

    return XBlock.handler(wrapper)


@XBlock.wants("learner", "forms", "view_cache")
class PayungBlock(AuthorForm):
    """Base class of our blocks.

    Optional services: `learner` has language and audience, `forms` the action of forms, and
    `view_cache` caches parts that all learners share. `is_static_view` is true if the view depends
    on content, language and audience only. `reports_completion` is true if the block publishes
    completion after an action of the learner.
    """

    field_labels = FIELD_LABELS
    is_static_view = False
    varies_by_audience = False
    reports_completion = False

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

    @property
    def is_for_visitor(self) -> bool:
        """Whether the page is for anybody, as in an offline pack: it shows and names nobody."""
        return getattr(self.runtime.service(self, "learner"), "is_visitor", False)

    @property
    def has_plain_forms(self) -> bool:
        """Whether forms may wait on a phone: a script must understand what they hold."""
        return getattr(self.runtime.service(self, "learner"), "has_plain_forms", False)

    @cached_property
    def html_id(self) -> str:
        usage = self.scope_ids.usage_id
        own = usage.html_id() if hasattr(usage, "html_id") else str(usage)
        return UNSAFE.sub("-", own)

    def part_id(self, name: object) -> str:
        """HTML id of a part of this block."""
        return f"{self.html_id}-{UNSAFE.sub('-', str(name))}"

    def translate(self, text: str, **parameters: object) -> str:
        """A text of the toolkit's catalogue in the reader's language."""
        return translate(self.language, text, **parameters)

    def translate_html(self, text: str, **parameters: object) -> str:
        """The translated text, escaped for HTML."""
        return escape(self.translate(text, **parameters))

    def text(self, stem: str) -> str:
        """Course text of the fields `stem_id` and `stem_en` in the reader's language."""
        return str(getattr(self, f"{stem}_{'en' if self.language == 'en' else 'id'}"))

    def localised(self, value: Value) -> Value:
        """Course content in the reader's language: pairs `x_id`, `x_en` become one key `x`."""
        return cast(Value, select_language(value, self.language))

    def cached(self, name: str, create: Callable[[], Value]) -> Value:
        """Result of `create`, which may depend on content and language only: no id, no form.

        In hosts with the service `view_cache` it is created once for all learners.
        """
        parts = self.runtime.service(self, "view_cache")
        return cast(Value, parts.part(self, self.language, name, create)) if parts else create()

    @staticmethod
    def posted(context: ViewContext | None) -> Submitted:
        """Values of a rejected form of this block, which the view shows again."""
        return (context or {}).get("posted") or {}

    def cite(self, text: str) -> str:
        """Escaped text with formulas, and citations as links to the source notes of the page."""
        if "[F" not in text:
            return markup.keep_whole(show_formulas(escape(text, quote=False)))
        html = markup.cited(text, source_word=self.translate("Source"))
        return markup.keep_whole(show_formulas(html))

    def link_citations(self, html: str) -> str:
        """HTML with citations as links to the source notes of the page."""
        return markup.keep_whole(markup.link_citations(html, self.translate("Source")))

    def form(self, handler: str, *parts: str, kind: str = "stack", attributes: str = "") -> str:
        """A form that posts to a handler of this block, with or without script.

        `kind` is its class in the style sheet, `attributes` are further attributes as HTML.
        """
        forms = self.runtime.service(self, "forms")
        if forms:
            action, hidden = forms.action(self, handler), forms.hidden()
        else:
            action, hidden = self.runtime.handler_url(self, handler), ""
        return (
            f'<form class="{kind}" method="post" action="{escape(action)}"{attributes}>'
            f"{hidden}{''.join(parts)}</form>"
        )

    def button(
        self, label: str, *, kind: str = "main wide", name: str = "", value: str = ""
    ) -> str:
        named = f' name="{escape(name)}" value="{escape(value)}"' if name else ""
        return f'<button class="btn {kind}" type="submit"{named}>{escape(label)}</button>'

    def heading(self, text: str) -> str:
        """Heading with an id; empty without text."""
        title = markup.whole_words(text)
        return f'<h2 id="{self.html_id}-title">{title}</h2>' if text else ""

    def shuffled(self, items: list[Item], *, salt: str = "") -> list[Item]:
        """Items in an order that depends on the learner, the block and the salt only."""
        order = list(items)
        ids = self.scope_ids
        Random(f"{ids.user_id}|{ids.usage_id}|{salt}").shuffle(order)  # noqa: S311  not a secret
        return order

    def opaque(self, *parts: object) -> str:
        """A value for a form that says nothing about its meaning; stable for learner and block.

        In plain forms it is the last part itself, which handlers take from every learner.
        """
        if self.has_plain_forms:
            return str(parts[-1])
        ids = self.scope_ids
        text = "|".join(map(str, (ids.user_id, ids.usage_id, *parts)))
        return sha256(text.encode()).hexdigest()[:OPAQUE_LENGTH]

    def error_summary(self, context: ViewContext | None, *, field: str = "") -> str:
        """Problems of a rejected form; `field` is the HTML id of the first field with a problem.

        The summary takes the focus, because a long page would open at its top.
        """
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

    def answer_sheet(self) -> dict[str, object] | None:
        """What a script needs to answer without the server; None for blocks that ask nothing.

        Its HTML is made by the block itself, whose fields hold anything afterwards: do not store
        them. `courses.blocks.answer_sheets` says what each kind holds.
        """
        return None

    def publish_completion(self, completion: float = 1.0) -> None:
        """Publish a completion from 0 to 1."""
        self.runtime.publish(self, "completion", {"completion": completion})

    def publish_grade(self, value: float, max_value: float) -> None:
        self.runtime.publish(self, "grade", {"value": value, "max_value": max_value})

    def fragment(self, *parts: str) -> Fragment:
        """Fragment of HTML parts, with style and script in hosts without the service `forms`."""
        content = "".join(part for part in parts if part)
        is_elsewhere = content and not self.runtime.service(self, "forms")
        return fragment_for_other_host(content) if is_elsewhere else Fragment(content)


class PayungActivity(PayungBlock):
    """Base class of blocks with a title, an instruction and a closing text."""

    title_id = String(scope=Scope.content, default="")
    title_en = String(scope=Scope.content, default="")
    instruction_id = String(scope=Scope.content, default="")
    instruction_en = String(scope=Scope.content, default="")
    after_id = String(scope=Scope.content, default="")
    after_en = String(scope=Scope.content, default="")

    def opening(self) -> str:
        """Title and instruction as HTML."""
        return self.cached("opening", self._opening)

    def closing(self) -> str:
        """Closing text as HTML."""
        return self.cached("closing", self._closing)

    def rounds(self, *, is_partial: bool) -> str:
        """The form that begins another round; with `is_partial` also one of the missed parts."""
        missed = (
            '<button class="btn" type="submit" name="round" value="missed">'
            f"{self.translate_html('Repeat what was missed')}</button>"
            if is_partial
            else ""
        )
        label = self.translate("Repeat everything") if is_partial else self.translate("Try again")
        again = self.button(label, kind="")
        return self.form("again", missed, again, kind="row")

    def _opening(self) -> str:
        instruction = self.text("instruction")
        lead = f'<p class="muted">{self.cite(instruction)}</p>' if instruction else ""
        return f"{self.heading(self.text('title'))}{lead}"

    def _closing(self) -> str:
        after = self.text("after")
        return f'<p class="muted">{self.cite(after)}</p>' if after else ""
