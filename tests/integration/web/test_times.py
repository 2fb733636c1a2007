"""Times in the zone of the reader's province, in the reader's language."""

from datetime import UTC, date, datetime

import pytest

from lms.web.texts.times import local_date, local_time, source_date

LATE = datetime(2026, 11, 24, 16, 5, tzinfo=UTC)


@pytest.fixture
def in_indonesian(app):
    with app.test_request_context("/"):
        yield


@pytest.fixture
def in_english(app):
    with app.test_request_context("/", headers={"Accept-Language": "en"}):
        yield


@pytest.mark.usefixtures("in_indonesian")
@pytest.mark.parametrize(
    ("province", "shown"),
    [
        ("31", "24 November 2026, 23.05 WIB"),
        ("51", "25 November 2026, 00.05 WITA"),
        ("91", "25 November 2026, 01.05 WIT"),
        (None, "24 November 2026, 23.05 WIB"),
    ],
)
def test_an_instant_is_shown_in_the_zone_of_the_province(province, shown):
    assert local_time(LATE, province) == shown


@pytest.mark.usefixtures("in_english")
def test_english_readers_see_a_colon_in_the_time():
    assert local_time(LATE, "31") == "24 November 2026, 23:05 WIB"


@pytest.mark.usefixtures("in_indonesian")
def test_the_day_of_an_instant_is_the_day_where_the_reader_lives():
    assert local_date(LATE, "31") == "24 November 2026"
    assert local_date(LATE, "91") == "25 November 2026"
    assert local_date(date(2026, 8, 1)) == "1 Agustus 2026"


SOURCE_DATES = [
    ("2018", "2018", "2018"),
    ("2021-03", "March 2021", "Maret 2021"),
    ("2019/undated", "2019, undated", "2019, tanpa tanggal"),
    ("musim hujan", "musim hujan", "musim hujan"),
]


@pytest.mark.usefixtures("in_english")
@pytest.mark.parametrize(("as_of", "shown", "_"), SOURCE_DATES)
def test_the_date_of_a_source_names_its_month(as_of, shown, _):
    assert source_date(as_of) == shown


@pytest.mark.usefixtures("in_indonesian")
@pytest.mark.parametrize(("as_of", "_", "shown"), SOURCE_DATES)
def test_the_date_of_a_source_is_in_indonesian_too(as_of, _, shown):
    assert source_date(as_of) == shown
