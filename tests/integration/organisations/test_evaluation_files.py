"""Files of evaluation: who may take which along, what they hold, and the audit of each."""

import io
import re
import zipfile

import pikepdf
import pypdfium2
import pytest
from sqlalchemy import select

from assessments.analysis.group_counts import GroupCounts
from lms.accounts.provinces import PROVINCES
from lms.kernel.audit import AuditEvent
from lms.kernel.clock import utc_now
from lms.organisations.service import OrganisationDetails, create_organisation
from tests.evaluation_counts import add_questions, add_release, draw_answers, draw_counts
from tests.statements import statements_of

SIZES = {"53": 120, "31": 60, "11": 20, "~": 14}


@pytest.fixture
def address(version_id):
    return f"/evaluation/{version_id}/files"


@pytest.fixture
def provinces(act, version_id):
    def release(session, *, now):
        groups = {code: draw_counts(n, n, finish=1) for code, n in SIZES.items()}
        add_release(session, version_id, {"province": groups}, now=now)

    act(release)


@pytest.fixture
def evaluator(holder):
    return holder("evaluator", "platform", None)


def send(client, address, **fields):
    return client.post(address, data={"purpose": "report", **fields})


def events(new_session):
    with new_session() as session:
        chosen = select(AuditEvent).where(AuditEvent.action == "evaluation.exported")
        return [event.details for event in session.scalars(chosen)]


def test_report_is_a_tagged_pdf_with_alternatives(evaluator, address, provinces, new_session):
    response = send(evaluator, address, file="report", note="Rapat")
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Cache-Control"] == "no-store"
    with pikepdf.open(io.BytesIO(response.data)) as pdf:
        assert 3 <= len(pdf.pages) <= 8
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "en"
        tags = list(structure(pdf.Root.StructTreeRoot))
    names = [name for name, _alt in tags]
    assert names.count("Figure") == names.count("H2") - 2 >= 5  # all but limits and tables
    assert all(alt for name, alt in tags if name == "Figure")
    assert {"H1", "H3", "Table", "TH", "TD", "L", "LI"} <= set(names)
    (event,) = events(new_session)
    assert (event["file"], event["purpose"], event["note"]) == ("report", "report", "Rapat")


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("people", [40, 5000])
def test_report_has_four_to_eight_pages_and_names_version_and_dates(
    evaluator, address, act, version_id, people, language
):
    def release(session, *, now):
        groups = groups_of(people)
        codes = [f"SE{number:02}" for number in range(1, 11)]
        largest = max(groups, key=lambda code: groups[code].n)
        answers = draw_answers(groups[largest].n, 3, codes, QUESTIONS)
        groups[largest] = GroupCounts.merged(groups[largest], answers)
        add_questions(session, version_id, now=now)
        add_release(session, version_id, {"province": groups}, now=now, waiting=30)

    act(release)
    evaluator.set_cookie("language", language)
    response = send(evaluator, address, file="report")
    with pypdfium2.PdfDocument(response.data) as pdf:
        assert 4 <= len(pdf) <= 8
        pages = [" ".join(page.get_textpage().get_text_range().split()) for page in pdf]
    text, whole = pages[0], " ".join(pages)
    for chapter in CHAPTERS[language]:
        assert chapter in whole
    assert LIMITS[language] in " ".join(pages[:2])
    period = {
        "id": "Versi 0.1-draft kursus ini. Yang dihitung adalah orang yang mendaftar dari",
        "en": "Version 0.1-draft of the course. Counted are people who registered from",
    }
    assert period[language] in text
    assert re.search(r"\bd\s?=\s?-?\d[.,]\d", text)  # the size of the effect, with its figure
    assert text.count(str(utc_now().year)) >= 3  # first day, release, last check


QUESTIONS = (("FQ01", "1234"), ("FQ02", "1234"), ("FQ03", "12345"), ("FQ04", "1234"))
CHAPTERS = {
    "id": ("Orang merasa lebih yakin daripada sebelumnya", "Setelah 6 bulan: rata-rata"),
    "en": ("People feel surer than before", "After 6 months: "),
}
LIMITS = {"id": "Sekitar 30 orang dari kursus ini", "en": "About 30 people of the course wait"}


def groups_of(people):
    """Counts by province, all with the objectives of the course."""
    codes = [f"M{number:02}" for number in range(1, 11)]
    if people < 100:
        return {
            "53": draw_counts(24, 1, objectives=codes),
            "~": draw_counts(people - 24, 2, objectives=codes),
        }
    items = [f"A{number:02}" for number in range(1, 11)]
    return {
        code: draw_counts(people // 38, index, objectives=codes, items=items)
        for index, code in enumerate(PROVINCES)
    }


def structure(element):
    """All tags of a PDF with their alternative text."""
    if isinstance(element, pikepdf.Array):
        for child in element:
            yield from structure(child)
    elif isinstance(element, pikepdf.Dictionary):
        if "/S" in element:
            yield str(element.S)[1:], str(element.get("/Alt", ""))
        if "/K" in element:
            yield from structure(element.K)


def test_scores_of_everybody_come_with_scripts(evaluator, address, provinces, new_session):
    response = send(evaluator, address, file="everyone")
    with zipfile.ZipFile(io.BytesIO(response.data)) as archive:
        sums = archive.read("sums.csv").decode("utf-8-sig").splitlines()
        ranges = archive.read("ranges.csv").decode("utf-8-sig").splitlines()
        assert {"effect.R", "effect.py", "codebook.txt"} <= set(archive.namelist())
    assert sums[:2] == ["name,value", f"n,{sum(SIZES.values())}"]
    assert any(line.startswith("pre.reached,") for line in sums)
    assert all(line.startswith("Everybody,") for line in ranges[1:])
    assert [event["file"] for event in events(new_session)] == ["everyone"]


def test_groups_have_names_and_no_rows_of_persons(evaluator, address, provinces):
    response = send(evaluator, f"{address}?by=province", file="groups")
    with zipfile.ZipFile(io.BytesIO(response.data)) as archive:
        rows = archive.read("table.csv").decode("utf-8-sig").splitlines()
        ranges = archive.read("ranges.csv").decode("utf-8-sig").splitlines()
        assert "sums.csv" not in archive.namelist()
    names = {row.split(",")[0] for row in rows[1:]}
    assert "East Nusa Tenggara" in names
    assert "Small groups together" in names
    assert "Small groups together" not in {row.split(",")[0] for row in ranges[1:]}


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"purpose": ""}, "Choose what the file is for."),
        ({"purpose": "sale"}, "Choose what the file is for."),
        ({"purpose": "other"}, "Say in a few words what the file is for."),
    ],
)
def test_purpose_is_required(evaluator, address, provinces, new_session, fields, sentence):
    response = send(evaluator, address, file="report", **fields)
    assert response.status_code == 422
    assert sentence in response.text
    assert events(new_session) == []


def test_unknown_file_only_shows_the_form(evaluator, address, provinces, new_session):
    assert send(evaluator, address, file="everything").status_code == 200
    assert events(new_session) == []


def test_nothing_can_be_taken_before_the_first_release(evaluator, address, new_session):
    page = evaluator.get(address).text
    assert "There is nothing to take along yet" in page
    assert not re.search(r'name="file"', page)


def test_strangers_are_refused(holder, address, provinces, client):
    assert client.get(address).status_code == 303  # to sign in
    for role in ("author", "administrator"):
        assert holder(role, "platform", None).get(address).status_code == 403


def test_coordinator_takes_the_report_of_the_own_school_and_no_rows(
    coordinator, address, school, act, version_id
):
    def release(session, *, now):
        groups = {str(school): draw_counts(40, 40, finish=1), "~": draw_counts(14, 14, finish=1)}
        add_release(session, version_id, {"organisation": groups}, now=now)

    act(release)
    own = f"{address}?group=organisation~{school}"
    page = coordinator.get(own).text
    assert 'value="report"' in page
    assert 'value="everyone"' not in page
    assert send(coordinator, own, file="report").status_code == 200
    for kind in ("everyone", "groups"):
        assert send(coordinator, own, file=kind).status_code == 403


@pytest.mark.parametrize(
    "name",
    [
        "SD \N{GRINNING FACE} Ceria",
        "\u5b66\u6821",
        "\u0645\u062f\u0631\u0633\u0629 " * 20,
        '#panic() \\ @x *b* $x$ <script> =HYPERLINK("x")',
        "A" * 150,
    ],
)
def test_report_prints_any_name(evaluator, address, act, version_id, name):
    def release(session, *, now):
        school = create_organisation(
            session,
            kind="school",
            facts=OrganisationDetails(name, "", "53"),
            parent_id=None,
            founded_by=None,
            is_approved=True,
            now=now,
        )
        groups = {str(school): draw_counts(40, 40, finish=1), "~": draw_counts(14, 14, finish=1)}
        add_release(session, version_id, {"organisation": groups}, now=now)

    act(release)
    response = send(evaluator, f"{address}?by=organisation", file="report")
    assert response.status_code == 200
    assert response.data.startswith(b"%PDF")


MAX_QUERIES = {"everyone": 8, "groups": 8, "report": 16}  # a report is three pages in one


@pytest.mark.parametrize("query", ["", "?by=organisation", "?by=cohort", "?group=province~53"])
def test_the_page_takes_at_most_eight_queries(app, evaluator, address, provinces, query):
    evaluator.get(address + query)
    with statements_of(app) as statements:
        assert evaluator.get(address + query).status_code == 200
    assert len(statements) <= 8


@pytest.mark.parametrize("kind", MAX_QUERIES)
def test_a_file_takes_few_queries_and_the_entry_of_its_audit(
    app, evaluator, address, provinces, kind
):
    evaluator.get(address)
    with statements_of(app) as statements:
        assert send(evaluator, address, file=kind).status_code == 200
    queries = [text for text in statements if text.startswith("SELECT")]
    assert len(queries) <= MAX_QUERIES[kind]
    assert [text.split()[2] for text in statements if text not in queries] == ["audit_event"]


def test_the_page_of_a_coordinator_takes_at_most_eight_queries(
    app, coordinator, address, provinces
):
    coordinator.get(address)
    with statements_of(app) as statements:
        assert coordinator.get(address).status_code == 200
    assert len(statements) <= 8
