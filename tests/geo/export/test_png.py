"""PNG of the map: opened by Pillow."""

import io
from dataclasses import replace

import pytest
from PIL import Image

from geo import style
from geo.export import export_bytes
from geo.export.png import PRINT_DPI
from geo.register.credits import full_credits


@pytest.fixture(scope="module")
def picture(context):
    """The view as a picture read again."""
    image = Image.open(io.BytesIO(export_bytes(context, ".png")))
    image.load()
    return image


def test_is_a4_landscape_at_print_size(picture):
    assert picture.size == (round(297 / 25.4 * PRINT_DPI), round(210 / 25.4 * PRINT_DPI))
    assert picture.info["dpi"] == pytest.approx((PRINT_DPI, PRINT_DPI), rel=0.001)


def test_shows_the_colours_of_its_layers(picture, context):
    colours = {colour for _, colour in picture.convert("RGB").getcolors(maxcolors=1 << 24)}

    def near(wanted: str) -> bool:
        rgb = tuple(int(wanted[i : i + 2], 16) for i in (1, 3, 5))
        return any(max(abs(a - b) for a, b in zip(rgb, one, strict=True)) <= 12 for one in colours)

    assert [layer for layer in set(context.assets["layer"]) if not near(style.layer_style(layer).colour)] == []


def test_carries_its_origin(picture, context, register):
    assert picture.text["Title"] == context.title
    assert register.package.version in picture.text["Description"]
    assert "22 November 2026" in picture.text["Description"]
    assert picture.text["Source"] == context.link
    assert all(credit in picture.text["Copyright"] for credit in full_credits(register.package))


def test_empty_and_progress(empty):
    heard = []
    heeded = replace(empty, progress=lambda share, words: heard.append(share))
    assert Image.open(io.BytesIO(export_bytes(heeded, ".png"))).format == "PNG"
    assert len(heard) > 1 and heard == sorted(heard)
