"""The printed course of a cohort, for those who lead it and nobody else."""

import re

from tests.printed_files import list_prints

FACES = ("print", "print/course.pdf", "print/M01.pdf")


def test_a_facilitator_gets_the_files_from_the_page_about_the_cohort(
    facilitator, coordinator, board
):
    about = facilitator.get(f"{board}/about").text
    assert f'href="{board}/print"' in about
    page = list_prints(facilitator, f"{board}/print").text
    addresses = re.findall(r'href="([^"]+\.pdf)"', page)
    assert addresses[:2] == [f"{board}/print/{name}.pdf" for name in ("course", "M01")]
    for browser in (facilitator, coordinator):
        answer = browser.get(addresses[1])
        assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
        assert answer.data.startswith(b"%PDF-")


def test_others_are_refused(client, board, holder, make_person, sign_in, school):
    for path in FACES:
        address = f"{board}/{path}"
        assert client.get(address).status_code == 303
        assert sign_in(make_person()).get(address).status_code == 404
        assert holder("author", "platform", None).get(address).status_code == 404
