"""Slides: read again by python-pptx, opened and turned into pages by LibreOffice."""

import io
import shutil
import subprocess
from dataclasses import replace

import pytest
from pptx import Presentation

from geo import style
from geo.credits import full_credits
from geo.export import export_bytes
from geo.export.pptx import MOST_TABLE_SLIDES, ROWS_A_SLIDE


def run(tool: str, package: str, *arguments) -> str:
    """Run a program that the tests need; a missing one is a failure, never a skip."""
    assert shutil.which(tool), f"{tool} is missing: apt-get install {package}"
    done = subprocess.run([tool, *map(str, arguments)], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def deck_of(context):
    return Presentation(io.BytesIO(export_bytes(context, ".pptx")))


def shapes_of(deck):
    return [shape for slide in deck.slides for shape in slide.shapes]


def table_rows(deck, name):
    return [
        [cell.text for cell in row.cells]
        for shape in shapes_of(deck)
        if shape.has_table and shape.name == name
        for row in list(shape.table.rows)[1:]
    ]


def text_of(slide) -> str:
    return "\n".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)


@pytest.fixture(scope="module")
def deck(context):
    """The view as slides read again."""
    return deck_of(context)


@pytest.fixture(scope="module")
def scenes(context):
    """A tour of two scenes, one without assets."""
    return (
        {
            "title": "First scene",
            "lines": ["One line.", "Another."],
            "figure": str(len(context.assets)),
            "figure_label": "assets",
            "assets": context.assets,
            "notes": "Speak\nslowly.",
        },
        {"title": "Words only", "lines": ["Just this."]},
    )


def test_charts_are_native_and_match_the_data(deck, context, register):
    charts = {shape.name: shape.chart for shape in shapes_of(deck) if shape.has_chart}
    layers = context.assets["layer"].value_counts()
    plot = charts["Chart: By type"].plots[0]
    assert dict(zip(plot.categories, plot.series[0].values, strict=True)) == {
        register.layer_names.loc[layer, "plural"]: number for layer, number in layers.items()
    }
    plot = charts["Chart: By status"].plots[0]
    assert dict(zip(plot.categories, plot.series[0].values, strict=True)) == {
        style.STATUS_WORDS[status]: number
        for status, number in context.assets["status"].value_counts().items()
    }
    assert any(name.startswith("Chart: By cluster") for name in charts)
    assert any(name.startswith("Chart: By local authority") for name in charts)


def test_tables_match_the_data(deck, context):
    rows = table_rows(deck, "Assets")
    shown = context.assets.head(ROWS_A_SLIDE * MOST_TABLE_SLIDES)
    assert len(rows) == len(shown)
    for row, (name, date) in zip(rows, zip(shown["name"], shown["status_date"], strict=True), strict=True):
        assert row[0].rstrip("\u2026") == name[: len(row[0].rstrip("\u2026"))]
        assert date in row[3]


def test_says_so_when_the_table_is_cut(register, context):
    whole = replace(context, assets=register.assets)
    deck = deck_of(whole)
    assert len(table_rows(deck, "Assets")) == ROWS_A_SLIDE * MOST_TABLE_SLIDES
    assert any(f"have all {len(register.assets)}" in text_of(slide) for slide in deck.slides)


def test_every_slide_has_a_title_and_a_footer(deck, context, register):
    for slide in deck.slides:
        assert slide.shapes.title is not None and slide.shapes.title.text.strip()
        assert list(slide.shapes)[0] is not None
        words = text_of(slide)
        for part in (
            "22 November 2026",
            register.package.version,
            "Filters: Asset type",
            "This view on the web",
        ):
            assert part in words, slide.shapes.title.text
        links = [
            run.hyperlink.address
            for shape in slide.shapes
            if shape.has_text_frame
            for paragraph in shape.text_frame.paragraphs
            for run in paragraph.runs
        ]
        assert context.link in links


def test_titles_come_first_for_screen_readers(deck):
    for slide in deck.slides:
        assert slide.shapes[0].shape_id == slide.shapes.title.shape_id


def test_pictures_charts_and_tables_have_a_text_alternative(deck, context):
    described = {
        shape.name: shape._element.xpath(".//p:cNvPr")[0].get("descr", "")
        for shape in shapes_of(deck)
        if shape.shape_type == 13 or shape.has_chart or shape.has_table
    }
    assert [name for name, words in described.items() if not words] == []
    assert f"Map of {len(context.assets)} assets" in described["Map"]


def test_sources_and_credits_are_last(deck, register):
    words = " ".join(text_of(deck.slides[len(deck.slides) - 1]).split())
    assert [
        credit for credit in full_credits(register.package) if " ".join(credit.split()) not in words
    ] == []


def test_one_slide_per_scene_with_speaker_notes(context, scenes):
    deck = deck_of(replace(context, extra={"scenes": scenes}))
    slides = {slide.shapes.title.text: slide for slide in deck.slides}
    first = slides["First scene"]
    assert first.notes_slide.notes_text_frame.text == "Speak\nslowly."
    assert str(len(context.assets)) in text_of(first) and "Another." in text_of(first)
    assert any(shape.shape_type == 13 for shape in first.shapes)
    assert "Just this." in text_of(slides["Words only"])
    assert list(slides)[1:3] == ["First scene", "Words only"]


def test_libreoffice_opens_it_and_shows_every_slide(context, scenes, tmp_path):
    path = tmp_path / "deck.pptx"
    path.write_bytes(export_bytes(replace(context, extra={"scenes": scenes}), ".pptx"))
    home = f"-env:UserInstallation=file://{tmp_path}/office"
    run(
        "soffice",
        "libreoffice-impress --no-install-recommends",
        "--headless",
        home,
        "--convert-to",
        "pdf",
        "--outdir",
        tmp_path,
        path,
    )
    pdf = tmp_path / "deck.pdf"
    pages = int(run("pdfinfo", "poppler-utils", pdf).split("Pages:")[1].split()[0])
    assert pages == len(Presentation(path).slides)
    text = " ".join(run("pdftotext", "poppler-utils", pdf, "-").split())
    for part in (
        "First scene",
        "Key figures",
        f"{len(context.assets)} assets",
        context.assets["name"].iloc[0].split()[0],
    ):
        assert part in text
    run("pdftoppm", "poppler-utils", "-r", "30", "-png", pdf, tmp_path / "slide")
    assert len(list(tmp_path.glob("slide-*.png"))) == pages


def test_empty(empty):
    deck = deck_of(empty)
    assert not any(shape.has_chart or shape.has_table for shape in shapes_of(deck))


def test_hostile_texts_stay_text(hostile):
    broken = replace(hostile, title="bell \x07 null \x00 " + hostile.title)
    deck = deck_of(broken)
    assert deck.slides[0].shapes.title.text == "bell null " + hostile.title
    names = [row[0] for row in table_rows(deck, "Assets")]
    assert "</script><script>alert(1)</script>" in names
