"""Who and what the browser tests find on the site: people on each part of the way."""

import secrets
from base64 import b64encode
from collections.abc import Callable
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import yaml
from flask import Flask
from sqlalchemy import select, update

import assessments.service
from assessments.analysis.group_counts import GroupCounts
from assessments.answer_files.import_records import STATUSES, AnswerLine
from assessments.attempts.models import AttemptSlot
from assessments.evaluation.queries import get_item_keys
from assessments.evaluation.scales import read_scale_forms
from assessments.exchange.examples import EXAMPLES
from assessments.items.drafts import ItemFile, add_drafts
from assessments.items.models import Assessment, AssessmentForm, FormSlot, Item, ItemVersion
from assessments.practice.service import answer_practice
from assessments.queries import get_attempt_item
from assessments.rescoring.targets import Target, list_affected_learners
from certificates.issue_data import Achievement, Holder
from certificates.models import Certificate
from certificates.numbers import format_number
from certificates.records.queries import certificates_of_person, issued_record
from certificates.records.service import issue_certificate
from courses.action_plans.service import save_draft
from courses.block_host.olx import OlxBlock
from courses.catalogue.content_models import Lesson, Scenario
from courses.catalogue.models import Course, CourseVersion
from courses.course_files.two_languages import Texts
from courses.drafts.service import create_draft
from courses.enrolment.join_course import join_course
from courses.enrolment.queries import enrolment_of
from courses.follow_up.service import invite
from courses.follow_up.window import Window
from courses.grading.rules import GradingRules
from courses.progress.service import finish_lesson, finish_scenario, open_lesson
from courses.step_edits.queries import published_step
from courses.step_edits.service import NewEdit, add_edit
from lms.accounts.contact_changes.models import ContactChange
from lms.accounts.contact_changes.service import propose_contact_change
from lms.accounts.contacts import parse_contact
from lms.accounts.merging.service import request_merge
from lms.accounts.provinces import PROVINCES
from lms.accounts.queries import person_profile
from lms.accounts.sessions.models import SignInSession
from lms.accounts.sign_in.service import make_administrator_link, make_link
from lms.extensions import transaction
from lms.kernel.clock import utc_now
from lms.kernel.tokens import hash_token
from lms.workflows.attempts.practice import start_practice
from lms.workflows.attempts.rescore import decide_rescoring, rescore_learners
from lms.workflows.attempts.take_assessment import finish_attempt, start_attempt
from lms.workflows.certificates.correct_name import request_correction
from lms.workflows.certificates.refresh_certificate import begin_refresher
from lms.workflows.completion.recalculate_grades import count_all_blocks, publish_rules, save_rules
from lms.workflows.completion.submit_plan import submit_plan
from tests.browser.earlier_version import add_people_of_versions, make_earlier_version
from tests.browser.launched import add_launched
from tests.browser.organisations import LONG_NAME, add_organisations
from tests.browser.passing_on import add_passed_on
from tests.browser.receivers import add_webhook_with_deliveries
from tests.evaluation_counts import (
    add_form_history,
    add_form_roles,
    add_forms,
    add_questions,
    add_reach,
    add_release,
    draw_answers,
    draw_counts,
    draw_form,
)
from tests.factories import (
    SHIPPED_COURSE,
    course_files_with_steps,
    make_course,
    make_person,
    session_cookie,
)
from tests.printed_files import store_prints_of

COURSE = "POESA-EL"
TODAY = utc_now()
WEAK = ("M01-S01", "M04-S03")  # items that do not separate learners
CASE = {
    "stem_id": "Dewi, tiga belas tahun, bercerita bahwa seseorang **meminta fotonya**.",
    "stem_en": "Dewi, thirteen, tells that somebody **asked for her photo**.",
}
DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 60"><rect x="35" y="25" width="50"'
    ' height="30" fill="#356"/><path d="M30 27 60 6l30 21" fill="#b53"/></svg>'
)
LAST_WEEK = TODAY - timedelta(days=7)
MAX_RUN_LENGTH = timedelta(hours=2)  # of all tests on a site, whose people stay those who they said


@dataclass(slots=True)
class World:
    """`states` are the cookies of each person; `paths` lead to what was made for the tests.

    `passing` gives paths that are right for some minutes only, whenever one is asked for.

    Who signs out in a test is let in anew for it: the session of `states` serves all the others.
    """

    app: Flask
    origin: str
    states: dict[str, Any] = field(default_factory=dict)
    paths: dict[str, str] = field(default_factory=dict)
    passing: dict[str, Callable[[], str]] = field(default_factory=dict)
    people: dict[str, UUID] = field(default_factory=dict)

    @contextmanager
    def writing(self):
        with self.app.app_context(), transaction() as session:
            yield session

    def let_in(self, session, who, person_id):
        """Give the browser the cookie of somebody who has just signed in."""
        self.people.setdefault(who, person_id)
        signer = self.app.session_interface.get_signing_serializer(self.app)
        value = session_cookie(session, person_id)
        own = update(SignInSession).where(SignInSession.person_id == person_id)
        session.execute(own.values(proved_at=utc_now() + MAX_RUN_LENGTH))
        cookie = {
            "name": self.app.config["SESSION_COOKIE_NAME"],
            "value": signer.dumps(value),
            "domain": urlsplit(self.origin).hostname,
            "path": "/",
            "expires": -1,
            "httpOnly": True,
            "secure": self.origin.startswith("https:"),
            "sameSite": "Lax",
        }
        self.states[who] = {"cookies": [cookie], "origins": []}


def build_world(app: Flask, origin: str) -> World:
    world = World(app, origin, states={"anyone": None})
    with world.writing() as session:
        earlier_id = make_earlier_version(session)
        version_id = make_course(session, files=files_with_pictures())
        world.paths["pilot"] = f"/admin/courses/{version_id}/pilot"
        world.paths["sign-offs"] = f"/admin/courses/{version_id}/sign-offs"
        world.paths["limits"] = f"/admin/courses/{version_id}/time-limits"
        add_newcomer(world, session)
        add_administrator(world, session)
        add_somebody_who_joined(world, session)
        add_somebody_in_time(world, session, version_id)
        add_organisations(world, session, version_id)
        add_evaluation(world, session, version_id)
    for who, name, correct in (
        ("learner", LONG_NAME, None),
        ("again", "Made", 8),
        ("done", LONG_NAME, 20),
    ):
        with world.writing() as session:
            add_learner(world, session, who, name, correct)
    with world.writing() as session:
        add_items(world, session)
        add_grades(world, session, version_id)
        add_step_draft(world, session, version_id)
        add_people_of_versions(world, session, earlier_id, version_id, now=LAST_WEEK)
        add_passed_on(world, session)
        add_launched(world, session, world.people["administrator"])
        add_webhook_with_deliveries(world, session, world.people["learner"])
    store_prints_of(app, version_id, "id")
    return world


CHANGES = Texts(
    "Pelajaran berupa langkah-langkah pendek, dan rencana dalam halaman-halaman kecil.",
    "Lessons come in short steps, and the action plan in small pages.",
)


def files_with_pictures():
    """The course, in which one question of each form has a case and pictures in all places.

    Its action plan is in parts, as that of the shipped course.
    """
    files = course_files_with_steps()
    items = deepcopy(files.items)
    entries = {one["id"]: one for one in items["single_best"]}
    for form in "AB":
        entry = entries[items["blueprint"]["forms"][form][0]]
        entry |= {"picture": told(), "vignette": f"V{form}"}
        entry["options"][0]["picture"] = told()
    items["vignettes"] = [CASE | {"id": f"V{form}", "picture": told()} for form in "AB"]
    practised = [one for one in items["ordering_matching"] if one["use"] == "practice"]
    for entry in practised:
        for row in (*entry.get("correct_order", ())[:1], *entry.get("pairs", ())[:1]):
            row["picture"] = told()
    plan = yaml.safe_load((SHIPPED_COURSE / "kits/rtl_template.yaml").read_text())
    meta = replace(files.meta, changes=CHANGES)
    return replace(files, items=items, plan_template=plan, meta=meta)


def told():
    """A small drawing with its descriptions, as a course's file has it."""
    data = b64encode(DRAWING.encode()).decode()
    return {"data": data, "alt_id": "Sebuah rumah", "alt_en": "A house"}


def find_question(world, session, attempt_id):
    """The question of an attempt that has a case, and one that has none: their order is by lot."""
    slots = session.execute(
        select(AttemptSlot.position, ItemVersion.content)
        .join(ItemVersion, ItemVersion.id == AttemptSlot.item_version_id)
        .where(AttemptSlot.attempt_id == attempt_id)
    )
    (position,) = [place for place, content in slots if "vignette" in content]
    world.paths["question with a case"] = f"{address(attempt_id)}/items/{position}"
    world.paths["question"] = f"{address(attempt_id)}/items/{2 if position == 1 else 1}"


def add_items(world, session):
    """Drafts from a file, and an item whose key counts for nobody any more."""
    source = ItemFile("soal-dari-program-lain.xlsx", b"items", "xlsx")
    add_drafts(session, EXAMPLES, source, bank_code=COURSE, now=TODAY)
    world.paths["draft"] = f"/authoring/{COURSE}/drafts/{EXAMPLES[0].code}"
    code, slot, version_id = session.execute(
        select(Item.code, FormSlot.blueprint_slot, ItemVersion.id)
        .join(ItemVersion, ItemVersion.item_id == Item.id)
        .join(FormSlot, FormSlot.item_version_id == ItemVersion.id)
        .join(AssessmentForm, AssessmentForm.id == FormSlot.form_id)
        .join(AttemptSlot, AttemptSlot.item_version_id == ItemVersion.id)
        .where(AssessmentForm.code == "A")
        .limit(1)
    ).one()
    world.paths["item"] = f"/authoring/{COURSE}/items/{code}"
    world.paths["dry run"] = f"{world.paths['item']}/regrade?rule=full-credit&version=1"
    world.paths["swap"] = f"/authoring/{COURSE}/forms?at=A:{slot}&swap=A:{slot}:M01-S02"
    regrade_id = uuid4()
    target = Target("drop", version_id)
    facts = {"course_code": COURSE, "reason": "Dua pilihan benar", "decided_by": None}
    decide_rescoring(session, target, regrade_id=regrade_id, now=TODAY, **facts)
    learners = list_affected_learners(session, target)
    rescore_learners(session, regrade_id, learners, TODAY)
    world.paths["regrade"] = f"/authoring/{COURSE}/regrades/{regrade_id}"


def add_grades(world, session, version_id):
    """Everything counts that gives a grade; published once everybody is on the way."""
    maker = world.people["administrator"]
    world.paths["counted"] = f"/authoring/{COURSE}/grading/stories"
    rules = count_all_blocks(session, version_id, GradingRules())
    facts = {"seen_version": 0, "changed_by": maker, "now": TODAY}
    save_rules(session, version_id, rules, **facts)
    publish_rules(session, version_id, seen_version=1, published_by=maker, now=TODAY)
    harder = replace(rules, at_least=60)  # a draft, of which the page says what it would change
    save_rules(session, version_id, harder, seen_version=1, changed_by=maker, now=TODAY)


def add_block_draft(world, session, maker):
    """Of a block that is gone meanwhile: its author still finds what it said."""
    course_id = session.scalars(select(Course.id)).first()
    tree = OlxBlock("poll", {"display_name": "Jajak pendapat"}, ())
    draft = create_draft(session, tree, course_id=course_id, made_by=maker, now=TODAY)
    world.paths["block draft"] = f"/authoring/{COURSE}/blocks/{draft}"


def add_step_draft(world, session, version_id):
    """A case in other words, in both languages, which is not published."""
    published = published_step(session, version_id, "M02-L1", "case")
    course_id = session.get_one(CourseVersion, version_id).course_id
    text = replace(
        published.text,
        markdown_id=published.text.markdown_id.replace("angka besar", "angka yang sangat besar"),
        markdown_en=published.text.markdown_en.replace("a large figure", "a very large figure"),
    )
    edit = NewEdit(("M02-L1", "case"), text, "saved", version_id, 0)
    maker = world.people["administrator"]
    add_edit(session, edit, course_id=course_id, saved_by=maker, now=TODAY)


def add_newcomer(world, session):
    newcomer = make_person(session, name=LONG_NAME)
    world.let_in(session, "newcomer", newcomer)
    token = secrets.token_urlsafe(24)
    make_link(
        session, person_id=newcomer, purpose="invitation", token=token, made_by=None, now=TODAY
    )
    world.paths["link"] = f"/link/{token}"
    wish_for_another_contact(world, session, newcomer)
    other = make_person(session, name="Wayan dari Gugus", roles=("expert",))
    merge_id = request_merge(session, newcomer, other_id=other, now=TODAY)
    world.paths["merge"] = f"/account/merge/{merge_id}"
    world.paths["person"] = f"/admin/people/{newcomer}"


def wish_for_another_contact(world, session, person_id):
    """A contact that waits; both its links are known here, as their readers know them."""
    contact = parse_contact("alamat.yang.baru.dan.agak.panjang@contoh.id")
    token = propose_contact_change(
        session, person_id, contact=contact, made_by=person_id, channels=(), now=TODAY
    )
    world.paths["contact to confirm"] = f"/account/contact/confirm/{token}"
    objection = secrets.token_urlsafe(24)
    change = session.scalars(select(ContactChange)).one()
    change.objection_hash = hash_token(objection)
    world.paths["objection"] = f"/contact/objection/{objection}"


def add_administrator(world, session):
    administrator = make_person(session, roles=("administrator",))
    world.let_in(session, "administrator", administrator)
    add_block_draft(world, session, administrator)
    world.paths["first"] = f"/admin/first/{make_administrator_link(session, now=TODAY)}"


def add_evaluation(world, session, version_id):
    """Released counts of invented people: most provinces, an organisation, a cohort."""
    world.let_in(session, "evaluator", make_person(session, roles=("evaluator",)))
    codes = [f"M{number:02}" for number in range(1, 11)]
    provinces = {
        code: draw_counts(12 + 37 * index % 150, index, gain=8 + 4 * (index % 5), objectives=codes)
        for index, code in enumerate(list(PROVINCES)[:29])
    }
    add_questions(session, version_id, now=TODAY)
    scales = read_scale_forms(session, version_id)
    asked = [
        (question.code, [point["id"] for point in question.content["points"]])
        for question in scales.questions.values()
    ]
    statements = [statement.code for statement in scales.statements.values()]
    provinces["34"] = GroupCounts.merged(
        draw_counts(180, 34, objectives=codes, items=("A01", "A02", "B03")),
        draw_answers(180, 34, statements, asked),
    )
    provinces["11"] = GroupCounts.merged(
        provinces["11"], draw_answers(24, 11, statements, asked, months=(3,))
    )
    school = world.paths["school"].split("/")[2]
    cohort = world.paths["class board"].split("/")[3]
    dimensions = {
        "province": provinces | {"~": draw_counts(40, 99)},
        "role": {
            "cso": draw_counts(90, 1),
            "teacher": draw_counts(200, 2),
            "-": draw_counts(25, 3),
        },
        "organisation": {
            school: GroupCounts.merged(
                draw_counts(60, 4, objectives=codes), draw_answers(60, 4, statements, asked)
            ),
            "~": draw_counts(30, 5),
        },
        "cohort": {cohort: draw_counts(60, 6, gain=0), "-": draw_counts(90, 7)},
    }
    add_release(session, version_id, dimensions, now=TODAY)
    keys = get_item_keys(session, version_id)
    add_forms(
        session,
        version_id,
        {("post", form): draw_form(160, form, keys[form], weak=WEAK) for form in "AB"},
        now=TODAY,
    )
    shares = {"53": 31, "35": 22, "33": 19, "32": 17, "73": 12, "31": 10, "52": 10, "~": 38}
    add_reach(
        session,
        version_id,
        {
            "province": {code: (n, 8 * n, 17 * n) for code, n in shares.items()},
            "month": {
                f"2026-{month:02}": (n, 8 * n, 17 * n)
                for month, n in ((3, 11), (4, 14), (6, 20), (7, 24), (8, 30), (9, 28), (10, 32))
            },
            "audience": {"parents": (90, 300, 2000), "teachers": (40, 0, 900), "~": (29, 972, 0)},
            "organisation": {school: (12, 90, 200), "-": (147, 1182, 2500)},
        },
        now=TODAY,
    )
    world.paths["reach of the school"] = (
        f"/evaluation/{version_id}/awareness?group=organisation~{school}"
    )
    for form in "AB":
        known = keys[form][5].item  # nobody knew it first
        first = draw_form(80, form, keys[form], weak=WEAK, unknown=(known,))
        both = draw_form(160, form, keys[form], weak=WEAK)
        releases = ((first, TODAY - timedelta(days=90)), (both, TODAY))
        add_form_history(session, version_id, form, releases)
        strong = draw_form(300, f"{form}1", keys[form])
        roles = {"teacher": strong, "cso": draw_form(200, 2, keys[form], unknown=(known,))}
        add_form_roles(session, version_id, form, roles, now=TODAY)
    world.paths["evaluation"] = f"/evaluation/{version_id}"
    world.paths["evaluation of the school"] = (
        f"/evaluation/{version_id}?group=organisation~{school}"
    )


def add_somebody_who_joined(world, session):
    """With everything still before them, the pre-test first."""
    person_id = make_person(session, name="Nyoman")
    world.let_in(session, "joined", person_id)
    join_course(session, person_id=person_id, course_code=COURSE, now=TODAY)


def add_somebody_in_time(world, session, version_id):
    """A post-test with a time limit, begun a moment ago; those that begin later have none."""
    person_id = make_person(session, name="Yohana")
    world.let_in(session, "in time", person_id)
    enrolment_id = join_course(session, person_id=person_id, course_code=COURSE, now=TODAY)
    limit = {"context_id": version_id, "task": "post"}
    assessments.service.set_time_limit(session, minutes=300, **limit)
    attempt_id = start_attempt(
        session, person_id=person_id, enrolment_id=enrolment_id, purpose="post", now=utc_now()
    )
    assessments.service.set_time_limit(session, minutes=None, **limit)
    world.paths["attempt with a time limit"] = address(attempt_id)


def add_learner(world, session, who, name, correct):
    """Somebody with a pre-test behind them; `correct` answers of the post-test, if they sat it."""
    person_id = make_person(session, name=name, now=LAST_WEEK)
    world.let_in(session, who, person_id)
    enrolment_id = join_course(session, person_id=person_id, course_code=COURSE, now=LAST_WEEK)
    way = {"person_id": person_id, "enrolment_id": enrolment_id}
    if who == "learner":
        begin_everything(world, session, way)
    else:
        finish_everything(world, session, who, way, correct)


def begin_everything(world, session, way):
    """Pre-test and scale handed in, a few lessons read, a post-test and its scale left open."""
    world.paths["pre result"] = f"{sit(session, way, 'pre', 11)}/result"
    world.paths["scale result"] = f"{sit(session, way, 'self-efficacy-before', 0)}/result"
    read_lessons(session, way, 4)
    opened = {"now": TODAY, **way}
    practise(world, session, way)
    attempt_id = start_attempt(session, purpose="post", **opened)
    world.paths["open attempt"] = address(attempt_id)
    find_question(world, session, attempt_id)
    lines = [(attempt_id, 3, status) for status in STATUSES]
    lines = [AnswerLine(*line) for line in [*lines, (None, None, "damaged")]]
    import_id = assessments.service.record_import(
        session, lines, carried_by=way["person_id"], now=TODAY
    )
    world.paths["import report"] = f"/answers/import/{import_id}"
    world.paths["open scale"] = address(
        start_attempt(session, purpose="self-efficacy-after", **opened)
    )


def practise(world, session, way):
    """A round of practice, its first question answered."""
    attempt_id = start_practice(session, now=TODAY, **way)
    shown = get_attempt_item(session, attempt_id, 1, learner_id=way["person_id"], language="id")
    control = shown.item.controls[0]
    answer_practice(
        session,
        attempt_id=attempt_id,
        learner_id=way["person_id"],
        position=1,
        response_id=uuid4(),
        response=assessments.service.Answer({control.name: [control.choices[0].value]}),
        now=TODAY,
    )
    world.paths["practice"] = f"/practice/{attempt_id}"


def finish_everything(world, session, who, way, correct):
    sit(session, way, "pre", 9)
    read_lessons(session, way, None)
    version_id = enrolment_of(session, way["person_id"], COURSE).course_version_id
    story = session.scalars(
        select(Scenario).where(Scenario.course_version_id == version_id)
    ).first()
    facts = {"enrolment_id": way["enrolment_id"], "now": LAST_WEEK}
    finish_scenario(session, scenario_id=story.id, score=4, max_score=7, **facts)
    key_id = person_profile(session, way["person_id"]).data_key_id
    save_draft(session, person_id=way["person_id"], person_key_id=key_id, content=PLAN, **facts)
    submit_plan(session, now=LAST_WEEK, **way)
    cohort_id = enrolment_of(session, way["person_id"], COURSE).cohort_id
    world.paths["certified class"] = f"/admin/certificates/classes/{cohort_id}"
    result = sit(session, way, "post", correct)
    world.paths[f"result of {who}"] = f"{result}/result"
    if who == "again":
        answer_late(session, way, UUID(result.rpartition("/")[2]))
    follow_up(world, session, who, way)
    for certificate in certificates_of_person(session, way["person_id"]):
        number = format_number(certificate.number)
        world.paths["certificate"] = f"/certificates/{number}"
        world.paths["verdict"] = f"/v/{number}"
        world.paths["certificate of the site"] = f"/admin/certificates/{number}"
        wish_for_another_name(world, session, number, way)


PLAN = {
    "province": "53",
    "goal": "Wali mengenal tiga kanal bantuan: 40 wali, paling lambat …",
    "answers": {"goal": {"what": "Wali mengenal tiga kanal bantuan", "whom": "40 wali"}},
}


def follow_up(world, session, who, way):
    """An invitation, with all questions on one page: open for one, handed in for the other."""
    session.execute(
        update(Assessment)
        .where(Assessment.purpose == "follow-up", Assessment.kind == "knowledge")
        .values(policy={"layout": "all-on-one-page"})
    )
    window = Window(3, LAST_WEEK, TODAY + timedelta(days=60))
    invite(session, way["enrolment_id"], window, is_notified=False, now=LAST_WEEK)
    if who == "done":
        attempt_id = start_attempt(session, purpose="follow-up", now=TODAY, **way)
        world.paths["one page"] = f"{address(attempt_id)}/all"
    else:
        world.paths["follow-up result"] = f"{sit(session, way, 'follow-up', 12)}/result"
        scale_id = start_attempt(session, purpose="self-efficacy-follow-up", now=TODAY, **way)
        world.paths["follow-up scale"] = f"{address(scale_id)}/scale"


def wish_for_another_name(world, session, number, way):
    """A request that waits, and another certificate, in a script that telephones may lack."""
    name = "Putu Ayu Maharani Kusumawardhani-Sastrowardoyo"
    facts = {"person_id": way["person_id"], "now": TODAY}
    reason = "Nama keluarga saya kurang di belakang."
    request_correction(session, number, name=name, reason=reason, **facts)
    world.paths["request that waits"] = f"/certificates/{number}/correction"
    person = person_profile(session, way["person_id"])
    other_id = issue_certificate(
        session,
        enrolment_id=way["enrolment_id"],
        person_key_id=person.data_key_id,
        holder=Holder("ꦫꦠꦤꦢꦺꦮꦶ", person.audience, person.province_code),
        achievement=Achievement("LANJUTAN", "Penyegaran", "Refresher", 2, 0, is_pilot=True),
        completed_on=TODAY.date(),
        **facts,
    )
    other = format_number(issued_record(session, other_id).number)
    world.paths["correction"] = f"/certificates/{other}/correction"
    soon = update(Certificate).where(Certificate.id == other_id)
    session.execute(soon.values(valid_until=TODAY + timedelta(days=60)))
    begin_refresher(session, other, **facts)
    world.paths["refresher"] = f"/certificates/{other}/refresher"
    world.paths["drawn verdict"] = f"/v/{other}"


def answer_late(session, way, attempt_id):
    """An answer that came after the test was handed in, and waits for a decision."""
    assessments.service.save_response(
        session,
        attempt_id=attempt_id,
        learner_id=way["person_id"],
        position=1,
        response_id=uuid4(),
        response=assessments.service.Answer({}, is_flagged=True),
        now=TODAY,
    )


def read_lessons(session, way, count):
    version_id = enrolment_of(session, way["person_id"], COURSE).course_version_id
    lessons = session.scalars(
        select(Lesson).where(Lesson.course_version_id == version_id).order_by(Lesson.position)
    )
    for lesson in list(lessons)[:count]:
        facts = {"enrolment_id": way["enrolment_id"], "lesson_id": lesson.id, "now": LAST_WEEK}
        open_lesson(session, **facts)
        finish_lesson(session, state="done", **facts)


def sit(session, way, task, correct):
    """A whole attempt with so many right answers. Gives its address."""
    person = {"learner_id": way["person_id"]}
    attempt_id = start_attempt(session, purpose=task, now=LAST_WEEK, **way)
    slots = session.execute(
        select(AttemptSlot.position, AttemptSlot.options, ItemVersion.answer_key)
        .join(ItemVersion, ItemVersion.id == AttemptSlot.item_version_id)
        .where(AttemptSlot.attempt_id == attempt_id)
        .order_by(AttemptSlot.position)
    )
    for position, options, key in slots.all():
        is_right = position <= correct
        fitting = [
            value
            for value, option in options
            if (option in (key or {}).get("correct", ())) == is_right
        ]
        assessments.service.save_response(
            session,
            attempt_id=attempt_id,
            position=position,
            response_id=uuid4(),
            response=assessments.service.Answer({"answer": fitting[:1]}),
            now=LAST_WEEK,
            **person,
        )
    finish_attempt(session, attempt_id, person_id=way["person_id"], now=LAST_WEEK)
    return address(attempt_id)


def address(attempt_id):
    return f"/attempts/{attempt_id}"
