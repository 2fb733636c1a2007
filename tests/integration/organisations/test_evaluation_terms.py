"""Words of statistics are explained on the page on which they stand, and reached by a tap."""

import re

import pytest

from assessments.analysis.group_counts import GroupCounts
from tests.evaluation_counts import add_release, draw_answers, draw_counts

STATEMENTS = tuple(f"SE{number:02}" for number in range(1, 11))


@pytest.fixture
def pages(holder, act, version_id):
    counts = GroupCounts.merged(draw_counts(60, 1), draw_answers(60, 1, STATEMENTS))
    act(add_release, version_id, {"province": {"53": counts}})
    evaluator = holder("evaluator", "platform", None)
    return lambda page: evaluator.get(f"/evaluation/{version_id}{page}").text


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("", ("d(av)", "Standard deviation", "M05-L3-O2")),
        ("/confidence", ("alpha", "omega", "Item-rest", "Loading", "Standard deviation")),
        ("/follow-up", ("Interval (95%)",)),
    ],
)
def test_each_page_explains_its_words(pages, page, words):
    text = pages(page)
    box = re.search(r"<summary>Words on this page</summary>(.*?)</details>", text, re.DOTALL)[1]
    names = re.findall(r"<dt><b>(.*?)</b></dt><dd>[^<]{20,}</dd>", box)
    for word in words:
        assert any(word in name for name in names)


def test_methods_give_formulas_of_omega_confidence_and_follow_up(pages):
    text = pages("/methods")
    for formula in ("(sum of loadings)", "k / (k", "mean after less their mean before", "Wilson"):
        assert formula in text
