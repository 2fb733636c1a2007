"""OneRoster 1.2 CSV as rows under our own headings. Pure.

Binding: IMS Global OneRoster 1.2, CSV tables: `users`, `roles`, `orgs`, `classes`, `enrollments`.
Only the people and their places are taken; passwords, grades and birth dates are never looked at.
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
from lms.adapters.spreadsheets.text_tables import text_of

FILES: Final = ("users.csv", "roles.csv", "orgs.csv", "classes.csv", "enrollments.csv")
MAX_PART_SIZE: Final = 30 * 1024 * 1024
HEADINGS: Final = ("name", "contact", "role", "unit", "group")
CHILDREN: Final = ("student",)
LEFT: Final = ("tobedeleted", "inactive")

Line = Mapping[str, str]
Tables = Mapping[str, Sequence[Line]]


def oneroster_rows(content: bytes, *, most_rows: int) -> Sequence[Row]:
    """The people of a package who are no pupils, who learn elsewhere and are not enrolled here.

    Raises OneRosterIncomplete and the other refusals.
    """
    return _rows({name: _table(part) for name, part in _parts(content).items()}, most_rows)


def is_users_file(headings: Row) -> bool:
    """Is this the file `users.csv` alone?"""
    return {"sourcedid", "givenname", "familyname"} <= {cell.strip().lower() for cell in headings}


def users_alone(rows: Sequence[Row], *, most_rows: int) -> Sequence[Row]:
    heads = [cell.strip().lower() for cell in rows[0]]
    users = [dict(zip(heads, row, strict=False)) for row in rows[1:]]
    return _rows({"users.csv": users}, most_rows)


def _rows(tables: Tables, most_rows: int) -> Sequence[Row]:
    users = [line for line in tables.get("users.csv", ()) if _is_there(line)]
    if not users:
        raise OneRosterIncomplete()
    if len(users) > most_rows:
        raise TableHasTooManyRows(most=most_rows)
    roles, schools, groups = _roles(tables), _schools(tables), _groups(tables)
    rows: list[Row] = [HEADINGS]
    for user in users:
        who = user.get("sourcedid", "")
        role, school = roles.get(who, (user.get("role", ""), user.get("primaryorgsourcedid", "")))
        if role.lower() not in CHILDREN:
            unit = schools.get(school or user.get("primaryorgsourcedid", ""), "")
            rows.append((_name(user), _contact(user), _audience(role), unit, groups.get(who, "")))
    return checked_rows(rows, most_rows=most_rows)


def _is_there(line: Line) -> bool:
    is_enabled = line.get("enableduser", "true").strip().lower() != "false"
    return is_enabled and line.get("status", "").strip().lower() not in LEFT


def _name(user: Line) -> str:
    parts = (user.get("givenname"), user.get("middlename"), user.get("familyname"))
    return " ".join(part.strip() for part in parts if part and part.strip())


def _contact(user: Line) -> str:
    found = (user.get("email"), user.get("sms"), user.get("phone"))
    return next((contact.strip() for contact in found if contact and contact.strip()), "")


def _audience(role: str) -> str:
    return "teacher" if role.lower() in ("teacher", "aide", "proctor") else ""


def _roles(tables: Tables) -> dict[str, tuple[str, str]]:
    """The role of each person and where they hold it; their primary role where there are two."""
    found: dict[str, tuple[str, str]] = {}
    for line in filter(_is_there, tables.get("roles.csv", ())):
        who = line.get("usersourcedid", "")
        if who not in found or line.get("roletype", "").lower() == "primary":
            found[who] = (line.get("role", ""), line.get("orgsourcedid", ""))
    return found


def _schools(tables: Tables) -> dict[str, str]:
    return {line.get("sourcedid", ""): line.get("name", "") for line in tables.get("orgs.csv", ())}


def _groups(tables: Tables) -> dict[str, str]:
    """The first class of each person."""
    titles = {
        line.get("sourcedid", ""): line.get("title", "") for line in tables.get("classes.csv", ())
    }
    found: dict[str, str] = {}
    for line in filter(_is_there, tables.get("enrollments.csv", ())):
        found.setdefault(
            line.get("usersourcedid", ""), titles.get(line.get("classsourcedid", ""), "")
        )
    return found


def _parts(content: bytes) -> dict[str, str]:
    found = {}
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            for entry in package.infolist()[:1000]:
                name = entry.filename.rpartition("/")[2].lower()
                if name in FILES:
                    found[name] = text_of(_unpacked(package, entry))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, zlib.error) as problem:
        raise TableBroken() from problem
    return found


def _unpacked(package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    with package.open(entry) as part:
        read = part.read(MAX_PART_SIZE + 1)
    if len(read) > MAX_PART_SIZE:
        raise TableUnpacksTooLarge()
    return read


def _table(text: str) -> list[Line]:
    """Headings in lower case, so that 1.2 is read however it is written."""
    return list(_lines(csv.reader(StringIO(text, newline=""))))


def _lines(reader: Iterator[list[str]]) -> Iterator[Line]:
    try:
        heads = [cell.strip().lower() for cell in next(reader, [])]
        for row in reader:
            if row:
                yield dict(zip(heads, row, strict=False))
    except csv.Error as problem:
        raise TableBroken() from problem
