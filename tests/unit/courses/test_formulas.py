"""Formulas in LaTeX are MathML where texts are shown; what cannot be converted stays as it is."""

import sys
from time import process_time

import pytest

from courses.block_toolkit.formulas import show_formulas
from courses.block_toolkit.markdown import render_markdown
from courses.olx.conversion.html_text import html_to_markdown

HALF = "<math><mrow><mfrac><mrow><mn>1</mn></mrow><mrow><mn>2</mn></mrow></mfrac></mrow></math>"
INLINE = HALF.replace("<math>", '<math display="inline">')
LESS = '<math display="inline"><mrow><mi>a</mi><mo>&lt;</mo><mn>2</mn></mrow></math>'
NESTED = r"\(" + r"\sideset{}{}{" * 30 + "x" + "}" * 30 + r"\)"  # 2^30 copies of x
BLOCK = HALF.replace("<math>", '<math display="block">')


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (r"A \(\frac{1}{2}\) b", f"A {INLINE} b"),
        (r"[mathjaxinline]\frac{1}{2}[/mathjaxinline]", INLINE),
        (r"\[\frac{1}{2}\]", BLOCK),
        (r"[mathjax]\frac{1}{2}[/mathjax]", BLOCK),
        (r"<code>\(x\)</code> \(\frac{1}{2}\)", rf"<code>\(x\)</code> {INLINE}"),
        ("<pre><code>\\[\nx\\]</code></pre>", "<pre><code>\\[\nx\\]</code></pre>"),
        (r"\(a &lt; 2\)", LESS),
        (r"no (formula) [here]", r"no (formula) [here]"),
        (r"\(x_1_2\)", r"\(x_1_2\)"),
        (r'<img alt="> \(x\)"> \(\frac{1}{2}\)', rf'<img alt="> \(x\)"> {INLINE}'),
        (r"\(" + "x" * 1001 + r"\)", r"\(" + "x" * 1001 + r"\)"),
        (r"\(\newcommand{\a}{\b\b}\a\)", r"\(\newcommand{\a}{\b\b}\a\)"),
        (r"\(\def\a{\a\a}\a\)", r"\(\def\a{\a\a}\a\)"),
        (NESTED, NESTED),
        (r"\(x <b>y</b>\)", r"\(x <b>y</b>\)"),
    ],
)
def test_formulas_are_mathml(html, expected):
    assert show_formulas(html) == expected


@pytest.mark.parametrize(
    "source",
    [
        r"\href{javascript:alert(1)}{a}",
        r"\text{&lt;script&gt;alert(1)&lt;/script&gt;}",
        r"\class{x}{a}",
    ],
)
def test_a_formula_brings_no_link_and_no_script(source):
    shown = show_formulas(rf"\({source}\)")
    assert "href" not in shown
    assert "<script" not in shown


def test_a_page_of_another_host_keeps_its_formulas():
    page = r"<p>Area: \(\frac{1}{2} a_1 * b_2 * c\), <code>\(x\)</code></p>"
    markdown, lost = html_to_markdown(page)
    shown = render_markdown(markdown)
    assert lost == ()
    assert shown.count("<math") == 1
    assert shown.count("<msub>") == 2
    assert r"<code>\(x\)</code>" in shown
    assert r"\(\frac{1}{2} a_1 * b_2 * c\)" in render_markdown(markdown, has_formulas=False)


def test_without_the_library_the_source_is_shown(monkeypatch):
    monkeypatch.setitem(sys.modules, "latex2mathml.converter", None)
    assert show_formulas(r"\(unseen + 1\)") == r"\(unseen + 1\)"


def test_a_line_break_with_a_distance_is_no_opening_mark():
    shown = show_formulas(r"\[\begin{matrix} a \\[2pt] b \end{matrix}\]")
    assert shown.count("<mtr>") == 2


@pytest.mark.parametrize("mark", [r"\(", r"\\(", r"\[", "[mathjax]", "[mathjaxinline]"])
def test_many_marks_without_an_end_take_little_time(mark):
    """Reading grows with the length, not with its square: that took a minute here."""
    text, began = mark * 50_000, process_time()
    assert show_formulas(text) == text
    assert process_time() - began < 3
