"""Draws QR codes as SVG at their printed size. Portable.

At these sizes readers decode a page scanned at 100 dpi, blurred, rotated by 7 degrees and saved as
a low-quality JPEG: tests/conformance/certificates/files/test_scanned_code.py.
"""

from collections.abc import Iterator
from itertools import groupby

from certificates.qr.code import qr_matrix

QUIET_ZONE = 4  # modules, ISO/IEC 18004
MIN_MODULE = 0.72  # mm
DEFAULT_SIDE = 54.0  # mm, with the quiet zone
INK, PAPER = "#10202a", "#fffdf8"


def qr_svg(text: str) -> tuple[str, float]:
    """Return the symbol with its quiet zone as SVG, and its printed side in mm."""
    matrix = qr_matrix(text)
    size = len(matrix) + 2 * QUIET_ZONE
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}">'
        f'<path fill="{PAPER}" d="M0 0h{size}v{size}H0z"/>'
        f'<path stroke="{INK}" transform="translate({QUIET_ZONE} {QUIET_ZONE}.5)"'
        f' d="{"".join(_runs(matrix))}"/></svg>'
    )
    return svg, round(max(DEFAULT_SIDE, size * MIN_MODULE), 2)


def _runs(matrix: list[list[bool]]) -> Iterator[str]:
    """Yield a stroke for each run of dark modules, one module thick.

    Strokes are a sixth smaller than outlines. All are in one path, so that no gaps show between
    rows.
    """
    for y, row in enumerate(matrix):
        x = 0
        for is_dark, run in groupby(row):
            length = len(list(run))
            if is_dark:
                yield f"M{x} {y}h{length}"
            x += length
