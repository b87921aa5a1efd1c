"""SVG of the map: read by an XML parser and drawn by resvg, neither of them ours."""

from xml.etree import ElementTree

import resvg_py

from geo.export import export_bytes
from geo.register.credits import full_credits

SVG = "{http://www.w3.org/2000/svg}"


def words_of(content: bytes) -> str:
    """All text of a drawing as one line, so that a line's end does not matter."""
    texts = [text.text or "" for text in ElementTree.fromstring(content).iter(f"{SVG}text")]
    return " ".join(" ".join(texts).split())


def test_says_what_it_is(context, register):
    words = words_of(export_bytes(context, ".svg"))
    for part in ("22 November 2026", register.package.version, context.link, f"{len(context.assets)} assets"):
        assert part in words
    missing = [credit for credit in full_credits(register.package) if " ".join(credit.split()) not in words]
    assert missing == []


def test_is_a4_landscape_and_can_be_drawn(context):
    content = export_bytes(context, ".svg")
    root = ElementTree.fromstring(content)
    assert (root.get("width"), root.get("height")) == ("297mm", "210mm")
    assert bytes(resvg_py.svg_to_bytes(svg_string=content.decode(), dpi=50)).startswith(b"\x89PNG")


def test_every_asset_is_on_it(context):
    groups = ElementTree.fromstring(export_bytes(context, ".svg")).iter(f"{SVG}g")
    drawn = {identity for group in groups for identity in group.get("data-assets", "").split()}
    assert drawn == set(context.assets["id"])


def test_empty_and_hostile(empty, hostile):
    assert b"<script" not in export_bytes(hostile, ".svg")
    for context in (empty, hostile):
        ElementTree.fromstring(export_bytes(context, ".svg"))
