"""Formats a comparison of pre-test and post-test: effect and interval first, p last."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from lms.cli.language import mark as _
from lms.cli.language import translate
from lms.cli.statistics.figures import (
    NO_FIGURE,
    between,
    note_lines,
    number,
    percent,
    probability,
    size_line,
    table,
)

if TYPE_CHECKING:
    from assessments.analysis.gain import Attrition, Change, GainReport, GroupChange
    from assessments.analysis.statistics.effect_sizes import EffectSize
    from assessments.analysis.statistics.proportions import Share

LIMITS: Final = {
    "no-control-group": _("There is no control group: others may have changed as well."),
    "only-matched-learners": _("Only learners with both tests count."),
    "one-group-before-and-after": _(
        "Low first scores rise by chance alone (regression to the mean)."
    ),
}
DIMENSIONS: Final = {
    # known columns with groups to compare; JSON output uses the column names
    "arm": _("Order of the forms"),
    "province": _("Province"),
    "role": _("Role in life"),
    "organisation": _("Organisation"),
    "group": _("Group"),
}
GROUP_HEADS: Final = ("", _("Group"), "n", _("Pre-test"), _("Post-test"), _("Mean change"))
ITEM_HEADS: Final = (
    _("Item"),
    "n",
    _("Pre-test"),
    _("Post-test"),
    _("Gained"),
    _("Lost"),
    "Holm",
)


def gain_lines(report: "GainReport") -> Iterator[str]:
    """Yield the lines of a report."""
    attrition = report.attrition
    yield size_line(translate("Learners with both tests"), attrition.matched, report.precision)
    yield from _attrition_lines(attrition)
    if report.change:
        yield from _change_lines(report.change, report.pass_percent)
    objectives: list[tuple[str, ...]] = [
        (
            translate("Objective"),
            o.objective,
            str(o.n),
            number(o.pre),
            number(o.post),
            _mean(o.post - o.pre),
        )
        for o in report.objectives
    ]
    groups = [_group_cells(group) for group in report.groups]
    yield from table(GROUP_HEADS, groups + objectives)
    items = [
        (
            row.item,
            str(row.n),
            percent(row.pre),
            percent(row.post),
            str(row.gained),
            str(row.lost),
            probability(row.p_holm),
        )
        for row in report.items
    ]
    yield from table(ITEM_HEADS, items)
    yield from note_lines(report.notes)
    yield from (f"* {translate(LIMITS[limit])}" for limit in report.limits)


def _attrition_lines(attrition: "Attrition") -> Iterator[str]:
    before, after = translate("Pre-test"), translate("Post-test")
    yield f"{before}: n = {attrition.n_pre}; {after}: n = {attrition.n_post}"
    if attrition.mean_pre_only is not None:
        sentence = translate(
            "Learners without a post-test (n = %(n)s) had %(alone)s in the pre-test, "
            "others %(both)s."
        )
        yield sentence % {
            "n": attrition.pre_only,
            "alone": number(attrition.mean_pre_only),
            "both": number(attrition.mean_matched),
        }


def _change_lines(change: "Change", pass_percent: float) -> Iterator[str]:
    paired = change.change
    interval = between(paired.low, paired.high) if paired else NO_FIGURE
    mean, mean_change = translate("Mean"), translate("Mean change")
    yield f"{mean}: {number(change.pre.mean)} -> {number(change.post.mean)}"
    yield f"{mean_change}: {number(change.mean)} {interval}"
    yield f"d_av {_effect(change.d_av)}; d_z {_effect(change.d_z)}"
    yield f">= {pass_percent:g} %: {_share(change.pre.passed)} -> {_share(change.post.passed)}"
    scaled = change.marx_cummings
    yield f"g {number(change.hake_g)}; c {number(scaled.mean)} (n = {scaled.n})"
    if paired:
        yield f"t({paired.df}) = {number(paired.t)}, {probability(paired.p)}"
    if change.wilcoxon:
        ranks = change.wilcoxon
        yield f"W = {ranks.statistic:g} (n = {ranks.n}), {probability(ranks.p)}"


def _group_cells(group: "GroupChange") -> tuple[str, ...]:
    change = group.change
    return (
        translate(DIMENSIONS[group.dimension])
        if group.dimension in DIMENSIONS
        else group.dimension,
        group.group or NO_FIGURE,
        NO_FIGURE if group.n is None else str(group.n),
        number(change.pre.mean if change else None),
        number(change.post.mean if change else None),
        _mean(change.mean) if change else NO_FIGURE,
    )


def _mean(value: float) -> str:
    return f"{value:+z.2f}"


def _share(share: "Share") -> str:
    return f"{percent(share.share)} [{percent(share.low)}, {percent(share.high)}]"


def _effect(effect: "EffectSize | None") -> str:
    if effect is None:
        return NO_FIGURE
    return f"{number(effect.estimate)} {between(effect.low, effect.high)}"
