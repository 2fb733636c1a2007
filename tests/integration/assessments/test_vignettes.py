"""Items that ask about one case: the case stands above each of them, and they stand together."""

from copy import deepcopy
from datetime import timedelta

import pytest
from sqlalchemy import select

from assessments import service
from assessments.attempts.models import AttemptSlot
from assessments.items.bank import read_bank
from assessments.items.models import ItemVersion
from assessments.practice import service as practice
from courses.enrolment.service import enrol_learner

from .conftest import START

CASE = {
    "id": "V01",
    "stem_id": "Sari berusia **tiga belas** tahun.\n\n<b>Ia bercerita.</b>",
    "stem_en": "Sari is **thirteen**.\n\nShe tells.",
}
SHOWN = "<p>Sari berusia <strong>tiga belas</strong> tahun.</p>"
LATER = START + timedelta(days=200)


def entries(document):
    lists = (listed for listed in document.values() if isinstance(listed, list))
    return {str(one["id"]): one for listed in lists for one in listed if "id" in one}


def told(document, *codes, case="V01"):
    """The document, in which these items ask about a case."""
    found = deepcopy(document)
    for code in codes:
        entries(found)[code]["vignette"] = case
    return found | {"vignettes": [*found.get("vignettes", ()), CASE | {"id": case}]}


@pytest.fixture(scope="module")
def bank(document):
    """Three items of each form, two slots of the pool, and all of practice ask about cases."""
    blueprint = document["blueprint"]
    pool = blueprint["retake_pool"]["slots"]
    one, two = list(pool)[3:5]
    found = told(document, *blueprint["forms"]["A"][:3])
    found = told(found, *blueprint["forms"]["B"][5:8], case="V02")
    for place, case in enumerate(("V03", "V04")):
        found = told(found, pool[one][place], pool[two][place], case=case)
    for slot in (one, two):
        del pool_of(found)[slot][2:]
    uses = {code: one.get("use") for code, one in entries(document).items()}
    return read_bank(told(found, *(c for c, use in uses.items() if use == "practice"), case="V05"))


def pool_of(document):
    return document["blueprint"]["retake_pool"]["slots"]


@pytest.fixture
def case_places(read):
    """Positions of an attempt by case."""

    def case_places(attempt_id):
        query = (
            select(AttemptSlot.position, ItemVersion.content)
            .join(ItemVersion, ItemVersion.id == AttemptSlot.item_version_id)
            .where(AttemptSlot.attempt_id == attempt_id)
            .order_by(AttemptSlot.position)
        )
        found = {}
        for position, content in read(lambda session: session.execute(query).all()):
            code = (content.get("vignette") or {}).get("code", "")
            found.setdefault(code, []).append(position)
        found.pop("", None)
        return found

    return case_places


@pytest.fixture
def browser(learner, course, write, sign_in):
    write(enrol_learner, person_id=learner.id, course_version_id=course.context_id, now=START)
    return sign_in(learner.id)


def are_neighbours(places):
    return places == list(range(places[0], places[0] + len(places)))


def test_a_case_stands_above_each_of_its_items_and_they_stand_together(
    browser, learner, case_places
):
    attempt_id = learner.start("pre")
    ((_case, places),) = case_places(attempt_id).items()
    assert len(places) == 3
    assert are_neighbours(places)
    for position in range(1, 21):
        page = browser.get(f"/attempts/{attempt_id}/items/{position}").text
        assert (SHOWN in page) == (position in places)
        assert "<b>Ia bercerita" not in page


def test_the_case_speaks_the_language_of_the_reader(learner, case_places):
    attempt_id = learner.start("pre")
    ((_case, places),) = case_places(attempt_id).items()
    shown = learner.item(attempt_id, places[0], language="en").item.case
    assert shown.text.startswith("Sari is **thirteen**")


def test_retakes_draw_a_case_whole(learner, case_places):
    drawn = set()
    learner.sit("pre")
    learner.sit("post", correct=0)
    for days in (2, 9):
        attempt_id = learner.sit("post", correct=0, now=START + timedelta(days=days))
        ((case, places),) = case_places(attempt_id).items()
        assert len(places) == 2
        assert are_neighbours(places)
        drawn.add(case)
    assert drawn == {"V03", "V04"}  # the one that was not met comes first


def test_practice_shows_the_case_before_and_after_the_answer(browser, learner, write, read, course):
    with_objectives = select(ItemVersion.objective_code).distinct()
    codes = read(lambda session: session.scalars(with_objectives).all())
    write(practice.plan_practice, **learner.context, taught=dict.fromkeys(codes, START))
    attempt_id = write(practice.start_round, **learner.context, now=LATER)
    address = f"/practice/{attempt_id}/items/1"
    assert SHOWN in browser.get(address).text
    item = learner.item(attempt_id, 1).item
    values = [choice.value for choice in item.controls[0].choices]
    fields = {control.name: [values[0]] for control in item.controls}
    write(
        practice.answer_practice,
        attempt_id=attempt_id,
        learner_id=learner.id,
        position=1,
        response_id=attempt_id,
        response=service.Answer(fields),
        now=LATER,
    )
    assert SHOWN in browser.get(address).text


def test_on_one_page_a_case_is_told_once(browser, learner, case_places, write, course):
    from assessments.items.models import Assessment

    def on_one_page(session):
        for one in session.scalars(select(Assessment).where(Assessment.purpose == "pre")):
            one.policy = {"layout": "all-on-one-page"}

    write(on_one_page)
    attempt_id = learner.start("pre")
    page = browser.get(f"/attempts/{attempt_id}/all").text
    ((_case, places),) = case_places(attempt_id).items()
    assert page.count(SHOWN) == 1
    assert page.count(f'href="#case-{places[0]}"') == 2
    assert f'id="case-{places[0]}"' in page
