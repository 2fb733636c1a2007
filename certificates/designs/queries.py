"""What other packages may read of designs."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from certificates.designs.errors import PictureNotFound
from certificates.designs.models import CertificateDesign, DesignPicture
from certificates.designs.service import ALL_COURSES, ChosenLogo, ChosenSignatory
from certificates.pdf.design import DEFAULT_DESIGN, Design, DesignSignatory, Logo, Picture


@dataclass(frozen=True, slots=True)
class DesignChoice:
    """What an administrator chose, with the ids of pictures in their place."""

    course_code: str
    version: int
    template: str
    language: str
    signatories: tuple[ChosenSignatory, ...]
    logos: tuple[ChosenLogo, ...]
    set_at: datetime | None


def design_at(session: Session, course_code: str, moment: datetime) -> Design:
    """The design that held for a course at a moment: its own, or that of all courses."""
    row = _row(session, course_code, moment) or _row(session, ALL_COURSES, moment)
    if row is None:
        return DEFAULT_DESIGN
    pictures = _pictures(session, [*row.signatories, *row.logos])
    return Design(
        template=row.template,
        language=row.language,
        signatories=tuple(
            DesignSignatory(
                one["name"], one["title_id"], one["title_en"], pictures.get(one["picture_id"])
            )
            for one in row.signatories
        ),
        logos=tuple(
            Logo(one["name"], pictures[one["picture_id"]])
            for one in row.logos
            if one["picture_id"] in pictures
        ),
    )


def chosen_design(session: Session, course_code: str, *, now: datetime) -> DesignChoice:
    """What the form of a course shows: its own choice, or that of all courses, or the usual."""
    row = _row(session, course_code, now) or _row(session, ALL_COURSES, now)
    if row is None:
        usual = DEFAULT_DESIGN
        return DesignChoice(course_code, 0, usual.template, usual.language, (), (), None)
    is_own = row.course_code == course_code
    return DesignChoice(
        course_code=course_code,
        version=row.version if is_own else 0,
        template=row.template,
        language=row.language,
        signatories=tuple(
            ChosenSignatory(one["name"], one["title_id"], one["title_en"], _id(one["picture_id"]))
            for one in row.signatories
        ),
        logos=tuple(ChosenLogo(one["name"], UUID(one["picture_id"])) for one in row.logos),
        set_at=row.set_at if is_own else None,
    )


def picture(session: Session, picture_id: UUID) -> Picture:
    """Raises PictureNotFound."""
    row = session.get(DesignPicture, picture_id)
    if row is None:
        raise PictureNotFound()
    return Picture(row.png, row.width, row.height)


def _row(session: Session, course_code: str, moment: datetime) -> CertificateDesign | None:
    return session.scalar(
        select(CertificateDesign)
        .where(CertificateDesign.course_code == course_code, CertificateDesign.set_at <= moment)
        .order_by(CertificateDesign.version.desc())
        .limit(1)
    )


def _pictures(session: Session, users: list[dict[str, Any]]) -> dict[str, Picture]:
    ids = {UUID(one["picture_id"]) for one in users if one["picture_id"]}
    if not ids:
        return {}
    rows = session.scalars(select(DesignPicture).where(DesignPicture.id.in_(ids)))
    return {str(row.id): Picture(row.png, row.width, row.height) for row in rows}


def _id(text: str | None) -> UUID | None:
    return UUID(text) if text else None
