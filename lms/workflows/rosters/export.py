"""Export the members of an organisation in the columns of a roster."""

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
    """Rows without headings. Importing them again changes nothing."""
    labels = AUDIENCES[language]
    return [
        (
            member.name,
            member.contact,
            labels.get(member.audience or "", ""),
            member.unit,
            member.group,
            PROVINCES[member.province_code].name(language) if member.province_code else "",
        )
        for member in current_members(session, organisation_id).values()
    ]
