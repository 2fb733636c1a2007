"""Pages of HTML keep their text: what is code stays as it is, pictures of the course stay there."""

import pytest

from courses.block_toolkit.markdown import render_markdown
from courses.olx.conversion.html_text import html_to_markdown


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<code>a*b_c</code>", "<p><code>a*b_c</code></p>"),
        ("<code>a`b</code>", "<p><code>a`b</code></p>"),
        ("<code>``</code>", "<p><code>``</code></p>"),
        ("<p>x <code>  </code>y</p>", "<p>x y</p>"),
        ("<code>&lt;b&gt; <b>c</b></code>", "<p><code>&lt;b&gt; c</code></p>"),
        ("<pre>\na\n\n\n  *b*</pre>", "<pre><code>a\n\n\n  *b*\n</code></pre>"),
        ("<pre><code>```\nx</code></pre>", "<pre><code>```\nx\n</code></pre>"),
        (
            "<ol><li>One<pre>a\n  b</pre></li><li>Two</li></ol>",
            "<ol><li><p>One</p><pre><code>a\n  b\n</code></pre></li><li><p>Two</p></li></ol>",
        ),
        ("<pre>open", "<pre><code>open\n</code></pre>"),
        ("a<br>b", "<p>a<br>b</p>"),
        ("&#0;<code>a</code>\x000\x00", "<p>�<code>a</code>0</p>"),
        ('<img src="/static/a.png" alt="A [b]">', '<p><img src="/static/a.png" alt="A [b]"></p>'),
        ('<img src="https://x.id/a.png" alt="Far">', "<p>(Far)</p>"),
        ('<a href="/static/b.pdf">B</a>', '<p><a href="/static/b.pdf" rel="noreferrer">B</a></p>'),
        ('<a href="/static/gone.pdf">C</a>', "<p>C</p>"),
    ],
)
def test_what_is_shown_is_what_the_page_said(html, expected):
    markdown, _lost = html_to_markdown(html, ("/static/a.png", "/static/b.pdf").__contains__)
    assert render_markdown(markdown).replace(">\n", ">").strip() == expected


def test_pictures_inside_code_are_named():
    assert html_to_markdown('<pre><img src="/static/a.png">x</pre>', bool)[1] == (
        "img /static/a.png",
    )
