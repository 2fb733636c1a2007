"""Decides when counts of single forms may be released, with the counts of everybody. Pure.

The counts of the forms of a test add up to those of everybody, whose sums are known at each
release. A combination of all sums weighs the people of a form that were published last alike, and
the people of a release by one number more. So it may cancel, in each release, the people of one
form only; what remains are at least the people of the smaller form, in all releases since the forms
were last published that changed both. So the forms are published once these are ten; or if the last
release has changed ten people of each form that it changed, and nothing waited.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from assessments.analysis.statistics.minimums import MIN_SHOWN

Form = tuple[str, str]  # purpose and code of the form


@dataclass(frozen=True, slots=True)
class FormChange:
    """People of a form whose answers are new, changed or removed, and how many are new."""

    changed: int = 0
    new: int = 0


def waiting_forms(
    before: Mapping[Form, int], changes: Mapping[Form, FormChange]
) -> dict[Form, int | None]:
    """Return by form the new people who protect it after a release; None for forms to publish.

    Of each release they are the people of the form or those of all others, whichever are fewer.
    `before` are those before the release, of the forms for which a release waited. Forms without a
    change and without anybody waiting are absent.
    """
    waiting: dict[Form, int | None] = {}
    for purpose in sorted({purpose for purpose, _form in (*before, *changes)}):
        waited = {form: n for form, n in before.items() if form[0] == purpose}
        changed = {form: c for form, c in changes.items() if form[0] == purpose and c.changed}
        after: dict[Form, int] = dict(waited)
        if len(changed) > 1:
            everybody = sum(change.new for change in changed.values())
            for form, change in changed.items():
                protecting = min(change.new, everybody - change.new)
                after[form] = after.get(form, 0) + protecting
        enough = bool(after) and all(n >= MIN_SHOWN for n in after.values())
        at_once = not waited and all(c.changed >= MIN_SHOWN for c in changed.values())
        forms = after.keys() | changed.keys()
        waiting.update(dict.fromkeys(forms) if enough or at_once else after)
    return waiting
