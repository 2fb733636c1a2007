"""The files of a certificate as one ordered pipeline: JSON, JWT, sealed PDF, badges, page image.

Each step makes one kind of file from the record and from the files of earlier steps. Libraries
that draw and sign are imported when a step runs, since they take most of a second to load.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from certificates.errors import NameNotPrintable
from certificates.keys.did import verification_method
from certificates.numbers import format_number
from certificates.pdf.wording import SEAL_REASON
from lms.workflows.certificates.file_contents import (
    FileSource,
    badge_facts,
    credential_document,
    printed_record,
)

JSON, JWT, SEALED_PDF = "json", "jwt", "sealed-pdf"
BADGE_PNG, BADGE_SVG, PAGE_PNG, UNSEALED_PDF = "badge-png", "badge-svg", "png", "pdf"


@dataclass(frozen=True, slots=True)
class FileContent:
    """The bytes of a file and the id of the key that signed it; None for unsigned files."""

    data: bytes
    key_id: str | None = None


Files = Mapping[str, bytes]  # contents by kind


@dataclass(frozen=True, slots=True)
class Step:
    """Makes one kind of file. `needs` are the kinds that its maker reads from the mapping."""

    kind: str
    make: Callable[[FileSource, Files], FileContent]
    needs: tuple[str, ...] = ()


def make_json(source: FileSource, _files: Files) -> FileContent:
    """Make the credential with a Data Integrity proof."""
    from certificates.open_badges import data_integrity
    from certificates.strict_json import json_bytes

    record, signer = source.record, source.signer
    signed = data_integrity.sign(
        credential_document(record),
        signer=signer,
        verification_method=verification_method(record.host, signer.key_id.hex()),
        created=record.issued_at,
    )
    return FileContent(json_bytes(signed), signer.key_id.hex())


def make_jwt(source: FileSource, _files: Files) -> FileContent:
    """Make the credential as a VC-JWT."""
    from certificates.open_badges.token import sign_token

    signer = source.document_signer
    token = sign_token(
        credential_document(source.record),
        signer=signer,
        verification_method=verification_method(source.record.host, signer.key_id),
    )
    return FileContent(token.encode(), signer.key_id)


def make_sealed_pdf(source: FileSource, files: Files) -> FileContent:
    """Make the page with the credential attached and seal it. Raises NameNotPrintable."""
    from certificates.pdf.seal import seal_pdf

    signer, record = source.document_signer, source.record
    sealed = seal_pdf(
        _render(source, files[JSON]),
        signer=signer,
        sealed_at=record.issued_at,
        reason=SEAL_REASON.format(number=format_number(record.number)),
    )
    return FileContent(sealed, signer.key_id)


def make_badge_png(source: FileSource, files: Files) -> FileContent:
    """Make the badge as PNG with the credential baked in."""
    from certificates.open_badges.badge import badge_png
    from certificates.open_badges.baking import bake_png

    badge = badge_png(badge_facts(source.record, source.design))
    return FileContent(bake_png(badge, files[JSON].decode()))


def make_badge_svg(source: FileSource, files: Files) -> FileContent:
    """Make the badge as SVG with the credential baked in."""
    from certificates.open_badges.badge import badge_svg
    from certificates.open_badges.baking import bake_svg

    badge = badge_svg(badge_facts(source.record, source.design))
    return FileContent(bake_svg(badge, files[JSON].decode()).encode())


def make_page_png(_source: FileSource, files: Files) -> FileContent:
    """Make an image of the sealed page."""
    from certificates.pdf.page_images import page_png

    return FileContent(page_png(files[SEALED_PDF]))


def make_unsealed_pdf(source: FileSource, _files: Files) -> FileContent:
    """Make the page without credential and seal, as before seals existed.

    Raises NameNotPrintable.
    """
    return FileContent(_render(source, b""))


STEPS: Final = (
    Step(JSON, make_json),
    Step(JWT, make_jwt),
    Step(SEALED_PDF, make_sealed_pdf, needs=(JSON,)),
    Step(BADGE_PNG, make_badge_png, needs=(JSON,)),
    Step(BADGE_SVG, make_badge_svg, needs=(JSON,)),
    Step(PAGE_PNG, make_page_png, needs=(SEALED_PDF,)),
    Step(UNSEALED_PDF, make_unsealed_pdf),
)


def _render(source: FileSource, credential: bytes) -> bytes:
    from certificates.pdf import rendering

    try:
        return rendering.render_pdf(printed_record(source), credential=credential)
    except rendering.NameNotPrintable as problem:
        raise NameNotPrintable(characters=problem.characters) from problem
