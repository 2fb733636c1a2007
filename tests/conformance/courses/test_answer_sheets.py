"""Scripts answer from a sheet as the block does, for all that the shipped course asks."""

import json
import re
import subprocess
from importlib import import_module
from pathlib import Path
from random import Random
from types import SimpleNamespace
from uuid import uuid5

import pytest
from lxml import html
from xblock.fields import Scope, ScopeIds

from courses.block_host.runtime.usage_ids import UsageId
from courses.block_host.runtime.viewer import NOBODY
from courses.blocks import BLOCKS
from courses.catalogue.unit_content import block_type, scenario_content, unit_content
from courses.course_files.reader import read_course
from lms.web.blocks.urls import VisitorForms
from lms.workflows.blocks.block_services import BlockLearner
from tests.bare_host import BareHost, post
from tests.factories import SHIPPED_COURSE

HERE = Path(__file__).parent
SCRIPTS = HERE.parents[2] / "lms/web/static/offline"
NODE = ("node", "--no-warnings", "--experimental-default-type=module")
FORMS = 12  # sent in each walk, of which there is one for each activity and language
LATER = {"payung_action_plan"}  # whose parts are a form of their own
VALUES = {"textarea": ["", " Kata saya ", "Dua"], "date": ["", "2098-12-31", "2020-02-29"]}
ASKED = re.compile(r'(type="date"[^>]*) required')  # where no server says what is missing
LANGUAGES = ("id", "en")


def activities():
    files = read_course(SHIPPED_COURSE)
    for module in files.modules:
        for lesson in module.lessons:
            for unit in lesson.units:
                key = f"{lesson.code}-{unit.key}"
                yield key, block_type(unit.block_type), unit_content(files, unit)
    for scenario in files.scenarios:
        yield scenario.id, "payung_scenario", scenario_content(files, scenario)


def visitor_block(key, kind, content, language, audience=""):
    """The block of a visitor, on a page of ours."""
    services = {
        "learner": BlockLearner(language, audience, "", is_visitor=True, has_plain_forms=True)
    }
    services |= {"forms": VisitorForms("POESA-EL")}
    usage = UsageId(uuid5(NOBODY, key), kind, key, "POESA-EL")
    module, _, name = BLOCKS[kind].partition(":")
    block = BareHost(**services).construct_xblock_from_class(
        getattr(import_module(module), name), ScopeIds(NOBODY, kind, usage, usage)
    )
    for field, value in content.items():
        if field in block.fields:
            setattr(block, field, value)
    return block


def page_of(block):
    return block.student_view({}).content


def stored(block):
    own = {name for name, field in block.fields.items() if field.scope == Scope.user_state}
    return {name: getattr(block, name) for name in own}


def some_form(block, random):
    """A form of the page as somebody fills it in: the handler, and the values of its fields."""
    forms = html.fragment_fromstring(page_of(block), create_parent=True).iter("form")
    form = random.choice(list(forms))
    fields = {}
    for element in form.iter("input", "textarea"):
        if element.get("type") in ("radio", "checkbox"):
            continue
        values = VALUES.get(element.get("type", element.tag), [element.get("value")])
        if element.get("type") == "date" and not element.get("value"):
            values = [value for value in values if value]  # the browser asks for one
        fields[element.get("name")] = [random.choice(values)]
    for name in sorted({e.get("name") for e in form.iter("input") if e.get("type") == "radio"}):
        values = [e.get("value") for e in form.iter("input") if e.get("name") == name]
        fields[name] = [random.choice(values)]
    for element in form.iter("input"):
        if element.get("type") == "checkbox" and random.random() < 0.5:
            fields[element.get("name")] = [element.get("value")]
    buttons = [b for b in form.iter("button") if b.get("type") == "submit"]
    named = [b for b in buttons if b.get("name") and b.get("disabled") is None]
    if named and (len(named) == len(buttons) or random.random() < 0.5):
        button = random.choice(named)
        fields[button.get("name")] = [button.get("value")]
    if form.get("class") == "stack" and "data-keep" in form.attrib and random.random() < 0.2:
        fields["keep"] = ["1"]
    return form.get("action").rpartition("/")[2], fields


def checked(page):
    """The values of all fields that the page shows filled in."""
    root = html.fragment_fromstring(page, create_parent=True)
    values = {}
    for element in root.iter("input"):
        if element.get("checked") is not None:
            values[element.get("name")] = [element.get("value")]
    for element in root.iter("textarea"):
        values[element.get("name")] = [element.text or ""]
    return values


def marked(page, marks):
    """The HTML of fields that stands below their legends on the page, as far as it has marks."""
    html_of_marks = set(marks.values()) or {"Sudah cocok tadi", "Fitted last time"}
    parts = page.split("<fieldset")[1:]
    found = {}
    for part in parts:
        for mark in html_of_marks:
            if mark in part:
                found[re.search(r'<input type="radio" name="([^"]+)"', part)[1]] = mark
    return found


def walk(key, kind, content, language):
    """What the block answers to forms in turn; None for a block that has no sheet."""
    sheet = visitor_block(key, kind, content, language).answer_sheet()
    if sheet is None:
        return None
    audience = "teacher" if "role" in kind else ""
    block = visitor_block(key, kind, content, language, audience)
    random = Random(f"{key}{language}")  # noqa: S311  not a secret
    posts, pages, states = [["", {}]], [page_of(block)], [stored(block)]
    for _ in range(FORMS if 'method="post"' in pages[0] else 0):
        handler, fields = some_form(block, random)
        assert post(block, handler, **fields).status_int == 303
        posts.append([handler, fields])
        pages.append(page_of(block))
        states.append(stored(block))
    return SimpleNamespace(
        key=key, audience=audience, sheet=sheet, posts=posts, pages=pages, states=states
    )


@pytest.fixture(scope="module")
def walks():
    made = (walk(*activity, language) for activity in activities() for language in LANGUAGES)
    return [entry for entry in made if entry is not None]


@pytest.fixture(scope="module")
def answered(walks):
    cases = [
        {"sheet": entry.sheet, "audience": entry.audience, "posts": entry.posts} for entry in walks
    ]
    done = subprocess.run(
        [*NODE, HERE / "answer_sheets.mjs", SCRIPTS],
        input=json.dumps(cases),
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def steps(walks, answered):
    for entry, answers in zip(walks, answered, strict=True):
        for position, answer in enumerate(answers):
            yield entry, position, answer


def test_each_activity_has_a_sheet(walks):
    with_sheet = {entry.key for entry in walks}
    without = {
        kind
        for key, kind, content in activities()
        if key not in with_sheet
        and 'method="post"' in page_of(visitor_block(key, kind, content, "id"))
    }
    assert without == LATER


def test_a_sheet_leads_to_the_fields_that_the_block_stores(walks, answered):
    for entry, position, answer in steps(walks, answered):
        assert answer["state"].items() <= entry.states[position].items(), (
            entry.key,
            entry.posts[: position + 1],
        )


def test_a_sheet_shows_what_the_block_shows(walks, answered):
    shown = 0
    for entry, position, answer in steps(walks, answered):
        if answer["view"] is not None:
            shown += 1
            view = ASKED.sub(r"\1", answer["view"])
            assert view == entry.pages[position], (entry.key, entry.posts[: position + 1])
    assert shown > len(walks)


def test_where_the_form_stays_its_values_and_what_stands_above_are_those_of_the_block(
    walks, answered
):
    for entry, position, answer in steps(walks, answered):
        if answer["view"] is None:
            page = entry.pages[position]
            assert answer["above"] in page, entry.key
            assert marked(page, answer["marks"]) == answer["marks"], entry.key
            given = {name: value for name, value in answer["values"].items() if value != [""]}
            on_page = {name: value for name, value in checked(page).items() if value != [""]}
            assert given == on_page, entry.key
