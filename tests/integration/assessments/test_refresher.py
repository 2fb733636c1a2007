"""A certificate ends soon: its holder begins a refresher, practises, and renews it alone."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import delete, func, select, update

import certificates.records.service
from assessments.attempts.save import Answer
from assessments.items.models import ItemVersion
from assessments.practice import service as practice
from assessments.practice.models import PracticeCard
from certificates.holder_requests.models import Refresher
from certificates.issue_data import Achievement, Holder
from certificates.models import Certificate
from certificates.numbers import format_number
from certificates.records.issuing import add_years
from certificates.records.queries import issued_record
from courses.catalogue.models import CourseVersion
from courses.enrolment.service import enrol_learner
from lms.accounts.models import Person
from lms.accounts.service import correct_person
from lms.kernel.audit import AuditEvent
from lms.kernel.clock import utc_now
from lms.workflows.attempts.practice import start_practice
from lms.workflows.certificates import refresh_certificate as refreshers
from lms.workflows.certificates.renew_certificate import renew_certificate

from .conftest import right_values


@pytest.fixture
def certificate(learner, course, write, read):
    """Of a learner who has finished, and it ends in nine days."""
    now = utc_now()
    enrolment_id = write(
        enrol_learner, person_id=learner.id, course_version_id=course.context_id, now=now
    )
    certificate_id = write(
        certificates.records.service.issue_certificate,
        enrolment_id=enrolment_id,
        person_id=learner.id,
        person_key_id=read(lambda s: s.get_one(Person, learner.id).data_key_id),
        holder=Holder("Ratna Dewi Kusumaningtyas", "teacher", "53"),
        achievement=Achievement("POESA-EL", "Pencegahan", "Prevention", 8, 0, is_pilot=False),
        completed_on=now.date(),
        now=now,
    )
    end_in(write, 9)
    return read(lambda s: s.get_one(Certificate, certificate_id))


@pytest.fixture
def planned(learner, course, write, read, certificate):
    """What was taught, as if all lessons had been done; of it the questions with one answer."""
    codes = read(lambda s: s.scalars(select(ItemVersion.objective_code).distinct()).all())
    write(practice.plan_practice, **learner.context, taught=dict.fromkeys(codes, utc_now()))
    others = select(ItemVersion.item_id).where(ItemVersion.type_code != "single-choice")
    write(lambda s: s.execute(delete(PracticeCard).where(PracticeCard.item_id.in_(others))))
    return learner


def end_in(write, days):
    write(lambda s: s.execute(update(Certificate).values(valid_until=utc_now() + timedelta(days))))


def close(write, course):
    """A draft that nobody has opened: of a trial, say, whose installation is public now."""
    closed = update(CourseVersion).where(CourseVersion.id == course.context_id)
    write(lambda s: s.execute(closed.values(review_state="draft")))


@pytest.fixture
def pages(planned, certificate, sign_in):
    """Opens and presses, as the holder; status and what is seen."""
    client = sign_in(planned.id)
    number = format_number(certificate.number)

    def pages(page, press=False):
        ask = client.post if press else client.get
        return ask(f"/certificates/{number}/{page}")

    pages.client, pages.number = client, number
    return pages


@pytest.fixture
def practise(planned, certificate, write, read):
    """A round: so many right, the rest wrong; what stands then."""

    def practise(right=5):
        own = {"person_id": planned.id, "now": utc_now()}
        round_id = write(start_practice, enrolment_id=certificate.enrolment_id, **own)
        for place, value in enumerate(read(right_values, round_id), start=1):
            answer = value if place <= right else planned.other(round_id, place)
            write(
                practice.answer_practice,
                attempt_id=round_id,
                learner_id=planned.id,
                position=place,
                response_id=uuid4(),
                response=Answer({"answer": [answer]}),
                now=utc_now(),
            )
        return read(refreshers.refresher_page, certificate.number, **own).right

    return practise


def test_the_holder_begins_practises_and_renews(pages, practise, read):
    for path in ("/certificates", f"/certificates/{pages.number}"):
        assert f"/certificates/{pages.number}/refresher" in pages.client.get(path).text
    assert "Mulai penyegaran" in pages("refresher").text
    assert pages("refresher", press=True).status_code == 303
    assert "0 dari 20 jawaban benar" in pages("refresher").text
    assert "Jawaban benar dihitung" in pages.client.get("/courses/POESA-EL/practice").text
    assert practise(right=4) == 4  # the slip comes back
    assert pages("renewal", press=True).status_code == 409
    assert [practise() for _round in range(4)] == [9, 14, 19, 20]
    assert "Perbarui sertifikat sekarang" in pages("refresher").text
    renewed = pages("renewal", press=True)
    assert renewed.status_code == 303
    assert pages("renewal", press=True).location == renewed.location  # a second press
    assert "Sudah diperbarui" in pages.client.get("/certificates").text
    earlier, later = read(lambda s: s.scalars(select(Certificate).order_by(Certificate.id)).all())
    assert (earlier.replaced_for, later.replaces_id) == ("renewal", earlier.id)
    audited = select(AuditEvent.actor_id).where(AuditEvent.action == "certificate.renewed")
    assert read(lambda s: s.scalars(audited).all()) == [earlier.person_id]
    assert later.valid_until == add_years(later.issued_at.replace(microsecond=0), 3)
    assert pages("refresher").text.count(format_number(later.number)) >= 1


@pytest.fixture
def renamed(planned, write, read):
    """The holder has called the account by a friend's name, in a course of a single question."""
    one = read(lambda s: s.scalars(select(PracticeCard.item_id).limit(1)).one())
    write(lambda s: s.execute(delete(PracticeCard).where(PracticeCard.item_id != one)))
    change = {"audience": "teacher", "province_code": "53", "language": "id", "now": utc_now()}
    write(correct_person, planned.id, name="Nama Seorang Teman", **change)


def newest_name(read):
    newest = select(Certificate.id).order_by(Certificate.id.desc()).limit(1)
    return read(lambda s: issued_record(s, s.scalars(newest).one()).holder.name)


def test_who_renews_alone_keeps_the_name_that_was_issued(renamed, pages, practise, read):
    assert "Namanya tetap" in pages("refresher").text
    pages("refresher", press=True)
    practise(right=1)
    assert "Namanya tetap" in pages("refresher").text
    assert pages("renewal", press=True).status_code == 303
    assert newest_name(read) == "Ratna Dewi Kusumaningtyas"


def test_no_role_gives_ones_own_certificate_another_name(renamed, certificate, write, read):
    write(renew_certificate, certificate.number, renewed_by=certificate.person_id, now=utc_now())
    assert newest_name(read) == "Ratna Dewi Kusumaningtyas"


@pytest.mark.parametrize("is_command", [False, True])
def test_staff_and_the_command_renew_in_the_name_of_the_account(
    renamed, certificate, make_person, write, read, is_command
):
    staff = None if is_command else make_person()
    write(renew_certificate, certificate.number, renewed_by=staff, now=utc_now())
    assert newest_name(read) == "Nama Seorang Teman"


def test_a_second_press_loses_nothing(pages, practise):
    pages("refresher", press=True)
    assert practise() == 5
    pages("refresher", press=True)
    assert practise() == 10


def test_answers_from_before_count_for_nothing(pages, practise):
    assert practise() == 0
    pages("refresher", press=True)
    assert "0 dari 20 jawaban benar" in pages("refresher").text


def test_what_is_not_to_be_renewed_is_refused(pages, write, certificate, read):
    end_in(write, 91)
    assert pages("refresher").status_code == 200
    assert [pages(path, press=True).status_code for path in ("refresher", "renewal")] == [409, 409]
    end_in(write, 9)
    when = {"suspended_by": None, "now": utc_now()}
    write(certificates.records.service.suspend, certificate.number, reason="under-review", **when)
    assert pages("refresher", press=True).status_code == 409
    assert read(lambda s: s.scalar(select(func.count()).select_from(Refresher))) == 0


def test_without_questions_nothing_begins(pages, write, read):
    write(lambda s: s.execute(delete(PracticeCard)))
    answer = pages("refresher", press=True)
    assert (answer.status_code, "tidak punya soal latihan" in answer.text) == (409, True)
    assert read(lambda s: s.scalar(select(func.count()).select_from(Refresher))) == 0


def test_in_a_course_that_is_closed_now_nothing_begins(pages, course, write, read):
    cards = select(PracticeCard.due_at).order_by(PracticeCard.item_id)
    before = read(lambda s: s.scalars(cards).all())
    close(write, course)
    page = pages("refresher").text
    assert ("Mulai penyegaran" in page, "kepada koordinator Anda" in page) == (False, True)
    assert pages("refresher", press=True).status_code == 403
    assert read(lambda s: s.scalars(cards).all()) == before
    assert read(lambda s: s.scalar(select(func.count()).select_from(Refresher))) == 0


def test_a_refresher_whose_course_has_closed_says_whom_to_turn_to(pages, course, write):
    pages("refresher", press=True)
    close(write, course)
    page = pages("refresher").text
    assert ("/practice" in page, "kepada koordinator Anda" in page) == (False, True)
    assert pages("refresher", press=True).status_code == 403


def test_another_person_finds_nothing(pages, make_person, sign_in):
    other = sign_in(make_person())
    for page, ask in (("refresher", other.get), ("refresher", other.post), ("renewal", other.post)):
        assert ask(f"/certificates/{pages.number}/{page}").status_code == 404
