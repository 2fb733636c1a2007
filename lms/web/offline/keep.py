"""Routes of a course on a phone: the page that keeps it, its pack, and the learner's state."""

import gzip
from typing import Final

from flask import Response, abort, current_app, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from courses.lessons.course_map import LearnerCourse
from courses.lessons.visitor_lessons import first_lesson_code
from courses.offline_pack.queries import learner_state
from courses.progress.lesson_visits import has_opened_lessons
from lms.extensions import db
from lms.kernel.sealing.sealing import unwrapped_key
from lms.web.access.auth import SignedInPerson, current_person
from lms.web.assets.assets import CACHE_FOREVER, asset_url
from lms.web.learning.pre_test import has_pending_pre_test
from lms.web.learning.scenarios import open_course
from lms.web.offline.blueprint import bp
from lms.web.offline.pack import Pack, pack_of
from lms.web.offline.pack_file import public_key
from lms.web.offline.plan import plan_state
from lms.web.offline.practice import practice_order
from lms.web.texts.language import current_language
from lms.workflows.offline.sealed_outbox import sealing_facts

NOTES: Final = ("/catatan", "/notes")
AWAY_FILES: Final = (
    "payung.css",
    "notes.css",
    "page.js",
    "favicon.svg",
)  # of pages without a course


@bp.get("/courses/<code>/offline")
def keep(code: str) -> ResponseReturnValue:
    """Show the page that keeps the course on this phone, and what waits to be sent."""
    person = current_person()
    course = open_course(person, code)
    return render_template(
        "offline/keep.html",
        course=course,
        first_lesson=first_lesson_code(db.session(), course.course_version_id)
        if is_pre_test_first(person, course)
        else "",
        is_draft=course.opening.is_draft,
        has_worker=current_app.extensions["settings"].service_worker,
        helplines_url=f"/courses/{code}/helplines",
        pack_key=public_key(),
        away=_away(),
    )


@bp.get("/offline")
def away() -> ResponseReturnValue:
    """The page that a phone shows instead of others while it has no network."""
    return render_template("offline/away.html")


@bp.get("/offline/not-saved")
def not_saved() -> ResponseReturnValue:
    """The page that a phone shows if it could neither send nor store a form."""
    return render_template("offline/not_saved.html")


@bp.route("/offline/remove", methods=["GET", "POST"])
def remove() -> ResponseReturnValue:
    """Remove worker, kept pages and what waits, by a header, so that no script is needed."""
    if request.method == "GET":
        return render_template("offline/remove.html")
    response = redirect(url_for(".remove", removed=1), 303)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@bp.get("/offline/unsent")
def unsent() -> ResponseReturnValue:
    """Ask before a sign-out whether what has not arrived yet may be deleted."""
    current_person()
    return render_template("offline/unsent.html")


@bp.get("/courses/<code>/offline/manifest.json")
def manifest(code: str) -> ResponseReturnValue:
    """List the parts and files of the pack; empty as long as the pre-test comes first."""
    person = current_person()
    course = open_course(person, code)
    if is_pre_test_first(person, course):
        abort(409)
    language = current_language()
    return jsonify(pack_manifest(pack_of(course, language), course, language))


def pack_manifest(pack: Pack, course: LearnerCourse, language: str) -> dict[str, object]:
    """The parts and files of a pack, with what a phone stores beside them."""
    return {
        "id": pack.id,
        "course": course.code,
        "version": str(course.course_version_id),
        "language": language,
        "size": pack.size,
        "parts": [
            {"url": url_for("offline.part", code=course.code, name=part.name), "size": part.size}
            for part in pack.parts
        ],
        "files": [{"url": url, "size": size} for url, size in pack.files],
        "page": url_for("offline.keep", code=course.code),
        "away": _away(),
        "starts": pack.starts,
        "after": pack.after,
    }


def _away() -> list[str]:
    """Pages that stay on a phone without a course, and their files."""
    return [
        url_for("offline.away"),
        url_for("offline.not_saved"),
        *NOTES,
        *map(asset_url, AWAY_FILES),
    ]


@bp.get("/courses/<code>/offline/<name>.json")
def part(code: str, name: str) -> ResponseReturnValue:
    """A part of the pack, cached by phones for good: its name is that of its content."""
    person = current_person()
    course = open_course(person, code)
    if is_pre_test_first(person, course):
        abort(409)
    match = pack_of(course, current_language()).part(name)
    if match is None:
        abort(404)
    response = Response(match.body, mimetype="application/json")
    response.vary.add("Accept-Encoding")
    if request.accept_encodings.quality("gzip") > 0:
        response.headers["Content-Encoding"] = "gzip"
    else:
        response.set_data(gzip.decompress(match.body))
    response.headers["Cache-Control"] = CACHE_FOREVER.replace("public", "private")
    return response


@bp.get("/courses/<code>/offline/state.json")
def state(code: str) -> ResponseReturnValue:
    """What the learner has done, for pages of the pack."""
    person = current_person()
    course = open_course(person, code)
    session = db.session()
    own = learner_state(
        session,
        person_id=person.id,
        enrolment_id=course.enrolment_id,
        course_version_id=course.course_version_id,
        open_key=lambda: unwrapped_key(session, person.data_key_id, person.wrapped_key),
    )
    response = jsonify(
        person=str(person.id),
        course=code,
        audience=person.audience or "",
        units={**own.units, **plan_state(person, course)},
        complete=own.complete,
        lessons=own.lessons,
        practice=practice_order(person, course),
        seal=sealing_facts(session, person.id),
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def is_pre_test_first(person: SignedInPerson, course: LearnerCourse) -> bool:
    """Whether the course cannot be kept yet: opening lessons would close the pre-test."""
    if has_opened_lessons(db.session(), course.enrolment_id):
        return False
    return has_pending_pre_test(person, course.course_version_id)
