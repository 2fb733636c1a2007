"""Read models of kits, source notes, glossary and helplines."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.catalogue import content_models as parts
from courses.catalogue.errors import KitNotFound


@dataclass(frozen=True, slots=True)
class KitEntry:
    """A kit in the list of kits."""

    code: str
    title: str
    summary: str


@dataclass(frozen=True, slots=True)
class KitPage:
    """A printable kit."""

    code: str
    title: str
    markdown: str
    is_draft: bool


@dataclass(frozen=True, slots=True)
class CitedFact:
    """A source note: claim, source, date and confidence."""

    code: str
    claim: str
    source: str
    url: str | None
    as_of: str
    confidence: str


@dataclass(frozen=True, slots=True)
class GlossaryEntry:
    """A glossary entry; `is_avoided` marks terms that should not be used."""

    position: int
    term: str
    name: str
    definition: str
    is_avoided: bool
    fact_code: str | None
    confidence: str | None


@dataclass(frozen=True, slots=True)
class HelplineEntry:
    """A helpline with its source and the date of its last check."""

    code: str
    name: str
    purpose: str
    hours: str
    caution: str
    phone: str | None
    whatsapp: str | None
    website: str | None
    is_called: bool
    province_code: str | None
    confidence: str
    checked_on: date


def kits(session: Session, version_id: UUID, *, language: str) -> tuple[KitEntry, ...]:
    """All kits of a version in order."""
    rows = session.execute(
        select(parts.Kit.code, parts.Kit.content)
        .where(parts.Kit.course_version_id == version_id)
        .order_by(parts.Kit.position)
    )
    return tuple(
        KitEntry(code, content[f"title_{language}"], content[f"summary_{language}"])
        for code, content in rows
    )


def kit_page(session: Session, version_id: UUID, code: str, *, language: str) -> KitPage:
    """A kit with its text. Raises KitNotFound."""
    row = session.execute(
        select(parts.Kit.code, parts.Kit.content, parts.Kit.review_status).where(
            parts.Kit.course_version_id == version_id, parts.Kit.code == code
        )
    ).one_or_none()
    if row is None:
        raise KitNotFound(kit=code)
    content = row.content
    return KitPage(
        code,
        content[f"title_{language}"],
        content[f"markdown_{language}"],
        row.review_status == "draft",
    )


def cited_facts(
    session: Session, version_id: UUID, codes: Sequence[str], *, language: str
) -> tuple[CitedFact, ...]:
    """Source notes of these facts, in the order of `codes`."""
    if not codes:
        return ()
    rows = session.scalars(
        select(parts.Fact).where(
            parts.Fact.course_version_id == version_id, parts.Fact.code.in_(codes)
        )
    )
    facts = {
        fact.code: CitedFact(
            fact.code,
            fact.claim_en if language == "en" else fact.claim_id,
            (language == "en" and fact.source_en) or fact.source,
            fact.url,
            fact.as_of,
            fact.confidence,
        )
        for fact in rows
    }
    return tuple(facts[code] for code in codes if code in facts)


def glossary(session: Session, version_id: UUID, *, language: str) -> tuple[GlossaryEntry, ...]:
    """The glossary of a version in order."""
    rows = session.execute(
        select(parts.GlossaryTerm, parts.Fact.confidence)
        .outerjoin(
            parts.Fact,
            (parts.Fact.course_version_id == version_id)
            & (parts.Fact.code == parts.GlossaryTerm.fact_code),
        )
        .where(parts.GlossaryTerm.course_version_id == version_id)
        .order_by(parts.GlossaryTerm.position)
    )
    return tuple(
        GlossaryEntry(
            term.position,
            term.term,
            term.content[f"name_{language}"],
            term.content[f"definition_{language}"],
            term.content["usage"] in ("hindari", "avoid"),
            term.fact_code,
            confidence,
        )
        for term, confidence in rows
    )


def helplines(session: Session, version_id: UUID, *, language: str) -> tuple[HelplineEntry, ...]:
    """All helplines of a version in order."""
    rows = session.scalars(
        select(parts.Helpline)
        .where(parts.Helpline.course_version_id == version_id)
        .order_by(parts.Helpline.position)
    )
    return tuple(
        HelplineEntry(
            code=line.code,
            name=line.content[f"name_{language}"],
            purpose=line.content[f"purpose_{language}"],
            hours=line.content[f"hours_{language}"],
            caution=line.content[f"caution_{language}"],
            phone=line.phone,
            whatsapp=line.whatsapp,
            website=line.content["website"],
            is_called=line.content["is_called"],
            province_code=line.province_code,
            confidence=line.confidence,
            checked_on=line.checked_on,
        )
        for line in rows
    )
