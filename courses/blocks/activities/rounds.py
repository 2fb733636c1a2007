"""Base class of activities with an answer for each entry, checked together, in rounds."""

from abc import ABCMeta, abstractmethod
from collections.abc import Sequence
from html import escape
from typing import Any

from web_fragments.fragment import Fragment
from xblock.fields import Boolean, Dict, List, Scope

from courses.block_toolkit.base import PayungActivity, ViewContext, form_handler
from courses.block_toolkit.form_values import Submitted, first_value
from courses.block_toolkit.widgets import folded


class _AbstractBlock(ABCMeta, type(PayungActivity)):  # type: ignore[misc]  # XBlock is untyped
    """A metaclass of XBlocks that refuses to build a block without its abstract methods."""


class RoundsActivity(PayungActivity, metaclass=_AbstractBlock):
    """Stores incomplete answers, and shows feedback after all entries are answered.

    An entry is a mapping with an `id`.
    """

    has_score = True
    reports_completion = True

    answers = Dict(scope=Scope.user_state, default={}, help="Answer by entry")
    is_checked = Boolean(scope=Scope.user_state, default=False)
    missed = List(
        scope=Scope.user_state, default=[], help="Entries of a round with the missed ones alone"
    )

    def student_view(self, context: ViewContext | None = None) -> Fragment:
        body = self._feedback() if self.is_checked else self._to_mend() + self._questions(context)
        return self.fragment('<div class="stack">', self.opening(), body, "</div>")

    @form_handler
    def again(self, submitted: Submitted) -> None:
        """Begin another round, with all entries or, for `missed`, those that did not fit."""
        is_partial = first_value(submitted, "round") == "missed"
        fitting = {
            str(entry["id"]) for entry in self._entries() if is_partial and self._fits(entry)
        }
        entries = [str(entry["id"]) for entry in self._entries()]
        self.missed = [entry for entry in entries if entry not in fitting] if is_partial else []
        self.answers = {entry: own for entry, own in self.answers.items() if entry in fitting}
        self.is_checked = False

    @abstractmethod
    def _entries(self) -> Sequence[Any]:
        """All entries, in the order of the page."""

    @abstractmethod
    def _chosen(self, submitted: Submitted) -> dict[str, str]:
        """Valid answers of a form by entry."""

    @abstractmethod
    def _fits(self, entry: Any) -> bool:
        """Whether the stored answer of an entry is right."""

    @abstractmethod
    def _questions(self, context: ViewContext | None) -> str:
        """The form with the entries, in HTML."""

    @abstractmethod
    def _feedback(self) -> str:
        """The results of a checked round, in HTML."""

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
        self.publish_grade(sum(map(self._fits, self._entries())), len(self._entries()))
        self.publish_completion()
        return True

    def _to_mend(self) -> str:
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

    def _results(self, moved: Sequence[str], fitting: Sequence[str]) -> str:
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
