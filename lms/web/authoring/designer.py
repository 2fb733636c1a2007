"""The form designer: coverage, how parallel two forms are, and items swapped in a draft.

A draft form stands in the address alone: nothing is stored and no learner meets it. What comes of
it are lines for `items.yaml`, from which the next version of the course is made.
"""

from dataclasses import dataclass

from flask import render_template, request
from flask.typing import ResponseReturnValue

from assessments.forms import design as design
from assessments.forms.design import FormItem
from assessments.forms.queries import Design, form_design
from lms.extensions import db
from lms.web.authoring.blueprint import bp
from lms.web.authoring.course import course_for
from lms.web.authoring.labels import BLOOM, DIFFICULTY, FORMS, TRAITS

MAX_SWAPS = 60
MAX_OFFERED = 8  # items for a slot


@dataclass(frozen=True, slots=True)
class Swap:
    """An item of a form that is looked at, and what could stand in its place."""

    form: str
    slot: str
    offered: list[FormItem]
    anchor: str = ""  # the item of the other form, which would stand in both


@bp.get("/<code>/forms")
def designer(code: str) -> ResponseReturnValue:
    """Forms A and B side by side; `swap` are form:slot:item, `at` a place to fill anew."""
    course = course_for("item.see", code)
    found = form_design(db.session(), course.version_id)
    swaps = requested_swaps()
    forms = {
        name: design.swapped(
            items,
            {slot: item for form, slot, item in swaps if form == name},
            found.known,
        )
        for name, items in found.forms.items()
    }
    first, second = (forms.get(name, []) for name in ("A", "B"))
    linking = design.anchors(first, second)
    return render_template(
        "authoring/designer.html",
        course=course,
        forms=forms,
        pairs=design.pairs(first, second),
        summaries={name: design.summary(items, linking) for name, items in forms.items()},
        coverage={
            name: design.coverage(items, found.blueprint, linking) for name, items in forms.items()
        },
        swap=swap_at(found, forms),
        swaps=[":".join(one) for one in swaps],
        parted={
            name: design.split_cases(found.forms[name], items, found.known)
            for name, items in forms.items()
        },
        is_changed=any(list(found.forms[name]) != items for name, items in forms.items()),
        fewest=design.MIN_FACILITY_ANSWERS,
        names=FORMS,
        bloom=BLOOM,
        difficulty=DIFFICULTY,
        traits=TRAITS,
    )


def requested_swaps() -> list[list[str]]:
    """Form, slot and item; what is none is left out."""
    typed = (one.split(":") for one in request.args.getlist("swap")[:MAX_SWAPS])
    return [parts for parts in typed if len(parts) == len(("form", "slot", "item"))]


def swap_at(found: Design, forms: dict[str, list[FormItem]]) -> Swap | None:
    """Which place is looked at, if it is one."""
    name, _colon, slot = request.args.get("at", "").partition(":")
    form = forms.get(name, [])
    if slot not in {one.slot for one in form}:
        return None
    others = [one for other, items in forms.items() if other != name for one in items]
    offered = design.candidates(slot, form, others, found.known.values())
    own = {one.code for one in form}
    linking = (one.code for one in others if one.slot == slot and one.code not in own)
    return Swap(name, slot, offered[:MAX_OFFERED], next(linking, ""))
