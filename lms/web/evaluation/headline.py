"""Sentences of the headline: what changed, how certain it is, how large it is."""

from dataclasses import dataclass
from statistics import NormalDist
from typing import Final

from flask_babel import gettext as _

from assessments.analysis.gain import Change, Occasion
from assessments.analysis.statistics.effect_sizes import EffectSize
from assessments.analysis.statistics.proportions import Share
from lms.web.texts.numbers import decimal, signed, whole_number
from lms.workflows.evaluation.figures import LEAST, Figures

SMALL, MEDIUM, LARGE = 0.2, 0.5, 0.8  # bounds of d (Cohen 1988)
MAX_SHARE: Final = 99  # of 100 people


@dataclass(frozen=True, slots=True)
class Fig:
    """A number with its name and a detail."""

    name: str
    value: str
    detail: str


@dataclass(frozen=True, slots=True)
class Headline:
    """The change as number and words. `size` is empty if no effect size can be computed."""

    change: str
    certainty: str
    meaning: str
    size: str
    comparison: str
    effect: str
    is_imprecise: bool
    figs: tuple[Fig, ...]


def finding(figures: Figures | None) -> str:
    """Return the heading of the page: the result in one sentence."""
    if figures is None:
        return str(_("No figures yet"))
    change = figures.change
    if change is None:
        return str(_("Not enough people to answer yet"))
    if change.change is not None and change.change.low <= 0 <= change.change.high:
        return str(_("No clear change: %(points)s points on average", points=signed(change.mean)))
    points = decimal(abs(change.mean))
    if change.mean > 0:
        return str(_("Scores rose by %(points)s points on average", points=points))
    if change.mean < 0:
        return str(_("Scores fell by %(points)s points on average", points=points))
    return str(_("Scores did not change"))


def build_headline(figures: Figures, mark: int) -> Headline | None:
    """Return the headline of a group, or None if it is too small."""
    change = figures.change
    if change is None:
        return None
    effect = change.d_av
    return Headline(
        change=_("%(points)s points", points=signed(change.mean)),
        certainty=_certainty(change),
        meaning=""
        if change.change is None
        else _(
            "If similar programmes were repeated many times, about 95 of 100 such intervals would"
            " hold the true change."
        ),
        size=_size(effect) if effect else "",
        comparison=_comparison(effect) if effect else "",
        effect=""
        if effect is None
        else f"{decimal(effect.estimate, 2)} ({decimal(effect.low, 2)} \N{EN DASH}"
        f" {decimal(effect.high, 2)})",
        is_imprecise=change.precision != "ok",
        figs=_figs(figures, change, mark),
    )


def _certainty(change: Change) -> str:
    if change.change is None:
        return str(_("All changes are equal, so no interval can be computed."))
    return str(
        _(
            "Interval (95%%): %(low)s to %(high)s points.",
            low=decimal(change.change.low),
            high=decimal(change.change.high),
        )
    )


def _size(effect: EffectSize) -> str:
    size = abs(effect.estimate)
    if size < SMALL:
        return str(_("very small"))
    if size < MEDIUM:
        return str(_("small"))
    return str(_("medium")) if size < LARGE else _("large")


def _comparison(effect: EffectSize) -> str:
    """Say where a person in the middle would stand, if scores are normally distributed."""
    share = round(100 * NormalDist().cdf(effect.estimate))
    return str(
        _(
            "Somebody exactly in the middle before the course would now exceed about %(share)s of"
            " 100 first scores.",
            share=min(max(share, 1), MAX_SHARE),
        )
    )


def _figs(figures: Figures, change: Change, mark: int) -> tuple[Fig, ...]:
    pre = next(stage for stage in figures.stages if stage.code == "pre")
    before, after = figures.shares or (None, None)
    return (
        Fig(
            _("People with both tests"),
            whole_number(change.n),
            ""
            if pre.n is None
            else _("of about %(number)s with a pre-test", number=whole_number(pre.n)),
        ),
        Fig(_("Mean before"), decimal(change.pre.mean), _spread(change.pre)),
        Fig(_("Mean after"), decimal(change.post.mean), _spread(change.post)),
        _share(_("Pass mark %(mark)s reached before", mark=mark), before),
        _share(_("Pass mark %(mark)s reached after", mark=mark), after),
    )


def _spread(occasion: Occasion) -> str:
    if occasion.sd is None:
        return ""
    return str(_("spread (standard deviation) %(sd)s", sd=decimal(occasion.sd)))


def _share(name: str, passed: Share | None) -> Fig:
    if passed is None:
        return Fig(
            name,
            "\N{EN DASH}",
            _("not shown: it would tell of fewer than %(least)s people", least=LEAST),
        )
    low, high = round(100 * passed.low), round(100 * passed.high)
    return Fig(name, f"{round(100 * passed.share)}%", f"{low} \N{EN DASH} {high}%")
