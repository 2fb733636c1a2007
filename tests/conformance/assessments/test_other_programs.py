"""Other programs read what we export, and say the same about it.

GIFT: pygiftparser (Université de Lille). Moodle XML: moodle-xml-parser. QTI 3.0: qti-convert of
Citolab (Cito, the Dutch institute for testing), which turns it into QTI 2.1.
"""

import io
import warnings
from pathlib import Path

import pytest
import yaml

from assessments.exchange.bank_items import to_neutral_items
from assessments.exchange.model import ItemPicture, LocalizedText, NeutralItem, Pair
from assessments.exchange.registry import read_items, write_items
from assessments.exchange.xml_files import pack_files
from assessments.items.bank import read_bank
from assessments.items.picture_files import sanitise_picture
from tests.unit.assessments.test_pictures import DRAWING, raster, told

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # old idioms in code that is not ours
    from moodle_xml_parser.parser import parse_bytes
    from pygiftparser import answer as gift_answers
    from pygiftparser import parser as gift_parser
    from qti_convert import downgrade_package_files, upgrade_qti2_to_qti3

ROOT = Path(__file__).parent.parent.parent.parent
COURSE = ROOT / "tests/fixtures/courses/poesa-el-0.1/items.yaml"
CLEAN = sanitise_picture(DRAWING).data
OTHERS = [
    NeutralItem("TF", "true-false", LocalizedText(en="A child can be to blame."), is_true=False),
    NeutralItem(
        "ST", "short-text", LocalizedText(en="Name the service"), answers=("SAPA", "SAPA 129")
    ),
    NeutralItem("NU", "number", LocalizedText(en="Its number: 1 = one, #"), number="129"),
    NeutralItem(
        "PI",
        "matching",
        LocalizedText(en="Match house and word"),
        pairs=tuple(
            Pair(LocalizedText(en=f"House {n}"), LocalizedText(en=f"Word {n}")) for n in range(2)
        ),
        pictures=(
            ItemPicture(
                "stem", "image/png", told(raster("PNG"))["data"], LocalizedText(en="A field")
            ),
            ItemPicture("1", "image/svg+xml", told(CLEAN)["data"], LocalizedText(en="A box")),
        ),
    ),
    NeutralItem(
        "CA",
        "categorising",
        LocalizedText(en="Sort {these}"),
        pairs=tuple(
            Pair(LocalizedText(en=left), LocalizedText(en=right))
            for left, right in (("keep", "safe"), ("delete", "unsafe"), ("report", "safe"))
        ),
    ),
]


@pytest.fixture(scope="module")
def bank():
    """The course's own items, and one of each kind that it lacks."""
    items, _left_out = to_neutral_items(read_bank(yaml.safe_load(COURSE.read_text())).items)
    return [*items, *OTHERS]


def english(bank, name):
    return write_items(bank, name, language="en").content


def unescaped(text):
    return text.replace("\\", "").strip()


def test_gift(bank):
    known = {item.code: item for item in bank}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = gift_parser.parseFile(io.StringIO(english(bank, "gift").decode()))
    kinds = {
        "single": gift_answers.SelectSet,
        "multiple": gift_answers.MultipleChoicesSet,
        "true-false": gift_answers.TrueFalseSet,
        "short-text": gift_answers.ShortSet,
        "number": gift_answers.NumericAnswerSet,
        "matching": gift_answers.MatchingSet,
        "categorising": gift_answers.MatchingSet,
    }
    assert len(found) == sum(item.kind != "ordering" for item in bank)
    for question in found:
        item = known[unescaped(question.title)]
        assert question.valid, item.code
        assert type(question.answers) is kinds[item.kind], item.code
        if item.options:
            theirs = [(unescaped(a.answer), a.fraction > 0) for a in question.answers.answers]
            assert theirs == [(option.text.en, option.is_right) for option in item.options]


def test_moodle_xml(bank):
    choices = {item.code: item for item in bank if item.options}
    found = parse_bytes(english(bank, "moodle-xml"))["multichoice"]
    assert len(found) == len(choices)
    for question in found:
        item = choices[question.name]
        assert question.single == (item.kind == "single")
        theirs = [(html_free(o.answer), o.score_fraction > 0) for o in question.options]
        assert theirs == [(option.text.en, option.is_right) for option in item.options]


def html_free(text):
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def test_qti_3_is_turned_into_qti_2_and_read_again(bank):
    from assessments.exchange.xml_files import unpack

    content = english(bank, "qti3")
    ours = read_items(content, "qti3", language="en")
    files = dict(unpack(content))
    result = downgrade_package_files(files)
    as_bytes = {
        name: part.encode() if isinstance(part, str) else part
        for name, part in result.files.items()
    }
    theirs = read_items(pack_files(as_bytes), "qti2", language="en")
    assert len(ours.items) == len(bank)
    assert theirs.rejected == ()
    assert theirs.items == ours.items


def test_qti_2_turned_into_qti_3_is_the_same_item():
    source = ROOT / "tests/unit/assessments/formats/files/qti21_choice.xml"
    upgraded = upgrade_qti2_to_qti3(source.read_bytes())
    before = read_items(source.read_bytes(), "qti2", language="en")
    after = read_items(upgraded.encode(), "qti3", language="en")
    assert after.items == before.items
