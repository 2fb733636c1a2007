"""The page of helplines is honest about numbers that nobody has called."""

from tests.factories import course_files, make_course


def test_each_number_that_was_not_called_says_so(write, sign_in, learner):
    write(make_course)
    page = sign_in(learner).get("/courses/POESA-EL/helplines").text
    uncalled = [line for line in course_files().helplines if not line.is_called]
    assert uncalled
    assert page.count("belum ditelepon") == len(uncalled)


def test_numbers_do_not_break(write, sign_in, learner):
    write(make_course)
    page = sign_in(learner).get("/courses/POESA-EL/helplines").text
    for line in course_files().helplines:
        for number in filter(None, (line.phone, line.whatsapp)):
            assert f'<span class="whole">{number}</span>' in page


def test_province_without_a_local_service_says_whom_to_ask(write, sign_in, make_person):
    write(make_course)
    listed = {line.province_code for line in course_files().helplines if line.province_code}
    assert listed
    sentence = "Belum ada layanan setempat yang tercatat untuk provinsi Anda."
    local = sign_in(make_person(province_code=min(listed))).get("/courses/POESA-EL/helplines").text
    assert sentence not in local
    without = next(code for code in ("53", "81", "11", "12") if code not in listed)
    page = sign_in(make_person(province_code=without)).get("/courses/POESA-EL/helplines").text
    assert sentence in page
    assert page.index(sentence) < page.index('id="national"')
