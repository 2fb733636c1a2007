"""What a camera sees that is held over a printed code, as a film that Chromium plays for it."""

from certificates.qr.code import qr_matrix

WIDTH, HEIGHT, MODULE = 1280, 720, 8
PAPER, INK = 235, 20
FRAMES = 2


def film_of(*texts):
    """YUV4MPEG2 with the codes beside each other on a sheet of paper."""
    luma = _sheet([qr_matrix(text) for text in texts])
    frame = b"FRAME\n" + luma + bytes([128]) * (WIDTH * HEIGHT // 2)
    head = f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F10:1 Ip A1:1 C420jpeg\n".encode()
    return head + frame * FRAMES


def _sheet(matrices):
    rows = [bytearray([PAPER]) * WIDTH for _ in range(HEIGHT)]
    column_width = WIDTH // len(matrices)
    for position, matrix in enumerate(matrices):
        size = len(matrix) * MODULE
        left = position * column_width + (column_width - size) // 2
        _draw(rows, matrix, left=left, top=(HEIGHT - size) // 2)
    return b"".join(rows)


def _draw(rows, matrix, *, left, top):
    for row, modules in enumerate(matrix):
        for column, is_dark in enumerate(modules):
            if is_dark:
                start = left + column * MODULE
                for line in range(top + row * MODULE, top + (row + 1) * MODULE):
                    rows[line][start : start + MODULE] = bytes([INK]) * MODULE
