"""Roles compared: items that are easier for one role than for others who know equally much."""

import math
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from assessments.analysis.differential_groups import ItemBias
from assessments.analysis.statistics.distributions import normal_quantile
from lms.extensions import db
from lms.web.charts.forest import ForestRow, ForestSection, draw_forest
from lms.web.charts.shapes import Caption
from lms.web.evaluation.access import require_test_quality
from lms.web.evaluation.blueprint import bp
from lms.web.evaluation.labels import group_name
from lms.web.evaluation.pictures import Picture, Table, interval
from lms.web.evaluation.test_pages.sections import chosen_test, room_context
from lms.web.texts.numbers import decimal, signed, whole_number
from lms.workflows.evaluation.figures import LEAST
from lms.workflows.evaluation.test_roles import FormRoles, TestRoles, read_test_roles

CERTAIN: Final = normal_quantile(0.975)  # standard errors of a 95 % interval
DASH: Final = "\N{EN DASH}"


@dataclass(frozen=True, slots=True)
class RolesCard:
    """A form as it is shown: a picture of what to look at, and all items by role."""

    form: FormRoles
    people: str
    reference: str
    picture: Picture | None
    roles: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@bp.get("/<uuid:version_id>/tests/roles")
def test_roles(version_id: UUID) -> ResponseReturnValue:
    """Compare roles in the test after the course, or in the one before with `?test=pre`."""
    person = require_test_quality()
    roles = read_test_roles(db.session(), version_id, chosen_test(request.args))
    return render_template(
        "evaluation/test_roles.html",
        finding=_finding(roles),
        cards=[_card(form) for form in roles.forms],
        least=LEAST,
        **room_context(person, roles.quality, "evaluation.test_roles"),
    )


def _finding(roles: TestRoles) -> str:
    """Return the heading of the page."""
    items = [item for form in roles.forms for item in form.items]
    if not items:
        return str(_("Not enough people to compare roles yet"))
    number = len({item.compared.item for item in items if item.is_marked})
    if not number:
        return str(_("No item clearly favours a role"))
    return str(ngettext("%(num)d item favours a role", "%(num)d items favour a role", number))


def _card(form: FormRoles) -> RolesCard:
    others = [role for role in form.people if role != form.reference]
    by_item: dict[str, dict[str, ItemBias]] = {}
    for item in form.items:
        by_item.setdefault(item.compared.item, {})[item.compared.focal] = item
    rows = tuple(
        (code, *(_cell(by_role.get(role)) for role in others))
        for code, by_role in sorted(by_item.items())
    )
    people = ", ".join(f"{_name(role)} {whole_number(n)}" for role, n in form.people.items())
    reference = _name(form.reference)
    return RolesCard(form, people, reference, _draw(form), tuple(map(_name, others)), rows)


def _name(role: str) -> str:
    return group_name("role", role, {})


def _cell(item: ItemBias | None) -> str:
    """Return by how many logits an item is easier for a role, and how large that is."""
    if item is None or item.compared.figures is None:
        return DASH
    figures = item.compared.figures
    return f"{signed(_advantage(item))} ({figures.category})"


def _advantage(item: ItemBias) -> float:
    """Return by how many logits an item is easier for the role than for the largest one."""
    figures = item.compared.figures
    return -math.log(figures.odds_ratio) if figures else 0.0


def _draw(form: FormRoles) -> Picture | None:
    """Draw the items to look at, with their intervals; None if there is none."""
    marked = [item for item in form.items if item.is_marked]
    if not marked:
        return None
    roles = dict.fromkeys(item.compared.focal for item in marked)
    sections = [
        ForestSection(
            _name(role), tuple(_row(item) for item in marked if item.compared.focal == role)
        )
        for role in roles
    ]
    caption = _("Items that favour a role in form %(form)s", form=form.form)
    sentence = _(
        "Right of zero an item is easier for the role than for %(reference)s with the same total,"
        " left of it harder. Ask whether the item needs something that only one role meets.",
        reference=_name(form.reference),
    )
    drawing = draw_forest(
        Caption(f"roles-{form.form}", caption, sentence),
        sections,
        None,
        lambda tick: decimal(tick, 0),
    )
    table = Table(
        caption,
        (_("Item"), _("Role in life"), _("Advantage"), _("Interval (95%)")),
        tuple(
            (
                item.compared.item,
                _name(item.compared.focal),
                signed(_advantage(item)),
                interval(*_ends(item)),
            )
            for item in marked
        ),
    )
    finding = _(
        "To look at: %(items)s",
        items=", ".join(dict.fromkeys(item.compared.item for item in marked)),
    )
    return Picture.of(drawing, _("Advantage in logits with its interval (95%)"), finding, table)


def _row(item: ItemBias) -> ForestRow:
    low, high = _ends(item)
    value = _advantage(item)
    return ForestRow(
        item.compared.item, "", signed(value), value, low, high, interval(low, high), 1
    )


def _ends(item: ItemBias) -> tuple[float, float]:
    figures = item.compared.figures
    half = CERTAIN * figures.log_odds_error if figures else 0.0
    return _advantage(item) - half, _advantage(item) + half
