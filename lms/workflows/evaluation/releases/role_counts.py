"""Decides which counts of forms by role are released, for the comparison of items."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from assessments.analysis.contributions import Contribution
from assessments.analysis.disclosure import DIMENSIONS, Cells
from assessments.analysis.form_counter import FormAnswers, FormCounter
from assessments.analysis.form_release import Form
from assessments.analysis.group_form_release import GroupPeople, shown_groups
from assessments.analysis.statistics.minimums import MIN_FOR_DECISIONS
from assessments.evaluation.forms import ReleasedForm

ROLE: Final = DIMENSIONS.index("role")


class RoleChanges:
    """What a release changes in each role, and which roles it may show.

    Roles of fewer than `least` people in a form are not shown.
    """

    def __init__(self, *, least: int = MIN_FOR_DECISIONS) -> None:
        self._least = least
        self._new: dict[Cells, dict[Form, int]] = {}
        self._other: dict[Form, dict[str, int]] = {}

    def note_change(
        self,
        before: tuple[Contribution | None, Cells | None],
        after: tuple[Contribution | None, Cells | None],
        *,
        is_new: bool,
    ) -> None:
        """Note what a person contributes in which cells before and after; None if not counted."""
        (old, old_cells), (new, cells) = (_forms(*before), _forms(*after))
        if is_new and not old and cells is not None:
            for form in new:
                of_cells = self._new.setdefault(cells, {})
                of_cells[form] = of_cells.get(form, 0) + 1
            return
        old_role = old_cells[ROLE] if old_cells else None
        role = cells[ROLE] if cells else None
        for form in old.keys() | new.keys():
            if old.get(form) != new.get(form) or old_role != role:
                others = self._other.setdefault(form, {})
                for changed in {old_role, role} - {None}:
                    others[str(changed)] = others.get(str(changed), 0) + 1

    def releases(
        self,
        forms: Iterable[ReleasedForm],
        counters: Mapping[Form, FormCounter],
        before: Mapping[Form, Mapping[str, int]],
    ) -> Iterator[ReleasedForm]:
        """Add roles to the forms of a release; `before` are the people who protected them.

        `counters` have counted everybody with this release, by role.
        """
        forms = list(forms)
        protecting = {row.form: self._protecting(row.form, before) for row in forms}
        for row in forms:
            if row.counts is None:
                yield replace(row, waiting_roles=protecting[row.form])
                continue
            of_test = [other.form for other in forms if other.form[0] == row.form[0]]
            people = {form: counters[form].groups if form in counters else {} for form in of_test}
            roles = sorted(self._shown_roles(people, protecting))
            counts = {role: counters[row.form].group_points(role) for role in roles}
            yield replace(row, roles=counts or None)

    def _protecting(self, form: Form, before: Mapping[Form, Mapping[str, int]]) -> dict[str, int]:
        """Return the people who protect each role of a form, as `form_release` counts them."""
        purpose, _code = form
        people = dict(before.get(form, {}))
        for cells, by_form in self._new.items():
            of_test = sum(n for (of, _name), n in by_form.items() if of == purpose)
            own = by_form.get(form, 0)
            role = cells[ROLE]
            people[role] = people.get(role, 0) + min(own, of_test - own)
        for role, changed in self._other.get(form, {}).items():
            people[role] = max(0, people.get(role, 0) - changed)
        return people

    def _shown_roles(
        self, people: Mapping[Form, Mapping[str, int]], protecting: Mapping[Form, Mapping[str, int]]
    ) -> frozenset[str]:
        roles = {role for form in people for role in (*people[form], *protecting[form])}
        return shown_groups(
            {
                role: GroupPeople(
                    min(of_form.get(role, 0) for of_form in people.values()),
                    min(protecting[form].get(role, 0) for form in people),
                )
                for role in roles
            },
            least=self._least,
        )


def _forms(
    person: Contribution | None, cells: Cells | None
) -> tuple[Mapping[Form, FormAnswers], Cells | None]:
    tests = person.forms if person else {}
    return {(purpose, test.form): test for purpose, test in tests.items()}, cells
