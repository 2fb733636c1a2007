"""Cases that several items ask about: read, checked, kept together in forms and draws."""

from copy import deepcopy
from pathlib import Path
from random import Random

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from assessments.forms.assembly import Shuffle, draw_retake
from assessments.items.bank import check_bank, read_bank
from assessments.items.case_markup import render_case
from assessments.items.vignettes import get_case, get_case_code

ITEMS = Path("tests/fixtures/courses/poesa-el-0.1/items.yaml")
DOCUMENT = yaml.safe_load(ITEMS.read_text())
OBJECTIVES = {
    str(entry["objective_id"])
    for entries in DOCUMENT.values()
    if isinstance(entries, list)
    for entry in entries
    if "objective_id" in entry
}
CASE = {"id": "V01", "stem_id": "Sari, *13 tahun*.", "stem_en": "Sari is *13*."}


def items_of(document):
    lists = (entries for name, entries in document.items() if isinstance(entries, list))
    return {entry["id"]: entry for entries in lists for entry in entries if "id" in entry}


@pytest.fixture
def document():
    """The bank of the course, in which two items of form A ask about one case."""
    found = deepcopy(DOCUMENT)
    for code in found["blueprint"]["forms"]["A"][:2]:
        items_of(found)[code]["vignette"] = "V01"
    return found | {"vignettes": [dict(CASE)]}


def problems(document):
    return [(one.code, one.path) for one in check_bank(document, objective_ids=OBJECTIVES)]


def test_a_case_is_read_into_each_of_its_items_and_as_an_item_of_its_own(document):
    assert problems(document) == []
    items = {one.code: one for one in read_bank(document).items}
    first, second = document["blueprint"]["forms"]["A"][:2]
    assert [get_case_code(items[code].content) for code in (first, second)] == ["V01", "V01"]
    assert get_case(items[first].content, "en").text == "Sari is *13*."
    assert (items["V01"].type_code, items["V01"].review_state) == ("vignette", "draft")
    assert [form.code for form in read_bank(document).forms if "V01" in dict(form.slots)] == []


def test_an_item_whose_case_changes_is_another_version(document):
    before = {one.code: one.content_hash for one in read_bank(document).items}
    document["vignettes"][0]["stem_id"] = "Sari, 14 tahun."
    after = {one.code: one.content_hash for one in read_bank(document).items}
    changed = {code for code in before if before[code] != after[code]}
    assert changed == {"V01", *document["blueprint"]["forms"]["A"][:2]}


def test_what_is_wrong_with_cases_is_named_with_its_place(document):
    document["vignettes"][0]["stem_en"] = " "
    assert ("item-text-missing", ("vignettes", 0, "stem_en")) in problems(document)


def test_a_case_that_is_not_there_is_named(document):
    document["vignettes"] = []
    assert {code for code, _path in problems(document)} == {"item-vignette-unknown"}


def test_a_case_that_nobody_asks_about_is_named(document):
    document["vignettes"].append(CASE | {"id": "V02"})
    assert problems(document) == [("vignette-unused", ("vignettes", 1))]


@pytest.mark.parametrize("name", ["", "V01"])
def test_a_case_has_an_id_of_its_own(document, name):
    document["vignettes"].append(CASE | {"id": name})
    code = "item-id-repeated" if name else "item-id-missing"
    assert (code, ("vignettes", 1, "id")) in problems(document)


def test_a_case_has_no_id_of_an_item(document):
    taken = document["blueprint"]["forms"]["B"][0]
    document["vignettes"].append(CASE | {"id": taken})
    assert ("item-id-repeated", ("vignettes", 1, "id")) in problems(document)


def test_one_case_stands_in_one_form(document):
    items_of(document)[document["blueprint"]["forms"]["B"][0]]["vignette"] = "V01"
    assert [code for code, _path in problems(document)] == ["vignette-parted"]


def test_cases_of_a_slot_fill_the_same_slots(document):
    pool = document["blueprint"]["retake_pool"]["slots"]
    one, two = list(pool)[:2]
    document["vignettes"].append(CASE | {"id": "V02"})
    for slot in (one, two):
        items_of(document)[pool[slot][0]]["vignette"] = "V02"
    found = {(code, path[-1]) for code, path in problems(document)}
    assert found == {("vignette-slots-differ", one), ("vignette-slots-differ", two)}


@given(st.integers(0, 10_000))
def test_slots_of_a_case_stand_together_in_their_order(seed):
    shuffle = Shuffle(b"key", str(seed).encode())
    cases = {"b": "V", "d": "V", "f": "V", "c": "W", "e": "W"}
    order = shuffle.order_slots("abcdef", cases)
    assert "bdf" in "".join(order)
    assert "ce" in "".join(order)
    assert sorted(order) == list("abcdef")
    plain = [slot for slot in shuffle.order_slots("af") if slot not in cases]
    assert [slot for slot in order if slot not in cases] == plain


POOL = {"s1": ["v1", "w1"], "s2": ["v2", "w2", "w2b"], "s3": ["x", "y"]}
TOLD = {"v1": "V", "v2": "V", "w1": "W", "w2": "W", "w2b": "W"}


@given(st.integers(0, 10_000), st.sets(st.sampled_from([*TOLD, "x", "y"])))
def test_a_draw_takes_one_case_whole_and_the_one_least_met(seed, seen):
    drawn = draw_retake(POOL, seen, Random(seed), TOLD)  # noqa: S311
    assert list(drawn) == list(POOL)
    (case,) = {TOLD[drawn[slot]] for slot in ("s1", "s2")}
    met = {name: len(seen & {i for i in TOLD if TOLD[i] == name}) for name in "VW"}
    shares = {"V": met["V"] / 2, "W": met["W"] / 3}
    assert shares[case] == min(shares.values())


@given(st.integers(0, 10_000), st.sets(st.sampled_from("pqrstu")))
def test_a_case_is_never_drawn_in_part_where_slots_mix(seed, seen):
    pool = {"s1": "pq", "s2": "rs", "s3": "tu"}
    cases = {"p": "V", "r": "V", "s": "W", "t": "W"}
    drawn = set(draw_retake(pool, seen, Random(seed), cases).values())  # noqa: S311
    assert len(drawn) == 3
    assert {len(drawn & {"p", "r"}), len(drawn & {"s", "t"})} == {0, 2}


def test_each_case_is_drawn_about_equally_often():
    drawn = [draw_retake(POOL, (), Random(n), TOLD)["s1"] for n in range(400)]  # noqa: S311
    assert 150 < drawn.count("v1") < 250


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Satu.\n\nDua **tiga**.", "<p>Satu.</p>\n<p>Dua <strong>tiga</strong>.</p>"),
        ("# Judul", "<p><strong>Judul</strong></p>"),
        ("<script>x()</script>", "<p>&lt;script&gt;x()&lt;/script&gt;</p>"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>"),
        ("[x](https://example.org)", "<p>x</p>"),
        ("![x](https://example.org/x.png)", None),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
    ],
)
def test_the_markdown_of_a_case_is_safe_html(text, html):
    found = render_case(text).strip()
    assert found == html if html else "<img" not in found
    assert "href" not in found
