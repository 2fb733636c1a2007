"""After erasure the name of a holder is nowhere to be read, whatever was made of it before."""

from contextlib import nullcontext
from io import BytesIO
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from certificates.errors import CertificateErased, CorrectionDecided
from certificates.holder_requests.models import NameCorrection
from certificates.models import Certificate
from certificates.numbers import format_number
from certificates.records import queries, service
from lms.extensions import task_context
from lms.kernel.clock import utc_now
from lms.kernel.database.db import Base
from lms.kernel.errors import LmsError
from lms.tables import load_tables
from lms.tasks import sweep
from lms.workflows.accounts.erase_person import erase_person
from lms.workflows.certificates import make_files
from lms.workflows.certificates.correct_name import request_correction

NAME = "Wilhelmina Rambu Anahida"
WISHED = "Wilhelmina Rambu Anahina"
ENDINGS = ("json", "jwt", "pdf", "png", "svg")


@pytest.fixture
def learner(enrol):
    return enrol(name=NAME)


@pytest.fixture
def made(app, owner, certificate, learner, store):
    """Every file of the certificate, its pages looked at, and a request about its name."""
    files = {}
    with app.app_context():
        for kind in (*make_files.KINDS, "png"):
            files[kind] = make_files.get_file(task_context(), certificate.id, kind)
    number = format_number(certificate.number)
    for page in (
        "/certificates",
        f"/certificates/{number}",
        f"/certificates/{number}/preview.webp",
    ):
        owner.get(page)
    store(
        request_correction,
        number,
        person_id=learner.person_id,
        name=WISHED,
        reason=f"Bukan {NAME}",
        now=utc_now(),
    )
    return SimpleNamespace(number=number, files=files)


@pytest.fixture
def erased(app, made, learner, store):
    sweep(app)
    store(erase_person, learner.person_id, certificate_choices={}, now=utc_now())
    sweep(app)
    return made


def rows(session):
    """Everything that the tables hold, as text."""
    load_tables()
    for table in Base.metadata.sorted_tables:
        for row in session.execute(select(table)):
            yield (
                table.name,
                "".join(
                    value.decode("latin-1") if isinstance(value, bytes) else str(value)
                    for value in row
                ),
            )


def names_in(text):
    return [word for word in ("Wilhelmina", "Anahida", "Anahina") if word in text]


def test_the_files_did_bear_the_name(made):
    assert names_in(made.files["json"].decode()) == ["Wilhelmina", "Anahida"]
    assert names_in(made.files["badge-svg"].decode()) == ["Wilhelmina", "Anahida"]


def test_no_row_and_no_file_of_the_data_folder_holds_it(erased, settings, read):
    assert [name for name, text in read(lambda s: list(rows(s))) if names_in(text)] == []
    for file in settings.data_dir.rglob("*"):
        if file.is_file():
            assert names_in(file.read_bytes().decode("latin-1")) == [], file.name


def test_its_files_are_gone_from_the_disk(erased, settings):
    folder = settings.data_dir / "artefacts"
    assert [file.name for file in folder.rglob("*") if file.is_file()] == []


def test_no_address_gives_it(erased, client):
    for ending in ENDINGS:
        answer = client.get(f"/credentials/{erased.number}.{ending}")
        assert (answer.status_code, names_in(answer.text)) == (410, [])
    for path in (f"/v/{erased.number}", f"/api/v1/certificates/{erased.number}"):
        assert names_in(client.get(path).text) == []


def test_a_copy_that_somebody_kept_is_answered_without_it(erased, client):
    for kind in make_files.KINDS:
        answer = client.post("/verify/file", data={"file": (BytesIO(erased.files[kind]), "copy")})
        assert (answer.status_code, 'data-verdict="withdrawn"' in answer.text) == (200, True)
        assert names_in(answer.text) == []


def test_who_looks_after_certificates_does_not_see_it(erased, make_person, sign_in):
    admin = sign_in(make_person(name="Admin", roles=["administrator"]))
    for path in (
        f"/admin/certificates/{erased.number}",
        "/admin/certificates",
        "/admin/certificates/corrections",
    ):
        page = admin.get(path)
        assert (page.status_code, names_in(page.text)) == (200, [])


@pytest.fixture
def erase(app, learner, store):
    def erase():
        store(erase_person, learner.person_id, certificate_choices={}, now=utc_now())
        sweep(app)

    return erase


def files_of(settings, certificate):
    return list((settings.data_dir / "artefacts").rglob(f"*{certificate.id}*"))


@pytest.mark.parametrize("is_erased", [False, True])
def test_an_erasure_while_a_file_is_drawn_leaves_no_file(
    app, certificate, settings, erase, is_erased
):
    """The worker read the record before, and writes its file and its row after."""
    with app.app_context():
        context = task_context()
        record = queries.issued_record(context.read_session, certificate.id)
        if is_erased:
            context.read_session.rollback()
            erase()
        files = make_files._load_or_make(context.read_session, record, ("json",))
        assert files_of(settings, certificate)
        with pytest.raises(CertificateErased) if is_erased else nullcontext():
            make_files._insert_rows(context, record, files)
    assert bool(files_of(settings, certificate)) is not is_erased


@pytest.mark.parametrize("what", ["issue", "supersede", "renew"])
def test_what_was_read_before_an_erasure_issues_nothing_after_it(
    certificate, learner, erase, store, read, issue, what
):
    """A request that read the name, and came to the lock when the erasure was done."""
    holder = read(queries.issued_record, certificate.id).holder
    facts = {"holder": holder, "person_key_id": learner.key_id, "now": utc_now()}
    more = {"valid_years": 3, "completed_on": utc_now().date(), "renewed_by": None}
    late = {
        "issue": lambda: issue(learner, code="LAIN"),
        "supersede": lambda: store(
            service.supersede,
            certificate.id,
            person_id=learner.person_id,
            superseded_by=None,
            **facts,
        ),
        "renew": lambda: store(service.renew, certificate.number, **facts, **more),
    }
    erase()
    with pytest.raises(LmsError):
        late[what]()
    ids = read(lambda session: session.scalars(select(Certificate.id)).all())
    assert ids == [certificate.id]


def test_a_request_that_was_decided_meanwhile_is_looked_at_again(
    made, make_person, learner, store, new_session, read
):
    """Two deciders read it open; the second waits at the lock, and sees what the first did."""
    staff = make_person(roles=["administrator"])
    asked = read(lambda session: session.scalars(select(NameCorrection.id)).one())
    with new_session() as second:
        second.expire_on_commit = False  # as the sessions of the program are
        held = second.get_one(NameCorrection, asked)
        assert held.state == "open"
        second.commit()
        facts = {"answer": "Tidak.", "declined_by": staff, "now": utc_now()}
        store(service.decline_correction, asked, **facts)
        with pytest.raises(CorrectionDecided), second.begin():
            service.require_open_correction(second, asked)
