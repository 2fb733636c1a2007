"""A restored backup undoes nothing: revocations, erasures, the log and indexes go on."""

import json
import secrets
from types import SimpleNamespace

import pytest
from click.testing import CliRunner
from sqlalchemy import create_engine, func, select, text
from sqlalchemy.orm import Session

from certificates.models import Certificate, StatusList
from certificates.records import queries, service
from certificates.status_lists import status_index
from certificates.status_lists.set_entries import set_entries
from lms.accounts.models import Person
from lms.accounts.sessions.models import SignInSession
from lms.adapters.configured_ports import create_ports
from lms.adapters.database.restore_marker import restoring_file
from lms.adapters.keys.server_key import register_server_key
from lms.cli import main
from lms.extensions import transaction
from lms.kernel.audit import AuditEvent
from lms.kernel.clock import utc_now
from lms.settings import Settings
from lms.workflows.accounts.erase_person import erase_person
from tests.conftest import ON_POSTGRESQL
from tests.postgresql_databases import SERVER, run_on_server

ERASED, KEPT = "Wilhelmina Rambu Anahida", "Zubaidah Qorirah"


@pytest.fixture(autouse=True)
def _registered_key(app, settings):
    """As the first start of a server does."""
    register_server_key(settings.keys_dir / "server.key", settings.database_uri, now=utc_now())


@pytest.fixture
def store(app):
    """Writes as the program does: the ledger gets its lines before the commit."""

    def store(write, *arguments, **keywords):
        with app.app_context(), transaction() as session:
            return write(session, *arguments, **keywords)

    return store


@pytest.fixture
def run(settings, monkeypatch, tmp_path):
    """Runs a command with the settings of one of the two servers; gives status and output."""

    def run(*arguments, at=settings):
        monkeypatch.setenv("PAYUNG_DATA_DIR", str(at.data_dir))
        monkeypatch.setenv("PAYUNG_DATABASE_URL", at.database_url)
        monkeypatch.setenv("PAYUNG_PUBLIC_URL", at.public_url)
        ran = CliRunner().invoke(main, list(map(str, arguments)), catch_exceptions=False)
        return ran.exit_code, ran.output

    return run


@pytest.fixture
def new_settings(settings, tmp_path):
    """Makes another server: a data folder and a database without tables."""
    names = []

    def make():
        name = f"restored_{secrets.token_hex(4)}"
        if ON_POSTGRESQL:
            run_on_server(f"CREATE DATABASE {name}")
            names.append(name)
        url = f"{SERVER}/{name}" if ON_POSTGRESQL else ""
        return Settings(data_dir=tmp_path / name, database_url=url, public_url=settings.public_url)

    yield make
    for name in names:
        run_on_server(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def elsewhere(new_settings):
    return new_settings()


@pytest.fixture
def read_at():
    def read(at, query, *arguments, **keywords):
        engine = create_engine(at.database_uri)
        with Session(engine, info={"ports": create_ports(at)}) as session:
            result = query(session, *arguments, **keywords)
        engine.dispose()
        return result

    return read


@pytest.fixture
def history(issuer, enrol, issue, store, sign_in, run, tmp_path, read):
    """Three certificates, a backup, and what happened after it."""
    revoked, erased, kept = enrol(), enrol(name=ERASED), enrol(name=KEPT)
    owners = {"revoked": revoked, "a": erased, "b": kept}
    ids = {key: issue(owner, now=utc_now()) for key, owner in owners.items()}
    sign_in(revoked.person_id)
    backup, keys = tmp_path / "backup", tmp_path / "keys-apart"
    status, output = run("backup", backup, "--keys-to", keys)
    assert (status, "complete" in output) == (0, True), output
    number = read(number_of, ids["revoked"])
    store(service.revoke, number, reason="misconduct", revoked_by=None, now=utc_now())
    store(erase_person, erased.person_id, certificate_choices={}, now=utc_now())
    choices = {ids["b"]: "keep"}
    store(erase_person, kept.person_id, certificate_choices=choices, now=utc_now())
    lost = [read(index_of, issue(enrol(name=name), now=utc_now())) for name in ("Ani", "Budi")]
    store(service.revoke, lost[0].number, reason="misconduct", revoked_by=None, now=utc_now())
    return SimpleNamespace(
        backup=backup,
        keys=keys,
        erased=erased.person_id,
        kept=kept.person_id,
        ids=ids,
        lost=lost,
        head=read(queries.check_log).head,
    )


@pytest.fixture
def restored(history, run, elsewhere, settings):
    arguments = ("--ledger", settings.ledger_path, "--keys", history.keys)
    status, output = run("restore", history.backup, *arguments, at=elsewhere)
    assert status == 0, output
    return SimpleNamespace(settings=elsewhere, output=output)


def number_of(session, certificate_id):
    return session.get_one(Certificate, certificate_id).number


def index_of(session, certificate_id):
    row = session.get_one(Certificate, certificate_id)
    return SimpleNamespace(number=row.number, index=row.status_index, id=row.id)


def name_of(session, person_id):
    return session.get_one(Person, person_id).name


def check_people(history, at, read_at):
    assert read_at(at, name_of, history.erased) is None
    assert read_at(at, name_of, history.kept) is None
    sealed = read_at(at, lambda s: s.get_one(Certificate, history.ids["a"]).sealed_holder)
    assert sealed == b""
    assert read_at(at, queries.issued_record, history.ids["b"]).holder.name == KEPT
    sessions = read_at(at, lambda s: s.scalar(select(func.count()).select_from(SignInSession)))
    assert sessions == 0


def check_status(history, at, read_at):
    number = read_at(at, number_of, history.ids["revoked"])
    assert read_at(at, queries.certificate_status, number, now=utc_now()).state == "revoked"
    (entries,) = read_at(at, set_entries)
    assert history.lost[0].index in entries.revoked
    assert history.lost[1].index not in entries.revoked
    assert history.lost[0].index in read_at(at, queries.status_indexes, 1, "revocation")
    assert read_at(at, lambda s: s.scalar(select(StatusList.allocated))) == 5


def test_a_restore_undoes_nothing(history, restored, run, read_at, monkeypatch):
    at = restored.settings
    check_people(history, at, read_at)
    check_status(history, at, read_at)
    assert "2 people erased again" in restored.output
    assert "2 certificates were issued after the backup" in restored.output
    action = select(AuditEvent.details).where(AuditEvent.action == "database.restored")
    assert read_at(at, lambda s: s.scalar(action)) == {"erased": 2, "entries": 6, "lost": 2}

    status, output = run("certificate", "audit", "--head", history.head, at=at)
    assert (status, history.head in output, "2 certificates were lost" in output) == (0, True, True)

    taken, free = history.lost[1].index, history.lost[1].index ^ 1
    draws = iter([taken, free])
    monkeypatch.setattr(status_index.secrets, "randbelow", lambda _size: next(draws))
    assert read_at(at, status_index.allocate_index, now=utc_now()).index == free


def test_a_restored_server_can_be_restored_again(history, restored, run, new_settings, read_at):
    """Its own ledger has all that the former one had."""
    third = new_settings()
    arguments = ("--ledger", restored.settings.ledger_path, "--keys", history.keys)
    status, output = run("restore", history.backup, *arguments, at=third)
    assert status == 0, output
    assert read_at(third, name_of, history.erased) is None
    assert read_at(third, queries.check_log).head == history.head


def leave_unfinished(at):
    """As a restore that was killed leaves it."""
    if ON_POSTGRESQL:
        engine = create_engine(at.database_uri)
        with engine.begin() as connection:
            connection.execute(text("CREATE TABLE restore_unfinished (id integer)"))
        engine.dispose()
    else:
        restoring_file(at.data_dir / "payung.db").touch()


def test_people_are_replaced_only_if_told_and_nothing_starts_before_the_end(
    history, restored, run, read_at
):
    at = restored.settings
    arguments = ("restore", history.backup, "--keys", history.keys)
    status, output = run(*arguments, at=at)
    assert (status, "--replace" in output) == (1, True)
    leave_unfinished(at)
    for command in (("serve",), ("certificate", "audit"), ("db", "upgrade"), ("backup", "next")):
        status, output = run(*command, at=at)
        assert (status != 0, "restore was interrupted" in output) == (True, True)
    status, output = run(*arguments, "--replace", at=at)
    assert status == 0, output
    assert read_at(at, name_of, history.erased) is None
    assert run("certificate", "audit", at=at)[0] == 0


def test_ledgers_that_lack_lines_are_rejected(history, run, elsewhere, settings, tmp_path, read_at):
    lines = settings.ledger_path.read_bytes().splitlines(keepends=True)
    copy = tmp_path / "copy.jsonl"
    for lacking, words in ((lines[:2], "older than the backup"), (lines[:-2], None)):
        copy.write_bytes(b"".join(lacking if words else lines[:-2] + lines[-1:]))
        options = ("--keys", history.keys, "--ledger", copy)
        status, output = run("restore", history.backup, *options, at=elsewhere)
        assert (status, (words or "does not continue this backup") in output) == (1, True)
    copy.write_bytes(b"".join([*lines[:-1], b"{\n", lines[-1]]))
    status, output = run("restore", history.backup, *options, at=elsewhere)
    assert (status, f"Line {len(lines)} of the ledger" in output) == (1, True)


def test_the_ledger_of_the_settings_is_replayed_beside_an_older_copy(
    history, restored, run, tmp_path, read_at
):
    at, copy = restored.settings, tmp_path / "copy.jsonl"
    copy.write_bytes((history.backup / "ledger.jsonl").read_bytes())
    before = at.ledger_path.read_bytes()
    options = ("--ledger", copy, "--replace")
    status, output = run("restore", history.backup, *options, at=at)
    assert (status, "2 people erased again" in output) == (0, True), output
    assert read_at(at, name_of, history.erased) is None
    assert at.ledger_path.read_bytes().startswith(before)
    assert list(at.data_dir.glob("ledger.jsonl.*")) == []


def test_a_ledger_with_a_gap_leaves_the_database_that_it_would_replace(
    history, restored, run, read_at
):
    at = restored.settings
    lines = at.ledger_path.read_bytes().splitlines(keepends=True)
    lines.remove([line for line in lines if json.loads(line)["kind"] == "log"][-2])
    at.ledger_path.write_bytes(b"".join(lines))
    status, output = run("restore", history.backup, "--replace", at=at)
    assert (status, "does not continue this backup" in output) == (1, True), output
    assert read_at(at, queries.issued_record, history.ids["b"]).holder.name == KEPT
    assert run("certificate", "audit", "--head", history.head, at=at)[0] == 0


def test_keys_of_another_installation_are_not_copied(history, run, elsewhere, settings, tmp_path):
    def restore(folder):
        options = ("--keys", folder, "--ledger", settings.ledger_path)
        return run("restore", history.backup, *options, at=elsewhere)

    foreign = tmp_path / "foreign"
    foreign.mkdir()
    for path in history.keys.iterdir():
        (foreign / path.name).write_bytes(b"x" * 32)
    own = elsewhere.keys_dir
    for folder in (foreign, tmp_path / "nowhere"):
        status, output = restore(folder)
        assert (status, f"{folder} does not have the server.key" in output) == (1, True), output
        assert list(own.glob("*")) == []
    for path in history.keys.iterdir():
        path.chmod(0o666)  # as on a medium that knows no modes
    status, output = restore(history.keys)
    assert status == 0, output
    assert {path.name for path in own.iterdir()} >= {path.name for path in history.keys.iterdir()}
    for path in history.keys.iterdir():
        assert (own / path.name).read_bytes() == path.read_bytes()


def test_keys_are_not_copied_beside_a_server_key_of_another(history, run, elsewhere, settings):
    own = elsewhere.keys_dir
    own.mkdir(parents=True)
    (own / "server.key").write_bytes(b"x" * 32)
    (own / "server.key").chmod(0o600)
    options = ("--keys", history.keys, "--ledger", settings.ledger_path)
    status, output = run("restore", history.backup, *options, at=elsewhere)
    assert (status, "another server key" in output) == (1, True), output
    assert [path.name for path in own.iterdir()] == ["server.key"]


def test_options_of_a_backup_that_would_do_nothing_are_refused(run, tmp_path):
    folder = tmp_path / "next"
    status, output = run("backup", "--check", folder, "--keys-to", tmp_path / "keys")
    assert (status, "--keys-to does not go with --check" in output) == (2, True), output
    status, output = run("backup", folder, "--database", "sqlite:///other.db")
    assert (status, "--database goes with --check only" in output) == (2, True), output
    assert not folder.exists()


def test_a_server_that_was_never_started_has_an_empty_database(run, elsewhere, tmp_path):
    status, output = run("backup", tmp_path / "next", at=elsewhere)
    assert (status, "The database is empty" in output) == (1, True), output
    assert not (elsewhere.data_dir / "payung.db").exists()


def test_a_lost_ledger_is_said_and_the_open_list_is_closed(history, run, elsewhere, read_at):
    status, output = run("restore", history.backup, "--keys", history.keys, at=elsewhere)
    assert (status, "--without-ledger" in output) == (1, True)
    options = ("--keys", history.keys, "--without-ledger")
    assert run("restore", history.backup, *options, at=elsewhere)[0] == 0
    assert read_at(elsewhere, name_of, history.erased) == ERASED
    assert read_at(elsewhere, lambda s: s.scalar(select(StatusList.closed_at))) is not None


def claim(manifest, change):
    """Change what the manifest says."""
    values = json.loads(manifest.read_text())
    change(values)
    manifest.write_text(json.dumps(values))


def test_a_backup_that_is_not_whole_or_does_not_fit_is_rejected(history, run, elsewhere, settings):
    def restore(*options):
        status, output = run("restore", history.backup, *options, at=elsewhere)
        assert status == 1
        return output

    assert "server.key" in restore("--ledger", settings.ledger_path)
    manifest = history.backup / "manifest.json"
    whole, other = manifest.read_text(), "sqlite" if ON_POSTGRESQL else "postgresql"
    claim(manifest, lambda values: values["facts"].update(schema="9999"))
    assert "newer version" in restore()
    manifest.write_text(whole)
    claim(manifest, lambda values: values.update(database=other))
    assert "payung db copy" in restore()
    manifest.write_text(whole)
    database = next(history.backup.glob("payung.d*"))
    database.write_bytes(database.read_bytes()[:-1] + b"!")
    assert database.name in restore()
    manifest.unlink()
    assert "no whole backup" in restore()


def test_a_check_restores_and_names_what_differs(history, run):
    status, output = run("backup", "--check", history.backup)
    assert (status, "3 people" in output) == (0, True), output
    claim(history.backup / "manifest.json", lambda v: v["facts"]["counts"].update(person=4))
    (history.backup / "ledger.jsonl").unlink()
    status, output = run("backup", "--check", history.backup)
    assert status == 1
    assert "person: 4 != 3" in output
    assert "missing or changed: ledger.jsonl" in output


def test_a_backup_never_replaces_one_and_never_holds_keys(history, run, tmp_path):
    assert "exists already" in run("backup", history.backup)[1]
    inside = tmp_path / "next"
    assert "inside the backup" in run("backup", inside, "--keys-to", inside / "keys")[1]
    (tmp_path / "a file").touch()
    status, output = run("backup", inside, "--keys-to", tmp_path / "a file" / "keys")
    assert (status, "could not be written" in output) == (1, True), output
    assert not inside.exists()
    names = {path.name for path in history.backup.rglob("*")}
    assert names.isdisjoint({"server.key", "certificate-ed25519.pem", "session.key"})
    assert (history.keys / "server.key").stat().st_mode & 0o077 == 0
