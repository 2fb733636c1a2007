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


def seen_share(page, control):
    """The share of a control, without its border, with a contrast of 3 to the ground around it."""
    box = control.bounding_box()
    picture = Image.open(BytesIO(page.screenshot())).convert("RGB")
    left, top, size = int(box["x"]), int(box["y"]), int(box["width"])
    ground = picture.getpixel((left - 4, top + size // 2))
    inside = picture.crop((left + 3, top + 3, left + size - 3, top + size - 3))
    counted = inside.getcolors(size**2)
    seen = sum(count for count, colour in counted if contrast(colour, ground) >= 3)
    return seen / (inside.width * inside.height)


def test_check_boxes_and_radio_buttons_stand_out_in_the_dark(show):
    page = show(CONTROLS, color_scheme="dark")
    controls = page.locator("input").all()
    assert len(controls) == 4
    for control in controls:
        assert seen_share(page, control) >= 0.2  # of the grey of browsers 0 when it is open


@pytest.mark.parametrize("size", ["100%", "200%"])
def test_a_list_is_as_high_as_the_text_that_it_shows(show, size):
    root = f"<style>:root {{ font-size: {size} }}</style>"
    heights = [
        show(root + LIST.format(text=text)).locator("select").evaluate(HEIGHT)
        for text in (SHORT, f"{LONG} {LONG}")
    ]
    assert heights[1] > heights[0]
