"""Names in capitals and degrees are written as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.workflows.rosters.written_names import written_name


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("SITI AMINAH", "Siti Aminah"),
        ("SITI AMINAH, S.PD", "Siti Aminah, S.Pd."),
        ("SITI AMINAH,S.PD.,M.PD", "Siti Aminah, S.Pd., M.Pd."),
        ("SITI AMINAH S.PD", "Siti Aminah, S.Pd."),
        ("SITI AMINAH SPD", "Siti Aminah, S.Pd."),
        ("Siti Aminah, S. Pd", "Siti Aminah, S.Pd."),
        ("Siti Aminah, S.Pd M.Pd", "Siti Aminah, S.Pd., M.Pd."),
        ("Siti Aminah, s.pd.i", "Siti Aminah, S.Pd.I."),
        ("HJ. SITI AMINAH, S.AG", "Hj. Siti Aminah, S.Ag."),
        ("HJ SITI AMINAH", "Hj. Siti Aminah"),
        ("Drs. H. AHMAD DAHLAN, M.Si", "Drs. H. Ahmad Dahlan, M.Si."),
        ("Hj. SITI AMINAH S.PD", "Hj. Siti Aminah, S.Pd."),
        ("dr. SITI AMINAH", "dr. Siti Aminah"),
        ("DRS.H.AHMAD DAHLAN, M.SI", "Drs. H. Ahmad Dahlan, M.Si."),
        ("DRA. MARIA GORETI BERE", "Dra. Maria Goreti Bere"),
        ("DR. IR. YUSUF", "Dr. Ir. Yusuf"),
        ("PROF. DR. BUDI, M.HUM", "Prof. Dr. Budi, M.Hum."),
        ("MUH. MA'RUF", "Muh. Ma'ruf"),
        ("M. NUR", "M. Nur"),
        ("A.M. FATWA", "A.M. Fatwa"),
        ("I GUSTI NGURAH RAI", "I Gusti Ngurah Rai"),
        ("NI LUH SARI, SE", "Ni Luh Sari, S.E."),
        ("YOHANES PAULUS II", "Yohanes Paulus II"),
        ("ABDUL-RAHMAN BIN AUF", "Abdul-Rahman bin Auf"),
        ("RINA WATI, S.PD.SD, GR", "Rina Wati, S.Pd.SD., Gr."),
        ("AMINAH, SULASTRI", "Aminah, Sulastri"),
        ("BUDI", "Budi"),
    ],
)
def test_name_is_written_as_people_write_it(typed, written):
    assert written_name(typed) == written
    assert written_name(written) == written


@pytest.mark.parametrize(
    "typed",
    [
        "siti aminah",
        "Drs. Yusuf",
        "H. de Graaf",
        "McDonald da Costa",
        "Siti SE",  # may be a name: two letters without points and without a comma
        "Rudi, XYZ",
        "S.Pd",
        "Ma",
        "王小明",
        "Nur Aini, S.Pd., dan kawan-kawan",
    ],
)
def test_what_is_not_certain_stays_as_it_was_typed(typed):
    assert written_name(typed) == typed


def test_a_name_that_would_not_fit_stays_as_it_was_typed():
    typed = "A" * 54 + ", S.PD"
    assert written_name(typed) == typed


@given(st.text(max_size=60))
def test_writing_twice_changes_nothing_more(typed):
    written = written_name(typed)
    assert written_name(written) == written
