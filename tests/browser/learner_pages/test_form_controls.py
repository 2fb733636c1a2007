"""Check boxes, radio buttons and lists are drawn from our colours, and nothing of them is cut."""

from io import BytesIO

import pytest
from PIL import Image

from tests.factories import SHIPPED_COURSE

STATIC = SHIPPED_COURSE.parents[2] / "lms" / "web" / "static"
STYLES = "".join(
    f"<style>{(STATIC / name).read_text('utf-8')}</style>" for name in ("base.css", "learning.css")
)
CONTROLS = "".join(
    f'<label class="choice"><input type="{kind}"{state}><span>Ya</span></label>'
    for kind in ("checkbox", "radio")
    for state in ("", " checked")
)
LONG, SHORT = "Guru atau tenaga kependidikan", "Guru"
LIST = '<select class="in"><option>{text}</select>'
HEIGHT = "list => list.offsetHeight"
GAPS = """paragraphs => paragraphs.map((paragraph) => {
  const range = document.createRange();
  range.selectNodeContents(paragraph);
  const card = paragraph.closest(".order").getBoundingClientRect();
  const text = range.getBoundingClientRect();
  return card.right - text.right;
})"""


@pytest.fixture
def show(browser):
    """Opens HTML with our styles on the narrowest phone."""
    pages = []

    def show(html, **options):
        page = browser.new_page(viewport={"width": 320, "height": 740}, **options)
        pages.append(page)
        page.set_content(f"{STYLES}{html}")
        return page

    yield show
    for page in pages:
        page.close()


def luminance(colour):
    red, green, blue = (part / 255 for part in colour)
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (red, green, blue)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(colour, other):
    bright, dark = sorted((luminance(colour), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def seen_share(page, control, inset):
    """The share of a control, without so much of its edge, with a contrast of 3 to the ground."""
    box = control.bounding_box()
    picture = Image.open(BytesIO(page.screenshot())).convert("RGB")
    left, top, size = int(box["x"]), int(box["y"]), int(box["width"])
    ground = picture.getpixel((left - 4, top + size // 2))
    edges = (left + inset, top + inset, left + size - inset, top + size - inset)
    inside = picture.crop(edges)
    counted = inside.getcolors(size**2)
    seen = sum(count for count, colour in counted if contrast(colour, ground) >= 3)
    return seen / (inside.width * inside.height)


def test_check_boxes_and_radio_buttons_are_outlines_in_the_dark_until_they_are_chosen(show):
    page = show(CONTROLS, color_scheme="dark")
    controls = page.locator("input").all()
    assert len(controls) == 4
    for control in controls:
        outer, inner = (seen_share(page, control, inset) for inset in (0, 6))
        if control.is_checked():
            assert 0.4 <= outer <= 0.97  # a ground of our colour
            assert 0.05 <= inner <= 0.9  # with a mark
        else:
            assert outer >= 0.15  # an outline; of the grey of browsers nearly nothing is seen
            assert inner == 0  # no white block


def test_no_text_of_the_result_of_an_order_touches_the_border(show):
    text = "Hakim memeriksa perkara; nama Sinta tidak diumumkan"
    words = "".join(f"<p>{text[:length]}</p>" for length in range(10, len(text)))
    row = f'<li class="order"><b>1</b><div>{words}</div></li>'
    page = show(f'<div class="wrap"><ol class="orders">{row}</ol></div>')
    gaps = page.locator(".order p").evaluate_all(GAPS)
    assert min(gaps) >= 8


@pytest.mark.parametrize("size", ["100%", "200%"])
def test_a_list_is_as_high_as_the_text_that_it_shows(show, size):
    root = f"<style>:root {{ font-size: {size} }}</style>"
    heights = [
        show(root + LIST.format(text=text)).locator("select").evaluate(HEIGHT)
        for text in (SHORT, f"{LONG} {LONG}")
    ]
    assert heights[1] > heights[0]
