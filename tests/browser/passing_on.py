"""What learners pass on and ask: awareness sessions of a few provinces, questions in each state."""

from datetime import timedelta

from courses.awareness.rules import AwarenessReport
from courses.catalogue.reference import kits
from courses.enrolment.queries import enrolment_of
from courses.questions.queries import question_in_scope
from courses.questions.scope import QuestionScope
from courses.questions.service import ask_question
from lms.accounts.queries import person_profile
from lms.kernel.clock import new_id, utc_now
from lms.workflows.cohorts.awareness_reports import Holder, report_awareness
from lms.workflows.cohorts.expert_questions import answer_question, moderate_question
from tests.factories import make_person

COURSE = "POESA-EL"
HELD = (
    # province, district, for whom, children, adults
    ("53", "Kabupaten Sikka", "parents", 0, 34),
    ("53", "Kabupaten Flores Timur dan beberapa desa di sekitarnya", "community", 120, 245),
    ("53", "Kota Kupang", "teachers", 0, 1250),
    ("32", "Kabupaten Garut", "youth", 40, 3),
    ("11", "Kabupaten Aceh Besar", "officials", 0, 12),
    ("95", "Kabupaten Jayawijaya", "mixed", 18, 21),
)
LONG = (
    "Bagaimana menjelaskan kepada orang tua yang jarang memakai gawai bahwa anak mereka sebaiknya "
    "tidak berbagi kata sandi, tanpa membuat mereka takut pada internet atau melarang semuanya?"
)
ANSWER = (
    "Mulailah dari hal yang mereka kenal: kunci rumah tidak dipinjamkan kepada sembarang orang.\n\n"
    "Lalu ajak mereka duduk bersama anak dan memeriksa pengaturan satu aplikasi. Sekali saja cukup "
    "untuk permulaan."
)


def add_passed_on(world, session):
    """Of a learner of the open class and of one of a school; an administrator moderates."""
    for who in ("learner", "coordinator"):
        report_some(world, session, who)
    world.let_in(session, "answers", make_person(session, name="Ahli", roles=("expert",)))
    learner, administrator = world.people["learner"], world.people["administrator"]
    published = question(session, learner, "M01", LONG)
    private = question(session, learner, "M02", "Perangkat mana yang cocok untuk kelas besar?")
    urgent = question(session, learner, "M03", "Murid saya diancam lewat gim. Apa langkah pertama?")
    pass_on(session, published, "public", administrator)
    pass_on(session, private, "private", administrator)
    facts = {"is_for_all": True, "expert_id": administrator, "now": utc_now()}
    answer_question(session, found(session, published), text=ANSWER, **facts)
    other = question(session, world.people["coordinator"], "M01", "Apakah poster boleh digandakan?")
    pass_on(session, other, "public", administrator)
    world.paths["question to moderate"] = f"/questions/{urgent}/moderate"
    world.paths["question to answer"] = f"/questions/{other}/answer"
    world.paths["private question"] = f"/questions/{private}/answer"
    world.paths["question answered"] = f"/questions/{published}/moderate"


def report_some(world, session, who):
    person = person_profile(session, world.people[who])
    place = enrolment_of(session, person.id, COURSE)
    holder = Holder(person.id, person.data_key_id, place.id, place.course_version_id)
    codes = [kit.code for kit in kits(session, place.course_version_id, language="id")]
    for number, (province, district, group, children, adults) in enumerate(HELD):
        held_on = (utc_now() - timedelta(days=200 * number + 2)).date()
        kit = codes[number] if number < len(codes) - 1 else None
        notes = "Banyak yang bertanya tentang gim." if number == 1 else ""
        told = AwarenessReport(held_on, province, district, group, children, adults, kit, notes)
        session_id = new_id()
        report_awareness(session, session_id, holder, told, now=utc_now())
        world.paths[f"session of {who}"] = f"/courses/{COURSE}/awareness/{session_id}"


def question(session, person_id, module_code, text):
    person = person_profile(session, person_id)
    question_id = new_id()
    ask_question(
        session,
        question_id,
        enrolment_id=enrolment_of(session, person_id, COURSE).id,
        person_id=person_id,
        person_key_id=person.data_key_id,
        module_code=module_code,
        text=text,
        now=utc_now(),
    )
    return question_id


def found(session, question_id):
    return question_in_scope(session, question_id, QuestionScope(is_everything=True))


def pass_on(session, question_id, decision, moderator_id):
    one = found(session, question_id)
    said = {"wording": LONG if one.module_code == "M01" else "Perangkat mana?", "reason": ""}
    facts = {"moderator_id": moderator_id, "now": utc_now()}
    moderate_question(session, one, decision=decision, **said, **facts)
