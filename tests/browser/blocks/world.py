"""A site on which blocks by others stand in lessons, one a lesson, with two learners."""

from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from sqlalchemy import select

from courses.catalogue.content_models import Lesson
from courses.catalogue.service import create_course_version, open_pilot
from courses.course_files.model import Module, Unit
from courses.enrolment.join_course import join_course
from courses.progress.service import open_lesson
from lms.app import create_app
from lms.extensions import db, transaction
from lms.kernel.clock import utc_now
from lms.settings import Settings
from tests.conftest import build_schema
from tests.factories import make_person, session_cookie
from tests.process.served import Served
from tests.small_course import CODE, TITLED, lesson, small_course, texts


@dataclass
class Site:
    """`states` are the cookies of the learners, by name."""

    origin: str
    served: Served
    states: dict[str, object]
    lessons: dict[str, str]

    def path(self, name: str) -> str:
        return f"{self.origin}/courses/{CODE}/lessons/{self.lessons[name]}"


def placed(block, fields=None, children=(), **texts):
    """The content of an activity that places a block. Children may hold children in turn."""
    inside = [_inside(*child) for child in children]
    return {**TITLED, **texts, "block": block, "fields": fields or {}, "children": inside}


def _inside(block, fields, children=()):
    return {
        "block": block,
        "fields": dict(fields),
        "children": [_inside(*child) for child in children],
    }


def course_of(contents):
    units = {name: Unit("a1", "xblock", content) for name, content in contents.items()}
    codes = {name: f"M01-L{number}" for number, name in enumerate(units, start=1)}
    lessons = tuple(lesson(codes[name], unit) for name, unit in units.items())
    module = Module(code="M01", day=1, title=texts("Modul"), lessons=lessons, scenario_ids=())
    return replace(small_course("blocks-by-others"), modules=(module,), scenarios=()), codes


def build_site(
    served: Served, contents, *, path: str = "", people=("Ayu", "Bima"), author="", also=()
) -> Site:
    """Blocks are looked for in `path`, beside what is installed. Nothing is served yet.

    `also` may run beside the blocks of the contents.
    """
    database = served.variables.get("PAYUNG_DATABASE_URL", "")
    settings = Settings(data_dir=served.data_dir, port=served.port, database_url=database)
    served.data_dir.mkdir(exist_ok=True)
    build_schema(settings.database_uri)
    app = create_app(settings)
    files, codes = course_of(contents)
    with app.app_context(), transaction() as session:
        now = utc_now()
        version = create_course_version(session, files, now=now)
        reason = {"name": "Uji", "reason": "Uji", "kind": "local_trial", "now": now}
        open_pilot(session, version, opened_by=None, **reason)
        states = {name: let_in(app, session, settings.origin, name) for name in people}
        if author:
            person_id = make_person(session, name=author, roles=("author",))
            states[author] = signed_in(app, session, settings.origin, person_id)
    with app.app_context():
        db.engine.dispose()
    allowed = {content["block"] for content in contents.values()} | INSIDE | {*also}
    served.variables["PAYUNG_XBLOCKS"] = ",".join(sorted(allowed))
    served.variables |= {"PYTHONPATH": path, "PYTHONWARNINGS": "ignore"}
    return Site(settings.origin, served, states, codes)


INSIDE = frozenset({"acid", "pb-mcq", "pb-choice", "pb-tip"})


def let_in(app, session, origin, name):
    person_id = make_person(session, name=name)
    enrolment_id = join_course(session, person_id=person_id, course_code=CODE, now=utc_now())
    lesson_id = session.scalars(select(Lesson.id).where(Lesson.code == "M01-L1")).one()
    open_lesson(session, enrolment_id=enrolment_id, lesson_id=lesson_id, now=utc_now())
    return signed_in(app, session, origin, person_id)


def signed_in(app, session, origin, person_id):
    """What the browser keeps of somebody who has just signed in."""
    signer = app.session_interface.get_signing_serializer(app)
    cookie = {
        "name": app.config["SESSION_COOKIE_NAME"],
        "value": signer.dumps(session_cookie(session, person_id)),
        "domain": urlsplit(origin).hostname,
        "path": "/",
        "expires": -1,
        "httpOnly": True,
        "secure": False,
        "sameSite": "Lax",
    }
    return {"cookies": [cookie], "origins": []}
