"""Private writing: stored for the learner only, never scored, never shown to anybody else."""

from html import escape
from typing import NamedTuple, NotRequired, TypedDict

from web_fragments.fragment import Fragment
from xblock.fields import Boolean, Dict, Integer, Scope

from courses.block_toolkit.base import (
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

MAX_LENGTH = 1000


class Prompt(TypedDict):
    """A prompt in one language."""

    id: str
    label: str
    hint: NotRequired[str]
    max_length: NotRequired[int]


class Page(NamedTuple):
    """Parts of the view that all learners share."""

    before: str
    fields: tuple[tuple[str, str], ...]  # (id of a prompt, HTML before its text)
    after: str


class ReflectionBlock(PayungActivity):
    """The host encrypts the texts in user state; no role can read them.

    A form that was written without the latest text, on a phone without a network, overwrites
    nothing: its texts are shown beside the others until the form is saved again.
    """

    list_shapes = list_shapes.REFLECTION
    prompts = ContentList(scope=Scope.content, default=[], help="id, label, hint, max_length")
    written = Dict(scope=Scope.user_state, default={}, help="Text by prompt")
    has_saved = Boolean(scope=Scope.user_state, default=False)
    revision = Integer(scope=Scope.user_state, default=0, help="Number of forms received")
    beside = Dict(scope=Scope.user_state, default={}, help="Texts of a form that came late")

    def student_view(self, context: ViewContext | None = None) -> Fragment:
        page, posted = self.cached("page", self._page), self.posted(context)
        written = self._texts(posted) if posted else self.written
        fields = "".join(
            f"{field}{escape(written.get(prompt, ''))}</textarea></div>"
            for prompt, field in page.fields
        )
        kind = "wide" if self.has_saved else "main wide"
        button = f"<p>{self.button(self.translate('Save for myself'), kind=kind)}</p>"
        form = self.form("write", fields, button, attributes=" data-keep-at-next")
        saved = "" if posted else self._saved(len(self.written)) + self._beside()
        return self.fragment(page.before, saved, form, page.after)

    def _page(self) -> Page:
        private = notice(
            "",
            "lock",
            f"<p><b>{self.translate_html('Only you can read this.')}</b> "
            f"{self.translate_html('It is encrypted, and nobody scores it.')}</p>",
            f"<p>{self.translate_html('Do not write about a real child or case.')}</p>",
        )
        return Page(
            f'<div class="stack">{self.opening()}{private}',
            tuple(
                (str(prompt["id"]), self._field(prompt)) for prompt in self.localised(self.prompts)
            ),
            f"{self.closing()}</div>",
        )

    @form_handler
    def write(self, submitted: Submitted) -> Problems | None:
        """Replace the stored texts by those of the form; empty texts are deleted.

        `revision` is the one that was there when the form was written, if the phone says it.
        """
        texts = {key: mask_long_numbers(text) for key, text in self._texts(submitted).items()}
        seen = first_value(submitted, "revision")
        if seen and seen != str(self.revision):
            late = {key: text for key, text in texts.items() if text != self.written.get(key, "")}
            self.beside = {**self.beside, **{key: text for key, text in late.items() if text}}
        else:
            self.written = {key: text for key, text in texts.items() if text}
            self.beside = {}
        self.revision += 1
        self.has_saved = True
        self.publish_completion()
        return None

    def answer_sheet(self) -> dict[str, object]:
        self.has_saved, self.written = True, {}
        names = {
            f"prompt-{prompt['id']}": ("written", str(prompt["id"])) for prompt in self.prompts
        }
        saved = [self._saved(number) for number in range(len(self.prompts) + 1)]
        return form_sheet("write", names, saved=saved, flag="has_saved")

    def _texts(self, submitted: Submitted) -> dict[str, str]:
        return {
            str(prompt["id"]): first_value(submitted, f"prompt-{prompt['id']}").strip()[
                : _max_length(prompt)
            ]
            for prompt in self.prompts
        }

    def _field(self, prompt: Prompt) -> str:
        field = self.part_id(prompt["id"])
        hint = prompt.get("hint")
        note = f'<p class="hint" id="{field}-hint">{self.cite(hint)}</p>' if hint else ""
        described = f' aria-describedby="{field}-hint"' if hint else ""
        return (
            f'<div class="field"><label for="{field}">{self.cite(prompt["label"])}</label>{note}'
            f'<textarea class="in" id="{field}" name="prompt-{escape(str(prompt["id"]))}"'
            f' maxlength="{_max_length(prompt)}"{described}>'
        )

    def _saved(self, number: int) -> str:
        """What is saved, with a text for so many prompts."""
        if not self.has_saved:
            return ""
        if not number:
            text = self.translate_html(
                "Nothing is written yet. You may leave it so, or write later."
            )
            return notice("", "todo", f'<p role="status">{text}</p>')
        text = (
            self.translate_html("Saved. You can change it at any time.")
            if number >= len(self.prompts)
            else self.translate_html(
                "Saved: {number} of {all} answers. You can change them at any time.",
                number=number,
                all=len(self.prompts),
            )
        )
        if any(map(has_masked_number, self.written.values())):
            text += " " + self.translate_html(NUMBERS_ARE_MASKED)
        return notice("good", "check", f'<p role="status">{text}</p>')

    def _beside(self) -> str:
        """Texts that came late, with their prompts."""
        if not self.beside:
            return ""
        prompts = {str(prompt["id"]): prompt["label"] for prompt in self.localised(self.prompts)}
        texts = "".join(
            f"<p><b>{self.cite(prompts[key])}</b><br>{escape(text)}</p>"
            for key, text in self.beside.items()
            if key in prompts
        )
        title = self.translate_html("You also wrote this on a phone without a signal:")
        hint = self.translate_html("It stays here until you save the form again.")
        return notice("", "undo", f"<p>{title}</p>{texts}<p>{hint}</p>")

    @staticmethod
    def workbench_scenarios() -> list[tuple[str, str]]:
        prompts = '[{"id": "1", "label": "Apa yang akan Anda ubah?", "max_length": 300}]'
        return [("Reflection", f"<payung_reflection title_id=\"Renungan\" prompts='{prompts}'/>")]


def _max_length(prompt: Prompt) -> int:
    return int(prompt.get("max_length") or MAX_LENGTH)
