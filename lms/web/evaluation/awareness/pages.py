"""Awareness sessions of a course version and the people they reached, from released totals."""

from collections.abc import Iterator
from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from courses.awareness.releases import Reach
from lms.extensions import db
from lms.web.evaluation.access import OwnGroup, require_evaluation
from lms.web.evaluation.awareness.pictures import draw_audiences, draw_map, draw_months
from lms.web.evaluation.blueprint import bp
from lms.web.evaluation.headline import Fig
from lms.web.evaluation.overview import group_value, requested_choice
from lms.web.evaluation.pictures import Picture, few
from lms.web.texts.language import current_language
from lms.web.texts.numbers import decimal, whole_number
from lms.workflows.evaluation.awareness import AwarenessReach, read_reach
from lms.workflows.evaluation.figures import LEAST, POOL


@bp.get("/<uuid:version_id>/awareness")
def awareness(version_id: UUID) -> ResponseReturnValue:
    """Show all sessions to readers who see everyone, to others those of one own organisation."""
    access = require_evaluation()
    choice = access.permitted(requested_choice())
    page = read_reach(db.session(), version_id, language=current_language())
    own = next((group for group in access.own_groups or () if group.choice == choice), None)
    total = page.of(own.dimension, own.group_id) if own else page.of()
    return render_template(
        "evaluation/awareness.html",
        overview=page,
        total=total,
        finding=describe_reach(page, total),
        figs=list(list_figs(page) if own is None else list_own_figs(total)),
        columns=list(draw_columns(page)) if own is None else [],
        wide=draw_map(page) if own is None else None,
        own=own,
        choices=[
            (group.name, group_value(group.choice), group == own)
            for group in access.own_groups or ()
            if is_counted(group)
        ],
        is_counted=own is None or is_counted(own),
        sees_everyone=access.sees_everyone,
        least=LEAST,
    )


def is_counted(group: OwnGroup) -> bool:
    """Whether sessions are counted by groups of this kind; they are not by cohort."""
    return group.dimension == "organisation"


def describe_reach(page: AwarenessReach, total: Reach) -> str:
    """Return the heading: how many people how many sessions reached."""
    if page.release is None:
        return str(_("No figures on awareness sessions yet"))
    if not total.sessions:
        return str(_("Too few learners have reported sessions here"))
    number = whole_number(total.sessions)
    sessions = ngettext("%(number)s session", "%(number)s sessions", total.sessions, number=number)
    return str(
        _(
            "%(people)s people reached, %(sessions)s",
            people=whole_number(total.people),
            sessions=sessions,
        )
    )


def list_figs(page: AwarenessReach) -> Iterator[Fig]:
    """Yield the figures of all sessions."""
    release, total = page.release, page.of()
    if release is None:
        return
    yield from list_own_figs(total)
    yield Fig(
        _("Learners who held sessions"),
        whole_number(release.reporters),
        _("%(people)s people each, on average", people=decimal(total.people / release.reporters)),
    )
    yield Fig(
        _("Plans handed in"),
        few() if release.plans < LEAST else whole_number(release.plans),
        _("a plan is not a session yet"),
    )
    shown = len(page.groups("province").keys() - {POOL})
    yield Fig(_("Provinces shown"), whole_number(shown), _("of 38"))


def list_own_figs(total: Reach) -> Iterator[Fig]:
    """Yield the people and sessions of a group; nothing where it is not shown."""
    if not total.sessions:
        return
    yield Fig(
        _("People reached"),
        whole_number(total.people),
        _(
            "children %(children)s, adults %(adults)s",
            children=whole_number(total.children),
            adults=whole_number(total.adults),
        ),
    )
    average = decimal(total.people / total.sessions)
    detail = _("%(people)s people each, on average", people=average)
    yield Fig(_("Sessions held"), whole_number(total.sessions), detail)


def draw_columns(page: AwarenessReach) -> Iterator[list[Picture]]:
    """Yield the pictures of both columns."""
    for picture in (draw_months(page), draw_audiences(page)):
        if picture is not None:
            yield [picture]
