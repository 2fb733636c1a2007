"""Knowledge check of a module: practice items with immediate feedback and any number of attempts.

The key of an item is in the page only after it is answered. Answers are passed to the host's
service `practice`, if there is one.
"""

from collections.abc import Mapping
from html import escape

from web_fragments.fragment import Fragment
from xblock.core import XBlock
from xblock.fields import Dict, Scope, String

from courses.block_toolkit.base import (
    ContentList,
    PayungActivity,
    Problems,
    Value,
    ViewContext,
    form_handler,
)
from courses.block_toolkit.form_values import Submitted
from courses.block_toolkit.markdown import render_markdown
from courses.block_toolkit.markup import notice, picture
from courses.blocks.activities import practice_items
from courses.blocks.activities.practice_items import Answer, Item


@XBlock.wants("practice")
class CheckBlock(PayungActivity):
    """Shows feedback of answered items, and a form with the other items."""

    has_score = True
    reports_completion = True

    module = String(scope=Scope.content, default="")
    item_ids = ContentList(scope=Scope.content, default=[])
    items = ContentList(scope=Scope.content, default=[], help="Items with options, key, rationale")
    answers = Dict(scope=Scope.user_state, default={}, help="Given answer by item")

    def student_view(self, context: ViewContext | None = None) -> Fragment:
        title = self.text("title") or self.translate("Check what you know")
        items: list[Item] = self.localised(self.items)
        cases = ["", *(item.get("case", "") for item in items)]
        parts = [
            self._case(item, cases[n - 1], n) + self._item(item, n, self.posted(context))
            for n, item in enumerate(items, start=1)
        ]
        if len(self.answers) < len(items):
            button = self.button(self.translate("Check my answers"))
            text = self.translate_html("Feedback comes at once. Nothing counts.")
            hint = f'<p class="muted">{text}</p>'
            form = self.form("answer", *parts, f"<p>{button}</p>")
            body = hint + self.error_summary(context) + form
        else:
            body = self._total(items) + "".join(parts) + self._again()
        return self.fragment('<div class="stack">', self.heading(title), body, "</div>")

    @form_handler
    def answer(self, submitted: Submitted) -> Problems | None:
        """Store answers to items that are not answered yet."""
        new = {}
        for item in self.localised(self.items):
            if str(item["id"]) not in self.answers:
                given = practice_items.read_answer(item, submitted, self._shuffle)
                if given is not None:
                    new[str(item["id"])] = given
        if not new:
            is_complete = len(self.answers) == len(self.items)
            return (
                None if is_complete else {"items": self.translate("Answer at least one question.")}
            )
        self.answers = {**self.answers, **new}
        self._report(new)
        return None

    @form_handler
    def again(self, submitted: Submitted) -> None:
        """Clear all answers."""
        self.answers = {}

    def _report(self, new: Mapping[str, Answer]) -> None:
        practice = self.runtime.service(self, "practice")
        if practice:
            practice.record(new)
        if len(self.answers) == len(self.items):
            self.publish_grade(self._points(), len(self.items))
            self.publish_completion()

    def _points(self) -> float:
        return sum(
            practice_items.points(item, self.answers[str(item["id"])], self._shuffle)
            for item in self.localised(self.items)
        )

    def _shuffle(self, items: list[Value], salt: str) -> list[Value]:
        return self.shuffled(items, salt=salt)

    def _case(self, item: Item, previous: str, number: int) -> str:
        """The case of an item, unless the previous item has the same case."""
        case = item.get("case", "")
        if not case or case == previous:
            return ""
        html = self.link_citations(render_markdown(case)) + picture(item.get("case_picture"))
        label = f"{self.translate_html('Case')} {number}"
        return f'<section class="card prose" aria-label="{label}">{html}</section>'

    def _item(self, item: Item, number: int, posted: Submitted) -> str:
        question = f'<span class="ask">{self.cite(item["stem"])}</span>'
        stem = f'<span class="eyebrow">{number}</span> {question}'
        shown = picture(item.get("picture"))
        answer = self.answers.get(str(item["id"]))
        if answer is not None:
            feedback = self._feedback(item, answer)
            return f'<div class="stack stack-s"><p>{stem}</p>{shown}{feedback}</div>'
        fields = practice_items.question(
            item,
            shuffle=self._shuffle,
            cite=self.cite,
            posted=posted,
        )
        return f'<fieldset class="stack"><legend>{stem}</legend>{shown}{fields}</fieldset>'

    def _feedback(self, item: Item, answer: Answer) -> str:
        is_right = practice_items.points(item, answer, self._shuffle) == 1
        given = practice_items.given_options(item, answer)
        lines = [
            f"<p><b>{self.cite(option['text'])}</b><br>{self.cite(option.get('rationale', ''))}</p>"
            for option in given
        ]
        if not is_right:
            solution = "".join(
                f"<li>{self.cite(line)}</li>" for line in practice_items.solution(item)
            )
            lines.append(f"<p>{self.translate_html('This fits best:')}</p><ul>{solution}</ul>")
        if item.get("rationale"):
            lines.append(f"<p>{self.cite(item['rationale'])}</p>")
        kind, icon_name = ("good", "check") if is_right else ("fix", "again")
        verdict = (
            self.translate("That fits.")
            if is_right
            else self.translate("Not yet; look at it again.")
        )
        return notice(kind, icon_name, f'<p role="status"><b>{escape(verdict)}</b></p>', *lines)

    def _total(self, items: list[Item]) -> str:
        right = sum(
            practice_items.points(item, self.answers[str(item["id"])], self._shuffle) == 1
            for item in items
        )
        text = self.translate("{right} of {all} questions fit.", right=right, all=len(items))
        return f'<p role="status"><b>{escape(text)}</b></p>'

    def _again(self) -> str:
        return self.form("again", f"<p>{self.button(self.translate('Try again'), kind='')}</p>")

    @staticmethod
    def workbench_scenarios() -> list[tuple[str, str]]:
        options = (
            '[{"id": "A", "text": "Ya", "correct": true, "rationale": "Tepat"},'
            ' {"id": "B", "text": "Tidak", "correct": false, "rationale": "Belum"}]'
        )
        item = (
            f'[{{"id": "1", "type": "single_best", "stem": "?", "key": "A", "options": {options}}}]'
        )
        return [("Check", f"<payung_check items='{item}'/>")]
