"""What a block is handed of a request is what WebOb makes of the same address and body."""

from urllib.parse import quote

import pytest
from flask import Flask
from webob import Request

from courses.block_toolkit.form_values import read_submitted
from lms.web.blocks.handlers import copy_request

FORM = "application/x-www-form-urlencoded"
PATHS = ("/blocks/x/write", "/blocks/x/%ff%C3%A9/y%3Fz", "/blocks/x//w;v%23", "/blocks/x/%25%20")
BODIES = (
    b"",
    b"prompt-one=Anak+%26+remaja%3A+%E2%82%AC&two=2&two=3&empty=",
    b"prompt-one=%ff%c3\xff",
    b"&&=&prompt-one&a;b=1",
)


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("query", ["", "a=1&b=%20", "q=é€&<>", "a?b"])
@pytest.mark.parametrize("path", PATHS)
def test_address_is_that_of_a_blank_request(path, query, method):
    address = f"{path}?{query}" if query else path
    with Flask("blocks").test_request_context(address, method=method, data=b"a=b") as context:
        asked = copy_request()
        shown = quote(context.request.path)
        query = quote(context.request.query_string, safe="&=%?<>")
    blank = Request.blank(f"{shown}?{query}" if query else shown, method=method)
    assert (asked.method, asked.path, asked.host) == (method, blank.path, blank.host)
    assert dict(asked.GET) == dict(blank.GET)
    assert not asked.cookies
    assert set(asked.environ) - set(blank.environ) <= {
        "CONTENT_LENGTH",
        "CONTENT_TYPE",
        "webob.is_body_seekable",
        "webob._parsed_query_vars",
        "webob._parsed_cookies",
    }


@pytest.mark.parametrize("body", BODIES)
def test_a_form_says_what_webob_reads_in_it(body):
    asked = Request.blank("/", method="POST", body=body, content_type=FORM)
    assert read_submitted(asked) == {key: asked.POST.getall(key) for key in asked.POST}
