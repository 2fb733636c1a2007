"""The action plan: saved as one goes, never lost, handed in when it is complete."""

import pytest
from sqlalchemy import select

from courses.action_plans.errors import PlanChangedSinceRead
from courses.action_plans.models import ActionPlan
from courses.action_plans.queries import action_plan
from courses.action_plans.service import decide_on_plan, submit_plan
from courses.block_toolkit.markup import icon
from lms.kernel.clock import utc_now
from lms.kernel.errors import Conflict, NotFound
from tests.integration.courses.conftest import forms_of
from tests.small_course import CODE

PLAN = f"/courses/{CODE}/plan"
COMPLETE = {
    "provinsi": "53",
    "tujuan": "Melatih 30 guru sampai April",
    "kegiatan-0": "1",
    "kegiatan-0-apa": "Lokakarya",
    "kegiatan-0-tanggal": "Maret",
    "keselamatan": ["ruang_tenang", "kontak_dicek"],
    "rubric-R1": "3",
    "rubric-R2": "4",
}


@pytest.fixture
def stored(new_session):
    def stored():
        with new_session() as session:
            return session.scalars(select(ActionPlan)).one_or_none()

    return stored


def save(client, action, **fields):
    address, hidden = forms_of(client.get(PLAN))["keep"]
    return client.post(address, data={**hidden, "do": action, **fields})


def test_province_is_known_already(browser):
    assert '<option value="53" selected>' in browser.get(PLAN).text


def test_rubric_begins_with_the_text_of_the_template(browser):
    rubric = browser.get(PLAN).text.partition("<h2>Nilai rencana Anda")[2]
    assert rubric.partition("</p>")[0].endswith('<p class="muted">Nilai.')


def test_only_a_plan_that_is_handed_in_has_a_tick(browser):
    assert f"{icon('todo')}Belum dimulai" in browser.get(PLAN).text
    save(browser, "submit", **COMPLETE)
    assert f"{icon('check')}Sudah dikirim" in browser.get(PLAN).text


def test_draft_is_kept_sealed(browser, stored):
    assert save(browser, "save", tujuan="Melatih guru").status_code == 303
    assert stored().state == "draft"
    assert b"Melatih" not in stored().sealed
    assert "Melatih guru" in browser.get(PLAN).text


def test_complete_plan_is_handed_in(browser, stored):
    answer = save(browser, "submit", **COMPLETE)
    assert (answer.status_code, answer.location) == (303, PLAN)
    assert stored().state == "submitted"
    assert "Sudah dikirim" in browser.get(PLAN).text


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"tujuan": ""}, "Isi bagian ini."),
        ({"kegiatan-0-apa": ""}, "Isi sedikitnya 1 kegiatan"),
        ({"keselamatan": ["ruang_tenang"]}, "Rencanakan setiap butir"),
        ({"rubric-R1": ""}, "Beri nilai pada setiap butir"),
        ({"rubric-R2": "3"}, "Butir “Tanpa data anak” perlu nilai 4."),
        ({"rubric-R1": "1"}, "Nilai: 5, padahal perlu 6."),
        ({"rubric-R1": "99"}, "Beri nilai pada setiap butir"),
        ({"rubric-R1": "9" * 5_000}, "Beri nilai pada setiap butir"),
    ],
)
def test_what_is_missing_is_said_and_nothing_typed_is_lost(browser, stored, change, sentence):
    answer = save(browser, "submit", **COMPLETE | change)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Maret" in answer.text
    assert stored().state == "draft"
    assert "Maret" in browser.get(PLAN).text


def test_a_row_is_added_without_script_and_keeps_what_was_typed(browser):
    save(browser, "add-kegiatan", **COMPLETE)
    page = browser.get(PLAN).text
    assert 'name="kegiatan-1-apa"' in page
    assert "Lokakarya" in page


def test_rows_end_at_the_most(browser):
    for _ in range(5):
        save(browser, "add-kegiatan", **COMPLETE | {f"kegiatan-{n}": "1" for n in range(3)})
    page = browser.get(PLAN).text
    assert 'name="kegiatan-2-apa"' in page
    assert 'name="kegiatan-3-apa"' not in page


def test_two_windows_notice_each_other_and_lose_nothing(browser):
    address, hidden = forms_of(browser.get(PLAN))["keep"]
    browser.post(address, data={**hidden, "do": "save", "tujuan": "Dari jendela satu"})
    other = browser.post(address, data={**hidden, "do": "save", "tujuan": "Dari jendela dua"})
    assert other.status_code == 422
    assert "Dari jendela dua" in other.text
    assert "Dari jendela satu" in browser.get(PLAN).text
    newer = forms_of(other)["keep"][1]
    again = browser.post(address, data={**newer, "do": "save", "tujuan": "Dari jendela dua"})
    assert again.status_code == 303
    assert "Dari jendela dua" in browser.get(PLAN).text


@pytest.mark.parametrize("version", ["9" * 5_000, "9" * 10, "-1", "satu", "²", ""])
def test_a_version_that_no_page_has_sent_is_read_as_unknown(browser, version):
    assert save(browser, "save", tujuan="Melatih guru", version=version).status_code == 303
    assert "Melatih guru" in browser.get(PLAN).text


def test_double_click_is_no_conflict(browser, stored):
    address, hidden = forms_of(browser.get(PLAN))["keep"]
    for _ in range(2):
        answer = browser.post(address, data={**hidden, "do": "submit", **COMPLETE})
        assert answer.status_code == 303
    assert stored().state == "submitted"


def test_lesson_leads_to_the_plan_and_says_where_it_stands(browser):
    save(browser, "submit", **COMPLETE)
    page = browser.get(f"/courses/{CODE}/lessons/M02-L2").text
    assert f'href="{PLAN}"' in page
    assert "Sudah dikirim" in page


def test_plan_of_another_learner_is_out_of_reach(browser, sign_in, make_person, enrol):
    save(browser, "save", tujuan="Rahasia saya")
    other = make_person()
    enrol(other)
    assert "Rahasia saya" not in sign_in(other).get(PLAN).text


def test_submission_of_another_persons_plan_is_not_found(
    browser, write, enrolment_id, make_person, stored
):
    save(browser, "save", tujuan="Draf")
    with pytest.raises(NotFound):
        write(submit_plan, enrolment_id=enrolment_id, person_id=make_person(), now=utc_now())
    assert stored().state == "draft"


def test_returned_plan_is_handed_in_again_and_an_approved_one_stays(
    browser, write, enrolment_id, learner, stored
):
    save(browser, "submit", **COMPLETE)
    decide = {"enrolment_id": enrolment_id, "now": utc_now()}
    write(decide_on_plan, decision="returned", version=stored().version, **decide)
    assert "Dikembalikan" in browser.get(PLAN).text
    save(browser, "submit", **COMPLETE | {"tujuan": "Lebih tajam"})
    assert stored().state == "submitted"
    write(decide_on_plan, decision="approved", version=stored().version, **decide)
    assert save(browser, "save", tujuan="Terlambat").status_code == 409
    with pytest.raises(Conflict):
        write(decide_on_plan, decision="returned", version=stored().version, **decide)
    assert stored().state == "approved"


def test_plan_that_is_changed_after_it_was_handed_in_is_a_draft_until_it_is_handed_in_again(
    browser, stored
):
    save(browser, "submit", **COMPLETE)
    assert "tidak lagi dianggap sudah dikirim" in browser.get(PLAN).text
    save(browser, "save", **COMPLETE)
    assert (stored().state, stored().version) == ("submitted", 1)
    save(browser, "save", tujuan="")
    assert (stored().state, stored().submitted_at) == ("draft", None)
    assert "Tersimpan, belum dikirim" in browser.get(PLAN).text
    assert save(browser, "submit", tujuan="").status_code == 422
    assert stored().state == "draft"
    save(browser, "submit", **COMPLETE | {"tujuan": "Lebih tajam"})
    assert stored().state == "submitted"


@pytest.mark.parametrize("decision", ["approved", "returned"])
def test_nobody_decides_on_a_version_that_they_have_not_read(
    browser, write, enrolment_id, stored, decision
):
    save(browser, "submit", **COMPLETE)
    read = stored().version
    save(browser, "submit", **COMPLETE | {"tujuan": "Diubah sesudahnya"})
    decide = {"enrolment_id": enrolment_id, "decision": decision, "now": utc_now()}
    for version in (read, None):
        with pytest.raises(PlanChangedSinceRead):
            write(decide_on_plan, version=version, **decide)
    assert (stored().state, stored().decided_at) == ("submitted", None)
    write(decide_on_plan, version=stored().version, **decide)
    assert stored().state == decision


def test_erased_key_makes_a_plan_unreadable(browser, new_session, write, enrolment_id, learner):
    from lms.accounts.queries import person_profile
    from lms.kernel.errors import Expired
    from lms.kernel.sealing.sealing import destroy_key

    save(browser, "save", tujuan="Akan hilang")
    with new_session() as session:
        key_id = person_profile(session, learner).data_key_id
    write(destroy_key, key_id, now=utc_now())
    with new_session() as session, pytest.raises(Expired):
        action_plan(session, enrolment_id=enrolment_id, person_id=learner, person_key_id=key_id)
