"""What reaches or names a person becomes dots; helplines and plain numbers stay."""

import time

import pytest

from lms.kernel.texts.masking import MASK, mask_personal_data


@pytest.mark.parametrize(
    "hidden",
    [
        "3174010101010001",
        "3174 0101 0101 0001",
        "3174-0101-0101-0001",
        "3174.01.010101.0001",
        "081234567890",
        "0812 3456 7890",
        "+62 812-3456-7890",
        "62812 34567890",
        "(021) 3456 7890",
        "812-3456-7890",
        "ratna.dewi@contoh.id",
    ],
)
def test_numbers_and_addresses_are_hidden(hidden):
    assert mask_personal_data(f"Hubungi {hidden}, ya.") == f"Hubungi {MASK}, ya."


@pytest.mark.parametrize(
    "plain",
    [
        "Telepon 129 atau 110 atau 119 ext. 8",
        "WhatsApp 08111-129-129",
        "25 orang tua dan 30 anak pada 17-08-2026",
        "Pukul 09.00-11.30, 2026-08-17",
        "Perpres 101/2022 dan UU 27/2022",
        "Rp 1.500.000",
        "@payung bukan alamat",
    ],
)
def test_what_names_nobody_stays(plain):
    assert mask_personal_data(plain) == plain


@pytest.mark.parametrize("sign", ["1", "1 ", "a", "@", "a@", "0(", "+", "8 - "])
def test_no_text_is_slow(sign):
    begun = time.process_time()
    mask_personal_data((sign * 4000)[:4000])
    assert time.process_time() - begun < 0.5
