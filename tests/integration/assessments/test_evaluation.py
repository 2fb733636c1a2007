"""Evaluation of a course: who counts, in which group, and when figures are released."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import undefer

from assessments.analysis import disclosure
from assessments.errors import PostTestBegun, ReleaseOvertaken
from assessments.evaluation.models import EvaluationMember
from assessments.evaluation.queries import get_release
from assessments.evaluation.service import remove_members
from assessments.items.models import AssessmentForm, FormSlot, Item, ItemVersion
from courses.cohorts.service import CohortDetails, change_cohort
from lms.accounts.merging.service import request_merge
from lms.accounts.service import correct_person
from lms.kernel.clock import new_id
from lms.kernel.jobs import Job
from lms.workflows.accounts.change_consent import change_consent
from lms.workflows.accounts.erase_person import erase_person
from lms.workflows.accounts.merge_accounts import merge_accounts
from lms.workflows.accounts.personal_data import personal_data
from lms.workflows.evaluation import refresh
from lms.workflows.evaluation.schedule import PERIOD
from tests.integration.assessments.conftest import HOUR, START
from tests.integration.assessments.evaluation_world import join, month_later, sit

LATER = month_later()


def test_without_learners_nothing_is_released(run, read, course, summaries):
    outcome = run()
    assert (outcome.is_released, outcome.counted, outcome.waiting) == (False, 0, 0)
    assert read(get_release, course.context_id).number == 0
    assert summaries() == {}


def test_nine_learners_wait_and_ten_are_released(run, learners, read, course, summaries):
    learners(9)
    assert (run().is_released, summaries()) == (False, {})
    learners(1)
    outcome = run()
    assert (outcome.is_released, outcome.counted, outcome.waiting) == (True, 10, 0)
    everyone = summaries()[""]
    assert everyone.counts.flow == {
        "registered": 10,
        "pre": 10,
        "post": 10,
        "matched": 10,
    }
    assert everyone.counts.pairs == {(40.0, 75.0): 4, (45.0, 75.0): 3, (50.0, 75.0): 3}
    assert sum(sum(n.values()) for n in everyone.counts.arms.values()) == 10
    assert {
        s.n for d in ("role", "province", "organisation", "cohort") for s in summaries(d).values()
    } == {10}
    assert read(get_release, course.context_id).released_at == LATER


def test_a_single_person_of_another_province_is_pooled_with_nobody_and_waits(
    run, learners, summaries
):
    learners(20)
    learners(1, province_code="52")
    outcome = run()
    assert (outcome.counted, outcome.waiting) == (20, 1)
    assert summaries("province").keys() == {"53"}


def test_who_waits_is_stored_in_tens(run, learners, read, course):
    learners(9)
    run(now=START + 2 * HOUR)
    assert read(get_release, course.context_id).waiting == 0
    learners(9, school=1, province_code="52")
    assert run(now=START + 3 * HOUR).waiting == 18
    assert read(get_release, course.context_id).waiting == 10
    learners(20)
    assert run(now=START + 4 * HOUR).waiting == 9
    assert read(get_release, course.context_id).waiting == 0


def test_figures_stay_until_ten_more_have_come(run, learners, summaries):
    learners(12)
    run()
    before = summaries()[""]
    learners(9)
    assert not run(LATER + timedelta(days=2)).is_released
    assert summaries()[""] == before
    learners(1)
    assert run(LATER + timedelta(days=3)).is_released
    assert (summaries()[""].n, summaries()[""].people_changed) == (22, 10)


def test_there_is_at_most_one_release_a_day_unless_forced(run, learners):
    learners(10)
    assert run(LATER, is_forced=False).is_released
    learners(10)
    assert not run(LATER + HOUR, is_forced=False).is_released
    assert run(LATER + timedelta(days=1), is_forced=False).is_released


def test_until_a_release_is_due_no_answers_are_read_but_who_withdraws_is_found(
    run, learners, write, course, summaries, new_session
):
    people = learners(12)
    assert run(LATER, is_forced=False).is_released
    learners(10)
    for person_id in people[:3]:
        change = {"purpose": "evaluation", "action": "withdraw", "now": LATER}
        write(change_consent, person_id, **change)
    waiting = select(EvaluationMember.id).where(EvaluationMember.pending.is_not(None))
    counted = select(EvaluationMember.id).where(EvaluationMember.counted.is_not(None))
    assert not run(LATER + HOUR, is_forced=False).is_released
    assert not summaries()  # of twelve nine remain
    with new_session() as session:
        assert not session.scalars(waiting).all()
    assert run(LATER + timedelta(days=1), is_forced=False).is_released
    with new_session() as session:
        assert len(session.scalars(counted).all()) == 19


def test_groups_are_those_of_the_moment_of_the_pre_test(run, write, course, schools, summaries):
    """Half of them move to another province between the tests; all count where they began."""
    people = [write(join, schools[0].cohort_id) for _ in range(20)]
    for person_id in people:
        write(sit, course, person_id, "pre")
    for person_id in people[:10]:
        facts = {"name": "Ratna", "audience": "cso", "language": "id", "now": START}
        write(correct_person, person_id, province_code="31", **facts)
    for person_id in people:
        write(sit, course, person_id, "post", now=START + HOUR)
    run()
    assert {group: s.n for group, s in summaries("province").items()} == {"53": 20}
    assert {group: s.n for group, s in summaries("role").items()} == {"teacher": 20}


def test_without_consent_nobody_is_counted_and_their_groups_are_not_stored(
    run, write, course, schools, summaries, new_session
):
    for _ in range(12):
        person_id = write(join, schools[0].cohort_id, purposes=())
        write(sit, course, person_id, "pre")
    assert not run().is_released
    with new_session() as session:
        assert session.scalars(select(EvaluationMember)).all() == []


def test_withdrawn_consent_leaves_with_the_next_release(run, write, learners, summaries):
    people = learners(20)
    run()
    change = {"purpose": "evaluation", "now": LATER}
    for person_id in people[:3]:
        write(change_consent, person_id, action="withdraw", **change)
    assert not run(LATER + HOUR).is_released
    learners(10)
    run(LATER + 2 * HOUR)
    assert summaries()[""].n == 27
    write(change_consent, people[0], action="give", **change)
    run(LATER + 3 * HOUR)
    assert summaries()[""].n == 27  # a single person, whose answers were published before, waits
    learners(10)
    run(LATER + 4 * HOUR)
    assert summaries()[""].n == 38


def test_figures_of_a_group_go_once_fewer_than_ten_remain(run, write, learners, summaries):
    learners(12)
    leaving = learners(12, school=1)
    run()
    assert len(summaries("cohort")) == 2
    change = {"purpose": "evaluation", "action": "withdraw", "now": LATER}
    for person_id in leaving[:2]:
        write(change_consent, person_id, **change)
    run(LATER + HOUR)
    assert len(summaries("cohort")) == 2
    write(change_consent, leaving[2], **change)
    assert not run(LATER + 2 * HOUR).is_released
    assert [s.n for s in summaries("cohort").values()] == [12]
    assert [s.n for s in summaries("organisation").values()] == [12]
    assert summaries()[""].n == 24  # as it was published
    learners(10)
    run(LATER + 3 * HOUR)
    assert [s.n for s in summaries("cohort").values()] == [22]


def test_all_figures_go_once_everybody_has_left(run, write, learners, summaries):
    people = learners(12)
    run()
    for person_id in people:
        write(erase_person, person_id, certificate_choices={}, now=LATER)
    assert not run(LATER + HOUR).is_released
    for dimension in ("all", "role", "province", "organisation", "cohort"):
        assert summaries(dimension) == {}


def test_an_erased_person_leaves_no_link_and_no_group(run, write, learners, summaries, new_session):
    people = learners(20)
    waiting = learners(1, school=1)
    run()
    for person_id in (*people[:2], *waiting):
        write(erase_person, person_id, certificate_choices={}, now=LATER)
    with new_session() as session:
        rows = session.scalars(
            select(EvaluationMember).where(EvaluationMember.learner_id.is_(None))
        ).all()
        assert [(row.groups, row.pending, row.is_gone) for row in rows] == [(None, None, True)] * 2
        assert [row.joined_at for row in rows] == [None, None]
        known = set(session.scalars(select(EvaluationMember.learner_id)))
        assert not known & {*people[:2], *waiting}
    learners(10)
    run(LATER + HOUR)
    assert summaries()[""].n == 28
    with new_session() as session:
        assert None not in set(session.scalars(select(EvaluationMember.learner_id)))


def test_two_accounts_of_one_person_count_once_with_the_earlier_test(
    run, write, course, schools, learners, summaries
):
    learners(20)
    remaining = write(join, schools[0].cohort_id)
    other = write(join, schools[1].cohort_id)
    write(sit, course, other, "pre", correct=4)
    write(sit, course, remaining, "pre", correct=19, now=START + HOUR)
    write(sit, course, remaining, "post", correct=20, now=START + 2 * HOUR)
    merge_id = write(request_merge, remaining, other_id=other, now=LATER)
    write(merge_accounts, merge_id, person_id=remaining, now=LATER)
    run()
    counts = summaries()[""].counts
    assert (counts.n, counts.flow["matched"]) == (21, 21)
    assert counts.pairs[20.0, 100.0] == 1


def test_everyone_alike_is_counted_like_others(run, learners, write, course, schools, summaries):
    for _ in range(10):
        person_id = write(join, schools[0].cohort_id)
        write(sit, course, person_id, "pre", correct=20)
        write(sit, course, person_id, "post", correct=20, now=START + HOUR)
    run()
    counts = summaries()[""].counts
    assert counts.pairs == {(100.0, 100.0): 10}
    assert all(pairs.both_right == pairs.n for pairs in counts.items.values())


def test_tests_in_the_wrong_order_make_no_pair(run, learners, write, course, schools, summaries):
    """One account refuses the pre-test after the post-test; two accounts may hold them so."""
    learners(12)
    person_id = write(join, schools[0].cohort_id)
    write(sit, course, person_id, "post")
    with pytest.raises(PostTestBegun):
        write(sit, course, person_id, "pre", now=START + HOUR)
    for _ in range(10):
        first, second = (write(join, schools[0].cohort_id) for _ in range(2))
        write(sit, course, first, "post", correct=20)
        write(sit, course, second, "pre", correct=1, now=START + HOUR)
        merge_id = write(request_merge, first, other_id=second, now=LATER)
        write(merge_accounts, merge_id, person_id=first, now=LATER)
    run()
    counts = summaries()[""].counts
    assert counts.flow["matched"] == 12
    assert all(pre > 5 for pre, _post in counts.pairs)


@pytest.mark.parametrize("days", [-1, 0, 1])
def test_a_cohort_counts_whether_it_ends_today_or_not(
    run, learners, write, schools, summaries, days
):
    ends_on = (LATER + timedelta(days=days)).date()
    facts = CohortDetails("Kelas 1", starts_on=START.date(), ends_on=ends_on)
    write(change_cohort, schools[0].cohort_id, facts=facts)
    learners(12)
    run()
    assert summaries("cohort")[str(schools[0].cohort_id)].n == 12


def test_confidence_is_paired_if_both_scales_were_answered(run, write, course, schools, summaries):
    for number in range(11):
        person_id = write(join, schools[0].cohort_id)
        write(sit, course, person_id, "self-efficacy-before", correct=1)
        write(sit, course, person_id, "pre")
        write(sit, course, person_id, "post", now=START + HOUR)
        if number:
            write(sit, course, person_id, "self-efficacy-after", correct=3, now=START + 2 * HOUR)
    run()
    sums = next(iter(summaries()[""].counts.confidence.values()))
    assert (sums.n, sums.post / sums.n - sums.pre / sums.n) == (10, 2.0)


def test_personal_data_hold_the_groups_and_no_answers(run, learners, read):
    (person_id, *_others) = learners(10)
    run()
    (row,) = read(personal_data, person_id)["evaluation_member"]
    assert row["groups"]["province"] == "53"
    assert not {"counted", "pending", "earlier"} & row.keys()


def test_handing_in_enqueues_one_job_a_period(write, course, schools, new_session):
    people = [write(join, schools[0].cohort_id) for _ in range(3)]
    for person_id in people:
        write(sit, course, person_id, "pre")
    write(sit, course, people[0], "post", now=START + PERIOD)
    with new_session() as session:
        jobs = session.scalars(select(Job).where(Job.kind == "evaluate-course")).all()
    assert len({job.key for job in jobs}) == len(jobs) == 2
    assert all(START < job.due_at <= START + 2 * PERIOD for job in jobs)


def test_a_release_does_not_rest_on_somebody_who_withdraws_meanwhile(
    run, learners, course, write, monkeypatch, summaries
):
    """After the plan is made, before it is carried out."""
    people = learners(10)

    def plan_and_withdraw(moves, **options):
        plan = disclosure.plan_release(moves, **options)
        change = {"purpose": "evaluation", "action": "withdraw", "now": LATER}
        write(change_consent, people[0], **change)
        write(
            lambda session: remove_members(
                session,
                session.scalars(
                    select(EvaluationMember.id).where(EvaluationMember.learner_id == people[0])
                ).all(),
            )
        )
        return plan

    monkeypatch.setattr(refresh, "plan_release", plan_and_withdraw)
    with pytest.raises(ReleaseOvertaken):
        run()
    assert summaries() == {}


def test_the_score_of_one_person_waits_although_ten_others_register(
    run, learners, summaries, write, course, schools
):
    learners(20)
    person_id = write(join, schools[0].cohort_id)
    write(sit, course, person_id, "pre", correct=3)
    run()
    write(sit, course, person_id, "post", correct=19, now=START + HOUR)
    for _number in range(10):
        write(join, schools[0].cohort_id)
    run(LATER + timedelta(days=2))
    everyone = summaries()[""]
    assert everyone.n == 31
    assert sum(everyone.counts.pairs.values()) == 20


def add_revised_and_common_item(session, course):
    """Give both forms one item in two versions, and another in the same; gives the other's code."""
    forms = select(AssessmentForm).where(
        AssessmentForm.context_id == course.context_id, AssessmentForm.code.in_(("A", "B"))
    )
    versions = session.scalars(
        select(ItemVersion)
        .join(FormSlot, FormSlot.item_version_id == ItemVersion.id)
        .join(AssessmentForm, AssessmentForm.id == FormSlot.form_id)
        .where(AssessmentForm.kind == "knowledge", AssessmentForm.code.not_in(("A", "B")))
        .options(undefer(ItemVersion.answer_key))
    )
    old, common, *_more = (row for row in versions if len(row.answer_key.get("correct", ())) == 1)
    facts = {column.key: getattr(old, column.key) for column in ItemVersion.__table__.columns}
    new = ItemVersion(
        **facts | {"id": new_id(), "number": old.number + 1, "content_hash": "f" * 64}
    )
    session.add(new)
    session.flush()
    for form, revised in zip(session.scalars(forms), (old, new), strict=True):
        for position, version in ((21, revised), (22, common)):
            slot = FormSlot(form_id=form.id, position=position, item_version_id=version.id)
            slot.blueprint_slot = str(position)
            session.add(slot)
    return session.scalar(select(Item.code).where(Item.id == common.item_id))


def test_an_item_revised_between_the_tests_is_not_compared(run, write, course, schools, summaries):
    """Who met two versions counts with the scores, and not with the item."""
    code = write(add_revised_and_common_item, course)
    for _ in range(12):
        person_id = write(join, schools[0].cohort_id)
        write(sit, course, person_id, "pre", correct=0)
        write(sit, course, person_id, "post", correct=22, now=START + HOUR)
    run()
    counts = summaries()[""].counts
    assert counts.pairs == {(0.0, 100.0): 12}
    assert {item: pairs.n for item, pairs in counts.items.items()} == {code: 12}
