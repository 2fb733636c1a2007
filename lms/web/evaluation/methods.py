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
from lms.web.evaluation.formulas import FORMULAS
from lms.web.evaluation.group_pictures import MAX_GROUPS
from lms.web.evaluation.headline import SMALL
from lms.web.evaluation.labels import STAGES
from lms.web.evaluation.limits import list_limits, waiting_sentence
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
        _l("Counts by score, direction and item"),
        _l(
            "are renewed only when each has ten new people; for a group only if no difference of"
            " groups tells of fewer. Stages are in steps of ten."
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
        limits=list_limits(figures, page.waiting) if figures else [],
        least=LEAST,
        waiting=waiting_sentence(page.waiting),
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
        "Pre-test of those who left: %(left)s on average (n about %(n_left)s). Of those who stayed:"
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
