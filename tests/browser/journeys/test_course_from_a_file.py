"""A phone takes the course from a signed file while the server is stopped, and nothing else."""

import json
from base64 import urlsafe_b64encode

import pytest
from playwright.sync_api import expect

from lms.web.offline.pack_file import LABEL
from tests.browser.offline_phone import (
    BASE,
    LESSON,
    answer_first_question,
    arrive,
    open_course,
    phone_of,
    receipts,
)
from tests.browser.stoppable import StoppableSite

PAGE = f"{BASE}/offline"
TOLD = "[data-take-state]"
PREPARE = "[data-prepare]:visible"
PASS_ON = "a[href$='/offline/course.payung']"


@pytest.fixture(scope="module")
def stoppable(tmp_path_factory):
    site = StoppableSite(tmp_path_factory.mktemp("stoppable"))
    yield site
    site.close()


@pytest.fixture
def running(stoppable):
    stoppable.start()
    return stoppable


@pytest.fixture(scope="module")
def file(browser, stoppable):
    """The bytes of the file that a learner has saved."""
    stoppable.start()
    with phone_of(browser, stoppable, with_course=False, accept_downloads=True) as page:
        open_course(page)
        with page.expect_download() as download:
            page.locator(PASS_ON).click()
        assert download.value.suggested_filename == "poesa-el-id.payung"
        return download.value.path().read_bytes()


@pytest.fixture
def phone(browser, running):
    """A phone that is ready for a file, and keeps no course."""
    with phone_of(browser, running, with_course=False) as page:
        open_course(page)
        page.locator(PREPARE).click()
        expect(page.locator(TOLD)).to_contain_text("siap menerima")
        page.wait_for_function("navigator.serviceWorker.ready")
        page.reload()
        page.wait_for_function("navigator.serviceWorker.controller !== null")
        yield page


def choose(page, data):
    page.set_input_files(
        "[data-file]",
        {"name": "kursus.payung", "mimeType": "application/octet-stream", "buffer": data},
    )


def is_kept(page):
    """Whether the phone has the pack, or a page of a lesson."""
    return page.evaluate(
        """async (lesson) => Boolean(await payungStore.pack("POESA-EL"))
            || Boolean(await caches.match(`${lesson}/steps/try`))""",
        LESSON,
    )


def test_a_phone_takes_the_course_from_a_file_without_a_server(running, phone, file):
    running.stop()
    phone.goto(PAGE)
    choose(phone, file)
    expect(phone.locator(TOLD)).to_contain_text("asli dan lengkap", timeout=60_000)
    expect(phone.locator("[data-keep-course] [data-state]")).to_contain_text("Di HP ini sejak")
    answer_first_question(phone)
    phone.goto(f"{BASE}/glossary")
    expect(phone.locator("h1")).to_be_visible()
    assert receipts(running, phone.person_id) == []
    running.start()
    arrive(phone)
    assert receipts(running, phone.person_id)
    phone.goto(PAGE)
    expect(phone.locator("[data-start]")).to_be_hidden()


def test_with_a_signal_a_phone_needs_no_preparation(browser, running, file):
    with phone_of(browser, running, with_course=False) as page:
        open_course(page)
        page.locator(PREPARE).wait_for()
        choose(page, file)
        expect(page.locator(TOLD)).to_contain_text("asli dan lengkap", timeout=60_000)
        assert is_kept(page)


def head_and_rest(file):
    line, _, rest = file.partition(b"\n")
    return json.loads(line), rest


def with_head(file, **changed):
    head, rest = head_and_rest(file)
    return json.dumps(head | changed).encode() + b"\n" + rest


def with_other_manifest(file, **changed):
    head, _rest = head_and_rest(file)
    return json.dumps(json.loads(head["manifest"]) | changed)


def of_another_version(site, file):
    text = with_other_manifest(file, version="00000000-0000-7000-8000-000000000000")
    signer = site.app.extensions["ports"].document_signer
    signature = urlsafe_b64encode(signer.sign_es256((LABEL + text).encode())).decode().rstrip("=")
    return with_head(file, manifest=text, signature=signature)


def with_a_changed_page(file):
    _head, rest = head_and_rest(file)
    position = len(file) - len(rest) + 2000
    return file[:position] + bytes([file[position] ^ 1]) + file[position + 1 :]


BAD = {
    "cut off": (lambda _site, file: file[:-1], "terpotong atau telah diubah"),
    "cut off early": (lambda _site, file: file[:200], "bukan berkas kursus"),
    "longer": (lambda _site, file: file + b"x", "terpotong atau telah diubah"),
    "changed page": (lambda _site, file: with_a_changed_page(file), "terpotong atau telah diubah"),
    "changed manifest": (
        lambda _site, file: with_head(file, manifest=with_other_manifest(file, language="en")),
        "terpotong atau telah diubah",
    ),
    "signature of another kind": (
        lambda _site, file: with_head(file, signature="AAAA"),
        "terpotong atau telah diubah",
    ),
    "another key": (lambda _site, file: with_head(file, key="kunci"), "kunci yang tidak dikenal"),
    "another version": (of_another_version, "kursus atau versi lain"),
    "no course": (lambda _site, _file: b'{"format": "payung-outbox"}\n', "bukan berkas kursus"),
    "empty": (lambda _site, _file: b"", "bukan berkas kursus"),
}


def test_other_files_are_named_and_nothing_is_stored(running, phone, file):
    running.stop()
    phone.goto(PAGE)
    for name, (make, sentence) in BAD.items():
        choose(phone, make(running, file))
        expect(phone.locator(TOLD), name).to_contain_text(sentence, timeout=60_000)
        assert not is_kept(phone), name
    running.start()
