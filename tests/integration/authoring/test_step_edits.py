"""Authors change a step in both languages in a draft: checks, conflicts, history, refusals."""

from html import unescape

import pytest
from sqlalchemy import func, select

from courses.catalogue.content_models import Unit
from courses.step_edits.errors import StepChanged
from courses.step_edits.models import StepEdit
from courses.step_edits.service import NewEdit, add_edit
from courses.step_edits.texts import StepText
from lms.accounts.roles.service import grant_role
from lms.kernel.clock import new_id, utc_now
from tests.integration.authoring.conftest import STEP, fields_of
from tests.statements import statements_of
from tests.visible_text import visible_text

pytestmark = pytest.mark.usefixtures("course_in_steps")
PATH = "/authoring/POESA-EL"
IDEA = {
    "title_id": "Satu gagasan: siapa yang menghitung",
    "title_en": "One idea: who counted",
    "markdown_id": "Tanyakan **siapa** yang menghitung [F66].",
    "markdown_en": "Ask **who** counted [F66].",
}
LONG = "word " * 121


@pytest.fixture
def edits(new_session):
    """All edits in order of time."""

    def edits():
        with new_session() as session:
            return session.scalars(select(StepEdit).order_by(StepEdit.saved_at)).all()

    return edits


@pytest.fixture
def another(make_person, sign_in):
    return sign_in(make_person(name="Yosua Tamaela", roles=["author"]))


def save(client, page=None, path=STEP, **changes):
    """Send the form of a step as it stands, with these changes."""
    page = page or client.get(path)
    return client.post(path, data=fields_of(page) | changes)


def test_what_is_saved_stands_in_the_draft_and_in_no_version(author, edits, new_session):
    assert save(author, **IDEA).location == STEP
    page = author.get(STEP)
    assert {name: fields_of(page)[name] for name in IDEA} == IDEA
    assert [(edit.kind, edit.number, edit.stale) for edit in edits()] == [("saved", 1, "")]
    with new_session() as session:
        texts = session.scalars(select(Unit.content).where(Unit.key == "idea")).all()
    assert IDEA["markdown_id"] not in {text.get("markdown_id") for text in texts}
    assert IDEA["title_id"] in visible_text(author.get(f"{PATH}/lessons").text)


def test_the_page_shows_words_that_differ_and_the_step_on_a_phone(author):
    page = save(author, **IDEA, do="preview")
    assert page.status_code == 200
    assert "<del>apa </del><ins>siapa </ins>" in page.text
    assert "&lt;strong&gt;who&lt;/strong&gt; counted" in page.text  # in the frame of the preview
    assert 'sandbox="allow-same-origin" title="' in page.text


def test_a_preview_stores_nothing(author, edits):
    save(author, **IDEA, do="preview")
    assert edits() == []


@pytest.mark.parametrize(
    ("field", "text", "sentence"),
    [
        ("markdown_id", "Klik <b>di sini</b>.", "Line 1: The text holds HTML: <b>."),
        ("markdown_en", "Fine.\n\n<script>alert(1)</script>", "Line 3: The text holds HTML"),
        ("markdown_en", "So it is [F999].", "Line 1: There is no fact F999."),
        ("markdown_en", "So it is [F1].", "[F1] is not the form of a citation."),
        ("markdown_id", "**Tebal yang lupa ditutup", "A ** is not closed in this paragraph."),
        ("markdown_id", LONG, "121"),
        ("markdown_id", "a " * 2049, "This text has more than 4 KB."),
        ("markdown_en", " ", "This step needs a text in both languages."),
        ("title_en", "", "Write the title of the step."),
        ("title_id", "t" * 121, "title has more than 120 characters."),
        ("title_id", "Satu <i>gagasan</i>", "The text holds HTML: <i>."),
        ("markdown_id", "a\u202eb", "This contains invisible characters."),
    ],
)
def test_a_flaw_is_said_at_its_field_and_nothing_is_lost(author, edits, field, text, sentence):
    author.get("/language/en")
    changed = IDEA | {field: text}
    page = save(author, **changed)
    assert page.status_code == 422
    problems = page.text.partition('id="error-summary"')[2].partition("</div>")[0]
    assert sentence in unescape(visible_text(problems))
    assert f'href="#{field}"' in problems
    assert f'id="{field}-error-1"' in page.text
    other = next(name for name in IDEA if name != field)
    assert fields_of(page)[other] == IDEA[other]
    assert edits() == []


def test_one_language_may_be_saved_first_and_the_other_is_marked(author, edits):
    save(author, title_id=IDEA["title_id"], markdown_id=IDEA["markdown_id"])
    assert edits()[-1].stale == "en"
    author.get("/language/en")
    assert "English is not up to date" in visible_text(author.get(STEP).text)
    save(author, fits="y")
    assert edits()[-1].stale == ""
    save(author, markdown_id="Tanyakan lagi.")
    assert edits()[-1].stale == "en"
    save(author, markdown_en="Ask again.")
    assert edits()[-1].stale == ""


def test_of_two_authors_the_second_sees_both_texts_and_loses_none(author, another, edits):
    opened = another.get(STEP)
    save(author, **IDEA)
    page = save(another, opened, markdown_id="Naskah Yosua.", markdown_en="The text of Yosua.")
    assert page.status_code == 409
    assert fields_of(page)["markdown_en"] == "The text of Yosua."
    assert IDEA["markdown_id"] in page.text.partition('id="theirs"')[2]
    assert len(edits()) == 1
    assert save(another, page).status_code == 303
    assert [edit.markdown_en for edit in edits()] == [IDEA["markdown_en"], "The text of Yosua."]
    history = visible_text(author.get(STEP).text.partition('id="history"')[2])
    assert [name in history for name in ("Ratna Dewi", "Yosua Tamaela")] == [True, True]


def test_a_flaw_does_not_hide_what_somebody_else_has_saved(author, another, edits):
    opened = another.get(STEP)
    save(author, **IDEA)
    page = save(another, opened, markdown_id="<b>Naskah</b>")
    assert page.status_code == 422
    assert save(another, page, markdown_id="Naskah.").status_code == 409
    assert len(edits()) == 1


def test_who_saves_at_the_same_time_does_not_overwrite(author, course_in_steps, new_session):
    save(author, **IDEA)
    with new_session() as session:
        stored = session.scalars(select(StepEdit)).one()
    for seen in (0, 2):  # an older edit, and one that nobody has made
        edit = NewEdit(("M02-L1", "idea"), StepText(**IDEA), "saved", course_in_steps, seen)
        facts = {"course_id": stored.course_id, "saved_by": stored.saved_by, "now": utc_now()}
        with new_session() as session, session.begin(), pytest.raises(StepChanged):
            add_edit(session, edit, **facts)


def test_the_same_text_again_makes_no_edit(author, edits):
    assert save(author).status_code == 303
    save(author, **IDEA)
    save(author, **IDEA)
    assert len(edits()) == 1


def test_the_published_text_typed_again_leaves_the_draft(author, edits):
    published = fields_of(author.get(STEP))
    save(author, **IDEA)
    save(author, **{name: published[name] for name in IDEA})
    assert edits()[-1].kind == "discarded"


def test_a_discarded_draft_stays_in_the_history(author, edits):
    save(author, **IDEA)
    assert author.post(f"{STEP}/discard", data={"seen": "1"}).status_code == 303
    page = author.get(STEP)
    assert fields_of(page)["title_id"] != IDEA["title_id"]
    assert IDEA["markdown_en"] in page.text.partition('id="history"')[2]


def test_a_draft_that_somebody_has_saved_again_is_not_discarded_unseen(author, another, edits):
    save(author, **IDEA)
    save(another, markdown_id="Naskah Yosua.")
    assert author.post(f"{STEP}/discard", data={"seen": "1"}).status_code == 409
    assert edits()[-1].kind == "saved"


def test_a_step_without_prose_changes_its_title_only(author, edits):
    path = f"{PATH}/lessons/M02-L1/try"
    assert 'name="markdown_id"' not in author.get(path).text
    save(author, path=path, title_id="Sebelum dicetak ulang", markdown_id="Tidak di sini.")
    assert [(edit.title_id, edit.markdown_id) for edit in edits()] == [
        ("Sebelum dicetak ulang", "")
    ]


@pytest.mark.parametrize("path", ["M02-L1/nowhere", "M99-L9/idea", "M01-L1/idea"])
def test_what_the_newest_version_has_not_is_not_found(author, path):
    assert author.get(f"{PATH}/lessons/{path}").status_code == 404
    assert author.post(f"{PATH}/lessons/{path}").status_code == 404


def test_the_editor_asks_the_database_ten_times_at_most(app, author):
    save(author, **IDEA)
    with statements_of(app) as statements:
        assert author.get(STEP).status_code == 200
    assert len(statements) <= 10, statements


ROUTES = [
    ("get", f"{PATH}/lessons"),
    ("get", STEP),
    ("post", STEP),
    ("post", f"{STEP}/discard"),
    ("get", f"{PATH}/publish"),
    ("post", f"{PATH}/publish"),
]


@pytest.mark.parametrize(("verb", "path"), ROUTES)
@pytest.mark.parametrize("role", ["", "facilitator", "coordinator", "expert", "evaluator"])
def test_nobody_else_writes(make_person, sign_in, edits, verb, path, role):
    client = sign_in(make_person(roles=[role] if role else []))
    assert getattr(client, verb)(path, data=IDEA if verb == "post" else None).status_code == 403
    assert edits() == []


@pytest.mark.parametrize(("verb", "path"), ROUTES)
def test_who_has_not_signed_in_is_asked_to(client, edits, verb, path):
    answer = getattr(client, verb)(path, data=IDEA if verb == "post" else None)
    assert answer.status_code in (302, 303, 401)
    assert edits() == []


@pytest.mark.parametrize(("verb", "path"), ROUTES)
@pytest.mark.parametrize("scope", ["course", "organisation"])
def test_an_author_of_another_course_or_of_an_organisation_does_not_write(
    make_person, sign_in, store, edits, verb, path, scope
):
    person = make_person()
    store(
        grant_role,
        person_id=person,
        role="author",
        scope_type=scope,
        scope_id=new_id(),
        granted_by=None,
        now=utc_now(),
    )
    answer = getattr(sign_in(person), verb)(path, data=IDEA if verb == "post" else None)
    assert answer.status_code in (403, 404)
    assert edits() == []


def test_edits_are_never_changed_or_deleted(author, new_session):
    save(author, **IDEA)
    for statement in ("UPDATE step_edit SET kind = 'published'", "DELETE FROM step_edit"):
        with new_session() as session, pytest.raises(Exception, match="append-only"):
            session.connection().exec_driver_sql(statement)
    with new_session() as session:
        assert session.scalar(select(func.count()).select_from(StepEdit)) == 1
