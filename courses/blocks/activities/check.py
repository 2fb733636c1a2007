"""A knowledge check after a module: practice items with feedback at once, as often as one likes.

The key of an item is not in the page before its answer is given. A host that collects practice
answers offers the service `practice`; without it the block keeps them in its own fields only.
"""

from collections.abc import Mapping
from html import escape
from typing import Any

from web_fragments.fragment import Fragment
from xblock.core import XBlock
from xblock.fields import Dict, Scope, String

from courses.block_toolkit.base import ContentList, PayungActivity, Problems, form_handler
from courses.block_toolkit.markdown import render_markdown
from courses.block_toolkit.markup import notice, picture
from courses.blocks.activities import practice_items


@XBlock.wants("practice")
class CheckBlock(PayungActivity):
    """Answered items show their feedback; the others stay open."""

    has_score = True
    reports_completion = True

    module = String(scope=Scope.content, default="")
    item_ids = ContentList(scope=Scope.content, default=[])
    items = ContentList(scope=Scope.content, default=[], help="Items with options, key, rationale")
    answers = Dict(scope=Scope.user_state, default={}, help="Given answer by item")

    def student_view(self, context: Mapping[str, Any] | None = None) -> Fragment:
        title = self.text("title") or self.translate("Check what you know")
        items = self.localised(self.items)
        told = [item.get("case", "") for item in items]
        before = ["", *told[:-1]] if told else []
        parts = [
            self._case(item, last, n) + self._item(item, n, self.posted(context))
            for n, (item, last) in enumerate(zip(items, before, strict=True), start=1)
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
    def answer(self, submitted: Mapping[str, list[str]]) -> Problems | None:
        """Keep new answers. An item that is answered keeps its first answer until "try again"."""
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
    def again(self, submitted: Mapping[str, list[str]]) -> None:
        self.answers = {}

    def _report(self, new: Mapping[str, list[str]]) -> None:
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

    def _shuffle(self, items: list[Any], salt: str) -> list[Any]:
        return self.shuffled(items, salt=salt)

    def _case(self, item: Mapping[str, Any], before: str, number: int) -> str:
        """Above the first of the items that ask about it."""
        case = item.get("case", "")
        if not case or case == before:
            return ""
        html = self.link_citations(render_markdown(case)) + picture(item.get("case_picture"))
        label = f"{self.translate_html('Case')} {number}"
        return f'<section class="card prose" aria-label="{label}">{html}</section>'

    def _item(self, item: Mapping[str, Any], number: int, posted: Mapping[str, list[str]]) -> str:
        asked = f'<span class="ask">{self.cite(item["stem"])}</span>'
        stem = f'<span class="eyebrow">{number}</span> {asked}'
        shown = picture(item.get("picture"))
        answer = self.answers.get(str(item["id"]))
        if answer is not None:
            told = self._feedback(item, answer)
            return f'<div class="stack stack-s"><p>{stem}</p>{shown}{told}</div>'
        fields = practice_items.question(
            item,
            shuffle=self._shuffle,
            choose=self.translate("Choose"),
            cite=self.cite,
            posted=posted,
        )
        return f'<fieldset class="stack"><legend>{stem}</legend>{shown}{fields}</fieldset>'

    def _feedback(self, item: Mapping[str, Any], answer: list[str]) -> str:
        is_right = practice_items.points(item, answer, self._shuffle) == 1
        given = practice_items.given_options(item, answer)
        lines = [
            f"<p><b>{escape(option['text'])}</b><br>{self.cite(option.get('rationale', ''))}</p>"
            for option in given
        ]
        if not is_right:
            words = "".join(f"<li>{self.cite(line)}</li>" for line in practice_items.solution(item))
            lines.append(f"<p>{self.translate_html('This fits best:')}</p><ul>{words}</ul>")
        if item.get("rationale"):
            lines.append(f"<p>{self.cite(item['rationale'])}</p>")
        kind, sign = ("good", "check") if is_right else ("fix", "again")
        word = (
            self.translate("That fits.")
            if is_right
            else self.translate("Not yet; look at it once more.")
        )
        return notice(kind, sign, f'<p role="status"><b>{escape(word)}</b></p>', *lines)

    def _total(self, items: list[Mapping[str, Any]]) -> str:
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
