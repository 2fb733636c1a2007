"""Decides when counts of single forms may be released, with the counts of everybody. Pure.

The counts of the forms of a test add up to those of everybody, and sums over all groups are known
at each release. A combination of these sums weighs people of the same cells and the same release
alike, whatever their form. The form that was published last adds one number for its people. So the
combination may cancel, in each cell and each release, the people of one form only; what remains are
at least the smaller part of the new people of each cell. So the forms are published once these
parts are ten, over all releases since the forms were last published. People who change or leave may
have been such a part, so each takes one away.

If only one form has changed since the forms were published last, it needs nobody: it is what the
form was before, plus what everybody has gained.

That protects sums, not answers to single items: `outcomes/item_cells.py` decides on these, and
holds a test back.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from assessments.analysis.disclosure import Cells
from assessments.analysis.statistics.minimums import MIN_SHOWN

Form = tuple[str, str]  # purpose and code of the form


@dataclass(frozen=True, slots=True)
class FormChange:
    """People of a form whose answers are new, changed or removed.

    `protecting` are new people of the same cells with this form or with others, whichever are
    fewer; `other` are people whose answers were released before.
    """

    protecting: int = 0
    other: int = 0


def protecting_people(people: Iterable[Mapping[str, int]], form: str) -> int:
    """Return the new people who protect a form; `people` are their numbers by form, by cells."""
    return sum(
        min(by_form.get(form, 0), sum(by_form.values()) - by_form.get(form, 0))
        for by_form in people
    )


def form_changes(
    new: Mapping[Cells, Mapping[Form, int]], other: Mapping[Form, int]
) -> dict[Form, FormChange]:
    """Return the changes of each form; `new` are new people by cells, `other` all others."""
    changes: dict[Form, FormChange] = {}
    for purpose, code in sorted({form for by_form in new.values() for form in by_form} | {*other}):
        by_cells = [
            {name: n for (of, name), n in by_form.items() if of == purpose}
            for by_form in new.values()
        ]
        protecting = protecting_people(by_cells, code)
        changes[purpose, code] = FormChange(protecting, other.get((purpose, code), 0))
    return changes


def waiting_forms(
    before: Mapping[Form, int],
    changes: Mapping[Form, FormChange],
    held: Collection[str] = (),
) -> dict[Form, int | None]:
    """Return by form the new people who protect it after a release; None for forms to publish.

    `before` are those before the release, of the forms for which a release waited. Forms without a
    change and without anybody waiting are absent; those of tests that are `held` wait.
    """
    waiting: dict[Form, int | None] = {}
    for purpose in sorted({purpose for purpose, _form in (*before, *changes)}):
        forms = {form for form in (*before, *changes) if form[0] == purpose}
        after = {form: _protected(form, before, changes) for form in forms}
        enough = len(forms) == 1 or all(n >= MIN_SHOWN for n in after.values())
        waiting.update(dict.fromkeys(after) if enough and purpose not in held else after)
    return waiting


def _protected(form: Form, before: Mapping[Form, int], changes: Mapping[Form, FormChange]) -> int:
    change = changes.get(form, FormChange())
    return max(0, before.get(form, 0) + change.protecting - change.other)
