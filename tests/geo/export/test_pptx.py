"""Slides: read again by python-pptx, opened and turned into pages by LibreOffice."""

import io
import shutil
import subprocess
from dataclasses import replace

import pytest
from pptx import Presentation
from pptx.util import Mm, Pt

from geo import vocabulary
from geo.export import export_bytes
from geo.export.pptx.assets import FEW_ASSETS, MOST_TABLE_SLIDES, ROWS_A_SLIDE
from geo.export.pptx.deck import BODY_BOTTOM_MM
from geo.register.credits import full_credits
from geo.select.filters import Filters


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
    return [[cell.text for cell in row.cells] for shape in shapes_of(deck) if shape.has_table and shape.name == name for row in list(shape.table.rows)[1:]]


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


@pytest.fixture(scope="module")
def heard():
    """What was heard of progress while the tour's deck was made."""
    return []


@pytest.fixture(scope="module")
def tour_bytes(context, scenes, heard):
    """The view with its tour as the bytes of a deck."""
    told = replace(context, extra={"scenes": scenes}, progress=lambda share, words: heard.append((share, words)))
    return export_bytes(told, ".pptx")


def test_progress_goes_up_and_names_the_scenes(tour_bytes, heard):
    shares = [share for share, _ in heard]
    assert shares == sorted(shares) and 0 <= shares[0] < shares[-1] <= 1
    assert {"Scene 1 of 2", "Scene 2 of 2"} < {words for _, words in heard}


def test_charts_are_native_and_match_the_data(deck, context, register):
    charts = {shape.name: shape.chart for shape in shapes_of(deck) if shape.has_chart}
    layers = context.assets["layer"].value_counts()
    plot = charts["Chart: By type"].plots[0]
    assert dict(zip(plot.categories, plot.series[0].values, strict=True)) == {
        register.layer_names.loc[layer, "plural"]: number for layer, number in layers.items()
    }
    assert (context.assets["status"].nunique() > 1) == ("Chart: By status" in charts)
    assert any(name.startswith("Chart: By cluster") for name in charts)
    assert any(name.startswith("Chart: By local authority") for name in charts)


def test_tables_match_the_data(deck, context):
    rows = table_rows(deck, "Assets")
    shown = context.assets.head(ROWS_A_SLIDE * MOST_TABLE_SLIDES)
    assert FEW_ASSETS < len(rows) == len(shown)
    for row, (name, date) in zip(rows, zip(shown["name"], shown["status_date"], strict=True), strict=True):
        assert row[0].rstrip("\u2026") == name[: len(row[0].rstrip("\u2026"))]
        assert date in row[3]


@pytest.fixture(scope="module")
def whole(register, context):
    """Every asset as slides."""
    return deck_of(replace(context, assets=register.assets))


def test_status_is_charted_where_there_are_several(whole, register):
    plot = next(s.chart for s in shapes_of(whole) if s.has_chart and s.name == "Chart: By status").plots[0]
    assert dict(zip(plot.categories, plot.series[0].values, strict=True)) == {
        vocabulary.STATUS_WORDS[status]: number for status, number in register.assets["status"].value_counts().items()
    }


def test_too_many_for_tables_become_numbers_by_place_and_type(register, whole):
    deck = whole
    assert table_rows(deck, "Assets") == []
    rows = {row[0]: row[1:] for row in table_rows(deck, "Assets by local authority and type")}
    assert {name: int(row[-1]) for name, row in rows.items()} == register.assets["authority"].value_counts().to_dict()
    layers = [layer for layer in register.layer_names.index if layer in set(register.assets["layer"])]
    sums = [sum(int(row[n]) for row in rows.values() if row[n].isdigit()) for n in range(len(layers))]
    assert sums == register.assets["layer"].value_counts().reindex(layers).to_list()
    assert any(f"have all {len(register.assets)}" in text_of(slide) for slide in deck.slides)


def test_many_in_one_authority_become_numbers_by_kind_and_status(register, context):
    code = register.assets["gss_code"].value_counts().idxmax()
    here = register.assets[register.assets["gss_code"] == code]
    assert len(here) > ROWS_A_SLIDE * MOST_TABLE_SLIDES
    deck = deck_of(replace(context, assets=here, filters=Filters(authority=(code,))))
    rows = table_rows(deck, "Assets by kind of place and status")
    assert {row[0]: int(row[-1]) for row in rows} == here["kind"].map(register.kinds["name"]).value_counts().to_dict()
    area = table_rows(deck, "The area in figures")
    people = register.authorities.loc[code, "population"]
    assert ["Population", f"{people:,.0f} people"] in [row[:2] for row in area]


def test_few_assets_have_a_slide_each_with_what_is_known_and_the_note(context):
    few = context.assets.head(FEW_ASSETS)
    note = "Ask about lab space"
    deck = deck_of(replace(context, assets=few, extra={"notes": {few["id"].iloc[1]: note}}))
    slides = {slide.shapes.title.text: slide for slide in deck.slides}
    for row in few.to_dict("records"):
        slide = slides[row["name"]]
        words = text_of(slide)
        assert row["summary"] in words and row["operator"] in words and row["status_date"] in words
        assert any(shape.shape_type == 13 for shape in slide.shapes)
        links = {run.hyperlink.address for shape in slide.shapes if shape.has_text_frame for paragraph in shape.text_frame.paragraphs for run in paragraph.runs}
        assert row["source_url"] in links
    assert f"Note: {note}" in text_of(slides[few["name"].iloc[1]])


def test_a_breakdown_into_ones_is_not_charted(context):
    one = deck_of(replace(context, assets=context.assets.head(1)))
    assert not any(shape.has_chart for shape in shapes_of(one))


def test_long_lines_of_a_scene_end_above_its_legend(context):
    scene = {"title": "Long", "lines": ["Words that go on and on. " * 8] * 2, "figure": "12", "assets": context.assets}
    deck = deck_of(replace(context, assets=context.assets.head(1), extra={"scenes": [scene]}))
    slide = next(slide for slide in deck.slides if slide.shapes.title.text == "Long")
    legend = next(shape for shape in slide.shapes if shape.name == "Legend of the map")
    lines = next(shape for shape in slide.shapes if shape.has_text_frame and "go on" in shape.text_frame.text)
    assert lines.top + lines.height <= legend.top
    assert lines.text_frame.paragraphs[0].font.size < Pt(20)
    assert legend.top + legend.height <= Mm(BODY_BOTTOM_MM) + 1


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
        links = [run.hyperlink.address for shape in slide.shapes if shape.has_text_frame for paragraph in shape.text_frame.paragraphs for run in paragraph.runs]
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
    assert [credit for credit in full_credits(register.package) if " ".join(credit.split()) not in words] == []


def test_one_slide_per_scene_with_speaker_notes(context, tour_bytes):
    deck = Presentation(io.BytesIO(tour_bytes))
    slides = {slide.shapes.title.text: slide for slide in deck.slides}
    first = slides["First scene"]
    assert first.notes_slide.notes_text_frame.text == "Speak\nslowly."
    assert str(len(context.assets)) in text_of(first) and "Another." in text_of(first)
    assert any(shape.shape_type == 13 for shape in first.shapes)
    assert "Just this." in text_of(slides["Words only"])
    assert list(slides)[1:3] == ["First scene", "Words only"]


def test_libreoffice_opens_it_and_shows_every_slide(context, tour_bytes, tmp_path):
    path = tmp_path / "deck.pptx"
    path.write_bytes(tour_bytes)
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
