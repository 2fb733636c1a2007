"""An XBlock that holds a test, in any XBlock host.

A host with attempts of its own offers the service `attempts`; then the block leads to its pages:

    attempts.state(purpose) -> {"state": "not-started" | "open" | "done", "address": "/..."}

Elsewhere the block keeps attempts in its own fields, scores them, and publishes the best as grade.
"""

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from web_fragments.fragment import Fragment
from webob import Request, Response
from xblock.core import XBlock
from xblock.fields import Boolean, Dict, Float, Integer, List, Scope, String

from assessments.blocks import markup
from assessments.blocks.sample import SAMPLE
from assessments.blocks.texts import FIELD_WORDS, say
from assessments.forms.assembly import Shuffle
from assessments.items.pictures import stem_picture, with_choice_pictures, with_unchecked_pictures
from assessments.items.types import TYPE_OF_SOURCE
from assessments.items.types.base import InvalidResponse, ItemType
from assessments.items.types.values import has_answer, in_language
from assessments.items.vignettes import CASES, VIGNETTE, case_of, embedded_case
from assessments.scoring.score import AnsweredSlot, AttemptScore, score_attempt
from courses.block_toolkit.author_form import AuthorForm
from courses.block_toolkit.host_form import host_form_script

SEVERAL = 2
WAYS = {"not-started": "Begin", "open": "Go on", "done": "See the result"}


@dataclass(frozen=True, slots=True)
class Question:
    """An item of the block, as its type reads it."""

    number: int
    id: str
    kind: ItemType
    content: Mapping[str, Any]
    key: Mapping[str, Any]
    options: list[list[str]]


@XBlock.wants("attempts")
class AssessmentBlock(AuthorForm):
    field_labels = FIELD_WORDS
    has_score = True
    reports_completion = True

    display_name = String(scope=Scope.settings, default="")
    default_language = String(scope=Scope.settings, default="id")
    purpose = String(scope=Scope.content, default="post", help="pre, post or practice")
    pass_percent = Integer(scope=Scope.content, default=None, help="None: nothing to pass")
    max_attempts = Integer(scope=Scope.content, default=1, help="0: no limit")
    items = List(scope=Scope.content, default=[], help="Items as a course's items.yaml has them")

    seed = String(scope=Scope.user_state, default="", help="Makes the order of one learner")
    responses = Dict(scope=Scope.user_state, default={}, help="Answer by item id")
    is_submitted = Boolean(scope=Scope.user_state, default=False)
    score = Float(scope=Scope.user_state, default=None, help="Of the attempt handed in last")
    past = List(scope=Scope.user_state, default=[], help="Points of all attempts, oldest first")

    def student_view(self, context: Mapping[str, Any] | None = None) -> Fragment:
        title = self.display_name or self.translate("Test")
        attempts = self.runtime.service(self, "attempts")
        body = self._way(attempts) if attempts else self._result() or self._form()
        fragment = Fragment(f'<div class="stack"><h2>{escape(title)}</h2>{body}</div>')
        if not attempts:
            fragment.add_javascript(host_form_script())
            fragment.initialize_js("PayungForms")
        return fragment

    @XBlock.handler
    def answer(self, request: Request, suffix: str = "") -> Response:
        """Keep what was chosen; with `go=submit` score it, once. A retry changes nothing.

        `go=again` begins the next attempt, while one is left.
        """
        if request.method != "POST":
            return Response(status=405, allow="POST")
        go = request.POST.get("go")
        is_of_now = request.POST.get("attempt", self.number) == self.number
        if go == "again":
            self._begin_again()
        elif not self.is_submitted and is_of_now:
            try:
                self.responses = self.responses | self._chosen(request)
            except InvalidResponse:
                text = self.translate("An answer does not fit its question. Choose again.")
                return Response(json={"problems": {"items": text}}, status=422)
            if go == "submit":
                self._submit()
        return Response(status=303, location=request.referer or request.path)

    def max_score(self) -> int:
        return sum(question.kind.is_scored for question in self._questions())

    @property
    def number(self) -> str:
        """Of the attempt under way, or handed in last: a form of an earlier one counts no more."""
        return str(self.made + (not self.is_submitted))

    @property
    def made(self) -> int:
        """Attempts handed in. One from a time before there were several is not in `past`."""
        return max(len(self.past), int(self.is_submitted))

    @property
    def may_begin_again(self) -> bool:
        """A test that is passed has nothing to repeat; practice may be repeated all the same."""
        is_left = self.max_attempts == 0 or self.made < self.max_attempts
        is_passed = self.purpose != "practice" and self._scored().has_passed is True
        return self.is_submitted and is_left and not is_passed

    def translate(self, sentence: str, **parameters: object) -> str:
        return say(self.default_language, sentence, **parameters)

    def _way(self, attempts: Any) -> str:
        state = attempts.state(self.purpose)
        label = escape(self.translate(WAYS[state["state"]]))
        return f'<p><a class="btn main" href="{escape(state["address"])}">{label}</a></p>'

    def _form(self) -> str:
        questions = list(self._questions())
        shown = "".join(map(self._asked, questions, [None, *questions]))
        answered = sum(has_answer(self.responses.get(q.id)) for q in questions)
        told = self.translate(
            "{answered} of {count} answered.", answered=answered, count=len(questions)
        )
        save = markup.button(self.translate("Save, go on later"), "save", is_main=False)
        submit = markup.button(self.translate("Hand it in"), "submit", is_main=True)
        action = escape(self.runtime.handler_url(self, "answer"))
        return (
            f'<form class="stack stack-l" method="post" action="{action}">'
            f'<input type="hidden" name="attempt" value="{self.number}">{shown}'
            f'<p class="hint">{escape(told)}</p><p class="row">{submit}{save}</p></form>'
        )

    def _asked(self, question: Question, before: Question | None) -> str:
        """With its case, above the first of the items that ask about it."""
        case = case_of(question.content, self.default_language)
        known = before and case_of(before.content, self.default_language)
        told = ""
        if case and case != known:
            told = markup.case(self.translate("Case"), question.number, case.text, case.picture)
        return told + self._item(question)

    def _item(self, question: Question) -> str:
        language = self.default_language
        given = self.responses.get(question.id)
        controls = question.kind.controls(question.content, question.options, given, language)
        return markup.item_form(
            question.number,
            self._stem(question),
            with_choice_pictures(controls, question.content, question.options, language),
            language,
            stem_picture(question.content, language),
        )

    def _result(self) -> str:
        """Nothing before the end. A pre-test shows no score, and only practice shows reasons."""
        if not self.is_submitted:
            return ""
        if self.purpose == "pre" or not self.max_score():
            return f"<p>{escape(self.translate('Handed in, thank you.'))}</p>{self._again()}"
        points = f"{self.score:g}"
        told = self.translate(
            "Handed in: {points} of {count} points.", points=points, count=self.max_score()
        )
        verdict = self._scored().has_passed
        passed = {
            True: self.translate("Passed."),
            False: self.translate("Not there yet."),
            None: "",
        }[verdict]
        reasons = "".join(self._reasons()) if self.purpose == "practice" else ""
        return f"<p>{escape(told)} {escape(passed)}</p>{reasons}{self._again()}"

    def _again(self) -> str:
        """How many attempts there were, and the way to the next."""
        made, told = self.made, ""
        if made > 1 or self.max_attempts > 1:
            known = "Attempt {made}." if self.max_attempts == 0 else "Attempt {made} of {most}."
            text = self.translate(known, made=made, most=self.max_attempts)
            told = f'<p class="hint">{escape(text)} {escape(self._best())}</p>'
        if not self.may_begin_again:
            return told
        action = escape(self.runtime.handler_url(self, "answer"))
        button = markup.button(self.translate("Try again"), "again", is_main=True)
        return f'{told}<form method="post" action="{action}"><p>{button}</p></form>'

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

    def _begin_again(self) -> None:
        """With nothing chosen, and in another order."""
        if self.may_begin_again:
            self.responses, self.seed, self.is_submitted = {}, "", False

    def _scored(self) -> AttemptScore:
        slots = [
            AnsweredSlot(q.number, q.kind.code, q.key, self.responses.get(q.id))
            for q in self._questions()
        ]
        return score_attempt(slots, pass_percent=self.pass_percent)

    def _chosen(self, request: Request) -> dict[str, Any]:
        """Answers of this sending by item id; what was unchosen is taken back."""
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
                told = with_unchecked_pictures(CASES, dict(entry[VIGNETTE]), entry[VIGNETTE])
                content[VIGNETTE] = embedded_case(str(told["id"]), told)
            name = str(entry["id"])
            yield Question(number, name, kind, content, key, shuffle.options(name, kind, content))

    def _seed(self) -> bytes:
        """Made at the first view, and kept with the learner's state."""
        if not self.seed:
            self.seed = secrets.token_hex(16)
        return bytes.fromhex(self.seed)

    def _stem(self, question: Question) -> str:
        return in_language(question.content, "stem", self.default_language)

    @staticmethod
    def workbench_scenarios() -> list[tuple[str, str]]:
        return [("Test with one item of each type", SAMPLE)]
