"""Words with affixes count as the word that they are made of."""

import re

import pytest

from courses.search.word_forms import MIN_FORM, RULES, forms

SAME = {
    "id": (
        "lapor laporan melapor melaporkan dilaporkan pelaporan pelapor laporkan dilaporkannya",
        "paksa memaksa dipaksa paksaan terpaksa",
        "kirim mengirim dikirim pengiriman kiriman terkirim kirimkan",
        "simpan menyimpan disimpan penyimpanan simpanan",
        "tolak menolak ditolak penolakan",
        "bantu membantu dibantu bantuan pembantu bantulah",
        "ajar mengajar belajar pelajaran mempelajari ajaran",
        "keras kekerasan mengeras",
        "lindung lindungi melindungi dilindungi pelindungan perlindungan",
        "anak anaknya anakku",
        "kerja bekerja pekerja pekerjaan",
        "tahu mengetahui diketahui pengetahuan",
    ),
    "en": ("report reports reported reporting", "body bodies", "share shares shared sharing"),
}


@pytest.mark.parametrize(
    ("language", "line"), [(language, line) for language in SAME for line in SAME[language]]
)
def test_words_of_a_family_share_their_first_word(language, line):
    first, *others = line.split()
    for other in others:
        assert set(forms(first, RULES[language])) & set(forms(other, RULES[language])), other


@pytest.mark.parametrize("word", ["di", "diri", "kami", "anak", "129", "siapa"])
def test_no_form_is_too_short_to_mean_anything(word):
    shorter = forms(word, RULES["id"])[1:]
    assert all(len(form) >= MIN_FORM for form in shorter)


@pytest.mark.parametrize("pair", ["polisi gawai", "anak orang", "foto uang", "diam damai"])
def test_other_words_share_nothing(pair):
    one, other = pair.split()
    assert not set(forms(one, RULES["id"])) & set(forms(other, RULES["id"]))


def test_patterns_are_those_of_browsers_too():
    for rules in RULES.values():
        for pattern, _replacements in rules:
            assert re.compile(pattern)
            assert "(?P" not in pattern
            assert "\\" not in pattern
