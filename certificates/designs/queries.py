"""Queries of designs for other packages."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from certificates.designs.errors import PictureNotFound
from certificates.designs.models import (
    CertificateDesign,
    DesignPicture,
    StoredLogo,
    StoredSignatory,
)
from certificates.designs.service import ALL_COURSES, ChosenLogo, ChosenSignatory
from certificates.pdf.design import DEFAULT_DESIGN, Design, DesignSignatory, Logo, Picture


@dataclass(frozen=True, slots=True)
class DesignChoice:
    """A design as chosen by an administrator, with ids of pictures."""

    course_code: str
    version: int
    template: str
    language: str
    signatories: tuple[ChosenSignatory, ...]
    logos: tuple[ChosenLogo, ...]
    set_at: datetime | None


def design_at(session: Session, course_code: str, moment: datetime) -> Design:
    """Return the design of a course at a moment, or else that of all courses."""
    row = _row(session, course_code, moment) or _row(session, ALL_COURSES, moment)
    if row is None:
        return DEFAULT_DESIGN
    pictures = _pictures(session, row.signatories, row.logos)
    return Design(
        template=row.template,
        language=row.language,
        signatories=tuple(_signatory(item, pictures) for item in row.signatories),
        logos=tuple(
            Logo(item["name"], pictures[item["picture_id"]])
            for item in row.logos
            if item["picture_id"] in pictures
        ),
    )


def chosen_design(session: Session, course_code: str, *, now: datetime) -> DesignChoice:
    """Return the choice of a course, or else that of all courses, or the default."""
    row = _row(session, course_code, now) or _row(session, ALL_COURSES, now)
    if row is None:
        default = DEFAULT_DESIGN
        return DesignChoice(course_code, 0, default.template, default.language, (), (), None)
    is_own = row.course_code == course_code
    return DesignChoice(
        course_code=course_code,
        version=row.version if is_own else 0,
        template=row.template,
        language=row.language,
        signatories=tuple(
            ChosenSignatory(
                item["name"], item["title_id"], item["title_en"], _id(item["picture_id"])
            )
            for item in row.signatories
        ),
        logos=tuple(ChosenLogo(logo["name"], UUID(logo["picture_id"])) for logo in row.logos),
        set_at=row.set_at if is_own else None,
    )


def picture(session: Session, picture_id: UUID) -> Picture:
    """Return a picture. Raises PictureNotFound."""
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


def _signatory(stored: StoredSignatory, pictures: dict[str, Picture]) -> DesignSignatory:
    picture_id = stored["picture_id"]
    image = pictures.get(picture_id) if picture_id else None
    return DesignSignatory(stored["name"], stored["title_id"], stored["title_en"], image)


def _pictures(
    session: Session, signatories: list[StoredSignatory], logos: list[StoredLogo]
) -> dict[str, Picture]:
    """Return the pictures of a design by id."""
    stored = [
        *(item["picture_id"] for item in signatories),
        *(item["picture_id"] for item in logos),
    ]
    ids = {UUID(picture_id) for picture_id in stored if picture_id}
    if not ids:
        return {}
    rows = session.scalars(select(DesignPicture).where(DesignPicture.id.in_(ids)))
    return {str(row.id): Picture(row.png, row.width, row.height) for row in rows}


def _id(text: str | None) -> UUID | None:
    return UUID(text) if text else None
