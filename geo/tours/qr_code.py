"""QR codes as small data: the browser, a slide or a brief draws the squares."""

from __future__ import annotations

from typing import Any

import segno

# Level L holds most for its size; a code on a screen is never torn or dirty.
ERROR_CORRECTION = "l"


def qr_squares(address: str) -> dict[str, Any]:
    """A QR code as `size` (squares per side, without the quiet border) and `bits` (hexadecimal).

    Read as one binary number of size x size digits, row by row, 1 is a dark square.
    """
    rows = [[int(square) for square in row] for row in segno.make(address, error=ERROR_CORRECTION, micro=False).matrix]
    number = int("".join(str(square) for row in rows for square in row), 2)
    size = len(rows)
    return {"size": size, "bits": f"{number:0{-(-size * size // 4)}x}"}
