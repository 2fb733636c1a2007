"""A list to tick or to rate in levels, with an optional private note."""

from collections.abc import Mapping
from html import escape
from typing import NotRequired, TypedDict

from web_fragments.fragment import Fragment
from xblock.fields import Boolean, Dict, Scope, String

from courses.block_toolkit.base import (
    ContentDict,
    ContentList,
    PayungActivity,
    Problems,
    ViewContext,
    form_handler,
)
from courses.block_toolkit.form_values import Submitted, first_value
from courses.block_toolkit.long_numbers import (
    NUMBERS_ARE_MASKED,
    has_masked_number,
    mask_long_numbers,
)
from courses.block_toolkit.markup import notice
from courses.blocks import list_shapes
from courses.blocks.answer_sheets.filled_form import form_sheet

TICKED = "yes"


class ListItem(TypedDict):
    """An item to tick or to rate, in one language."""

    id: str
    text: str
    hint: NotRequired[str]


class Note(TypedDict):
    """The note field in one language."""

    label: str
    hint: NotRequired[str]
    max_length: NotRequired[int]


class ChecklistBlock(PayungActivity):
    """Stores ticks and note for the learner. If `is_stored` is false, nothing is sent or stored."""

    reports_completion = True

    list_shapes = list_shapes.CHECKLIST
    items = ContentList(scope=Scope.content, default=[], help="id, text and hint of each item")
    levels = ContentList(scope=Scope.content, default=[], help="id and label; one for each item")
    note = ContentDict(scope=Scope.content, default={}, help="label, hint and max_length")
    is_stored = Boolean(scope=Scope.content, default=True)
    marks = Dict(scope=Scope.user_state, default={}, help="Level by item; 'yes' for a tick")
    own_note = String(scope=Scope.user_state, default="")
    has_saved = Boolean(scope=Scope.user_state, default=False)

    def student_view(self, context: ViewContext | None = None) -> Fragment:
        posted = self.posted(context)
        marks = self._marks(posted) if posted else self.marks
        items = "".join(self._item(item, marks) for item in self.localised(self.items))
        if self.is_stored:
            kind = "wide" if self.has_saved else "main wide"
            button = self.button(self.translate("Save my list"), kind=kind)
            note = self._note_field(self._note(posted) if posted else self.own_note)
            form = self.form(
                "keep", items, note, f"<p>{button}</p>", attributes=" data-keep-at-next"
            )
            body = form if posted else self._saved(len(self.marks)) + form
        else:
            text = self.translate_html("Nothing you tick here is sent or stored.")
            hidden = notice("", "lock", f"<p>{text}</p>")
            body = f'<form class="stack" autocomplete="off">{hidden}{items}</form>'
        return self.fragment('<div class="stack">', self.opening(), body, self.closing(), "</div>")

    @form_handler
    def keep(self, submitted: Submitted) -> Problems | None:
        """Replace the stored ticks and note by those of the form."""
        if not self.is_stored:
            return None
        self.marks = self._marks(submitted)
        if self.note:
            self.own_note = mask_long_numbers(self._note(submitted))
        self.has_saved = True
        self.publish_completion()
        return None

    def answer_sheet(self) -> dict[str, object] | None:
        if not self.is_stored:
            return None
        self.has_saved, self.own_note = True, "x"
        alone = self._saved(0)
        self.own_note = ""
        saved = [self._saved(number) for number in range(len(self.items) + 1)]
        names = {f"item-{item['id']}": ("marks", str(item["id"])) for item in self.items}
        if self.note:
            names["note"] = ("own_note", "")
        return form_sheet("keep", names, saved=saved, saved_alone=alone, flag="has_saved")

    def _marks(self, submitted: Submitted) -> dict[str, str]:
        allowed = {str(level["id"]) for level in self.levels} or {TICKED}
        given = {
            str(item["id"]): first_value(submitted, f"item-{item['id']}") for item in self.items
        }
        return {item: mark for item, mark in given.items() if mark in allowed}

    def _note(self, submitted: Submitted) -> str:
        return first_value(submitted, "note").strip()[: int(self.note.get("max_length", 300))]

    def _item(self, item: ListItem, marks: Mapping[str, str]) -> str:
        own = marks.get(str(item["id"]))
        return self._levels(item, own) if self.levels else self._tick(item, own)

    def _tick(self, item: ListItem, own: str | None) -> str:
        checked = " checked" if own else ""
        hint = (
            f'<br><span class="hint">{self.cite(item["hint"])}</span>' if item.get("hint") else ""
        )
        return (
            f'<label class="choice"><input type="checkbox" value="{TICKED}"'
            f' name="item-{escape(str(item["id"]))}"{checked}>'
            f"<span>{self.cite(item['text'])}{hint}</span></label>"
        )

    def _levels(self, item: ListItem, own: str | None) -> str:
        choices = "".join(
            f'<label class="choice"><input type="radio" name="item-{escape(str(item["id"]))}"'
            f' value="{escape(str(level["id"]))}"{" checked" if str(level["id"]) == own else ""}>'
            f"<span>{escape(level['label'])}</span></label>"
            for level in self.localised(self.levels)
        )
        return (
            f'<fieldset class="stack stack-s"><legend>{self.cite(item["text"])}</legend>'
            f'<div class="opts">{choices}</div></fieldset>'
        )

    def _note_field(self, text: str) -> str:
        if not self.note:
            return ""
        note: Note = self.localised(self.note)
        field = self.part_id("note")
        max_length = int(note.get("max_length", 300))
        private = self.translate("Only you can read this. Do not write about a real child or case.")
        limit = self.translate("At most {count} characters.", count=max_length)
        hint = " ".join(filter(None, (note.get("hint"), limit, private)))
        return (
            f'<div class="field"><label for="{field}">{escape(note["label"])}</label>'
            f'<p class="hint" id="{field}-hint">{escape(hint)}</p>'
            f'<textarea class="in" id="{field}" name="note" rows="3" maxlength="{max_length}"'
            f' aria-describedby="{field}-hint">{escape(text)}</textarea></div>'
        )

    def _saved(self, number: int) -> str:
        """What of the list is saved, of which so many items are filled in."""
        if not self.has_saved:
            return ""
        if not number and not self.own_note:
            text = self.translate_html(
                "Your list is still empty. You may leave it so, or fill it in later."
            )
            return notice("", "todo", f'<p role="status">{text}</p>')
        text = (
            self.translate_html(
                "Your list is saved: {number} of {all} filled in.",
                number=number,
                all=len(self.items),
            )
            if number
            else self.translate_html("Your note is saved. The list is still empty.")
        )
        if has_masked_number(self.own_note):
            text += " " + self.translate_html(NUMBERS_ARE_MASKED)
        return notice("good", "check", f'<p role="status">{text}</p>')

    @staticmethod
    def workbench_scenarios() -> list[tuple[str, str]]:
        items = '[{"id": "1", "text": "Akun pribadi"}, {"id": "2", "text": "Lokasi mati"}]'
        return [("Checklist", f"<payung_checklist title_id=\"Periksa\" items='{items}'/>")]
