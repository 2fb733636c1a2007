"""`payung certificate audit`: what it finds, each beside a log that is sound."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy import select, text, update

from certificates.log import transparency_log
from certificates.models import Certificate, TransparencyLogEntry
from certificates.records import queries, service
from lms.cli import main


@pytest.fixture
def problems(read):
    def problems(**options):
        return [one.problem for one in read(queries.check_log, **options).findings]

    return problems


@pytest.fixture
def tamper(store):
    """Changes a row as somebody could who has the database, and neither keys nor scruples."""

    def tamper(statement, **values):
        def change(session):
            if session.get_bind().dialect.name == "postgresql":
                session.execute(text("SET session_replication_role = replica"))
            else:
                session.execute(text("DROP TRIGGER IF EXISTS tr_issuance_log_no_update"))
            session.execute(statement, values)

        store(change)

    return tamper


@pytest.fixture
def audit(settings, monkeypatch):
    for name in ("data_dir", "database_url", "public_url"):
        monkeypatch.setenv(f"PAYUNG_{name.upper()}", str(getattr(settings, name)))

    def audit(*arguments):
        ran = CliRunner().invoke(main, ["certificate", "audit", *arguments])
        return ran.exit_code, ran.output

    return audit


@pytest.fixture
def several(issuer, issue, enrol, store, read, now):
    """Three certificates: one revoked, one withdrawn, one as it was issued."""
    ids = [issue(enrol()) for _ in range(3)]
    number = read(queries.issued_record, ids[0]).number
    store(service.revoke, number, reason="misconduct", revoked_by=None, now=now)
    store(service.erase_holder, ids[1], now=now)
    return ids


def test_a_sound_log_has_no_findings(several, audit, problems):
    assert problems() == []
    status, output = audit("--json")
    told = json.loads(output.splitlines()[-1])
    assert (status, told["is_sound"], told["certificates"]) == (0, True, 3)


def test_a_record_that_was_changed_is_found(several, tamper, problems, audit):
    tamper(update(Certificate).where(Certificate.id == several[2]).values(level=1))
    assert problems() == ["record-changed"]
    status, output = audit()
    assert (status, "not what was issued" in output) == (1, True)


CHANGES = {
    "title_id": "Lain",
    "title_en": "Other",
    "hours": 40,
    "completed_on": date(2020, 1, 2),
    "valid_until": datetime(2099, 1, 2, tzinfo=UTC),
    "status_index": 7,
    "achievement_details": {"criteria_en": "Nothing"},
    "issuer_id": None,
}


@pytest.mark.parametrize("column", CHANGES)
def test_a_part_that_the_earlier_form_left_out_is_found(several, tamper, problems, column):
    assert problems() == []
    changed = {column: CHANGES[column]}
    if column == "issuer_id":  # only a specimen may do without
        changed["is_specimen"] = True
    tamper(update(Certificate).where(Certificate.id == several[2]).values(**changed))
    assert problems() == ["record-changed"]


def test_every_part_of_a_record_is_hashed_or_a_state():
    states = {
        "revoked_at",
        "revocation_reason",
        "withdrawn_at",
        "kept_at",
        "suspended_at",
        "suspension_reason",
        "replaced_at",
        "replaced_by_id",
        "replaced_for",
    }
    columns = {column.name for column in Certificate.__table__.columns}
    assert columns - states == set(transparency_log.ISSUED_PARTS)


@pytest.mark.parametrize(
    ("some", "others"), [(("a|b", "c"), ("a", "b|c")), (("a", None), ("a", "")), (("a",), (b"b",))]
)
def test_parts_never_run_into_each_other(some, others):
    assert transparency_log._hash_of_parts(*some) == transparency_log._hash_of_parts(*some)
    assert transparency_log._hash_of_parts(*some) != transparency_log._hash_of_parts(*others)


def rewrite(session, form):
    """All entries as an earlier release hashed them."""
    previous = transparency_log.GENESIS_HASH
    for entry in session.scalars(
        select(TransparencyLogEntry).order_by(TransparencyLogEntry.sequence)
    ):
        if entry.event == "issued":
            certificate = session.get_one(Certificate, entry.certificate_id)
            entry.content_hash = transparency_log.compute_content_hash(certificate, form)
        entry.form, entry.previous_hash = form, previous
        previous = entry.entry_hash = transparency_log.compute_entry_hash(entry)


@pytest.fixture
def earlier(several, store, tamper):
    """A log from before entries were hashed whole."""
    tamper(text("SELECT 1"))
    store(rewrite, transparency_log.FORM_NARROW)
    return several


def test_an_earlier_log_stays_sound_and_is_continued(earlier, issue, enrol, problems, read):
    issue(enrol())
    assert problems() == []
    forms = read(lambda s: s.scalars(select(TransparencyLogEntry.form).order_by("sequence")).all())
    assert (set(forms[:-1]), forms[-1]) == (
        {transparency_log.FORM_NARROW},
        transparency_log.FORM_WHOLE,
    )


def test_the_earlier_form_still_finds_what_it_covers(earlier, tamper, problems):
    tamper(update(Certificate).where(Certificate.id == earlier[2]).values(level=1))
    assert problems() == ["record-changed"]


def test_a_form_that_goes_back_breaks_the_chain(earlier, issue, enrol, tamper, problems, store):
    last = issue(enrol())
    assert problems() == []

    def go_back(session):
        (entry,) = session.scalars(select(TransparencyLogEntry).filter_by(certificate_id=last))
        certificate = session.get_one(Certificate, last)
        entry.content_hash = transparency_log.compute_content_hash(
            certificate, transparency_log.FORM_NARROW
        )
        entry.form = transparency_log.FORM_NARROW
        entry.entry_hash = transparency_log.compute_entry_hash(entry)

    issue(enrol())
    store(go_back)
    assert problems()[0] == "chain-broken"


@pytest.mark.parametrize("state", ["suspended", "replaced"])
def test_a_state_that_the_log_does_not_tell_is_found(several, tamper, problems, state, now):
    values = {
        "suspended": {"suspended_at": now, "suspension_reason": "under-review"},
        "replaced": {"replaced_at": now, "replaced_for": "renewal"},
    }
    tamper(update(Certificate).where(Certificate.id == several[2]).values(**values[state]))
    assert problems() == ["state-not-in-log"]


def test_a_suspension_that_ended_is_told_as_ended(several, store, read, problems, tamper, now):
    number = read(queries.issued_record, several[2]).number
    store(service.suspend, number, reason="under-review", suspended_by=None, now=now)
    assert problems() == []
    store(service.restore, number, restored_by=None, now=now)
    assert problems() == []
    again = {"suspended_at": now, "suspension_reason": "under-review"}
    tamper(update(Certificate).where(Certificate.id == several[2]).values(**again))
    assert problems() == ["state-not-in-log"]


def test_a_certificate_that_was_put_in_is_found(several, store, problems, read, now):
    def put_in(session):
        row = session.get_one(Certificate, several[2])
        values = {c.name: getattr(row, c.name) for c in Certificate.__table__.columns}
        changed = {"id": several[2].__class__(int=7), "number": "0" * 16, "status_index": 3}
        session.execute(
            Certificate.__table__.insert(),
            values | changed | {"replaced_at": now, "replaced_for": "renewal"},
        )

    store(put_in)
    assert problems() == ["not-in-log"]


def test_a_back_dated_certificate_is_found(several, tamper, problems, now):
    earlier = now - timedelta(days=30)
    tamper(update(Certificate).where(Certificate.id == several[2]).values(issued_at=earlier))
    assert problems() == ["back-dated", "record-changed"]


def test_a_revocation_that_was_taken_back_is_found(several, tamper, problems):
    gone = {"revoked_at": None, "revocation_reason": None}
    tamper(update(Certificate).where(Certificate.id == several[0]).values(**gone))
    assert problems() == ["state-not-in-log"]


def test_an_entry_that_was_changed_breaks_the_chain(several, tamper, problems):
    entry = update(TransparencyLogEntry).where(TransparencyLogEntry.sequence == 6)
    tamper(entry.values(content_hash="0" * 64))
    assert problems()[0] == "chain-broken"


def test_a_chain_that_was_written_anew_does_not_contain_the_head_that_was_noted(
    several, issue, enrol, read, problems
):
    head = read(queries.check_log).head
    issue(enrol())
    assert problems(expected_head=head) == []
    assert problems(expected_head=head[:-1] + "x") == ["head-differs"]


def test_a_certificate_of_a_key_that_did_not_count_is_found(
    several, issue, enrol, store, read, problems, tamper, now
):
    kid = read(lambda s: s.scalars(select(Certificate.signing_key_id)).first())
    specimen = read(
        lambda s: [k.kid for k in queries.public_keys(s) if k.is_specimen][0]  # noqa: RUF015
    )
    assert kid != specimen
    assert problems() == []

    def log_a_leak(session):
        from certificates.log.transparency_log import append_key_event, lock
        from certificates.models import SigningKey

        lock(session)
        key = session.scalars(select(SigningKey).where(SigningKey.kid == kid)).one()
        append_key_event(session, event="key-leaked", key=key, now=now)

    store(log_a_leak)
    assert problems() == []
    issue(enrol())
    assert problems() == ["key-not-active"]
