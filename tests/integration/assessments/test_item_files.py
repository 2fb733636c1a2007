"""`payung items`: files are taken in as drafts, all or none, and the bank goes out."""

import json

import pytest
import yaml
from click.testing import CliRunner
from sqlalchemy import func, select

from assessments.errors import DraftsExist
from assessments.exchange.examples import EXAMPLES
from assessments.exchange.registry import FORMATS, read_items, write_items
from assessments.items.drafts import ItemFile, add_drafts
from assessments.items.models import ItemDraft
from courses.catalogue.errors import CourseNotFound
from lms.cli import main
from lms.cli.assessments.items import items as command
from lms.item_texts import FILE_REJECTED, ITEM_REJECTED, NOTES
from lms.workflows.course_import.item_files import course_items, import_drafts

from .conftest import ITEMS, START


def source(name="items.xlsx", content=b"a"):
    return ItemFile(name, content, "xlsx")


@pytest.fixture
def count(new_session):
    def count():
        with new_session() as session:
            return session.scalar(select(func.count()).select_from(ItemDraft))

    return count


def test_drafts_come_in_once_and_go_out_as_they_came(course, write, read, count):
    taken = [
        write(import_drafts, EXAMPLES, source(), course_code="POESA-EL", now=START)
        for _time in range(2)
    ]
    assert (taken, count()) == ([len(EXAMPLES), 0], len(EXAMPLES))
    found, others = read(course_items, course_code="POESA-EL", only_drafts=True)
    assert (tuple(found), others) == (EXAMPLES, [])


def test_codes_of_another_file_are_refused_and_nothing_is_written(course, write, count):
    write(add_drafts, EXAMPLES[:2], source(), bank_code="POESA-EL", now=START)
    with pytest.raises(DraftsExist) as caught:
        write(add_drafts, EXAMPLES, source(content=b"b"), bank_code="POESA-EL", now=START)
    assert caught.value.parameters["codes"] == "example-1, example-2"
    assert count() == 2


def test_a_course_that_is_not_there_takes_no_drafts(course, write, count):
    with pytest.raises(CourseNotFound):
        write(import_drafts, EXAMPLES, source(), course_code="OTHER", now=START)
    assert count() == 0


def test_the_bank_goes_out_as_the_files_of_the_course_have_it(course, read):
    found, others = read(course_items, course_code="POESA-EL", only_drafts=False)
    document = yaml.safe_load(ITEMS.read_text())
    assert {one.item for one in others} == {e["id"] for e in document["self_efficacy"]["items"]}
    by_code = {item.code: item for item in found}
    for entry in document["single_best"]:
        item = by_code[entry["id"]]
        assert (item.stem.id, item.stem.en) == (entry["stem_id"].strip(), entry["stem_en"].strip())
        assert [option.is_right for option in item.options] == [
            option["correct"] for option in entry["options"]
        ]


@pytest.mark.parametrize("name", [name for name, one in FORMATS.items() if one.write])
def test_the_whole_bank_is_the_same_after_each_format(course, read, name):
    found, _others = read(course_items, course_code="POESA-EL", only_drafts=False)
    written = write_items(found, name, language="id")
    again = read_items(written.content, name, language="id")
    left_out = {one.item for one in written.skipped}
    assert again.rejected == ()
    assert len(again.items) == len(found) - len(left_out)
    if FORMATS[name].is_bilingual:
        assert list(again.items) == found


@pytest.fixture
def payung(settings, monkeypatch):
    """Runs `payung items` with this test's settings; gives exit status and output."""
    monkeypatch.setenv("PAYUNG_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("PAYUNG_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("PAYUNG_PUBLIC_URL", settings.public_url)

    def payung(*arguments):
        ran = CliRunner().invoke(main, ["items", *map(str, arguments), "--language", "en"])
        return ran.exit_code, ran.output

    return payung


def test_the_command_takes_all_items_or_none(course, payung, count, tmp_path):
    file = tmp_path / "quiz.txt"
    file.write_text("::A::Ya?{T}\n\n::B::Tulis.{}\n")
    asked = ("import", file, "--format", "gift", "--course", "POESA-EL")
    status, told = payung(*asked)
    assert (status, "Nothing was imported." in told, count()) == (1, True, 0)
    status, told = payung(*asked, "--leave-out")
    assert (status, "1 new drafts in POESA-EL." in told, count()) == (0, True, 1)
    assert payung("export", tmp_path / "out.txt", *asked[2:], "--drafts")[0] == 0
    assert (tmp_path / "out.txt").read_text() == "::A::[plain]Ya?{TRUE}\n"


def test_the_command_writes_the_bank_and_never_over_a_file(course, payung, tmp_path):
    asked = ("export", tmp_path / "bank.xml", "--format", "moodle-xml", "--course", "POESA-EL")
    status, told = payung(*asked)
    assert (status, "OM01: the format does not know this kind of item" in told) == (0, True)
    assert payung(*asked)[0] == 1


def run(*arguments):
    return CliRunner().invoke(command, [str(argument) for argument in arguments])


def test_template_and_check(tmp_path):
    file = tmp_path / "template.xlsx"
    assert run("template", file, "--language", "id").exit_code == 0
    done = run("check", file, "--format", "xlsx", "--language", "id", "--json")
    found = json.loads(done.output)
    assert (done.exit_code, len(found["items"]), found["refused"]) == (0, len(EXAMPLES), [])


def test_a_check_names_what_would_not_come(tmp_path):
    file = tmp_path / "quiz.txt"
    file.write_text("::A::Ya?{T}\n\n::B::Tulis.{}\n")
    done = run("check", file, "--format", "gift", "--language", "en")
    assert done.exit_code == 1
    assert "! B: a kind of question that is not supported (essay)" in done.output
    assert "Items read: 1; rejected: 1." in done.output


def test_a_file_of_another_format_is_one_sentence(tmp_path):
    file = tmp_path / "quiz.xml"
    file.write_text("<!DOCTYPE quiz [<!ENTITY a 'b'>]><quiz>&a;</quiz>")
    done = run("check", file, "--format", "moodle-xml", "--language", "en")
    assert done.exit_code == 1
    assert "quiz.xml: The file declares a document type or entities" in done.output


def test_every_code_has_a_sentence():
    from pathlib import Path

    text = "".join(file.read_text() for file in Path("assessments/exchange").rglob("*.py"))
    flat = " ".join(text.split())

    def raised(start):
        parts = flat.replace(f"{start}( ", f"{start}(").split(f'{start}("')[1:]
        return {part.partition('"')[0] for part in parts}

    assert raised("FileRefused") <= set(FILE_REJECTED)
    assert raised("ItemRefused") - {"script-in-problem"} <= set(ITEM_REJECTED)
    assert {part.partition('"')[0] for part in flat.split('.note("')[1:]} <= set(NOTES)
