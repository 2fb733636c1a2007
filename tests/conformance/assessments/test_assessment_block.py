"""The test block in a bare XBlock host, and in one that has attempts of its own."""

import re
import subprocess
import sys
from html import unescape
from urllib.parse import urlencode

import pytest
from webob import Request
from xblock.field_data import DictFieldData
from xblock.fields import ScopeIds
from xblock.test.tools import TestRuntime

from assessments.blocks.assessment_block import AssessmentBlock
from assessments.blocks.sample import ITEMS
from assessments.items.types import ITEM_TYPES
from tests.unit.assessments.test_pictures import told

pytestmark = pytest.mark.filterwarnings("ignore::xblock.exceptions.FieldDataDeprecationWarning")


class Host(TestRuntime):
    """What the sdk's runtime does, with published events kept for the test."""

    def __init__(self, **services):
        super().__init__(services={"field-data": DictFieldData({}), **services})
        self.events = []

    def handler_url(self, block, handler_name, suffix="", query="", thirdparty=False):
        return f"/handler/{handler_name}"

    def publish(self, block, event_type, event_data):
        self.events.append((event_type, event_data))


class Attempts:
    """A host's own attempts, as the block sees them."""

    def state(self, purpose):
        return {"state": "open", "address": f"/assessments/{purpose}?a=1&b=2"}


def make_block(host, **content):
    ids = ScopeIds("learner", "payung_test", "definition", "usage")
    block = host.construct_xblock_from_class(AssessmentBlock, ids)
    for name, value in {"items": ITEMS, "pass_percent": 75, **content}.items():
        setattr(block, name, value)
    return block


@pytest.fixture
def host():
    return Host()


@pytest.fixture
def block(host):
    return make_block(host)


def page(block):
    return block.render("student_view").content


def post(block, go="submit", **fields):
    body = urlencode({**fields, "go": go}, doseq=True).encode()
    request = Request.blank("/handler/answer", method="POST", body=body, referer="http://host/unit")
    request.content_type = "application/x-www-form-urlencoded"
    return block.handle("answer", request)


def right_fields(block):
    """What the form sends when everything is right, found by the texts beside the controls."""
    text = page(block)
    fields = {}
    for label in ("Selasa", "Dua", "Empat", "Benar"):
        name, value = re.search(
            rf'name="([^"]+)" value="(\w+)"(?: checked)?><span>{label}<', text
        ).groups()
        fields.setdefault(name, []).append(value)
    for label, choice in {
        "Sarapan": "1",
        "Makan siang": "2",
        "Makan malam": "3",
        "Jawa": "Bandung",
        "Sulawesi": "Makassar",
        "Mangga": "Buah",
        "Bayam": "Sayur",
        "Pepaya": "Buah",
    }.items():
        name, options = re.search(
            rf'<span>{label}</span><select class="payung-in" name="([^"]+)">(.*?)</select>', text
        ).groups()
        fields[name] = re.search(rf'value="(\w+)"(?: selected)?>{choice}<', options)[1]
    return {**fields, "6.answer": " kota bandung. ", "7.answer": "60,0"}


def test_host_with_attempts_is_led_to(host):
    block = make_block(Host(attempts=Attempts()))
    assert unescape(page(block)).count("/assessments/post?a=1&b=2") == 1
    assert "<form" not in page(block)


def test_only_a_host_without_attempts_is_given_a_script_that_sends_the_form(block):
    assert block.student_view().js_init_fn == "PayungForms"
    assert make_block(Host(attempts=Attempts())).student_view().js_init_fn is None


def test_view_is_a_form_for_every_item(block):
    text = page(block)
    assert text.count("<fieldset") == len(ITEMS) == len(ITEM_TYPES)
    assert 'method="post" action="/handler/answer"' in text
    assert text.count("<select") == 8
    assert text.count('type="text"') == 2


def test_page_holds_neither_key_nor_reason(block):
    text = unescape(page(block))
    for word in (
        "correct",
        "rationale",
        "Habis dibagi",
        "Itu sebelum Senin",
        "Lihat peta",
        "Bandung adalah",
    ):
        assert word not in text
    assert "sample-1" not in text


def test_all_right_earns_the_whole_grade_once(host, block):
    fields = right_fields(block)
    assert post(block, **fields).status_code == 303
    post(block, **fields)
    grades = [data for kind, data in host.events if kind == "grade"]
    assert grades == [{"value": 8.0, "max_value": 8}]
    assert "8" in page(block)
    assert "<form" not in page(block)


def test_later_sending_changes_nothing(host, block):
    fields = right_fields(block)
    post(block)
    assert block.score == 0
    post(block, **fields)
    assert block.score == 0
    assert len([kind for kind, _ in host.events if kind == "grade"]) == 1


def test_saved_answers_are_shown_again_and_can_be_taken_back(block):
    fields = right_fields(block)
    post(block, go="save", **fields)
    assert page(block).count(" checked") == 4
    assert page(block).count(" selected") == 8
    assert 'value="kota bandung."' in page(block)
    assert not block.is_submitted
    post(block, go="save", **{name: v for name, v in fields.items() if name.startswith("1.")})
    assert page(block).count(" checked") == 2  # of radio buttons one cannot be unchosen


def test_answer_that_does_not_fit_is_refused_and_changes_nothing(block):
    refused = post(block, **{"1.answer": "x"})
    assert (refused.status_code, list(refused.json)) == (422, ["problems"])
    assert block.responses == {}
    assert not block.is_submitted
    assert post(block, go="save").status_code == 303


def test_only_posts_are_taken(block):
    assert block.handle("answer", Request.blank("/handler/answer")).status_code == 405


@pytest.mark.parametrize(
    ("purpose", "shows_points", "shows_reasons"),
    [("pre", False, False), ("post", True, False), ("practice", True, True)],
)
def test_feedback_follows_the_purpose(purpose, shows_points, shows_reasons, host):
    block = make_block(host, purpose=purpose, default_language="en")
    post(block)
    text = unescape(page(block))
    assert ("points" in text) is shows_points
    assert ("Divisible by two." in text) is shows_reasons


def test_order_is_kept_for_a_learner_and_differs_between_learners(host, block):
    first = page(block)
    assert page(block) == first
    assert page(make_block(Host())) != first


def test_scale_publishes_completion_and_no_grade(host):
    statement = {
        "id": "s1",
        "type": "likert",
        "text_id": "Saya yakin.",
        "text_en": "I am sure.",
        "scale": {1: "Tidak / No", 2: "Ya / Yes"},
    }
    block = make_block(host, items=[statement], pass_percent=None)
    name, value = re.search(r'name="([^"]+)" value="(\w+)"', page(block)).groups()
    post(block, **{name: value})
    assert [kind for kind, _ in host.events] == ["completion"]


def with_picture(entry, **more):
    return entry | {"picture": told(alt_id=f"Gambar {entry['id']} <b>", **more)}


def test_pictures_are_shown_with_their_descriptions_and_give_no_key(host):
    (single, _several, ordering, matching, *_rest) = ITEMS
    options = [with_picture(one) for one in single["options"]]
    steps = [with_picture(one) for one in ordering["correct_order"]]
    pairs = [with_picture(one | {"id": one["left_id"]}) for one in matching["pairs"]]
    case = with_picture({"id": "V1", "stem_id": "Sari bertanya.", "stem_en": "Sari asks."})
    items = [
        with_picture(single | {"options": options, "vignette": case}),
        ordering | {"correct_order": steps},
        matching | {"pairs": pairs},
    ]
    text = page(make_block(host, items=items, default_language="id"))
    shown = re.findall(r'<img class="payung-item-picture" src="([^"]+)" alt="([^"]+)"', text)
    names = ["V1", "sample-1", "A", "B", "1", "2", "3", "Jawa", "Sulawesi"]
    assert sorted(unescape(alt) for _src, alt in shown) == sorted(f"Gambar {n} <b>" for n in names)
    assert {src.partition(",")[0] for src, _alt in shown} == {"data:image/svg+xml;base64"}
    assert "picture" not in text.replace("payung-item-picture", "")


@pytest.mark.parametrize("data", ["R0lGODlh", 'iVBORw0KGgo" onload="x', None, "", "PHNjcmlwdD4="])
def test_what_is_no_picture_is_not_shown(host, data):
    items = [with_picture(ITEMS[0], data=data), with_picture(ITEMS[1])]
    assert page(make_block(host, items=items)).count("<img") == 1


def test_attempts_are_limited_and_the_best_is_the_grade(host):
    block = make_block(host, max_attempts=2)
    fields = right_fields(block)
    del fields["7.answer"], fields["6.answer"], fields["1.answer"], fields["2.answer"]
    post(block, **fields)
    assert "Coba lagi" in page(block)
    post(block, go="again")
    post(block)  # nothing chosen
    assert [data["value"] for kind, data in host.events if kind == "grade"] == [4.0, 4.0]
    assert (block.past, block.score) == ([4.0, 0.0], 0.0)
    assert "Coba lagi" not in page(block)
    post(block, go="again")
    assert block.is_submitted


def test_next_attempt_is_blank_and_in_an_order_of_its_own(host):
    block = make_block(host, max_attempts=2)
    first = page(block)
    post(block)
    post(block, go="again")
    assert " checked" not in page(block)
    assert page(block) != first


def test_form_of_an_earlier_attempt_is_nothing_to_a_later_one(host):
    block = make_block(host, max_attempts=3)
    sent = {"attempt": "1", "7.answer": "60"}
    post(block, **sent)
    post(block, go="again")
    post(block, **sent)
    assert not block.is_submitted
    assert block.past == [1.0]


def test_what_is_passed_is_not_repeated_but_practice_is(host):
    block = make_block(host, max_attempts=3)
    post(block, **right_fields(block))
    assert "Coba lagi" not in page(block)
    practice = make_block(Host(), max_attempts=0, purpose="practice")
    post(practice, **right_fields(practice))
    assert "Coba lagi" in page(practice)


def test_retry_of_again_changes_nothing(host):
    block = make_block(host, max_attempts=2)
    post(block)
    post(block, go="again")
    post(block, go="save", **{"7.answer": "60"})
    post(block, go="again")
    assert 'value="60"' in page(block)


def test_workbench_scenario_is_the_sample():
    ((_title, xml),) = AssessmentBlock.workbench_scenarios()
    assert xml.startswith("<payung_test ")
    assert "&quot;sample-1&quot;" in xml


def test_block_imports_beside_a_foreign_package_named_lms(tmp_path):
    (tmp_path / "lms").mkdir()
    (tmp_path / "lms/__init__.py").write_text("raise ImportError('foreign')")
    first = f"import sys; sys.path.insert(0, {str(tmp_path)!r})"
    code = f"{first}; import assessments.blocks.assessment_block"
    subprocess.run([sys.executable, "-c", code], check=True)
