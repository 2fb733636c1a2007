"""Changes to designs for other packages. Callers commit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from certificates.designs.errors import (
    InvalidDesign,
    InvalidPicture,
    LogoNameMissing,
    PictureNotFound,
    SignatoryIncomplete,
)
from certificates.designs.models import (
    CertificateDesign,
    DesignPicture,
    StoredLogo,
    StoredSignatory,
)
from certificates.pdf.design import LANGUAGES, MAX_LOGOS, MAX_SIGNATORIES, template_names
from certificates.pdf.uploaded_images import PictureRejected, clean_picture
from lms.kernel import audit
from lms.kernel.clock import new_id

ALL_COURSES = ""


@dataclass(frozen=True, slots=True)
class ChosenSignatory:
    """A signatory with the id of the picture of the signature."""

    name: str
    title_id: str
    title_en: str
    picture_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class ChosenLogo:
    """A logo; `name` is its text alternative."""

    name: str
    picture_id: UUID


def add_picture(session: Session, uploaded: bytes, *, added_by: UUID | None, now: datetime) -> UUID:
    """Store a cleaned copy of an image once; return its id. Raises InvalidPicture."""
    try:
        picture = clean_picture(uploaded)
    except PictureRejected as error:
        raise InvalidPicture(reason=error.reason) from error
    digest = sha256(picture.png).hexdigest()
    existing_id = session.scalar(select(DesignPicture.id).where(DesignPicture.sha256 == digest))
    if existing_id is not None:
        return existing_id
    row = DesignPicture(
        id=new_id(),
        sha256=digest,
        png=picture.png,
        width=picture.width,
        height=picture.height,
        added_by=added_by,
        added_at=now,
    )
    session.add(row)
    return row.id


def set_design(
    session: Session,
    *,
    course_code: str,
    template: str,
    language: str,
    signatories: Sequence[ChosenSignatory],
    logos: Sequence[ChosenLogo],
    set_by: UUID | None,
    now: datetime,
) -> UUID:
    """Add a version for a course or for all courses; issued certificates keep theirs.

    Raises InvalidDesign, SignatoryIncomplete, LogoNameMissing or PictureNotFound.
    """
    _check(template, language, signatories, logos)
    pictures = [*(item.picture_id for item in signatories), *(item.picture_id for item in logos)]
    _check_pictures(session, pictures)
    design = CertificateDesign(
        id=new_id(),
        course_code=course_code,
        version=_newest_version(session, course_code) + 1,
        template=template,
        language=language,
        signatories=[_stored_signatory(signatory) for signatory in signatories],
        logos=[StoredLogo(name=logo.name, picture_id=str(logo.picture_id)) for logo in logos],
        set_by=set_by,
        set_at=now,
    )
    session.add(design)
    audit.record(
        session,
        action="certificate-design.set",
        actor_id=set_by,
        subject_type="certificate_design",
        subject_id=design.id,
        now=now,
        details={"course": course_code, "version": design.version},
    )
    return design.id


def _check_pictures(session: Session, picture_ids: list[UUID | None]) -> None:
    session.flush()  # pictures may be pending in this session
    for picture_id in picture_ids:
        if picture_id is not None and session.get(DesignPicture, picture_id) is None:
            raise PictureNotFound()


def _newest_version(session: Session, course_code: str) -> int:
    versions = select(func.max(CertificateDesign.version)).where(
        CertificateDesign.course_code == course_code
    )
    return session.scalar(versions) or 0


def _check(
    template: str,
    language: str,
    signatories: Sequence[ChosenSignatory],
    logos: Sequence[ChosenLogo],
) -> None:
    is_known = template in template_names() and language in LANGUAGES
    if not is_known or len(signatories) > MAX_SIGNATORIES or len(logos) > MAX_LOGOS:
        raise InvalidDesign()
    if not all(
        signatory.name and signatory.title_id and signatory.title_en for signatory in signatories
    ):
        raise SignatoryIncomplete()
    if not all(logo.name for logo in logos):
        raise LogoNameMissing()


def _stored_signatory(chosen: ChosenSignatory) -> StoredSignatory:
    return StoredSignatory(
        name=chosen.name,
        title_id=chosen.title_id,
        title_en=chosen.title_en,
        picture_id=str(chosen.picture_id) if chosen.picture_id else None,
    )
