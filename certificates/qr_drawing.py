"""Draws a QR code as one path, at the size at which it is printed. Portable.

The sizes are those at which readers still decode the page at 100 dpi, blurred, turned by 7 degrees
and saved as a poor JPEG: tests/conformance/certificates/test_scanned_code.py.
"""

from certificates.qr import qr_matrix

QUIET_ZONE = 4  # modules, ISO/IEC 18004
SMALLEST_MODULE = 0.72  # mm
USUAL_SIDE = 54.0  # mm, with the quiet zone
INK, PAPER = "#10202a", "#fffdf8"


Point = tuple[int, int]


def qr_svg(text: str) -> tuple[str, float]:
    """The symbol with its quiet zone, and the side in mm at which to print it."""
    matrix = qr_matrix(text)
    size = len(matrix) + 2 * QUIET_ZONE
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}">'
        f'<path fill="{PAPER}" d="M0 0h{size}v{size}H0z"/>'
        f'<path fill="{INK}" d="{"".join(map(_path, _outlines(matrix)))}"/></svg>'
    )
    return svg, round(max(USUAL_SIDE, size * SMALLEST_MODULE), 2)


def _outlines(matrix: list[list[bool]]) -> list[list[Point]]:
    """The corners of each patch of dark modules; a path of these is half that of single runs."""
    edges = _edges(matrix)
    outlines = []
    while edges:
        start = here = next(iter(edges))
        heading, corners = (0, 0), []
        while True:
            ways = edges[here]
            way = next((one for one in ways if one != heading), ways[0])
            ways.remove(way)
            if not ways:
                del edges[here]
            if way != heading:
                corners.append(here)
            heading, here = way, (here[0] + way[0], here[1] + way[1])
            if here == start:
                break
        outlines.append(corners)
    return outlines


def _edges(matrix: list[list[bool]]) -> dict[Point, list[Point]]:
    """From each corner of a module the ways along an edge, with the dark module on the right."""
    light = [False] * (len(matrix) + 2)
    rows = [light, *([False, *row, False] for row in matrix), light]
    edges: dict[Point, list[Point]] = {}
    for y in range(1, len(rows)):
        above, row = rows[y - 1], rows[y]
        for x in range(1, len(row)):
            dark = row[x]
            if dark != above[x]:
                corner, way = ((x, y), (1, 0)) if dark else ((x + 1, y), (-1, 0))
                edges.setdefault(corner, []).append(way)
            if dark != row[x - 1]:
                corner, way = ((x, y + 1), (0, -1)) if dark else ((x, y), (0, 1))
                edges.setdefault(corner, []).append(way)
    return edges


def _path(corners: list[Point]) -> str:
    (x, y), shift = corners[0], QUIET_ZONE - 1
    steps = [f"M{x + shift} {y + shift}"]
    for to_x, to_y in corners[1:]:
        steps.append(f"h{to_x - x}" if to_y == y else f"v{to_y - y}")
        x, y = to_x, to_y
    return "".join([*steps, "z"])
