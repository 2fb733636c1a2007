"""People who know an earlier version of the course than the one that is open to new learners."""

from dataclasses import replace

from courses.action_plans.service import save_draft
from courses.enrolment.service import begin_version, enrol_learner, mark_completed
from lms.accounts.queries import person_profile
from tests.factories import course_files, make_course, make_person

PEOPLE = (("half-way", "Lestari", "id"), ("completed", "Bagus", "id"), ("moved on", "Ketut", "en"))
PLAN = {"province": "53", "goal": "Wali mengenal tiga kanal bantuan"}


def make_earlier_version(session):
    """The frozen course as its version 0.0."""
    files = course_files()
    meta = replace(files.meta, version="0.0")
    return make_course(session, files=replace(files, content_hash="sha256:earlier", meta=meta))


def add_people_of_versions(world, session, earlier_id, version_id, *, now):
    """Somebody half-way, somebody who has completed it, and somebody who takes the next one."""
    for who, name, language in PEOPLE:
        person_id = make_person(session, name=name, language=language, now=now)
        world.let_in(session, who, person_id)
        own = {"person_id": person_id, "now": now}
        enrolment_id = enrol_learner(session, course_version_id=earlier_id, **own)
        if who == "half-way":
            continue
        key_id = person_profile(session, person_id).data_key_id
        plan = {"enrolment_id": enrolment_id, "person_key_id": key_id, "content": PLAN}
        save_draft(session, **plan, **own)
        mark_completed(session, enrolment_id, now=now)
        if who == "moved on":
            begin_version(session, course_version_id=version_id, **own)
    world.paths["plan of a version"] = f"/courses/POESA-EL/versions/{earlier_id}/plan"
