"""A small picture of a certificate, for the page that offers the large one."""

from io import BytesIO

WIDTH, HEIGHT = 640, 452
QUALITY = 33  # under 30 kB: the letters are read in the file, not here


def preview_of(picture: bytes) -> bytes:
    from PIL import Image  # heavy: needed only for this picture

    small = BytesIO()
    with Image.open(BytesIO(picture)) as large:
        large.convert("RGB").resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS).save(
            small, "WEBP", quality=QUALITY
        )
    return small.getvalue()
