"""What an action plan says of its questions: how many, which may stay empty, what a card is for."""

import re

import pytest

from tests.bare_host import BareHost, make_block, view
from tests.visible_text import visible_text


class Links:
    def plan(self):
        return "/plan"

    def plan_part(self, part):
        return f"/plan/{part}"


class Learner:
    language, audience, province_code = "en", "teacher", "53"
    is_visitor = has_plain_forms = False


FIELDS = [
    {"id": "place", "type": "select", "source": "provinces", "required": True, "label": "Province"},
    {
        "id": "audience",
        "type": "select",
        "required": True,
        "label": "Role",
        "options": [{"id": name, "label": f"Role {name}"} for name in ("teacher", "cso")],
    },
    {"id": "problem", "type": "textarea", "required": True, "label": "Problem"},
    {"id": "risk", "type": "textarea", "label": "Risks"},
    {
        "id": "doing",
        "type": "repeat",
        "min": 2,
        "max": 3,
        "required": True,
        "label": "Activities",
        "subfields": [{"id": "what", "label": "What"}],
    },
]
TEMPLATE = {
    "fields": FIELDS,
    "parts": [
        {"id": "where", "title": "Where", "fields": ["place", "audience", "problem"]},
        {"id": "care", "title": "Care", "fields": ["risk"]},
        {"id": "acts", "title": "Acts", "fields": ["doing"]},
    ],
    "rubric": [{"id": f"R{n}", "max": 4, "text": f"Line {n}"} for n in (1, 2, 3)],
}


@pytest.fixture
def plan():
    provinces = [{"id": "53", "label": "East Nusa Tenggara"}]
    host = BareHost(links=Links(), learner=Learner())
    return make_block(
        "payung_action_plan", {"template": TEMPLATE, "provinces": provinces}, host=host
    )


def listed(plan):
    return view(plan, is_own_page=True)


def test_what_is_counted_in_the_parts_and_in_the_list_is_explained(plan):
    page = listed(plan)
    hints = re.findall(r'<span class="whole">([^<]+)</span>', page)
    assert hints == [
        "3 questions",
        "2 answered by your profile",
        "1 question",
        "1 optional",
        "1 question",
        "3 lines to score",
    ]
    assert "before you hand it in (3)" in page
    assert "Optional questions are not in this list, nor what your profile answers" in page


def test_a_short_choice_is_in_sight_and_none_of_its_words_are_cut(plan):
    page = view(plan, is_own_page=True, part="where")
    assert re.findall(r'<select [^>]*name="(\w+)"', page) == ["place"]
    radios = re.findall(r'type="radio" name="audience" value="(\w+)"( checked)?', page)
    assert radios == [("teacher", " checked"), ("cso", "")]


def test_a_choice_that_may_stay_empty_is_a_list_with_an_empty_entry(plan):
    fields = [field | {"required": False} for field in FIELDS]
    plan.template = TEMPLATE | {"fields": fields}
    page = view(plan, is_own_page=True, part="where")
    assert re.findall(r'<select [^>]*name="(\w+)"', page) == ["place", "audience"]


def test_empty_cards_say_how_many_are_needed_and_the_button_what_it_adds(plan):
    page = view(plan, is_own_page=True, part="acts")
    rule = page.index("At least 2 activities, each with every line filled in. Up to 3 if you like.")
    assert (
        rule < page.index("Activity 1") < page.index("Activity 2") < page.index("Add an activity")
    )
    assert "Activity 3" not in page
    assert "row" not in visible_text(page)
