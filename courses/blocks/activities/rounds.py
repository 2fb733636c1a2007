"""Base class of activities with an answer for each entry, checked together, in rounds."""

from abc import ABCMeta, abstractmethod
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from web_fragments.fragment import Fragment
from xblock.fields import Boolean, Dict, List, Scope

from courses.block_toolkit.base import PayungActivity, ViewContext, form_handler
from courses.block_toolkit.form_values import Submitted, first_value
from courses.block_toolkit.markup import tag
from courses.block_toolkit.widgets import folded
from courses.blocks.answer_sheets.rounds import rounds_sheet


class _AbstractBlock(ABCMeta, type(PayungActivity)):  # type: ignore[misc]  # XBlock is untyped
    """A metaclass of XBlocks that refuses to build a block without its abstract methods."""


class RoundsActivity(PayungActivity, metaclass=_AbstractBlock):
    """Stores incomplete answers, and shows feedback after all entries are answered.

    An entry is a mapping with an `id`. `form_prefix` is the name of its form field before the id,
    `check_handler` the handler of the form.
    """

    form_prefix = "item-"
    check_handler = ""

    has_score = True
    reports_completion = True

    answers = Dict(scope=Scope.user_state, default={}, help="Answer by entry")
    is_checked = Boolean(scope=Scope.user_state, default=False)
    missed = List(
        scope=Scope.user_state, default=[], help="Entries of a round with the missed ones alone"
    )

    def student_view(self, context: ViewContext | None = None) -> Fragment:
        body = self._feedback() if self.is_checked else self.to_mend() + self._questions(context)
        return self.fragment('<div class="stack">', self.opening(), body, "</div>")

    @form_handler
    def again(self, submitted: Submitted) -> None:
        """Begin another round, with all entries or, for `missed`, those that did not fit."""
        is_partial = first_value(submitted, "round") == "missed"
        fitting = {str(entry["id"]) for entry in self._entries() if is_partial and self.fits(entry)}
        entries = [str(entry["id"]) for entry in self._entries()]
        self.missed = [entry for entry in entries if entry not in fitting] if is_partial else []
        self.answers = {entry: own for entry, own in self.answers.items() if entry in fitting}
        self.is_checked = False

    @abstractmethod
    def _entries(self) -> Sequence[Any]:
        """All entries, in the order of the page."""

    def entries_of_results(self) -> Sequence[Any]:
        """All entries in the reader's language, in the order of their results."""
        return self.localised(self._entries())

    @abstractmethod
    def _chosen(self, submitted: Submitted) -> dict[str, str]:
        """Valid answers of a form by entry."""

    @abstractmethod
    def form_values(self) -> Mapping[str, str]:
        """The values of the form, which are the same for all entries, with their answers."""

    @abstractmethod
    def fits(self, entry: Any) -> bool:
        """Whether the stored answer to an entry fits."""

    @abstractmethod
    def answer_texts(self) -> Mapping[str, str]:
        """The text of each answer in the reader's language."""

    @abstractmethod
    def answer_html(self, entry: Any, texts: Mapping[str, str]) -> str:
        """The result of the stored answer to an entry in the reader's language."""

    @abstractmethod
    def _questions(self, context: ViewContext | None) -> str:
        """The form with the entries, in HTML."""

    def _feedback(self) -> str:
        entries, texts = self.entries_of_results(), self.answer_texts()
        return self.results(
            [self.answer_html(entry, texts) for entry in entries if not self.fits(entry)],
            [self.answer_html(entry, texts) for entry in entries if self.fits(entry)],
        )

    def answer_sheet(self) -> dict[str, object]:
        return rounds_sheet(self, self.localised(self._entries()))

    def _check(self, submitted: Submitted) -> bool:
        """Store the answers. If all are given, score them; False if some are missing.

        With `keep`, which scripts send after each change, only store them.
        """
        if self.is_checked:
            return True  # a double click or an old page
        self.answers = self._chosen(submitted)
        if first_value(submitted, "keep"):
            return True
        if len(self.answers) < len(self._entries()):
            return False
        self.is_checked, self.missed = True, []
        self.publish_grade(sum(map(self.fits, self._entries())), len(self._entries()))
        self.publish_completion()
        return True

    def to_mend(self) -> str:
        """How many entries a round with the missed ones is about; empty in other rounds."""
        entries = [str(entry["id"]) for entry in self._entries()]
        number = len([entry for entry in entries if entry in self.missed])
        if not number:
            return ""
        text = self.translate_html(
            "{number} of {all} to put right. The others fit already.",
            number=number,
            all=len(entries),
        )
        return f'<p class="ask">{text}</p>'

    def fitting_html(self, entry_id: str) -> str:
        """The mark of an entry that fitted before a round with the missed ones; else empty."""
        return self.fitted_mark() if self.missed and entry_id not in self.missed else ""

    def fitted_mark(self) -> str:
        return f"<p>{tag('done', self.translate('Fitted last time'), 'check')}</p>"

    def results(self, moved: Sequence[str], fitting: Sequence[str]) -> str:
        """The results of all entries: those that belong elsewhere first, the others folded."""
        total = (
            self.translate(
                "{right} in place, {moved} not yet.", right=len(fitting), moved=len(moved)
            )
            if moved
            else self.translate("All {all} fit.", all=len(fitting))
        )
        stays = "".join(fitting)
        if moved and fitting:
            stays = folded(self.translate("Those that fit ({count})", count=len(fitting)), stays)
        return (
            f'<p class="ask" role="status">{escape(total)}</p>{"".join(moved)}{stays}'
            f"{self.closing()}{self.rounds(is_partial=bool(moved and fitting))}"
        )
