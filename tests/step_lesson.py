"""A lesson in steps, added to a version of the small course as its content rows."""

from sqlalchemy import func, select

from courses.catalogue.content_models import CourseModule, Lesson, Unit
from courses.catalogue.unit_content import block_type, content_hash
from lms.kernel.clock import new_id
from tests.small_course import CODE, PICTURE, pair

STEP_LESSON = "M02-L9"
ADDRESS = f"/courses/{CODE}/lessons/{STEP_LESSON}"
STEPS = f"{ADDRESS}/steps"


def text_unit(key, indonesian, english):
    return key, "text", pair("markdown", indonesian, english)


def question(key, *names, cites=""):
    """A block of choices with one turn for each name; `cites` follows each feedback."""
    turns = [
        {
            "id": name,
            **pair("text", f"Lalu {name}?", f"Then {name}?"),
            "options": [
                {
                    "id": option,
                    **pair("text", f"Jawaban {option}", f"Answer {option}"),
                    "is_best": option == "a",
                    **pair("feedback", f"Akibat {option}{cites}", f"Consequence {option}{cites}"),
                }
                for option in "abc"
            ],
        }
        for name in names
    ]
    return key, "choices", {**pair("title", "", ""), **pair("instruction", "", ""), "turns": turns}


UNITS = (
    text_unit("case", 'Raka berdiri di pintu. *"Bu?"*', 'Raka stands at the door. *"Bu?"*'),
    ("picture", "picture", PICTURE.content),
    question("first", "t1"),
    text_unit("idea", "Satu gagasan [F01].", "One idea [F01]."),
    question("talk", "t1"),
    question("again", "t1"),
    text_unit("takeaway", "Tenang.", "Stay calm."),
)
ORDER = (
    ("case", "case", ("case", "picture"), {}),
    ("try", "try", ("first",), {"is_required": True}),
    ("idea", "idea", ("idea",), {}),
    ("practise", "practise", ("talk",), {"is_required": True}),
    ("recall", "recall", ("again",), {"is_required": True, "recalls": "M01-L1-O1"}),
    ("takeaway", "takeaway", ("takeaway",), {}),
)


def step(step_id, kind, keys, flags):
    """An entry of `Lesson.content["steps"]`."""
    return {
        "id": step_id,
        "kind": kind,
        **pair("title", f"Langkah {step_id}", f"Step {step_id}"),
        "unit_keys": list(keys),
        "is_required": False,
        "is_skippable": False,
        "recalls": None,
        "minutes": 1,
        **flags,
    }


def source(fact):
    """An entry of `Lesson.content["sources"]`."""
    return {
        "id": fact,
        **pair("claim", "Pasti (id)", "Sure (en)"),
        "source": "Sumber",
        "url": "https://contoh.id/1",
        "as_of": "2025",
        "confidence": "A",
    }


def add_step_lesson(
    session, version_id, *, code=STEP_LESSON, warning=0, order=ORDER, units=UNITS, facts=("F01",)
):
    """Add the lesson at the end of module M02 and give its id."""
    module = session.scalars(
        select(CourseModule).where(
            CourseModule.course_version_id == version_id, CourseModule.code == "M02"
        )
    ).one()
    last = select(func.max(Lesson.position)).where(Lesson.course_version_id == version_id)
    lesson = Lesson(
        id=new_id(),
        course_version_id=version_id,
        module_id=module.id,
        code=code,
        position=session.scalar(last) + 1,
        title_id="Dengar dulu",
        title_en="Listen first",
        minutes=7,
        content_warning=warning,
        content={
            "objectives": [{"id": f"{code}-O1", **pair("text", "Mendengar", "Listening")}],
            "key_messages_id": ["Tenang.", "Temani."],
            "key_messages_en": ["Stay calm.", "Stay."],
            "sources": [source(fact) for fact in facts],
            "review_status": "draft",
            "steps": [step(*entry) for entry in order],
        },
    )
    session.add(lesson)
    session.flush()
    for position, (key, kind, content) in enumerate(units, start=1):
        session.add(
            Unit(
                id=new_id(),
                course_version_id=version_id,
                lesson_id=lesson.id,
                position=position,
                key=key,
                block_type=block_type(kind),
                content_hash=content_hash(block_type(kind), content),
                content=content,
            )
        )
    return lesson.id
