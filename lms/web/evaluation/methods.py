"""Methods: who is counted and who left, how each figure is computed, and what hides a figure."""

from importlib.metadata import version
from typing import Final
from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from lms.extensions import db
from lms.web.evaluation.access import require_evaluation
from lms.web.evaluation.blueprint import bp
from lms.web.evaluation.group_pictures import MAX_GROUPS
from lms.web.evaluation.headline import SMALL
from lms.web.evaluation.labels import STAGES
from lms.web.evaluation.limits import list_limits
from lms.web.evaluation.overview import (
    chosen_group,
    group_value,
    list_versions,
    requested_choice,
    require_listed,
)
from lms.web.evaluation.pictures import few
from lms.web.texts.language import current_language
from lms.web.texts.numbers import decimal, whole_number
from lms.workflows.evaluation.figures import LEAST, Figures
from lms.workflows.evaluation.overview import read_overview

DISTRIBUTION: Final = "payung-lms"

FORMULAS: Final = (  # what it is, how it is computed, its source
    (
        _l("Mean change"),
        _l("Each person's score after the course less their score before it; the mean of these."),
        "",
    ),
    (
        _l("Interval of the mean change (95%)"),
        _l(
            "The mean, give or take t times the standard deviation of the changes divided by the"
            " root of the number of people; t is that of the paired t test."
        ),
        "Student 1908",
    ),
    (
        _l("Effect, d(av)"),
        _l(
            "The mean change divided by the root of the mean of both variances. Its interval comes"
            " from the noncentral t distribution. In words: small from 0.2, medium from 0.5, large"
            " from 0.8."
        ),
        "Cohen 1988; Algina and Keselman 2003",
    ),
    (
        _l("Shares of people"),
        _l("People who reached the pass mark, divided by all; with Wilson's interval."),
        "Wilson 1927",
    ),
    (
        _l("Objectives"),
        _l(
            "The mean share of the points in the items of an objective, before and after. The"
            " interval is that of the mean change."
        ),
        "Student 1908",
    ),
    (
        _l("Items gained and lost"),
        _l(
            "People who met the same version of an item in both tests: right only afterwards, and"
            " right only before. Partly right counts as wrong."
        ),
        "",
    ),
    (
        _l("Change if those who left had not changed"),
        _l(
            "The mean change times the people with both tests, divided by all people with a"
            " pre-test."
        ),
        "",
    ),
    (
        _l("Reliability, alpha"),
        _l(
            "How far the items of a form agree with each other, from the variances of items and"
            " total; with Feldt's interval."
        ),
        "Cronbach 1951; Feldt, Woodruff and Salih 1987",
    ),
    (
        _l("Facility and item-rest correlation"),
        _l(
            "The mean share of the points of an item, and the correlation of its points with the"
            " total of the other items."
        ),
        "",
    ),
    (
        _l("Comparison of the forms"),
        _l(
            "Means by Welch's t, since chance decides who takes which form first; a score of one"
            " form is put on the other by equal means and standard deviations."
        ),
        "Welch 1947; Kolen and Brennan 2014",
    ),
    (
        _l("Only in JSON"),
        _l(
            "Normalised gain: the mean change divided by what was missing to 100 before. The same"
            " person by person, with losses as a part of what could be lost. A test of signed ranks"
            " that needs no normal distribution."
        ),
        "Hake 1998; Marx and Cummings 2007; Wilcoxon 1945",
    ),
)
RULES: Final = (
    (
        _l("Fewer than ten people:"),
        _l("no figure. Such groups stand together, if they are at least ten people."),
    ),
    (
        _l("A group that would reveal another"),
        _l("is hidden too, since the total less the groups shown is a group as well."),
    ),
    (
        _l("Ten to 29 people:"),
        _l("marked as imprecise, and not ranked. Figures of items need 30 people."),
    ),
    (
        _l("One grouping at a time,"),
        _l("the same figures for all readers, pages, files and programs. Nothing is crossed."),
    ),
    (
        _l("Renewed only together:"),
        _l(
            "a release adds people only where no sum or difference of published figures tells of"
            " fewer than ten. Others wait, whatever their scores."
        ),
    ),
    (
        _l("The mean of those who left is rounded,"),
        _l("because they take the post-test one by one."),
    ),
)


@bp.get("/<uuid:version_id>/methods")
def methods(version_id: UUID) -> ResponseReturnValue:
    """Show how the figures of the overview come about, for the same group."""
    access = require_evaluation()
    choice = access.permitted(requested_choice())
    require_listed(version_id, list_versions(access), access)
    page = read_overview(
        db.session(),
        version_id,
        choice,
        language=current_language(),
        names_groups=False,
        max_groups=MAX_GROUPS,
    )
    figures = page.figures
    return render_template(
        "evaluation/methods.html",
        overview=page,
        group=chosen_group(access, page),
        group_value=group_value(choice),
        stages=list_stages(figures) if figures else [],
        attrition=describe_attrition(figures) if figures else "",
        formulas=FORMULAS,
        rules=RULES,
        limits=list_limits(figures) if figures else [],
        least=LEAST,
        program=version(DISTRIBUTION),
        sees_everyone=access.sees_everyone,
    )


def list_stages(figures: Figures) -> list[tuple[str, str, str]]:
    """Return each stage with its people, and per cent of the registered."""
    return [
        (
            str(STAGES[stage.code]),
            few() if stage.n is None else whole_number(stage.n),
            "\N{EN DASH}" if stage.percent is None else f"{round(stage.percent)}%",
        )
        for stage in figures.stages
    ]


def describe_attrition(figures: Figures) -> str:
    """Compare the pre-test of those who left with that of those who stayed."""
    change, attrition = figures.change, figures.attrition
    if change is None:
        return str(_("Fewer than %(least)s people have both tests.", least=LEAST))
    if attrition is None:
        return str(
            _(
                "Those who left cannot be compared: fewer than %(least)s people have a pre-test"
                " and no post-test, or their mean would reveal another group.",
                least=LEAST,
            )
        )
    gap = attrition.mean_pre - round(change.pre.mean)
    numbers = _(
        "Pre-test of those who left: %(left)s on average (n = %(n_left)s). Of those who stayed:"
        " %(stayed)s (n = %(n_stayed)s).",
        left=whole_number(attrition.mean_pre),
        n_left=whole_number(attrition.n),
        stayed=decimal(change.pre.mean),
        n_stayed=whole_number(change.n),
    )
    if abs(gap) <= SMALL * (change.pre.sd or 0):
        meaning = _("Both began nearly alike. Whether they would change alike is not known.")
    elif gap < 0:
        meaning = _(
            "Those who left began lower. The means before and after are those of a group that"
            " began higher than all who started."
        )
    else:
        meaning = _(
            "Those who left began higher. The means before and after are those of a group that"
            " began lower than all who started."
        )
    return f"{numbers} {meaning}"
