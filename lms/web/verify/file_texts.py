"""Texts about verified files in both languages; pages show the code of a reason too."""

from collections.abc import Mapping

ISSUED = (
    "Berkas ini persis seperti yang diterbitkan: tidak satu pun byte berubah.",
    "This file is exactly the one that was issued: not a single byte differs.",
)
PICTURE = (
    "Hanya tanda tangan di dalam gambar yang diperiksa. Cocokkan tulisannya dengan catatan ini.",
    "Only the signature inside the picture was checked. Compare its words with this record.",
)
SIGNED = (
    "Tanda tangan dalam berkas ini asli, dan isinya sama dengan catatan.",
    "The signature in this file is genuine, and it says what the record says.",
)
LEAKED = (
    "Kunci yang menandatangani kode ini pernah bocor. Catatan kami yang memastikan, bukan kodenya.",
    "The key that signed this code has leaked. It is our record that answers, not the code.",
)
DIFFERENT = (
    "Tanda tangannya milik kami, tetapi catatan kami berbunyi lain.",
    "The signature is genuine, but the record differs.",
)
NOT_ISSUED_PDF = (
    "PDF ini bukan berkas yang kami terbitkan, atau sudah diubah. Mintalah berkas aslinya.",
    "This PDF is not the file that we issued, or it was changed. Ask for the original file.",
)
NOTHING_KNOWN = (
    "Kami tidak menemukan tanda tangan kami yang utuh dalam berkas ini.",
    "We find no sound signature of ours in this file.",
)
NO_FILE = (
    "Tidak ada berkas, atau berkasnya kosong.",
    "There is no file, or it is empty.",
)
FILE_TOO_LARGE = (
    "Berkas ini melebihi 10 MB. Potong fotonya di sekitar kode QR, atau kirim tangkapan layar.",
    "This file is larger than 10 MB. Crop the photo to the QR code, or send a screenshot of it.",
)
REASONS: Mapping[str, tuple[str, str]] = {
    "kind-unknown": (
        "Ini bukan PDF, PNG, SVG, JSON, JWT, atau gambar.",
        "This is no PDF, PNG, SVG, JSON, JWT or picture.",
    ),
    "no-code": (
        "Tidak ada kode QR pada gambar ini. Ambil lagi dari dekat, dengan cahaya cukup.",
        "There is no QR code in this picture. Take it again, closer and in good light.",
    ),
    "several-codes": (
        "Ada lebih dari satu kode sertifikat pada gambar ini. Kirim satu per satu.",
        "There are several certificate codes in this picture. Send one at a time.",
    ),
    "picture-unreadable": (
        "Gambar ini tidak dapat dibaca.",
        "This picture cannot be read.",
    ),
    "code-unreadable": (
        "Kode QR ini bukan kode sertifikat.",
        "This QR code is not that of a certificate.",
    ),
    "code-foreign-host": (
        "Kode QR ini menyebut situs lain. Pastikan dulu situs itu milik penerbit.",
        "This QR code names another site. Make sure first that it is the issuer's.",
    ),
    "issuer-foreign": (
        "Berkas ini diterbitkan situs lain. Periksa di sana.",
        "This file was issued by another site. Check it there.",
    ),
    "key-compromised": (
        "Kunci yang menandatangani berkas ini pernah bocor. Periksa lewat nomornya.",
        "The key that signed this file has leaked. Check the certificate by its number.",
    ),
}


def rejection_text(kind: str, reason: str | None) -> tuple[str, str]:
    """Return the text of a reason; reasons that a reader cannot act on share one."""
    known = REASONS.get(reason or "")
    if known is not None:
        return known
    return NOT_ISSUED_PDF if kind == "pdf" else NOTHING_KNOWN
