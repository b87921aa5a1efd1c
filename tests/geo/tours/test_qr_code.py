"""The QR code's squares, read back as a phone would."""

import numpy as np
import pytest

from geo.tours.qr_code import qr_squares

FINDER = np.array([[max(abs(row - 3), abs(column - 3)) != 2 for column in range(7)] for row in range(7)], dtype=int)
SHORT = ["x", "http://127.0.0.1:8501/", "http://h.example/?q=A&b=%20c", "https://map.example/places?authority=E08000030"]
LONG = "https://map.example/?" + "&".join(f"cluster=cluster-{number}" for number in range(40))
# Which squares a mask turns over (ISO/IEC 18004, table of data masks), by row and column.
MASKS = (
    lambda r, c: (r + c) % 2 == 0,
    lambda r, c: r % 2 == 0,
    lambda r, c: c % 3 == 0,
    lambda r, c: (r + c) % 3 == 0,
    lambda r, c: (r // 2 + c // 3) % 2 == 0,
    lambda r, c: r * c % 2 + r * c % 3 == 0,
    lambda r, c: (r * c % 2 + r * c % 3) % 2 == 0,
    lambda r, c: ((r + c) % 2 + r * c % 3) % 2 == 0,
)


def squares(made):
    """The code as a matrix, read from its size and hexadecimal bits alone."""
    digits = bin(int(made["bits"], 16))[2:].zfill(made["size"] ** 2)
    return np.array(list(digits), dtype=int).reshape(made["size"], made["size"])


def fixed(size):
    """Which squares of a code up to version 6 hold no data: its corners, timing lines and alignment."""
    taken = np.zeros((size, size), dtype=bool)
    taken[:9, :9] = taken[:9, -8:] = taken[-8:, :9] = True
    taken[6] = taken[:, 6] = True
    if size > 21:
        taken[-9:-4, -9:-4] = True
    return taken


def text_in(matrix):
    """The text of a code of one block in byte mode."""
    size, taken = len(matrix), fixed(len(matrix))
    mask = MASKS[int("".join(map(str, matrix[8, 2:5])), 2) ^ 0b101]
    columns = [column for column in range(size - 1, 0, -1) if column > 6] + list(range(5, -1, -1))
    bits = ""
    for pair in range(0, len(columns), 2):
        rows = range(size) if pair // 2 % 2 else range(size - 1, -1, -1)
        for row in rows:
            bits += "".join(str(matrix[row, c] ^ mask(row, c)) for c in columns[pair : pair + 2] if not taken[row, c])
    assert bits[:4] == "0100"
    length = int(bits[4:12], 2)
    return bytes(int(bits[at : at + 8], 2) for at in range(12, 12 + 8 * length, 8)).decode()


@pytest.mark.parametrize("address", SHORT)
def test_the_address_can_be_read_off_the_squares(address):
    assert text_in(squares(qr_squares(address))) == address


@pytest.mark.parametrize("address", [*SHORT, LONG])
def test_the_squares_are_a_whole_code_without_a_border(address):
    made = qr_squares(address)
    matrix = squares(made)
    assert made["size"] >= 21 and (made["size"] - 17) % 4 == 0
    assert len(made["bits"]) == -(-(made["size"] ** 2) // 4)
    for corner in (matrix[:7, :7], matrix[:7, -7:], matrix[-7:, :7]):
        np.testing.assert_array_equal(corner, FINDER)
    timing = np.arange(8, made["size"] - 8) % 2 == 0
    np.testing.assert_array_equal(matrix[6, 8:-8], timing)
    np.testing.assert_array_equal(matrix[8:-8, 6], timing)


def test_more_to_say_takes_more_squares():
    sizes = [qr_squares(address)["size"] for address in (*SHORT, LONG)]
    assert sizes == sorted(sizes) and sizes[0] < sizes[-1]
