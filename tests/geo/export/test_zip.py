"""The event pack: what is in it, that it is small, says where it is from, and tells the truth."""

import csv
import io
import json
import re
import subprocess
import zipfile
from datetime import date

import pytest

from geo.export import export_bytes, export_context, known_suffixes
from geo.export.pack_page import page_bytes
from geo.export.zip import DOCUMENTS, PAGE, build_pack
from geo.select.filters import Filters

MOST_BYTES = 25_000_000


@pytest.fixture(scope="module")
def heard():
    return []


@pytest.fixture(scope="module")
def pack(register, heard):
    context = export_context(register, made_on=date(2026, 11, 22))
    content = build_pack(context, progress=lambda share, words: heard.append((share, words)))
    assert len(content) < MOST_BYTES
    return zipfile.ZipFile(io.BytesIO(content))


def inside(pack, name):
    return pack.read(next(entry for entry in pack.namelist() if entry.endswith(f"/{name}")))


def packed(page: str) -> dict:
    return json.loads(re.search(r"window\.wmPack=(\{.*?\});\n</script>", page, re.DOTALL)[1])


def test_everything_offered_is_in_one_folder(pack, register):
    assert pack.testzip() is None
    names = pack.namelist()
    assert len({name.split("/")[0] for name in names}) == 1
    for name, suffix, _ in DOCUMENTS:
        assert suffix in known_suffixes()
        named = name.format(stem=register.region.file_stem)
        assert any(entry.endswith(f"/{named}") for entry in names), named
    assert any(entry.endswith(f"/{PAGE}") for entry in names)
    assert any(entry.endswith(".csv-metadata.json") for entry in names)


def test_progress_goes_up_to_the_end(pack, heard):
    shares = [share for share, _ in heard]
    assert shares == sorted(shares)
    assert shares[0] == 0.0 and shares[-1] == 1.0
    assert len({words for _, words in heard}) > 5


def test_the_readme_says_whence(pack, register):
    text = inside(pack, "README.txt").decode()
    assert register.package.version in text
    assert "2026-11-22" in text
    assert "OpenStreetMap contributors" in text
    assert "Open Government Licence" in text
    assert "Crown copyright" in text


def test_the_data_is_all_there(pack, register):
    rows = list(csv.DictReader(io.StringIO(inside(pack, "west-midlands-innovation.csv").decode("utf-8-sig"))))
    assert len(rows) == (register.assets["status"] != "closed").sum()


def test_the_slides_tell_the_tour(pack, tmp_path):
    (tmp_path / "slides.pptx").write_bytes(inside(pack, "slides.pptx"))
    done = subprocess.run(
        [
            "soffice",
            "--headless",
            f"-env:UserInstallation=file://{tmp_path}/profile",
            "--convert-to",
            "pdf",
            "--outdir",
            str(tmp_path),
            str(tmp_path / "slides.pptx"),
        ],
        capture_output=True,
        timeout=180,
        check=False,
    )
    assert (tmp_path / "slides.pdf").is_file(), done.stderr
    text = subprocess.run(
        ["pdftotext", "-layout", str(tmp_path / "slides.pdf"), "-"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert "Knowledge in every corner" in text
    assert "What comes next is on the map" in text


def test_the_page_asks_nobody(pack):
    page = inside(pack, PAGE).decode()
    assert not re.search(r"<(script|link|img|iframe)[^>]+(src|href)=[\"']?(https?:)?//", page)
    assert "import(" not in page.replace("import(new URL(url", "")
    assert not re.search(r"@import|url\([\"']?https?:", page)


def test_the_page_holds_all_assets_and_opens_with_the_filters(register):
    context = export_context(register, Filters(layer=("catapult",)), made_on=date(2026, 11, 22))
    data = packed(page_bytes(context).decode())
    assert data["start"]["layer"] == ["catapult"]
    assert len(data["cards"]) == len(register.assets)
    assert {tour["id"] for tour in data["tours"]} >= {"region", "clusters", "coventry", "authority"}
    assert len(next(t for t in data["tours"] if t["id"] == "authority")["by"]) == 30


def test_hostile_texts_stay_texts(hostile):
    page = page_bytes(hostile).decode()
    blocks = re.findall(r"<script>", page)
    assert len(blocks) == page.count("</script>")
    assert "<script>alert" not in page.replace("\\u003cscript>alert", "")


def test_the_pack_is_a_format_like_any_other(register, monkeypatch):
    # Slides and brief are made once above; here it is enough that a pack comes.
    monkeypatch.setattr("geo.export.zip.DOCUMENTS", tuple(one for one in DOCUMENTS if one[1] == ".csv"))
    context = export_context(register, Filters(layer=("catapult",)), made_on=date(2026, 11, 22))
    assert zipfile.is_zipfile(io.BytesIO(export_bytes(context, ".zip")))
