"""The page of helplines is honest about numbers that nobody has called."""

from tests.factories import course_files, make_course


def test_each_number_that_was_not_called_says_so(write, sign_in, learner):
    write(make_course)
    page = sign_in(learner).get("/courses/POESA-EL/helplines").text
    uncalled = [line for line in course_files().helplines if not line.is_called]
    assert uncalled
    assert page.count("belum ditelepon") == len(uncalled)
