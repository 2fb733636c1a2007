"""Counts the forms of the tests in a release, and what the release changes in them."""

from collections.abc import Iterator, Mapping

from assessments.analysis.contributions import Contribution
from assessments.analysis.disclosure import Cells
from assessments.analysis.form_counter import FormAnswers, FormCounter
from assessments.analysis.form_release import Form, form_changes, waiting_forms
from assessments.evaluation.forms import ReleasedForm
from lms.workflows.evaluation.releases.form_items import FormPublication


class FormCounts:
    """Counts of all forms, and what the release changes in them."""

    def __init__(self) -> None:
        self.counters: dict[Form, FormCounter] = {}
        self._new: dict[Cells, dict[Form, int]] = {}
        self._other: dict[Form, int] = {}

    def add(self, person: Contribution, role: str) -> None:
        """Count a person as released."""
        for form, answers in _by_form(person).items():
            self.counters.setdefault(form, FormCounter()).add(answers, role)

    def note_change(
        self,
        before: Contribution | None,
        after: tuple[Contribution | None, Cells | None],
        *,
        is_new: bool,
    ) -> None:
        """Note what a person contributes, and in which cells after; None if they do not count."""
        person, cells = after
        old, new = _by_form(before), _by_form(person)
        if is_new and cells is not None:
            of_cells = self._new.setdefault(cells, {})
            for form in new:
                of_cells[form] = of_cells.get(form, 0) + 1
            return
        for form in old.keys() | new.keys():
            if old.get(form) != new.get(form):
                self._other[form] = self._other.get(form, 0) + 1

    def releases(
        self, waiting_before: Mapping[Form, int], publication: FormPublication
    ) -> Iterator[ReleasedForm]:
        """Yield the forms to publish, and those whose changes wait."""
        changes = form_changes(self._new, self._other)
        protected = waiting_forms(waiting_before, changes)
        counts = {
            form: self.counters.get(form, FormCounter()).counts()
            for form, waiting in protected.items()
            if waiting is None and publication.is_due
        }
        cells = publication.publish(counts)
        held = {form[0] for form in protected} - {form[0] for form in cells}
        for form, waiting in waiting_forms(waiting_before, changes, held).items():
            of_form = counts[form] if waiting is None else None
            yield ReleasedForm(form, of_form, waiting, cells=cells.get(form))


def _by_form(person: Contribution | None) -> dict[Form, FormAnswers]:
    tests = person.forms if person else {}
    return {(purpose, answers.form): answers for purpose, answers in tests.items()}
