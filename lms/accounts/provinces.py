"""The 38 provinces: code, names in both languages, time zone. Pure.

Codes of the Ministry of Home Affairs, Kepmendagri 300.2.2-2138/2025, as of 25 April 2025.
"""

from dataclasses import dataclass

from lms.accounts.errors import ProvinceUnknown

WIB, WITA, WIT = "Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"


@dataclass(frozen=True, slots=True)
class Province:
    """`time_zone` is an IANA name."""

    code: str
    name_id: str
    name_en: str
    time_zone: str

    def name(self, language: str) -> str:
        return self.name_en if language == "en" else self.name_id


ALL = (
    Province("11", "Aceh", "Aceh", WIB),
    Province("12", "Sumatera Utara", "North Sumatra", WIB),
    Province("13", "Sumatera Barat", "West Sumatra", WIB),
    Province("14", "Riau", "Riau", WIB),
    Province("15", "Jambi", "Jambi", WIB),
    Province("16", "Sumatera Selatan", "South Sumatra", WIB),
    Province("17", "Bengkulu", "Bengkulu", WIB),
    Province("18", "Lampung", "Lampung", WIB),
    Province("19", "Kepulauan Bangka Belitung", "Bangka Belitung Islands", WIB),
    Province("21", "Kepulauan Riau", "Riau Islands", WIB),
    Province("31", "DKI Jakarta", "Jakarta Special Capital Region", WIB),
    Province("32", "Jawa Barat", "West Java", WIB),
    Province("33", "Jawa Tengah", "Central Java", WIB),
    Province("34", "DI Yogyakarta", "Special Region of Yogyakarta", WIB),
    Province("35", "Jawa Timur", "East Java", WIB),
    Province("36", "Banten", "Banten", WIB),
    Province("51", "Bali", "Bali", WITA),
    Province("52", "Nusa Tenggara Barat", "West Nusa Tenggara", WITA),
    Province("53", "Nusa Tenggara Timur", "East Nusa Tenggara", WITA),
    Province("61", "Kalimantan Barat", "West Kalimantan", WIB),
    Province("62", "Kalimantan Tengah", "Central Kalimantan", WIB),
    Province("63", "Kalimantan Selatan", "South Kalimantan", WITA),
    Province("64", "Kalimantan Timur", "East Kalimantan", WITA),
    Province("65", "Kalimantan Utara", "North Kalimantan", WITA),
    Province("71", "Sulawesi Utara", "North Sulawesi", WITA),
    Province("72", "Sulawesi Tengah", "Central Sulawesi", WITA),
    Province("73", "Sulawesi Selatan", "South Sulawesi", WITA),
    Province("74", "Sulawesi Tenggara", "Southeast Sulawesi", WITA),
    Province("75", "Gorontalo", "Gorontalo", WITA),
    Province("76", "Sulawesi Barat", "West Sulawesi", WITA),
    Province("81", "Maluku", "Maluku", WIT),
    Province("82", "Maluku Utara", "North Maluku", WIT),
    Province("91", "Papua", "Papua", WIT),
    Province("92", "Papua Barat", "West Papua", WIT),
    Province("93", "Papua Selatan", "South Papua", WIT),
    Province("94", "Papua Tengah", "Central Papua", WIT),
    Province("95", "Papua Pegunungan", "Highland Papua", WIT),
    Province("96", "Papua Barat Daya", "Southwest Papua", WIT),
)
PROVINCES: dict[str, Province] = {province.code: province for province in ALL}


def province(code: str) -> Province:
    """The province with this code. Raises ProvinceUnknown."""
    if code not in PROVINCES:
        raise ProvinceUnknown(code=code)
    return PROVINCES[code]
