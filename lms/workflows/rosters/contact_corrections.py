"""Find rows that correct the contact of a member who has not joined. Pure.

A school sends its list again, with an address spelt right. By its contact such a row is a new
person; by its name it is somebody who is on the roster already and whose old contact is gone.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Final

from lms.workflows.rosters.parsed_rows import ParsedRow
from lms.workflows.rosters.written_names import written_name

if TYPE_CHECKING:
    from lms.workflows.rosters.comparison import CurrentMember

SIMILAR: Final = 0.8  # of two contacts that differ by a typing error
FULL_LIST: Final = 0.5  # share of members in a roster that is the list of the whole school


class ContactCorrections:
    """Rows whose names are those of members who have not joined."""

    def __init__(self, members: "Collection[CurrentMember]") -> None:
        self._count = len(members)
        self._members: dict[str, list[CurrentMember]] = defaultdict(list)
        for member in members:
            if member.has_correctable_contact:
                self._members[plain_name(member.name)].append(member)
        self._rows: dict[str, list[ParsedRow]] = defaultdict(list)

    def hold(self, row: ParsedRow) -> bool:
        """Hold a row of a new person back until all rows are read, if its name is known."""
        name = row.plain_name if self._members else ""
        if name not in self._members:
            return False
        self._rows[name].append(row)
        return True

    def rows(
        self, missing: "Collection[CurrentMember]"
    ) -> "Iterator[tuple[ParsedRow, CurrentMember | None]]":
        """The rows held back, each with the member whose contact it corrects.

        `missing` are the members whom no row is about. None for a row that may be another person
        of the same name.
        """
        is_full_list = len(missing) <= FULL_LIST * self._count
        missing_ids = {member.person_id for member in missing}
        for name, rows in self._rows.items():
            members = [m for m in self._members[name] if m.person_id in missing_ids]
            is_clear = len(rows) == len(members) == 1 and _is_same_unit(rows[0], members[0])
            is_same = is_clear and (is_full_list or _is_similar(rows[0], members[0]))
            yield from ((row, members[0] if is_same else None) for row in rows)


def plain_name(name: str) -> str:
    """A name without degrees, for comparison."""
    return " ".join(written_name(name).partition(",")[0].split()).casefold()


def _is_same_unit(row: ParsedRow, member: "CurrentMember") -> bool:
    return row.unit in ("", member.unit) or not member.unit


def _is_similar(row: ParsedRow, member: "CurrentMember") -> bool:
    addresses = (contact.address for contact in row.contacts)
    return any(
        SequenceMatcher(None, member.contact, address).ratio() >= SIMILAR for address in addresses
    )
