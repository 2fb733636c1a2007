"""A poll: choose one of several answers and see what others have chosen.

Results cannot reveal a single vote: they are updated after rounds of at least ten votes, and shares
are rounded and limited to 10 to 90 per cent.
"""

from collections.abc import Mapping
from html import escape
from typing import Final

from web_fragments.fragment import Fragment
from xblock.fields import Dict, Integer, Scope, String

from courses.block_toolkit.base import (
    ContentList,
    PayungActivity,
    Problems,
    ViewContext,
    form_handler,
)
from courses.block_toolkit.form_values import Submitted, first_value
from courses.block_toolkit.markup import notice
from courses.block_toolkit.widgets import pick
from courses.blocks import list_shapes

MIN_ROUND_VOTES: Final = 10  # also if an author asks for fewer
STEP: Final = 5  # per cent
EDGE: Final = 10  # per cent: smallest share shown, and largest below 100


class PollBlock(PayungActivity):
    """`tally` counts all votes; `shown` is the tally after the last complete round.

    A vote can be withdrawn.
    """

    reports_completion = True

    list_shapes = list_shapes.POLL
    options = ContentList(scope=Scope.content, default=[], help="id and text of each answer")
    fewest = Integer(
        scope=Scope.content, default=MIN_ROUND_VOTES, help="Votes in a round, at least 10"
    )
    vote = String(scope=Scope.user_state, default="", help="Id of the chosen answer")
    tally = Dict(scope=Scope.user_state_summary, default={}, help="Votes by answer, of everybody")
    shown = Dict(scope=Scope.user_state_summary, default={}, help="The tally after the last round")

    def student_view(self, context: ViewContext | None = None) -> Fragment:
        body = self._results() if self._is_known(self.vote) else self._question(context)
        return self.fragment('<div class="stack">', self.opening(), body, "</div>")

    @form_handler
    def choose(self, submitted: Submitted) -> Problems | None:
        """Count the learner's vote, once."""
        if self._is_known(self.vote):
            return None  # a double click or an old page
        chosen = first_value(submitted, "option")
        if not self._is_known(chosen):
            return {"option": self.translate("Choose one of the answers.")}
        self.vote = chosen
        self._count(chosen, 1)
        self.publish_completion()
        return None

    @form_handler
    def again(self, submitted: Submitted) -> None:
        """Withdraw the vote. The shown results of the last round stay."""
        if self._is_known(self.vote):
            self._count(self.vote, -1)
        self.vote = ""

    def answer_sheet(self) -> dict[str, object]:
        results = {}
        for option in self.options:
            self.vote = str(option["id"])
            results[self.vote] = self._results()
        return {"kind": "poll", "opening": self.opening(), "results": results}

    def _is_known(self, option_id: str) -> bool:
        return option_id in {str(option["id"]) for option in self.options}

    def _count(self, option_id: str, change: int) -> None:
        tally = {**self.tally}
        tally[option_id] = max(int(tally.get(option_id, 0)) + change, 0)
        self.tally = tally
        if sum(tally.values()) - sum(self.shown.values()) >= self._round():
            self.shown = {**tally}

    def _round(self) -> int:
        return max(int(self.fewest or 0), MIN_ROUND_VOTES)

    def _question(self, context: ViewContext | None) -> str:
        picks = "".join(
            pick("option", str(option["id"]), option["text"])
            for option in self.localised(self.options)
        )
        legend = escape(self.text("title")) or self.translate_html("Choose one of the answers.")
        options = (
            f'<fieldset><legend class="vh">{legend}</legend>'
            f'<div class="picks">{picks}</div></fieldset>'
        )
        privacy = self.translate_html(
            "Nobody sees what you choose. Results are shown after every {count} votes.",
            count=self._round(),
        )
        form = self.form("choose", options)
        return f'{self.error_summary(context)}<p class="hint">{privacy}</p>{form}'

    def _results(self) -> str:
        labels = {str(option["id"]): option["text"] for option in self.localised(self.options)}
        chosen = self.translate_html("You chose: {group}", group=labels[self.vote])
        button = self.button(self.translate("Take my vote back"), kind="")
        again = self.form("again", f"<p>{button}</p>")
        shares = self._shares(labels)
        return f'<p role="status"><b>{chosen}</b></p>{shares}{self.closing()}{again}'

    def _shares(self, labels: Mapping[str, str]) -> str:
        counts = {option: int(self.shown.get(option, 0)) for option in labels}
        total = sum(counts.values())
        if self.is_for_visitor:
            text = self.translate_html("Your vote is counted when it has arrived.")
            return notice("", "lock", f"<p>{text}</p>")
        if total < MIN_ROUND_VOTES:
            text = self.translate_html(
                "Results are shown after {count} votes, so that nobody's vote can be guessed.",
                count=self._round(),
            )
            return notice("", "lock", f"<p>{text}</p>")
        rows = "".join(
            f"<li>{self.cite(labels[option])}: <b>{self._share(count, total)}</b><br>"
            f'<progress max="100" value="{_percent(count, total)}" aria-hidden="true"></progress>'
            "</li>"
            for option, count in counts.items()
        )
        title = self.translate_html("How others chose, after {count} votes:", count=total)
        return f'<p>{title}</p><ul class="stack stack-s" role="list">{rows}</ul>'

    def _share(self, count: int, total: int) -> str:
        percent = _percent(count, total)
        if percent == EDGE:
            return self.translate_html("{share} % or less", share=percent)
        if percent == 100 - EDGE:
            return self.translate_html("{share} % or more", share=percent)
        return self.translate_html("about {share} %", share=percent)

    @staticmethod
    def workbench_scenarios() -> list[tuple[str, str]]:
        options = '[{"id": "often", "text": "Sering"}, {"id": "rarely", "text": "Jarang"}]'
        return [("Poll", f"<payung_poll title_id=\"Seberapa sering?\" options='{options}'/>")]


def _percent(count: int, total: int) -> int:
    """Share in per cent, rounded to 5 and limited to 10 to 90."""
    nearest = round(100 * count / total / STEP) * STEP
    return min(max(nearest, EDGE), 100 - EDGE)
