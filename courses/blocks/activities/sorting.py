"""Sort situations into groups, then see the fitting groups with explanations."""

from collections.abc import Mapping, Sequence
from html import escape
from itertools import cycle
from typing import Final, NamedTuple, NotRequired, TypedDict

from xblock.fields import Scope

from courses.block_toolkit.base import (
    ContentList,
    Problems,
    ViewContext,
    form_handler,
)
from courses.block_toolkit.form_values import Submitted, first_value
from courses.block_toolkit.markup import icon
from courses.block_toolkit.widgets import (
    card_steps,
    chip,
    count_line,
    field_error,
    result,
    with_checked,
)
from courses.blocks import list_shapes
from courses.blocks.activities.rounds import RoundsActivity

TRAYS: Final = {2: (1, 2), 3: (1, 2, 4), 4: (1, 2, 3, 4)}  # colours and shapes by number of groups
TONES: Final = {  # class and shape of groups that are named by a colour
    "red": ("tray-red", "tray3"),
    "yellow": ("tray2", "tray2"),
    "green": ("tray-green", "tray1"),
}
IN_A_ROW: Final = 3  # chips with narrow labels in the width of a phone
MANY: Final = 6  # cards that scripts show one at a time on a phone
NARROW, MIDDLE = 16, 18  # characters of a label in a third and in half of a phone's width
NARROW_WORD, MIDDLE_WORD = 6, 11  # letters of its longest word, which is not broken


class Card(NamedTuple):
    """An item of the form, as all learners share it."""

    item: str  # its id
    before: str  # HTML of the text
    chips: str  # HTML of the groups, none chosen


class Group(TypedDict):
    """A group in one language. `tone` is the colour that its label names: red, yellow or green."""

    id: str
    label: str
    tone: NotRequired[str]


class Situation(TypedDict):
    """An item in one language; `fits` holds the ids of the fitting groups.

    `harmful` holds those of groups in which the item endangers somebody.
    """

    id: str
    text: str
    fits: list[str]
    harmful: NotRequired[list[str]]
    explanation: NotRequired[str]


class SortingBlock(RoundsActivity):
    """Stores incomplete answers, and shows feedback after all items are answered."""

    list_shapes = list_shapes.SORTING
    check_handler = "sort"
    groups = ContentList(scope=Scope.content, default=[], help="id, label and tone of each group")
    items = ContentList(
        scope=Scope.content, default=[], help="id, text, fits, harmful, explanation"
    )

    @form_handler
    def sort(self, submitted: Submitted) -> Problems | None:
        """Store the chosen groups. If all are chosen, score them and show the feedback."""
        if self._check(submitted):
            return None
        missing, total = len(self.items) - len(self.answers), len(self.items)
        if total == 1:
            return {"items": self.translate("Choose a group.")}
        text = "Cards without a group: {number} of {all}."
        return {"items": self.translate(text, number=missing, all=total)}

    def _entries(self) -> Sequence[Situation]:
        return self.items

    def _chosen(self, submitted: Submitted) -> dict[str, str]:
        groups = {str(group["id"]) for group in self.groups}
        chosen = {
            str(item["id"]): first_value(submitted, f"item-{item['id']}") for item in self.items
        }
        return {item: group for item, group in chosen.items() if group in groups}

    def fits(self, item: Situation) -> bool:
        return self.answers.get(str(item["id"])) in [str(group) for group in item["fits"]]

    def is_harmful(self, item: Situation) -> bool:
        """Whether the stored answer to an item endangers somebody."""
        groups = [str(group) for group in item.get("harmful") or ()]
        return not self.fits(item) and self.answers.get(str(item["id"])) in groups

    def _questions(self, context: ViewContext | None) -> str:
        cards = self.shuffled(list(self.cached("cards", self._cards)))
        posted = self.posted(context)
        answers = self._chosen(posted) if posted else self.answers
        missing = [card.item for card in cards if posted and card.item not in answers]
        fields = "".join(
            self._field(card, self._number(n, len(cards)), answers.get(card.item), missing)
            for n, card in enumerate(cards, start=1)
        )
        count = self.translate("{done} of {all} sorted", done=len(answers), all=len(cards))
        template = self.translate("{done} of {all} sorted")
        button = self.button(self.translate("Check my choices"))
        steps = self._steps() if len(cards) >= MANY else ""
        first = self.part_id(missing[0]) if missing else ""
        return self.error_summary(context, field=first) + self.form(
            "sort",
            f'<div class="sorts two{" many" if steps else ""}">{fields}</div>',
            steps,
            count_line(count, template),
            f"<p>{button}</p>",
            attributes=" data-keep",
        )

    def _steps(self) -> str:
        return card_steps(self.translate("Go back"), self.translate("Next card"))

    def _number(self, number: int, total: int) -> str:
        """The number of a card of a long sorting, in which it may be the only one in sight."""
        if total < MANY:
            return ""
        text = self.translate_html("Card {number} of {all}", number=number, all=total)
        return f'<span class="eyebrow">{text}</span><br>'

    def _cards(self) -> tuple[Card, ...]:
        groups: list[Group] = self.localised(self.groups)
        return tuple(
            Card(str(item["id"]), self.cite(item["text"]), self._chips(str(item["id"]), groups))
            for item in self.localised(self.items)
        )

    def _chips(self, item: str, groups: Sequence[Group]) -> str:
        """The groups as chips: each has a colour, a shape and its label."""
        trays = TRAYS[len(groups)] if len(groups) in TRAYS else tuple(TRAYS[4])
        styles = [
            TONES.get(group.get("tone", ""), (f"tray{tray}", f"tray{tray}"))
            for group, tray in zip(groups, cycle(trays), strict=False)
        ]
        chips = "".join(
            chip(
                f"item-{item}",
                str(group["id"]),
                f"<span>{icon(shape)} {escape(group['label'])}</span>",
                field=self.part_id(item) if number == 0 else "",
                kind=f" {colour}",
            )
            for number, (group, (colour, shape)) in enumerate(zip(groups, styles, strict=True))
        )
        return f'<div class="chips{_width([group["label"] for group in groups])}">{chips}</div>'

    def _field(self, card: Card, number: str, own: str | None, missing: Sequence[str]) -> str:
        field, is_bad = self.part_id(card.item), card.item in missing
        error = field_error(field, self.translate("Choose a group.") if is_bad else "")
        kind = f' class="sort bad" aria-describedby="{field}-err"' if is_bad else ' class="sort"'
        focusable = ' tabindex="-1"' if number else ""
        return (
            f"<fieldset{kind}{focusable}><legend>{number}{card.before}</legend>"
            f"{self.fitting_html(card.item)}{error}"
            f"{with_checked(card.chips, own)}</fieldset>"
        )

    def entries_of_results(self) -> list[Situation]:
        items: list[Situation] = self.shuffled(self.localised(self.items))  # as the cards
        return items

    def form_values(self) -> Mapping[str, str]:
        return {str(group["id"]): str(group["id"]) for group in self.groups}

    def answer_texts(self) -> Mapping[str, str]:
        return {str(group["id"]): group["label"] for group in self.localised(self.groups)}

    def answer_html(self, item: Situation, labels: Mapping[str, str]) -> str:
        text = f"<p><b>{self.cite(item['text'])}</b></p>"
        if any(group.get("tone") for group in self.groups):
            return self._level_html(item, labels, text)
        is_good, is_harmful = self.fits(item), self.is_harmful(item)
        own = labels[self.answers[str(item["id"])]]
        fits = ", ".join(labels[str(group)] for group in item["fits"])
        mark = (
            self.translate("Fits: {group}", group=own)
            if is_good
            else self.translate("Fits better: {group}", group=fits)
        )
        lines = [text]
        if not is_good:
            lines.append(f"<p>{self.translate_html('You chose: {group}', group=own)}</p>")
        if is_harmful:
            lines.append(f"<p>{escape(mark)}</p>")
            mark = self.translate("This can do harm")
        lines.append(self._reason(item))
        return result(*lines, is_good=is_good, mark=mark, is_harmful=is_harmful)

    def _level_html(self, item: Situation, labels: Mapping[str, str], text: str) -> str:
        """The result where groups are named by colours: none of them says right or wrong."""
        tones = {str(group["id"]): group.get("tone", "") for group in self.groups}

        def level(group: str) -> str:
            colour, shape = TONES.get(tones[group], ("", "todo"))
            return f'<b class="whole level {colour}">{icon(shape)} {escape(labels[group])}</b>'

        is_good, own = self.fits(item), self.answers[str(item["id"])]
        mark = self.translate("Fits") if is_good else self.translate("Fits better")
        fits = " ".join(level(str(group)) for group in ([own] if is_good else item["fits"]))
        is_harmful = self.is_harmful(item)
        if is_harmful:
            fits = f"{self.translate_html('Fits better:')} {fits}"
            mark = self.translate("This can do harm")
        lines = [f"<p>{fits}</p>", text]
        if not is_good:
            label = self.translate_html("Your choice:")
            lines.append(f"<p>{label} {level(own)}</p>")
        lines.append(self._reason(item))
        return result(*lines, is_good=is_good, mark=mark, is_harmful=is_harmful)

    def _reason(self, item: Situation) -> str:
        return f"<p>{self.cite(item['explanation'])}</p>" if item.get("explanation") else ""

    @staticmethod
    def workbench_scenarios() -> list[tuple[str, str]]:
        groups = '[{"id": "now", "label": "Segera"}, {"id": "later", "label": "Nanti"}]'
        items = '[{"id": "1", "text": "Ancaman", "fits": ["now"], "explanation": "110"}]'
        attributes = f"groups='{groups}' items='{items}'"
        return [("Sorting", f'<payung_sorting title_id="Pilah" {attributes}/>')]


def _width(labels: Sequence[str]) -> str:
    """Class for the width of chips with these labels."""
    label = max(map(len, labels), default=0)
    word = max((len(word) for label in labels for word in label.split()), default=0)
    if label <= NARROW and word <= NARROW_WORD and len(labels) <= IN_A_ROW:
        return ""
    has_pairs = len(labels) % 2 == 0  # else a chip would stand alone in half of a row
    is_middle = label <= MIDDLE and word <= MIDDLE_WORD
    return " mid" if has_pairs and is_middle else " long"
