"""Cards of contacts: numbers that are not broken over lines."""

from tests.bare_host import make_block, view

CONTACT = {"id": "sapa", "name": "SAPA", "purpose": "Support", "whatsapp": "08111-129-129"}


def test_the_number_of_a_link_stays_whole():
    page = view(make_block("payung_contact_card", {"contacts": [CONTACT]}))
    assert '<span class="whole">08111-129-129</span>' in page
    assert 'href="https://wa.me/628111129129"' in page
