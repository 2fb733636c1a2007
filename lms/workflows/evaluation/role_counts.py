"""Counts the answers to forms by role, for the comparison of items between roles."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from assessments.analysis.contributions import Contribution
from assessments.analysis.disclosure import DIMENSIONS, Cells
from assessments.analysis.form_counter import FormAnswers
from assessments.analysis.form_release import Form
from assessments.analysis.group_counts import TestCounts
from assessments.analysis.group_form_release import GroupPeople, shown_groups
from assessments.analysis.statistics.minimums import MIN_FOR_DECISIONS
from assessments.evaluation.forms import ReleasedForm

ROLE: Final = DIMENSIONS.index("role")


class RoleCounter:
    """Counts of all forms by role, and what a release changes in them.

    Roles of fewer than `least` people in a form are not released.
    """

    def __init__(self, *, least: int = MIN_FOR_DECISIONS) -> None:
        self._least = least
        self._people: dict[Form, dict[str, int]] = {}
        self._points: dict[tuple[Form, str], dict[tuple[str, float, float], int]] = {}
        self._new: dict[Cells, dict[Form, int]] = {}
        self._other: dict[Form, dict[str, int]] = {}

    def add(self, person: Contribution, cells: Cells) -> None:
        """Count a person as released."""
        role = cells[ROLE]
        for purpose, test in person.forms.items():
            form = (purpose, test.form)
            people = self._people.setdefault(form, {})
            people[role] = people.get(role, 0) + 1
            points = self._points.setdefault((form, role), {})
            total = test.total
            for code, (_option, earned) in test.answers.items():
                key = code, earned, total
                points[key] = points.get(key, 0) + 1

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
        self, forms: Iterable[ReleasedForm], before: Mapping[Form, Mapping[str, int]]
    ) -> Iterator[ReleasedForm]:
        """Add roles to the forms of a release; `before` are the people who protected them."""
        forms = list(forms)
        protecting = {row.form: self._protecting(row.form, before) for row in forms}
        for row in forms:
            if row.counts is None:
                yield replace(row, waiting_roles=protecting[row.form])
                continue
            of_test = [other.form for other in forms if other.form[0] == row.form[0]]
            roles = self._shown_roles(of_test, protecting)
            counts = {role: self._counts(row.form, role) for role in sorted(roles)}
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
        self, forms: Iterable[Form], protecting: Mapping[Form, Mapping[str, int]]
    ) -> frozenset[str]:
        forms = list(forms)
        roles = {
            role for form in forms for role in (*self._people.get(form, {}), *protecting[form])
        }
        return shown_groups(
            {
                role: GroupPeople(
                    min(self._people.get(form, {}).get(role, 0) for form in forms),
                    min(protecting[form].get(role, 0) for form in forms),
                )
                for role in roles
            },
            least=self._least,
        )

    def _counts(self, form: Form, role: str) -> TestCounts:
        points: dict[str, dict[float, dict[float, int]]] = {}
        for (code, earned, total), n in self._points.get((form, role), {}).items():
            points.setdefault(code, {}).setdefault(earned, {})[total] = n
        return TestCounts(n=self._people[form][role], points=points)


def _forms(
    person: Contribution | None, cells: Cells | None
) -> tuple[Mapping[Form, FormAnswers], Cells | None]:
    tests = person.forms if person else {}
    return {(purpose, test.form): test for purpose, test in tests.items()}, cells
