"""Page of the course grades of a cohort, without answers."""

from uuid import UUID

from flask import render_template, request
from flask.typing import ResponseReturnValue

from courses.grading.queries import is_graded
from lms.extensions import db
from lms.web.cohorts.access import require_in_cohort
from lms.web.cohorts.blueprint import bp
from lms.web.cohorts.dashboard import parse_number
from lms.workflows.completion.cohort_grades import cohort_grades


@bp.get("/classes/<uuid:cohort_id>/grades")
def cohort_grades_page(cohort_id: UUID) -> ResponseReturnValue:
    access = require_in_cohort("cohort.see", cohort_id)
    page = parse_number(request.args.get("page", ""), 1, 10_000)
    grades = cohort_grades(db.session(), access.cohort, page=page)
    return render_template(
        "cohorts/grades.html",
        cohort=access.cohort,
        organisation=access.organisation,
        is_graded=is_graded(db.session(), access.cohort.course_version_id),
        lines=grades.lines,
        total=grades.total,
        page=grades.page,
        pages=grades.pages,
    )
