"""A pre-test against a post-test as lines for people: effect and interval first, p last."""

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
    "one-group-before-and-after": _("Whoever did worst at first rises by chance alone."),
}
DIMENSIONS: Final = {
    # the columns whose groups are compared; in JSON they keep the name of the column
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


def gain_lines(found: "GainReport") -> Iterator[str]:
    who = found.attrition
    yield size_line(translate("Learners with both tests"), who.matched, found.precision)
    yield from _attrition_lines(who)
    if found.change:
        yield from _change_lines(found.change, found.pass_percent)
    objectives = [
        (
            _("Objective"),
            o.objective,
            str(o.n),
            number(o.pre),
            number(o.post),
            _mean(o.post - o.pre),
        )
        for o in found.objectives
    ]
    groups = [_group_cells(one) for one in found.groups]
    yield from table(GROUP_HEADS, [(translate(row[0]), *row[1:]) for row in groups + objectives])
    items = [
        (
            one.item,
            str(one.n),
            percent(one.pre),
            percent(one.post),
            str(one.gained),
            str(one.lost),
            probability(one.p_holm),
        )
        for one in found.items
    ]
    yield from table(ITEM_HEADS, items)
    yield from note_lines(found.notes)
    yield from (f"* {translate(LIMITS[limit])}" for limit in found.limits)


def _attrition_lines(who: "Attrition") -> Iterator[str]:
    before, after = translate("Pre-test"), translate("Post-test")
    yield f"{before}: n = {who.n_pre}; {after}: n = {who.n_post}"
    if who.mean_pre_only is not None:
        sentence = translate(
            "Who left after the pre-test (n = %(n)s) had %(alone)s there, the others %(both)s."
        )
        yield sentence % {
            "n": who.pre_only,
            "alone": number(who.mean_pre_only),
            "both": number(who.mean_matched),
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


def _group_cells(one: "GroupChange") -> tuple[str, ...]:
    change = one.change
    return (
        DIMENSIONS[one.dimension],
        one.group or NO_FIGURE,
        NO_FIGURE if one.n is None else str(one.n),
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
