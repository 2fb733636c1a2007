"""Which questions bring the helplines at once."""

import time

import pytest

from courses.questions.urgency import seems_urgent


@pytest.mark.parametrize(
    "text",
    [
        "Murid saya diancam lewat gim, apa yang harus saya lakukan?",
        "Dia bercerita takut pulang",
        "Anak itu ingin mati",
        "TOLONG SEGERA",
        "fotonya\ndisebar",
        "My daughter is being blackmailed",
        "A child told me something",
        "He wants to die",
    ],
)
def test_harm_is_noticed(text):
    assert seems_urgent(text)


@pytest.mark.parametrize(
    "text",
    [
        "Bagaimana menjelaskan grooming kepada orang tua yang sibuk?",
        "Perangkat mana yang cocok untuk kelas besar?",
        "Which law applies to schools?",
        "",
    ],
)
def test_general_questions_are_not(text):
    assert not seems_urgent(text)


def test_no_text_is_slow():
    begun = time.process_time()
    seems_urgent("her him " * 500)
    assert time.process_time() - begun < 0.5
