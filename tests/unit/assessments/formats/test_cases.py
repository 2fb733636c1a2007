"""Cases with several items: shared stimuli in QTI 3, descriptions in Moodle XML, our template."""

import zipfile
from io import BytesIO

import pytest

from assessments.exchange.model import LocalizedText, NeutralItem, Option
from assessments.exchange.reading import Remark
from assessments.exchange.registry import FORMATS, read_items, write_items
from lms.item_texts import NOTES

CASE = NeutralItem(
    "V01",
    "vignette",
    LocalizedText("Sari, *13* & kelas 7.\n\n- satu\n- dua\n\n| a | b |\n|---|---|\n| c | d |"),
)
CHOICE = (Option(LocalizedText("Ya"), True), Option(LocalizedText("Tidak"), False))
ITEMS = (
    CASE,
    NeutralItem("Q1", "single", LocalizedText("Apa dulu?"), options=CHOICE, vignette="V01"),
    NeutralItem("Q2", "single", LocalizedText("Lalu apa?"), options=CHOICE, vignette="V01"),
    NeutralItem("Q3", "single", LocalizedText("Hari apa?"), options=CHOICE),
)
WRITTEN = [name for name, one in FORMATS.items() if one.write]
HOLDING = ["xlsx", "csv", "moodle-xml", "qti3"]


@pytest.mark.parametrize("name", HOLDING)
def test_a_case_and_its_items_come_back_as_they_were(name):
    written = write_items(ITEMS, name, language="id")
    assert written.skipped == ()
    assert read_items(written.content, name, language="id").items == ITEMS


@pytest.mark.parametrize("name", sorted(set(WRITTEN) - set(HOLDING)))
def test_a_format_without_cases_gets_them_before_each_question_and_says_so(name):
    written = write_items(ITEMS, name, language="id")
    told = [one for one in written.notes if one.code == "vignette-in-question"]
    assert told == [Remark("vignette-in-question", code, "V01") for code in ("Q1", "Q2")]
    found = read_items(written.content, name, language="id").items
    assert ["Sari" in item.stem.id for item in found] == [True, True, False]
    assert [item.kind for item in found] == ["single"] * 3


def test_every_remark_about_cases_has_a_sentence():
    assert {"vignette-in-question", "vignette-elsewhere", "description-left-out"} <= set(NOTES)


def test_a_package_names_the_case_beside_each_item_that_needs_it():
    written = write_items(ITEMS, "qti3", language="id")
    with zipfile.ZipFile(BytesIO(written.content)) as package:
        manifest = package.read("imsmanifest.xml").decode()
        told = package.read("stimuli/stimulus-001.xml").decode()
        asked = package.read("items/item-002.xml").decode()
    assert manifest.count('<dependency identifierref="resource-001"') == 2
    assert "<td>c</td>" in told
    assert 'href="../stimuli/stimulus-001.xml"' in asked


def test_a_stimulus_made_by_others_keeps_its_paragraphs():
    space = 'xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0"'
    told = f"""<qti-assessment-stimulus {space} identifier="S" title="t"><qti-stimulus-body>
      <h2>Sari</h2><p>Ia <i>bercerita</i>.</p></qti-stimulus-body></qti-assessment-stimulus>"""
    asked = f"""<qti-assessment-item {space} identifier="Q" title="q">
      <qti-response-declaration identifier="RESPONSE" cardinality="single" base-type="identifier">
      <qti-correct-response><qti-value>a</qti-value></qti-correct-response>
      </qti-response-declaration>
      <qti-assessment-stimulus-ref identifier="S" href="s/one.xml"/>
      <qti-item-body><qti-choice-interaction response-identifier="RESPONSE" max-choices="1">
      <qti-prompt>Apa?</qti-prompt><qti-simple-choice identifier="a">Ya</qti-simple-choice>
      <qti-simple-choice identifier="b">Tidak</qti-simple-choice></qti-choice-interaction>
      </qti-item-body><qti-response-processing
      template="https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/match_correct.xml"/>
      </qti-assessment-item>"""
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        package.writestr("q.xml", asked)
        package.writestr("s/one.xml", told)
    item, case = read_items(made.getvalue(), "qti3", language="id").items
    assert (item.vignette, case.code, case.kind) == ("S", "S", "vignette")
    assert case.stem.id == "Sari\n\nIa bercerita."


def test_a_stimulus_that_is_not_there_is_named():
    written = write_items(ITEMS, "qti3", language="id").content
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(written)) as package, zipfile.ZipFile(made, "w") as cut:
        for name in package.namelist():
            if not name.startswith("stimuli/"):
                cut.writestr(name, package.read(name))
    found = read_items(made.getvalue(), "qti3", language="id")
    assert {note.code for note in found.notes} == {"vignette-elsewhere"}
    assert [item.vignette for item in found.items] == ["", "", ""]


def test_a_description_that_no_question_names_is_told_and_left():
    quiz = """<quiz><question type="description"><name><text>Pengantar</text></name>
      <questiontext format="html"><text>Baca dulu.</text></questiontext></question>
      <question type="truefalse"><name><text>Q</text></name><questiontext format="html">
      <text>Benar?</text></questiontext><answer fraction="100"><text>true</text></answer>
      <answer fraction="0"><text>false</text></answer></question></quiz>"""
    found = read_items(quiz.encode(), "moodle-xml", language="id")
    assert found.notes == (Remark("description-left-out", "Pengantar"),)
    assert [item.code for item in found.items] == ["Q"]
