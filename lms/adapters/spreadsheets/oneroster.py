"""Converts OneRoster 1.2 CSV to rows with our headings.

Binding: IMS Global OneRoster 1.2, CSV tables: `users`, `roles`, `orgs`, `classes`, `enrollments`.
Only people and their organisations are read; passwords, grades and birth dates are ignored.
"""

import csv
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO, StringIO
from typing import Final

from lms.adapters.spreadsheets.errors import (
    OneRosterIncomplete,
    TableBroken,
    TableHasTooManyRows,
    TableUnpacksTooLarge,
)
from lms.adapters.spreadsheets.tables import Row, checked_rows
from lms.adapters.spreadsheets.text_tables import decode_content

FILES: Final = ("users.csv", "roles.csv", "orgs.csv", "classes.csv", "enrollments.csv")
MAX_PART_SIZE: Final = 30 * 1024 * 1024
HEADINGS: Final = ("name", "contact", "role", "unit", "group")
CHILDREN: Final = ("student",)
INACTIVE_STATES: Final = ("tobedeleted", "inactive")

Line = Mapping[str, str]
Tables = Mapping[str, Sequence[Line]]


def oneroster_rows(content: bytes, *, max_rows: int) -> Sequence[Row]:
    """Return the people of a package except pupils.

    Raises OneRosterIncomplete or another TableRefused.
    """
    return _rows({name: _table(part) for name, part in _parts(content).items()}, max_rows)


def is_users_file(headings: Row) -> bool:
    """Whether these are the headings of `users.csv`."""
    return {"sourcedid", "givenname", "familyname"} <= {cell.strip().lower() for cell in headings}


def users_file_rows(rows: Sequence[Row], *, max_rows: int) -> Sequence[Row]:
    """Convert the rows of a single `users.csv`."""
    heads = [cell.strip().lower() for cell in rows[0]]
    users = [dict(zip(heads, row, strict=False)) for row in rows[1:]]
    return _rows({"users.csv": users}, max_rows)


def _rows(tables: Tables, max_rows: int) -> Sequence[Row]:
    users = [line for line in tables.get("users.csv", ()) if _is_active(line)]
    if not users:
        raise OneRosterIncomplete()
    if len(users) > max_rows:
        raise TableHasTooManyRows(most=max_rows)
    roles, schools, groups = _roles(tables), _schools(tables), _groups(tables)
    rows: list[Row] = [HEADINGS]
    for user in users:
        user_id = user.get("sourcedid", "")
        role, school = roles.get(
            user_id, (user.get("role", ""), user.get("primaryorgsourcedid", ""))
        )
        if role.lower() not in CHILDREN:
            unit = schools.get(school or user.get("primaryorgsourcedid", ""), "")
            rows.append(
                (_name(user), _contact(user), _audience(role), unit, groups.get(user_id, ""))
            )
    return checked_rows(rows, max_rows=max_rows)


def _is_active(line: Line) -> bool:
    is_enabled = line.get("enableduser", "true").strip().lower() != "false"
    return is_enabled and line.get("status", "").strip().lower() not in INACTIVE_STATES


def _name(user: Line) -> str:
    parts = (user.get("givenname"), user.get("middlename"), user.get("familyname"))
    return " ".join(part.strip() for part in parts if part and part.strip())


def _contact(user: Line) -> str:
    contacts = (user.get("email"), user.get("sms"), user.get("phone"))
    return next((contact.strip() for contact in contacts if contact and contact.strip()), "")


def _audience(role: str) -> str:
    return "teacher" if role.lower() in ("teacher", "aide", "proctor") else ""


def _roles(tables: Tables) -> dict[str, tuple[str, str]]:
    """Return role and organisation by person, preferring the primary role."""
    roles: dict[str, tuple[str, str]] = {}
    for line in filter(_is_active, tables.get("roles.csv", ())):
        user_id = line.get("usersourcedid", "")
        if user_id not in roles or line.get("roletype", "").lower() == "primary":
            roles[user_id] = (line.get("role", ""), line.get("orgsourcedid", ""))
    return roles


def _schools(tables: Tables) -> dict[str, str]:
    return {line.get("sourcedid", ""): line.get("name", "") for line in tables.get("orgs.csv", ())}


def _groups(tables: Tables) -> dict[str, str]:
    """Return the first class by person."""
    titles = {
        line.get("sourcedid", ""): line.get("title", "") for line in tables.get("classes.csv", ())
    }
    groups: dict[str, str] = {}
    for line in filter(_is_active, tables.get("enrollments.csv", ())):
        groups.setdefault(
            line.get("usersourcedid", ""), titles.get(line.get("classsourcedid", ""), "")
        )
    return groups


def _parts(content: bytes) -> dict[str, str]:
    parts = {}
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            for entry in package.infolist()[:1000]:
                name = entry.filename.rpartition("/")[2].lower()
                if name in FILES:
                    parts[name] = decode_content(_unpacked(package, entry))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, zlib.error) as problem:
        raise TableBroken() from problem
    return parts


def _unpacked(package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    with package.open(entry) as part:
        read = part.read(MAX_PART_SIZE + 1)
    if len(read) > MAX_PART_SIZE:
        raise TableUnpacksTooLarge()
    return read


def _table(text: str) -> list[Line]:
    """Headings are compared in lower case."""
    return list(_lines(csv.reader(StringIO(text, newline=""))))


def _lines(reader: Iterator[list[str]]) -> Iterator[Line]:
    try:
        heads = [cell.strip().lower() for cell in next(reader, [])]
        for row in reader:
            if row:
                yield dict(zip(heads, row, strict=False))
    except csv.Error as problem:
        raise TableBroken() from problem
