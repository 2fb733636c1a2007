from courses.cohorts.plan_reviews.plan_text import format_plan

FORM = {
    "provinces": [
        {"id": "53", "label_id": "Nusa Tenggara Timur", "label_en": "East Nusa Tenggara"}
    ],
    "template": {
        "fields": [
            {"id": "province", "type": "select", "source": "provinces", "label": "Provinsi"},
            {"id": "goal", "type": "textarea", "label_id": "Tujuan", "label_en": "Goal"},
            {
                "id": "activities",
                "type": "repeat",
                "label": "Kegiatan",
                "subfields": [{"id": "what", "label_id": "Apa", "label_en": "What"}, "when"],
            },
            {
                "id": "checks",
                "type": "checklist",
                "label": "Aman",
                "options": [{"id": "quiet", "label_id": "Tenang", "label_en": "Quiet"}],
            },
        ]
    },
}
WRITTEN = {
    "province": "53",
    "goal": "Dua pertemuan",
    "activities": [{"what": "Rapat", "when": "Mei"}, {"what": "", "when": ""}],
    "checks": ["quiet", "unheard"],
}


def lines(written, language="en"):
    return [answer.lines for answer in format_plan(FORM, written, language=language)]


def test_each_field_is_read_with_its_label_in_the_readers_language():
    labels = [answer.label for answer in format_plan(FORM, WRITTEN, language="en")]
    assert labels == ["Provinsi", "Goal", "Kegiatan", "Aman"]
    assert lines(WRITTEN) == [
        ("East Nusa Tenggara",),
        ("Dua pertemuan",),
        ("What: Rapat; when: Mei",),
        ("Quiet", "unheard"),
    ]
    assert lines(WRITTEN, "id")[0] == ("Nusa Tenggara Timur",)


def test_what_was_not_written_leaves_no_lines():
    assert lines({}) == [(), (), (), ()]
