"""The form designer: coverage, parallelism of two forms, and swaps of items.

A changed form is kept in the query string only and is never stored. The result is a snippet for
`items.yaml` of the next course version.
"""

from dataclasses import dataclass

from flask import render_template, request
from flask.typing import ResponseReturnValue

from assessments.forms import design as design
from assessments.forms.design import FormItem
from assessments.forms.queries import Design, get_form_design
from lms.extensions import db
from lms.web.authoring.blueprint import bp
from lms.web.authoring.course import course_for
from lms.web.authoring.labels import BLOOM, DIFFICULTY, FORMS, TRAITS

MAX_SWAPS = 60
MAX_OFFERED = 8  # items for a slot


@dataclass(frozen=True, slots=True)
class Swap:
    """A slot of a form that is being changed, with the items offered for it."""

    form: str
    slot: str
    offered: list[FormItem]
    anchor: str = ""  # the item of the other form, which would be in both


@bp.get("/<code>/forms")
def designer(code: str) -> ResponseReturnValue:
    """Compare forms A and B; `swap` parameters are form:slot:item, `at` is form:slot."""
    course = course_for("item.see", code)
    design_data = get_form_design(db.session(), course.version_id)
    swaps = requested_swaps()
    forms = {
        name: design.apply_swaps(
            items,
            {slot: item for form, slot, item in swaps if form == name},
            design_data.known,
        )
        for name, items in design_data.forms.items()
    }
    first, second = (forms.get(name, []) for name in ("A", "B"))
    linking = design.find_anchors(first, second)
    return render_template(
        "authoring/designer.html",
        course=course,
        forms=forms,
        pairs=design.pair_items(first, second),
        summaries={name: design.summarise_form(items, linking) for name, items in forms.items()},
        coverage={
            name: design.measure_coverage(items, design_data.blueprint, linking)
            for name, items in forms.items()
        },
        swap=swap_at(design_data, forms),
        swaps=[":".join(swap) for swap in swaps],
        parted={
            name: design.find_split_cases(design_data.forms[name], items, design_data.known)
            for name, items in forms.items()
        },
        is_changed=any(list(design_data.forms[name]) != items for name, items in forms.items()),
        fewest=design.MIN_FACILITY_ANSWERS,
        names=FORMS,
        bloom=BLOOM,
        difficulty=DIFFICULTY,
        traits=TRAITS,
    )


def requested_swaps() -> list[list[str]]:
    """The swaps as form, slot and item; malformed ones are ignored."""
    swaps = (text.split(":") for text in request.args.getlist("swap")[:MAX_SWAPS])
    return [parts for parts in swaps if len(parts) == len(("form", "slot", "item"))]


def swap_at(design_data: Design, forms: dict[str, list[FormItem]]) -> Swap | None:
    """The slot to change, if `at` names one."""
    name, _colon, slot = request.args.get("at", "").partition(":")
    form = forms.get(name, [])
    if slot not in {item.slot for item in form}:
        return None
    others = [item for other, items in forms.items() if other != name for item in items]
    offered = design.list_candidates(slot, form, others, design_data.known.values())
    own = {item.code for item in form}
    linking = (item.code for item in others if item.slot == slot and item.code not in own)
    return Swap(name, slot, offered[:MAX_OFFERED], next(linking, ""))
