"""A phone whose network stays away gives its answers out as a file; another device hands it in."""

import json

from playwright.sync_api import expect

from tests.browser.phones import HAS_KEY, choose, expect_state


def saved_file(phone, folder):
    with phone.expect_download() as download:
        phone.locator("[data-answers-file] button").click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def test_answers_go_out_as_a_file_and_arrive_from_another_device(
    phone,
    browser,
    site,
    stored,
    tmp_path,
):
    expect(phone.locator("[data-answers-file]")).to_be_hidden()
    phone.context.set_offline(True)
    choose(phone, 2)
    expect_state(phone, "offline")
    file = saved_file(phone, tmp_path)
    assert file.name == "payung-answers.json"
    assert set(json.loads(file.read_text())) == {"format", "version", "key", "ephemeral", "sealed"}
    other = browser.new_context(storage_state=site.states["answering"]).new_page()
    other.goto(f"{site.origin}/answers/import")
    other.set_input_files("[name=answers]", file)
    other.locator("main form button[type=submit]").click()
    other.wait_for_url("**/answers/import/*-*")
    expect(other.locator("main .task.done")).to_have_count(1)
    assert stored() == [(1, True, False)]
    other.context.close()
    phone.context.set_offline(False)
    expect_state(phone, "received")
    expect(phone.locator("[data-answers-file]")).to_be_hidden()
    assert stored() == [(1, True, False)], "the same answer, sent again by the phone"


def test_key_of_the_attempt_can_be_read_by_no_script_of_a_later_page(phone):
    phone.wait_for_function(HAS_KEY)
    kept = phone.evaluate(
        """async () => {
          const done = (asked) => new Promise((answer) => {
            asked.onsuccess = () => answer(asked.result);
          });
          const database = await done(indexedDB.open("payung-answer-keys", 1));
          const rows = await done(database.transaction("keys").objectStore("keys").getAll());
          return rows.map((row) => row.key.extractable);
        }"""
    )
    assert kept == [False]
