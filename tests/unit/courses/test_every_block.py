"""Each of our blocks, by its entry point: views, author's form, OLX both ways, page, translations.

Blocks are made from their own scenarios of the workbench, as another host would make them.
"""

import re
from configparser import ConfigParser
from importlib import import_module
from pathlib import Path
from urllib.parse import urlencode

import pytest
import yaml
from lxml import etree
from webob import Request
from xblock.field_data import DictFieldData
from xblock.fields import Boolean, Dict, List, Scope, ScopeIds
from xblock.test.tools import TestRuntime

ROOT = Path(__file__).parents[3]
PAGES = ROOT / "docs/reference/blocks"
SETTINGS = ConfigParser(interpolation=None)
SETTINGS.read(ROOT / "setup.cfg")
POINTS = dict(
    line.split(" = ") for line in SETTINGS["options.entry_points"]["xblock.v1"].strip().splitlines()
)
WORDS = """reading+pledge|flashcards|drag-and-drop|poll+reveal|interactive chart|reading+poll
video+reflection|reflection|diagram|sorting|checklist|timeline|layered map|case cards|matching
dialogue simulator|template builder|map|video|process diagram|screen walkthrough|virtual tour
drag-and-drop ordering|branching mini-case|decision tree|scenario|triage sorter|Q&A accordion
self-check|form|reading+planner|download kit|test"""
RENAMED = {"poll with reveal": "poll+reveal", "poll": "reading+poll", "planner": "reading+planner"}
RENAMED |= {"interactive diagram": "diagram", "questions to experts, moderated": "Q&A accordion"}
every_block = pytest.mark.parametrize("block_type", sorted(POINTS))


class Host(TestRuntime):
    """As bare as a host may be."""

    def __init__(self):
        super().__init__(services={"field-data": DictFieldData({})})

    def handler_url(self, block, handler_name, suffix="", query="", thirdparty=False):
        return f"/handler/{handler_name}"


def class_of(block_type):
    module, _, name = POINTS[block_type].partition(":")
    return getattr(import_module(module), name)


def made(block_type, xml):
    ids = ScopeIds("learner", block_type, "definition", "usage")
    return class_of(block_type).parse_xml(etree.fromstring(xml), Host(), ids)


def sample(block_type):
    return made(block_type, class_of(block_type).workbench_scenarios()[0][1])


def written(block):
    scopes = (Scope.content, Scope.settings)
    found = {n: f for n, f in block.fields.items() if f.scope in scopes}
    return {n: f for n, f in found.items() if n not in ("name", "tags")}


def values(block):
    return {name: field.read_from(block) for name, field in written(block).items()}


def sent(block, changed=()):
    """What the form sends when nothing is typed: as a browser does, it leaves out what is off."""
    form = etree.HTML(block.studio_view({}).content)
    fields = {}
    for one in form.xpath("//input[@name]|//textarea"):
        if one.get("type") != "checkbox" or one.get("checked") is not None:
            text = one.get("value") if one.tag == "input" else (one.text or "").removeprefix("\n")
            fields[one.get("name")] = text or ""
    body = urlencode(fields | dict(changed)).encode()
    kind = "application/x-www-form-urlencoded"
    return block.handle(
        "studio_submit", Request.blank("/", method="POST", body=body, content_type=kind)
    )


@every_block
def test_learners_and_authors_see_it(block_type):
    block = sample(block_type)
    assert block.student_view({}).content.strip()
    assert block.author_view({}).content == block.student_view({}).content
    assert made(block_type, f"<{block_type}/>").author_view({}).content.strip()


@every_block
def test_the_author_s_form_has_every_field_in_both_languages_of_the_reader(block_type):
    block = sample(block_type)
    form = etree.HTML(block.studio_view({}).content)
    assert {name.partition(".")[0] for name in form.xpath("//@name")} == set(written(block))
    assert len(form.xpath("//label")) == len(form.xpath("//*[@name][not(@type = 'hidden')]"))
    assert set(form.xpath("//label/@for")) <= set(form.xpath("//@id"))
    english = block_in_english(block_type)
    assert etree.HTML(english.studio_view({}).content).xpath("//label/text()|//span/text()") != (
        form.xpath("//label/text()|//span/text()")
    )


def block_in_english(block_type):
    block = sample(block_type)
    block.default_language = "en"
    return block


@every_block
def test_a_form_that_is_sent_as_it_is_changes_nothing_and_a_new_title_is_kept(block_type):
    block = sample(block_type)
    before = values(block)
    assert sent(block).status_int == 303
    assert values(block) == before
    assert sent(block, {"display_name": "Baru"}).status_int == 303
    assert values(block) == {**before, "display_name": "Baru"}


@every_block
def test_what_cannot_be_is_told_by_field_and_nothing_of_it_is_kept(block_type):
    block = sample(block_type)
    before = values(block)
    lists = [n for n, field in written(block).items() if isinstance(field, List | Dict)]
    for name in lists:
        for text in ("", "x", "3", "NaN", "[" * 9_000, '"text"'):
            answer = sent(block, {name: text, "display_name": "Baru"})
            assert answer.status_int == 422
            assert name in answer.json["problems"]
    unshown = [n for n in lists if isinstance(written(block)[n], List) and n not in UNREAD]
    for name in unshown:
        answer = sent(block, {name: "[3]"})
        assert (answer.status_int, list(answer.json["problems"])) == (422, ["fields"])
    assert values(block) == before


UNREAD = ("item_ids", "provinces", "levels")  # not looked at by the view of the samples


@every_block
def test_olx_goes_out_and_comes_back_equal(block_type):
    block = sample(block_type)
    node = etree.Element("unknown")
    block.add_xml_to_node(node)
    assert node.tag == block_type
    assert values(made(block_type, etree.tostring(node))) == values(block)


@every_block
def test_its_page_names_every_field_and_its_example_works(block_type):
    page = (PAGES / f"{block_type.removeprefix('payung_')}.md").read_text()
    own = {n for n, f in class_of(block_type).fields.items() if n not in ("name", "tags")}
    own -= {"parent", "children"}
    assert set(re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE)) == own
    example = re.search(r"```xml\n(.*?)\n```", page, re.DOTALL)[1].replace('"[…]"', '"[]"')
    assert made(block_type, example).student_view({}).content.strip()
    assert f"({block_type.removeprefix('payung_')}.md)" in (PAGES / "README.md").read_text()


def blocks_of_words():
    rows = re.findall(
        r"^\| ([^|`\[]+) \| (`.+`) \|$", (PAGES / "README.md").read_text(), re.MULTILINE
    )
    return {word: set(re.findall(r"`(\w+)`", blocks)) for word, blocks in rows}


def test_each_activity_of_the_curriculum_has_its_block():
    words = re.split(r"[|\n]", WORDS)
    assert len(words) == 33
    assert set(blocks_of_words()) == set(words)
    assert set().union(*blocks_of_words().values()) <= set(POINTS)


def test_the_frozen_course_takes_these_blocks_for_these_words():
    known, seen = blocks_of_words(), set()
    for path in (ROOT / "tests/fixtures/courses/poesa-el-0.1/modules").glob("*/*-L*.yaml"):
        for activity in yaml.safe_load(path.read_text())["activities"]:
            if planned := activity.get("planned"):
                word = RENAMED.get(planned, planned)
                block = f"payung_{activity['kind'].replace('-', '_')}"
                assert block in known[word], path.name
                seen.add(word)
    assert len(seen) > 15


def test_a_tick_that_is_taken_away_is_off():
    block = sample("payung_checklist")
    field = next(n for n, f in written(block).items() if isinstance(f, Boolean))
    request = Request.blank("/", method="POST", body=b"x=1")
    request.content_type = "application/x-www-form-urlencoded"
    assert block.handle("studio_submit", request).status_int == 303
    assert getattr(block, field) is False
