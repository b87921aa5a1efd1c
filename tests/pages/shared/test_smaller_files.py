"""Streamlit's files are sent smaller, and are still what they were."""

from __future__ import annotations

import gzip
import io
import re
import time
from pathlib import Path

import brotli
import pytest
import requests
import streamlit
from fontTools.ttLib import TTFont

from pages.shared.smaller_files import chosen_encoding, compressed, font_subset, kept_font

MEDIA = Path(streamlit.__file__).parent / "static/static/media"


@pytest.fixture(scope="module")
def code_font() -> bytes:
    """A font of Streamlit's with letters of several scripts, the quickest to cut."""
    return next(MEDIA.glob("SourceCodeVF-Upright*.woff2")).read_bytes()


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [("gzip, deflate, br, zstd", "br"), ("gzip", "gzip"), ("br;q=0, gzip;q=0.5", "gzip"), ("identity", ""), ("", ""), ("GZIP", "gzip"), ("bread", "")],
)
def test_the_best_encoding_a_browser_takes(accepted, encoding):
    assert chosen_encoding(accepted) == encoding


@pytest.mark.parametrize("text", [b"", b"x", "é£ {} ".encode() * 4000])
def test_what_is_compressed_is_the_same_text(text):
    assert brotli.decompress(compressed(text, encoding="br")) == text
    assert gzip.decompress(compressed(text, encoding="gzip")) == text
    assert compressed(text, encoding="") == text


def test_what_took_long_is_read_from_the_disk_by_the_next_server(tmp_path):
    made = compressed(b"let one = 1;", encoding="br", folder=tmp_path)
    (file,) = tmp_path.iterdir()
    assert file.read_bytes() == made and brotli.decompress(made) == b"let one = 1;"
    compressed.cache_clear()
    file.write_bytes(b"as it lies")
    assert compressed(b"let one = 1;", encoding="br", folder=tmp_path) == b"as it lies"


def test_a_font_keeps_the_letters_of_european_names_and_every_weight(code_font):
    made = font_subset(code_font)
    before, after = TTFont(io.BytesIO(code_font)), TTFont(io.BytesIO(made))
    assert len(made) < 0.6 * len(code_font)
    assert all(ord(letter) in after.getBestCmap() for letter in "Coventry £5–10 “é ö ł ő” ≤ → €" if ord(letter) in before.getBestCmap())
    assert 0x434 in before.getBestCmap() and 0x434 not in after.getBestCmap(), "Cyrillic"
    weight = [(axis.axisTag, axis.minValue, axis.maxValue) for axis in before["fvar"].axes]
    assert [(axis.axisTag, axis.minValue, axis.maxValue) for axis in after["fvar"].axes] == weight


def test_a_font_is_sent_whole_until_its_subset_stands_on_the_disk(code_font, tmp_path):
    assert kept_font(code_font, folder=tmp_path) == code_font
    until = time.monotonic() + 120
    while kept_font(code_font, folder=tmp_path) == code_font and time.monotonic() < until:
        time.sleep(0.2)
    (file,) = tmp_path.iterdir()
    assert file.read_bytes() == kept_font(code_font, folder=tmp_path) != code_font


def test_a_folder_nobody_can_write_to_costs_only_the_disk(code_font, tmp_path):
    (tmp_path / "file").write_text("x")
    missing = tmp_path / "file" / "none"
    until = time.monotonic() + 120
    while kept_font(code_font, folder=missing) == code_font and time.monotonic() < until:
        time.sleep(0.2)
    assert len(kept_font(code_font, folder=missing)) < len(code_font) and not missing.exists()


def test_scripts_and_styles_of_the_page_come_compressed_and_whole(address):
    page = requests.get(address, timeout=60).text
    found = re.findall(r'(?:src|href)="\./(static/(?:js|css)/[^"]+)"', page)
    assert len(found) > 2
    for file in found:
        plain = requests.get(f"{address}{file}", headers={"Accept-Encoding": "identity"}, timeout=60)
        assert "content-encoding" not in plain.headers
        for encoding in ("gzip", "br"):
            told = requests.get(f"{address}{file}", headers={"Accept-Encoding": encoding}, timeout=60, stream=True)
            sent = told.raw.read()
            assert told.headers["content-encoding"] == encoding and "Accept-Encoding" in told.headers["vary"]
            assert len(sent) == int(told.headers["content-length"]) < len(plain.content) or len(plain.content) < 400
            assert (gzip.decompress if encoding == "gzip" else brotli.decompress)(sent) == plain.content
        known = {"If-None-Match": plain.headers["etag"], "Accept-Encoding": "br"}
        assert requests.get(f"{address}{file}", headers=known, timeout=60).status_code == 304
