"""The roster of an organisation as it stands, in the columns in which it would come back."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from lms.accounts.provinces import PROVINCES
from lms.workflows.rosters.current_members import current_members

AUDIENCES: Final[Mapping[str, Mapping[str, str]]] = {
    "id": {"cso": "CSO", "teacher": "Guru", "patbm": "PATBM"},
    "en": {"cso": "CSO", "teacher": "Teacher", "patbm": "PATBM"},
}


def roster_rows(session: Session, organisation_id: UUID, *, language: str) -> list[tuple[str, ...]]:
    """Without headings. Importing them again changes nothing."""
    words = AUDIENCES[language]
    return [
        (
            one.name,
            one.contact,
            words.get(one.audience or "", ""),
            one.unit,
            one.group,
            PROVINCES[one.province_code].name(language) if one.province_code else "",
        )
        for one in current_members(session, organisation_id).values()
    ]
