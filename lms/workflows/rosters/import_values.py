"""Values that importing a row writes. Pure."""

from uuid import UUID

from lms.accounts.provisioning.service import PersonCorrection
from lms.kernel.sealing.secret_keys import SecretKey
from lms.organisations.new_members.service import Invitee, UnitAssignment
from lms.organisations.roster.results import RowBefore
from lms.workflows.rosters.comparison import ComparedRow, CurrentMember
from lms.workflows.rosters.parsed_rows import ParsedRow


def invitee(row: ParsedRow, person_id: UUID, key: SecretKey) -> Invitee:
    """The invitation of a person, with both contacts for those who invite."""
    return Invitee(person_id, key, row.name, row.written_contact)


def correction(row: ParsedRow, member: CurrentMember) -> PersonCorrection:
    """Name, audience and province of the row; what it leaves empty stays as it is."""
    return PersonCorrection(
        member.person_id,
        row.name,
        row.audience or member.audience,
        row.province_code or member.province_code,
    )


def unit_assignment(row: ParsedRow, member: CurrentMember) -> UnitAssignment:
    """Unit and group of the row; what it leaves empty stays as it is."""
    return UnitAssignment(member.person_id, row.unit or member.unit, row.group or member.group)


def before(compared: ComparedRow, member: CurrentMember) -> RowBefore:
    """Old and new value of each changed column. Undo restores the old where the new still holds."""
    row = compared.row
    values = {
        "contact": (member.contact, row.contact.address),
        "name": (member.name, row.name),
        "audience": (member.audience, row.audience),
        "province": (member.province_code, row.province_code),
        "unit": (member.unit, row.unit),
        "group": (member.group, row.group),
    }
    return {"changed": {column: values[column] for column in compared.changes}}
