"""An archive of almost 20 MB in the form of an export of Studio."""

import random

from courses.olx.archive import pack_archive
from tests.unit.courses.olx.studio import CHOICE, studio_course

SEQUENTIALS, VERTICALS, PARAGRAPHS = 250, 4, 8
PARTS = SEQUENTIALS * VERTICALS
FILES, FILE_BYTES = 17, 1024 * 1024


def large_archive() -> bytes:
    """A page of HTML and a problem in each of 1,000 verticals, and files that do not shrink."""
    made = random.Random(1)  # noqa: S311  the same archive each time
    letters = "abcdefghijklmnoprstu"
    words = ["".join(made.choices(letters, k=made.randint(3, 9))) for _ in range(3_000)]
    files = studio_course()
    for name in (f"b{number}" for number in range(PARTS)):
        paragraphs = (" ".join(made.choices(words, k=60)) for _ in range(PARAGRAPHS))
        page = "".join(f"<p>{text} <b>strong</b></p>" for text in paragraphs)
        files[f"html/{name}.xml"] = f'<html filename="{name}" display_name="Page"/>'.encode()
        files[f"html/{name}.html"] = page.encode()
        files[f"problem/{name}.xml"] = CHOICE.encode()
        inside = f'<html url_name="{name}"/><problem url_name="{name}"/>'
        files[f"vertical/{name}.xml"] = f"<vertical>{inside}</vertical>".encode()
    chapter = ""
    for number in range(SEQUENTIALS):
        inside = "".join(
            f'<vertical url_name="b{number * VERTICALS + part}"/>' for part in range(VERTICALS)
        )
        chapter += f'<sequential display_name="S{number}">{inside}</sequential>'
    files["chapter/c4.xml"] = f"<chapter>{chapter}</chapter>".encode()
    for number in range(FILES):
        files[f"static/f{number}.pdf"] = b"%PDF-1.7\n" + made.randbytes(FILE_BYTES)
    return pack_archive(files)
