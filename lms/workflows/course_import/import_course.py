"""Imports course files with their item bank as one immutable version."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from assessments import service as assessments
from assessments.items.bank import read_bank
from assessments.items.pictures import with_clean_pictures
from assessments.scoring.policies import set_follow_up_months
from courses.catalogue import service as outline
from courses.course_files.model import CourseFiles


def import_course(session: Session, files: CourseFiles, *, now: datetime) -> UUID:
    """Return the id of the version with this content; create it if it is new.

    Enrolled learners stay on their version.
    """
    files = replace(files, items=with_clean_pictures(files.items))  # re-encoded, safe to show
    version_id = outline.create_course_version(session, files, now=now)
    bank = read_bank(files.items)
    rule = files.meta.completion.post_test_min  # overrides that of the blueprint
    assessments.import_bank(
        session,
        replace(bank, pass_percent=rule),
        context_id=version_id,
        bank_code=files.meta.code,
        policies=set_follow_up_months(
            files.meta.assessments, files.meta.completion.follow_up_months
        ),
        now=now,
    )
    return version_id
