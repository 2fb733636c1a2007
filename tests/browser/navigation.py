"""Clicks that lead to another page: what does not wait by itself is read after these."""

import re


def follow(link):
    """Click a link or a button of a form, and wait until the page that comes has loaded."""
    with link.page.expect_navigation():
        link.click()


def arrive(page, pattern):
    """Wait until a page whose address has this in it has loaded; gives its address."""
    page.wait_for_url(re.compile(pattern))
    return page.url
