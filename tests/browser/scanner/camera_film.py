"""What a camera sees that is held over a printed code, as a film that Chromium plays for it."""

from certificates.qr import qr_matrix

WIDTH, HEIGHT, MODULE = 1280, 720, 8
PAPER, INK = 235, 20
FRAMES = 2


def film_of(text):
    """YUV4MPEG2 with the code in the middle of a sheet of paper."""
    luma = _sheet(qr_matrix(text))
    frame = b"FRAME\n" + luma + bytes([128]) * (WIDTH * HEIGHT // 2)
    head = f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F10:1 Ip A1:1 C420jpeg\n".encode()
    return head + frame * FRAMES


def _sheet(matrix):
    rows = [bytearray([PAPER]) * WIDTH for _ in range(HEIGHT)]
    left, top = (WIDTH - len(matrix) * MODULE) // 2, (HEIGHT - len(matrix) * MODULE) // 2
    for row, modules in enumerate(matrix):
        for column, is_dark in enumerate(modules):
            if is_dark:
                start = left + column * MODULE
                for line in range(top + row * MODULE, top + (row + 1) * MODULE):
                    rows[line][start : start + MODULE] = bytes([INK]) * MODULE
    return b"".join(rows)
