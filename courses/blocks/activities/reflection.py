"""Private writing: stored for the learner only, never scored, never shown to anybody else."""

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
from courses.block_toolkit.long_numbers import (
    NUMBERS_ARE_MASKED,
    has_masked_number,
    mask_long_numbers,
)
from courses.block_toolkit.markup import notice
from courses.blocks import list_shapes

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
    """The host encrypts the texts in user state; no role can read them."""

    list_shapes = list_shapes.REFLECTION
    prompts = ContentList(scope=Scope.content, default=[], help="id, label, hint, max_length")
    written = Dict(scope=Scope.user_state, default={}, help="Text by prompt")
    has_saved = Boolean(scope=Scope.user_state, default=False)

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
        saved = "" if posted else self._saved()
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
        """Replace the stored texts by those of the form; empty texts are deleted."""
        texts = self._texts(submitted)
        self.written = {key: mask_long_numbers(text) for key, text in texts.items() if text}
        self.has_saved = True
        self.publish_completion()
        return None

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

    def _saved(self) -> str:
        if not self.has_saved:
            return ""
        text = self.translate_html("Saved. You can change it at any time.")
        if any(map(has_masked_number, self.written.values())):
            text += " " + self.translate_html(NUMBERS_ARE_MASKED)
        return notice("good", "check", f'<p role="status">{text}</p>')

    @staticmethod
    def workbench_scenarios() -> list[tuple[str, str]]:
        prompts = '[{"id": "1", "label": "Apa yang akan Anda ubah?", "max_length": 300}]'
        return [("Reflection", f"<payung_reflection title_id=\"Renungan\" prompts='{prompts}'/>")]


def _max_length(prompt: Prompt) -> int:
    return int(prompt.get("max_length") or MAX_LENGTH)
