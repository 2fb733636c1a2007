"""Sort situations into groups, then see the fitting groups with explanations."""

from collections.abc import Mapping
from html import escape
from typing import NamedTuple, NotRequired, TypedDict

from web_fragments.fragment import Fragment
from xblock.fields import Boolean, Dict, Scope

from courses.block_toolkit.base import (
    ContentList,
    PayungActivity,
    Problems,
    ViewContext,
    form_handler,
)
from courses.block_toolkit.form_values import Submitted, first_value
from courses.block_toolkit.markup import notice


class Questions(NamedTuple):
    """Parts of the form that all learners share."""

    options: str
    items: tuple[tuple[str, str], ...]  # (id of an item, HTML before its options)
    button: str


class Situation(TypedDict):
    """An item in one language; `fits` holds the ids of the fitting groups."""

    id: str
    text: str
    fits: list[str]
    explanation: NotRequired[str]


class SortingBlock(PayungActivity):
    """Stores incomplete answers, and shows feedback after all items are answered."""

    has_score = True
    reports_completion = True

    groups = ContentList(scope=Scope.content, default=[], help="id and label of each group")
    items = ContentList(scope=Scope.content, default=[], help="id, text, fits, explanation")
    answers = Dict(scope=Scope.user_state, default={}, help="Chosen group by item")
    is_checked = Boolean(scope=Scope.user_state, default=False)

    def student_view(self, context: ViewContext | None = None) -> Fragment:
        body = self._feedback() if self.is_checked else self._questions(context)
        return self.fragment('<div class="stack">', self.opening(), body, "</div>")

    @form_handler
    def sort(self, submitted: Submitted) -> Problems | None:
        """Store the chosen groups. If all are chosen, score them and show the feedback."""
        if self.is_checked:
            return None  # a double click or an old page
        self.answers = self._chosen(submitted)
        if len(self.answers) < len(self.items):
            return {"items": self.translate("Choose a group for each situation.")}
        self.is_checked = True
        self.publish_grade(self._right(), len(self.items))
        self.publish_completion()
        return None

    @form_handler
    def again(self, submitted: Submitted) -> None:
        """Clear all answers."""
        self.answers = {}
        self.is_checked = False

    def _chosen(self, submitted: Submitted) -> dict[str, str]:
        groups = {str(group["id"]) for group in self.groups}
        chosen = {
            str(item["id"]): first_value(submitted, f"item-{item['id']}") for item in self.items
        }
        return {item: group for item, group in chosen.items() if group in groups}

    def _fits(self, item: Situation) -> bool:
        return self.answers.get(str(item["id"])) in [str(group) for group in item["fits"]]

    def _right(self) -> int:
        return sum(self._fits(item) for item in self.items)

    def _questions(self, context: ViewContext | None) -> str:
        shared = self.cached("questions", self._shared_parts)
        posted = self.posted(context)
        answers = self._chosen(posted) if posted else self.answers
        fields = "".join(
            f"{question}{_select_option(shared.options, answers.get(item))}</select></div>"
            for item, question in shared.items
        )
        return self.error_summary(context) + self.form("sort", fields, shared.button)

    def _shared_parts(self) -> Questions:
        options = "".join(
            f'<option value="{escape(str(group["id"]))}">{escape(group["label"])}</option>'
            for group in self.localised(self.groups)
        )
        return Questions(
            f'<option value="">{self.translate_html("Choose")}</option>{options}',
            tuple((str(item["id"]), self._question(item)) for item in self.localised(self.items)),
            f"<p>{self.button(self.translate('Check my choices'))}</p>",
        )

    def _question(self, item: Situation) -> str:
        field = self.part_id(item["id"])
        return (
            f'<div class="field"><label for="{field}">{self.cite(item["text"])}</label>'
            f'<select class="in" id="{field}" name="item-{escape(str(item["id"]))}" required>'
        )

    def _feedback(self) -> str:
        labels = {str(group["id"]): group["label"] for group in self.localised(self.groups)}
        notes = "".join(self._answer(item, labels) for item in self.localised(self.items))
        total = self.translate("{right} of {all} fit.", right=self._right(), all=len(self.items))
        again = self.form("again", f"<p>{self.button(self.translate('Try again'), kind='')}</p>")
        return f'<p role="status"><b>{escape(total)}</b></p>{notes}{self.closing()}{again}'

    def _answer(self, item: Situation, labels: Mapping[str, str]) -> str:
        fits = ", ".join(labels[str(group)] for group in item["fits"])
        own = labels[self.answers[str(item["id"])]]
        lines = [f"<p><b>{self.cite(item['text'])}</b></p>"]
        if self._fits(item):
            lines.append(f"<p>{self.translate_html('Fits: {group}', group=own)}</p>")
        else:
            lines.append(f"<p>{self.translate_html('You chose: {group}', group=own)}</p>")
            lines.append(f"<p>{self.translate_html('Fits better: {group}', group=fits)}</p>")
        if item.get("explanation"):
            lines.append(f"<p>{self.cite(item['explanation'])}</p>")
        return (
            notice("good", "check", *lines) if self._fits(item) else notice("fix", "again", *lines)
        )

    @staticmethod
    def workbench_scenarios() -> list[tuple[str, str]]:
        groups = '[{"id": "now", "label": "Segera"}, {"id": "later", "label": "Nanti"}]'
        items = '[{"id": "1", "text": "Ancaman", "fits": ["now"], "explanation": "110"}]'
        attributes = f"groups='{groups}' items='{items}'"
        return [("Sorting", f'<payung_sorting title_id="Pilah" {attributes}/>')]


def _select_option(options: str, chosen: str | None) -> str:
    if not chosen:
        return options
    value = f'value="{escape(chosen)}"'
    return options.replace(value, f"{value} selected", 1)
