"""An XBlock with a test, for any XBlock host.

If the host provides the service `attempts`, the block links to the host's pages:

    attempts.state(purpose) -> {"state": "not-started" | "open" | "done", "address": "/..."}

In other hosts the block stores attempts in its fields, scores them, and publishes the best score as
the grade.
"""

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from typing import Protocol

from web_fragments.fragment import Fragment
from webob import Request, Response
from xblock.core import XBlock
from xblock.fields import Boolean, Dict, Float, Integer, List, Scope, String

from assessments.blocks import markup
from assessments.blocks.sample import SAMPLE
from assessments.blocks.texts import FIELD_LABELS, say
from assessments.forms.assembly import Shuffle
from assessments.items.pictures import (
    get_stem_picture,
    with_choice_pictures,
    with_unchecked_pictures,
)
from assessments.items.types import TYPE_OF_SOURCE
from assessments.items.types.base import InvalidResponse, ItemType
from assessments.items.types.values import Content, Key, get_text, has_answer
from assessments.items.types.values import Response as ItemResponse
from assessments.items.vignettes import CASES, VIGNETTE, embed_case, get_case
from assessments.scoring.score import AnsweredSlot, AttemptScore, score_attempt
from courses.block_toolkit.author_form import AuthorForm
from courses.block_toolkit.other_hosts import fragment_for_other_host

SEVERAL = 2
LINK_LABELS = {"not-started": "Begin", "open": "Go on", "done": "See the result"}


@dataclass(frozen=True, slots=True)
class Question:
    """An item of the block, read by its type."""

    number: int
    id: str
    kind: ItemType
    content: Content
    key: Key
    options: list[list[str]]


class Attempts(Protocol):
    """The service `attempts` of a host."""

    def state(self, purpose: str) -> dict[str, str]:
        """Return `state` and `address` of the learner's attempt."""


@XBlock.wants("attempts")
class AssessmentBlock(AuthorForm):
    """A test of the block's items; its fields are published."""

    field_labels = FIELD_LABELS
    has_score = True
    reports_completion = True

    display_name = String(scope=Scope.settings, default="")
    default_language = String(scope=Scope.settings, default="id")
    purpose = String(scope=Scope.content, default="post", help="pre, post or practice")
    pass_percent = Integer(scope=Scope.content, default=None, help="None: nothing to pass")
    max_attempts = Integer(scope=Scope.content, default=1, help="0: no limit")
    items = List(scope=Scope.content, default=[], help="Items in the format of items.yaml")

    seed = String(scope=Scope.user_state, default="", help="Seed of the learner's option order")
    responses = Dict(scope=Scope.user_state, default={}, help="Answer by item id")
    is_submitted = Boolean(scope=Scope.user_state, default=False)
    score = Float(scope=Scope.user_state, default=None, help="Points of the last attempt")
    past = List(scope=Scope.user_state, default=[], help="Points of all attempts, oldest first")

    def student_view(self, context: Mapping[str, object] | None = None) -> Fragment:
        """Return the block as HTML for a learner."""
        title = self.display_name or self.translate("Test")
        attempts = self.runtime.service(self, "attempts")
        body = self._link(attempts) if attempts else self._result() or self._form()
        content = f'<div class="stack"><h2>{escape(title)}</h2>{body}</div>'
        return Fragment(content) if attempts else fragment_for_other_host(content)

    @XBlock.handler
    def answer(self, request: Request, suffix: str = "") -> Response:
        """Store the chosen answers; `go=submit` scores them once, and `go=again` starts again.

        A retry changes nothing.
        """
        if request.method != "POST":
            return Response(status=405, allow="POST")
        go = request.POST.get("go")
        is_current = request.POST.get("attempt", self.number) == self.number
        if go == "again":
            self._start_again()
        elif not self.is_submitted and is_current:
            try:
                self.responses = self.responses | self._chosen(request)
            except InvalidResponse:
                text = self.translate("An answer does not fit its question. Choose again.")
                return Response(json={"problems": {"items": text}}, status=422)
            if go == "submit":
                self._submit()
        return Response(status=303, location=request.referer or request.path)

    def max_score(self) -> int:
        """Return the number of scored items."""
        return sum(question.kind.is_scored for question in self._questions())

    @property
    def number(self) -> str:
        """Number of the current or last attempt; forms of earlier ones are ignored."""
        return str(self.attempts_made + (not self.is_submitted))

    @property
    def attempts_made(self) -> int:
        """Submitted attempts; `past` lacks one that an older version of the block stored."""
        return max(len(self.past), int(self.is_submitted))

    @property
    def may_retake(self) -> bool:
        """Whether another attempt is possible: not after a pass, except for practice."""
        has_attempts = self.max_attempts == 0 or self.attempts_made < self.max_attempts
        is_passed = self.purpose != "practice" and self._scored().has_passed is True
        return self.is_submitted and has_attempts and not is_passed

    def translate(self, sentence: str, **parameters: object) -> str:
        return say(self.default_language, sentence, **parameters)

    def _link(self, attempts: Attempts) -> str:
        state = attempts.state(self.purpose)
        label = escape(self.translate(LINK_LABELS[state["state"]]))
        return f'<p><a class="btn main" href="{escape(state["address"])}">{label}</a></p>'

    def _form(self) -> str:
        questions = list(self._questions())
        shown = "".join(map(self._question, questions, [None, *questions]))
        answered = sum(has_answer(self.responses.get(q.id)) for q in questions)
        progress = self.translate(
            "{answered} of {count} answered.", answered=answered, count=len(questions)
        )
        save = markup.button(self.translate("Save, go on later"), "save", is_main=False)
        submit = markup.button(self.translate("Hand it in"), "submit", is_main=True)
        action = escape(self.runtime.handler_url(self, "answer"))
        return (
            f'<form class="stack stack-l" method="post" action="{action}">'
            f'<input type="hidden" name="attempt" value="{self.number}">{shown}'
            f'<p class="hint">{escape(progress)}</p><p class="row">{submit}{save}</p></form>'
        )

    def _question(self, question: Question, previous: Question | None) -> str:
        """Return an item, with its case if it is the first item of the case."""
        case = get_case(question.content, self.default_language)
        previous_case = previous and get_case(previous.content, self.default_language)
        html = ""
        if case and case != previous_case:
            html = markup.case(self.translate("Case"), question.number, case.text, case.picture)
        return html + self._item(question)

    def _item(self, question: Question) -> str:
        language = self.default_language
        given = self.responses.get(question.id)
        controls = question.kind.controls(question.content, question.options, given, language)
        return markup.item_form(
            question.number,
            self._stem(question),
            with_choice_pictures(controls, question.content, question.options, language),
            language,
            get_stem_picture(question.content, language),
        )

    def _result(self) -> str:
        """Return the result once submitted. A pre-test shows no score, only practice reasons."""
        if not self.is_submitted:
            return ""
        if self.purpose == "pre" or not self.max_score():
            return f"<p>{escape(self.translate('Handed in, thank you.'))}</p>{self._retake()}"
        points = f"{self.score:g}"
        result = self.translate(
            "Handed in: {points} of {count} points.", points=points, count=self.max_score()
        )
        verdict = self._scored().has_passed
        passed = {
            True: self.translate("Passed."),
            False: self.translate("Not there yet."),
            None: "",
        }[verdict]
        reasons = "".join(self._reasons()) if self.purpose == "practice" else ""
        return f"<p>{escape(result)} {escape(passed)}</p>{reasons}{self._retake()}"

    def _retake(self) -> str:
        """Return the number of attempts, and the form that starts the next one."""
        made, hint = self.attempts_made, ""
        if made > 1 or self.max_attempts > 1:
            template = "Attempt {made}." if self.max_attempts == 0 else "Attempt {made} of {max}."
            text = self.translate(template, made=made, max=self.max_attempts)
            hint = f'<p class="hint">{escape(text)} {escape(self._best())}</p>'
        if not self.may_retake:
            return hint
        action = escape(self.runtime.handler_url(self, "answer"))
        button = markup.button(self.translate("Try again"), "again", is_main=True)
        return f'{hint}<form method="post" action="{action}"><p>{button}</p></form>'

    def _best(self) -> str:
        if self.purpose == "pre" or len(self.past) < SEVERAL or not self.max_score():
            return ""
        return self.translate(
            "The best counts: {points} of {count}.",
            points=f"{max(self.past):g}",
            count=self.max_score(),
        )

    def _reasons(self) -> Iterator[str]:
        for question in self._questions():
            feedback = question.kind.feedback(
                question.content,
                question.key,
                self.responses.get(question.id),
                self.default_language,
            )
            yield markup.feedback_list(
                question.number, self._stem(question), feedback, self.default_language
            )

    def _submit(self) -> None:
        self.score = float(self._scored().points)
        self.is_submitted = True
        self.past = [*self.past, self.score]
        if self.max_score():
            grade = {"value": max(self.past), "max_value": self.max_score()}
            self.runtime.publish(self, "grade", grade)
        self.runtime.publish(self, "completion", {"completion": 1.0})

    def _start_again(self) -> None:
        """Start an attempt without answers and with a new option order."""
        if self.may_retake:
            self.responses, self.seed, self.is_submitted = {}, "", False

    def _scored(self) -> AttemptScore:
        slots = [
            AnsweredSlot(q.number, q.kind.code, q.key, self.responses.get(q.id))
            for q in self._questions()
        ]
        return score_attempt(slots, pass_percent=self.pass_percent)

    def _chosen(self, request: Request) -> dict[str, ItemResponse]:
        """Return the sent answers by item id; an unchosen answer is cleared."""
        chosen = {}
        for question in self._questions():
            prefix = markup.field_name(question.number, "")
            fields = {
                name.removeprefix(prefix): request.POST.getall(name)
                for name in request.POST
                if name.startswith(prefix)
            }
            response = question.kind.response(fields, question.options)
            response = question.kind.cleared() if response is None else response
            if response is not None:
                chosen[question.id] = response
        return chosen

    def _questions(self) -> Iterator[Question]:
        shuffle = Shuffle(self._seed(), str(self.scope_ids.usage_id).encode())
        for number, entry in enumerate(self.items, start=1):
            kind = TYPE_OF_SOURCE[entry["type"]]
            content, key = kind.read(entry)
            content = with_unchecked_pictures(kind, content, entry)
            if entry.get(VIGNETTE):  # a mapping with the texts of the case, and its picture
                case = with_unchecked_pictures(CASES, dict(entry[VIGNETTE]), entry[VIGNETTE])
                content[VIGNETTE] = embed_case(str(case["id"]), case)
            name = str(entry["id"])
            yield Question(number, name, kind, content, key, shuffle.options(name, kind, content))

    def _seed(self) -> bytes:
        """Return the seed of the option order, created at the first view."""
        if not self.seed:
            self.seed = secrets.token_hex(16)
        return bytes.fromhex(self.seed)

    def _stem(self, question: Question) -> str:
        return get_text(question.content, "stem", self.default_language)

    @staticmethod
    def workbench_scenarios() -> list[tuple[str, str]]:
        """Return the examples of the XBlock workbench."""
        return [("Test with one item of each type", SAMPLE)]
