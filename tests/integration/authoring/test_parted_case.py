"""The page of the forms tells when a swap would part a case from one of its questions."""

from copy import deepcopy
from dataclasses import replace
from types import SimpleNamespace

import pytest

from tests.factories import course_files, make_course

CASE = {"id": "VA", "stem_id": "Sari bertanya.", "stem_en": "Sari asks."}


@pytest.fixture
def course(store):
    """Two questions of form A ask about a case; `swaps` puts others in their places."""
    files = course_files()
    items = deepcopy(files.items)
    blueprint = items["blueprint"]
    asking = blueprint["forms"]["A"][:2]
    for entry in items["single_best"]:
        entry |= {"vignette": "VA"} if entry["id"] in asking else {}
    items["vignettes"] = [CASE]
    slots = [next(s for s, pair in blueprint["pairs"].items() if code in pair) for code in asking]
    others = [blueprint["retake_pool"]["slots"][slot][0] for slot in slots]
    swaps = [f"swap=A:{slot}:{code}" for slot, code in zip(slots, others, strict=True)]
    store(make_course, files=replace(files, items=items))
    return SimpleNamespace(path="/authoring/POESA-EL", asking=asking, swaps=swaps)


def test_a_swap_of_one_question_alone_is_told_with_both(author, course):
    def told(*swaps):
        page = author.get(f"{course.path}/forms?{'&'.join(swaps)}")
        assert page.status_code == 200
        at = page.text.find("kasus VA")
        return page.text[at : at + 120] if at >= 0 else ""

    assert told() == ""
    assert told(*course.swaps) == "", "all of the case leaves the form"
    first, second = course.asking
    note = told(course.swaps[0])
    assert note.index(second) < note.index(first), "what stays, then what is outside"
