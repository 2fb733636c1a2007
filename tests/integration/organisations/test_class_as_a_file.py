"""The course of a cohort as a file for phones: the one that learners get, for those who lead it."""

import json

from courses.enrolment.join_course import join_course


def manifest_of(answer):
    return json.loads(json.loads(answer.data.partition(b"\n")[0])["manifest"])


def test_a_facilitator_gets_the_file_from_the_page_about_the_cohort(
    facilitator, coordinator, board
):
    address = f"{board}/course.payung"
    assert f'href="{address}"' in facilitator.get(f"{board}/about").text
    for browser in (facilitator, coordinator):
        assert browser.get(address).status_code == 200


def test_it_is_the_file_of_a_learner(app, facilitator, board, act, make_person, sign_in):
    facilitator.get("/language/id")
    facts = manifest_of(facilitator.get(f"{board}/course.payung"))
    person_id = make_person()
    act(join_course, person_id=person_id, course_code=facts["course"])
    learner = sign_in(person_id)
    app.extensions.pop("packs")  # what is made for nobody is not served to the learner
    page = f"/courses/{facts['course']}/offline"
    learner.post(f"/courses/{facts['course']}/lessons/M01-L1/open")
    own = learner.get(f"{page}/manifest.json").json
    assert (own["version"], own["id"]) == (facts["version"], facts["id"])


def test_others_are_refused(client, board, holder, make_person, sign_in):
    address = f"{board}/course.payung"
    assert client.get(address).status_code == 303
    assert sign_in(make_person()).get(address).status_code == 404
    assert holder("author", "platform", None).get(address).status_code == 404
