"""Seals PDFs against changes: PAdES B-B with ES256 and DocMDP. Portable.

The signature follows ETSI EN 319 142-1. For ISO 19005-3 and ISO 14289-1 the widget of the signature
has no extent, is printable and is in the structure tree.
"""

import asyncio
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Protocol

from certificates.keys.x509 import der_signature

if TYPE_CHECKING:
    from pyhanko.pdf_utils.generic import DictionaryObject, IndirectObject, NumberObject
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.fields import SigFieldSpec
    from pyhanko.sign.signers.cms_embedder import SigObjSetup
    from pyhanko.sign.signers.pdf_cms import Signer

FIELD = "Segel"
TOOLTIP = "Segel elektronik penerbit / Electronic seal of the issuer"
DIGEST = "sha256"
RESERVED = 6_144  # hexadecimal digits for the signature with its X.509 certificate
SIGNATURE_SIZE = 72  # bytes; longest P-256 signature in DER


class DocumentSigner(Protocol):
    """Signs with P-256, with a key file or a hardware module."""

    @property
    def certificate_der(self) -> bytes: ...

    def sign_es256(self, message: bytes) -> bytes: ...


def seal_pdf(pdf: bytes, *, signer: DocumentSigner, sealed_at: datetime, reason: str) -> bytes:
    """Return the PDF with one more revision, which has only the seal."""
    from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup

    writer = _writer(pdf)
    embedding = PdfCMSEmbedder(new_field_spec=_field()).write_cms(FIELD, writer)
    _put_in_structure_tree(writer, next(embedding))
    embedding.send(_seal(sealed_at, reason))
    prepared, output = embedding.send(SigIOSetup(md_algorithm=DIGEST))
    signed = asyncio.run(
        _cms_signer(signer).async_sign(prepared.document_digest, DIGEST, use_pades=True)
    )
    embedding.send(signed)
    return bytes(output.getvalue())


def _writer(pdf: bytes) -> "IncrementalPdfFileWriter":
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    class SealWriter(IncrementalPdfFileWriter):
        """Keeps the metadata, which declare PDF/A and PDF/UA."""

        def _update_meta(self) -> None:
            pass

    return SealWriter(BytesIO(pdf))


def _field() -> "SigFieldSpec":
    from pyhanko.sign.fields import SigFieldSpec

    return SigFieldSpec(FIELD, on_page=0, readable_field_name=TOOLTIP)


def _seal(sealed_at: datetime, reason: str) -> "SigObjSetup":
    from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
    from pyhanko.sign.signers.cms_embedder import SigMDPSetup, SigObjSetup
    from pyhanko.sign.signers.pdf_byterange import SignatureObject

    return SigObjSetup(
        SignatureObject(
            timestamp=sealed_at,
            subfilter=SigSeedSubFilter.PADES,
            reason=reason,
            bytes_reserved=RESERVED,
        ),
        SigMDPSetup(md_algorithm=DIGEST, certify=True, docmdp_perms=MDPPerm.NO_CHANGES),
    )


def _put_in_structure_tree(writer: "IncrementalPdfFileWriter", widget: "IndirectObject") -> None:
    """Add the widget in a Form element at the end of the document (ISO 14289-1, 7.18.4)."""
    tree = writer.root["/StructTreeRoot"]
    parents, key = tree["/ParentTree"]["/Nums"], int(tree["/ParentTreeNextKey"])
    siblings = tree["/K"][0]["/K"]
    form = writer.add_object(_form_element(widget, document=tree["/K"].raw_get(0)))
    siblings.append(form)
    parents.extend([_number(key), form])
    tree["/ParentTreeNextKey"] = _number(key + 1)
    widget.get_object()["/StructParent"] = _number(key)  # type: ignore[no-untyped-call]
    for changed in (siblings, parents, tree):
        writer.update_container(changed)


def _form_element(widget: "IndirectObject", *, document: "IndirectObject") -> "DictionaryObject":
    from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, pdf_name

    reference = {pdf_name("/Type"): pdf_name("/OBJR"), pdf_name("/Obj"): widget}
    return DictionaryObject(  # type: ignore[no-untyped-call]
        {
            pdf_name("/Type"): pdf_name("/StructElem"),
            pdf_name("/S"): pdf_name("/Form"),
            pdf_name("/P"): document,
            pdf_name("/Pg"): widget.get_object().raw_get("/P"),  # type: ignore[no-untyped-call]
            pdf_name("/K"): ArrayObject([DictionaryObject(reference)]),  # type: ignore[no-untyped-call]
        }
    )


def _number(value: int) -> "NumberObject":
    from pyhanko.pdf_utils.generic import NumberObject

    return NumberObject(value)  # type: ignore[no-untyped-call]


def _cms_signer(signer: DocumentSigner) -> "Signer":
    from asn1crypto import algos, x509
    from pyhanko.sign.signers.pdf_cms import Signer

    class PortSigner(Signer):
        """Signs through the port, so that the key stays where it is."""

        async def async_sign_raw(
            self, data: bytes, digest_algorithm: str, dry_run: bool = False
        ) -> bytes:
            if dry_run:
                return bytes(SIGNATURE_SIZE)
            return der_signature(signer.sign_es256(data))

    return PortSigner(
        signing_cert=x509.Certificate.load(signer.certificate_der),
        signature_mechanism=algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}),
    )
