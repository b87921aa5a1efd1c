"""The command line: what it prints, what it writes, and its exit status."""

import csv
import json
import shutil
import subprocess
import sys

import pytest

import geo.__main__ as cli
from geo.register.assets import load_register
from geo.register.link_checks import LinkResult
from geo.settings import DATA_ROOT


@pytest.fixture(scope="module")
def register():
    """The shipped register."""
    return load_register()


@pytest.fixture(autouse=True)
def _read_once(register, monkeypatch):
    """The shipped data, which no command changes, is read once for all of them; a copy that is broken is read as it is."""
    monkeypatch.setattr(cli, "load_register", lambda package: register if package.root == DATA_ROOT else load_register(package))


@pytest.fixture
def broken(tmp_path):
    """A copy of the data package, to break."""
    shutil.copytree(DATA_ROOT, tmp_path / "data")
    return tmp_path / "data"


def ids(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [row["id"] for row in csv.DictReader(file)]


# ---- validate ----


def test_validate_names_file_row_field_value_and_mend(broken, capsys):
    path = broken / "assets" / "catapults.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    rows[0]["status"], rows[1]["lat"] = "thriving", "north"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    assert cli.main(["validate", "--data", str(broken)]) == 1
    out = capsys.readouterr().out
    assert "data/assets/catapults.csv, row 2" in out
    assert "field status = 'thriving'" in out
    assert "Use one of: operating" in out
    assert "row 3" in out
    assert "field lat = 'north'" in out


def test_validate_says_when_nothing_can_be_judged(broken, capsys):
    (broken / "lookups" / "clusters.csv").write_bytes(b"\xff\xfe\x00")
    assert cli.main(["validate", "--data", str(broken)]) == 1
    assert "clusters.csv" in capsys.readouterr().out


def test_validate_ends_well_without_errors(capsys, monkeypatch):
    monkeypatch.setattr(cli, "issues_of_package", lambda package, on: [])
    assert cli.main(["validate"]) == 0
    assert "0 errors, 0 warnings" in capsys.readouterr().out


def test_a_folder_without_a_package_is_one_message(tmp_path, capsys):
    assert cli.main(["validate", "--data", str(tmp_path)]) == 2
    said = capsys.readouterr().err
    assert said.startswith("geo: ")
    assert "datapackage.json is missing" in said
    assert "Traceback" not in said


# ---- export ----


def test_export_writes_what_the_filters_give(register, tmp_path, capsys):
    out = tmp_path / "a.csv"
    assert cli.main(["export", str(out), "--layer", "catapult", "--layer", "university", "--status", "operating"]) == 0
    assets = register.assets
    expected = assets[assets["layer"].isin(["catapult", "university"]) & (assets["status"] == "operating")]
    assert ids(out) == list(expected["id"])
    assert f"Wrote {out}" in capsys.readouterr().out


def test_options_take_names_as_well_as_codes_in_any_case(tmp_path):
    for number, value in enumerate(("E08000026", "coventry", "COVENTRY")):
        cli.main(["export", str(tmp_path / f"{number}.csv"), "--authority", value])
    assert ids(tmp_path / "0.csv") == ids(tmp_path / "1.csv") == ids(tmp_path / "2.csv") != []


def test_every_filter_of_the_page_is_an_option(register, tmp_path):
    row = register.assets[(register.assets["status"] != "closed") & (register.assets["clusters"].map(len) > 0)].iloc[0]
    out = tmp_path / "a.geojson"
    options = {
        "layer": row["layer"],
        "cluster": row["clusters"][0],
        "city": row["place"],
        "authority": row["gss_code"],
        "status": row["status"],
        "technology": row["technologies"][0],
        "kind": row["kind"],
        "confidence": row["confidence"],
        "q": row["name"],
    }
    cli.main(["export", str(out), *(part for name, value in options.items() for part in (f"--{name}", value))])
    read = json.loads(out.read_text(encoding="utf-8"))
    assert row["id"] in [feature["id"] for feature in read["features"]]
    assert set(read["query"]) == set(options)


def test_a_tour_is_written_with_the_assets_of_its_scenes(tmp_path, capsys, register):
    out = tmp_path / "a.csv"
    assert cli.main(["export", str(out), "--tour", "authority", "--authority", "East Staffordshire"]) == 0
    assert set(ids(out)) == set(register.assets.query("authority == 'East Staffordshire' and status != 'closed'")["id"])
    assert cli.main(["export", str(out), "--tour", "nowhere"]) == 2
    assert "region" in capsys.readouterr().err


def test_link_and_title_travel(tmp_path):
    out = tmp_path / "a.geojson"
    cli.main(["export", str(out), "--layer", "catapult", "--link", "https://x.example/?layer=catapult", "--title", "Ours"])
    read = json.loads(out.read_text(encoding="utf-8"))
    assert (read["link"], read["title"]) == ("https://x.example/?layer=catapult", "Ours")


@pytest.mark.parametrize(
    ("option", "value", "near"),
    [
        ("layer", "catapul", "catapult"),
        ("authority", "Coventri", "E08000026 (Coventry)"),
        ("city", "Birmigham", "Birmingham"),
        ("status", "operatin", "operating"),
        ("cluster", "aerospce", "aerospace"),
        ("confidence", "hi", "high"),
    ],
)
def test_an_unknown_value_names_the_nearest_and_the_known(option, value, near, tmp_path, capsys):
    assert cli.main(["export", str(tmp_path / "a.csv"), f"--{option}", value]) == 2
    said = capsys.readouterr().err
    assert f"--{option} {value!r}" in said
    assert near in said
    assert f"Known for --{option}:" in said
    assert not (tmp_path / "a.csv").exists()


def test_all_unknown_values_are_named_at_once(tmp_path, capsys):
    cli.main(["export", str(tmp_path / "a.csv"), "--layer", "xx", "--status", "yy"])
    said = capsys.readouterr().err
    assert "'xx'" in said
    assert "'yy'" in said


def test_unknown_suffix_and_missing_folder(tmp_path, capsys):
    assert cli.main(["export", str(tmp_path / "a.doc")]) == 2
    assert ".geojson" in capsys.readouterr().err
    assert cli.main(["export", str(tmp_path / "no" / "a.csv")]) == 2
    assert "no folder" in capsys.readouterr().err


def test_nothing_found_is_said_and_written(tmp_path, capsys):
    assert cli.main(["export", str(tmp_path / "a.csv"), "--q", "zzqqxxyy"]) == 0
    assert ids(tmp_path / "a.csv") == []
    assert "0 assets." in capsys.readouterr().out


# ---- stats ----


def test_stats_count_by_layer_cluster_and_authority(register, capsys):
    assert cli.main(["stats"]) == 0
    out = capsys.readouterr().out
    assert f"{len(register.assets):,} assets" in out
    for words in ("By layer", "By cluster", "By authority", "Tech hubs", "Coventry"):
        assert words in out
    assert "Quality on" not in out


def test_stats_quality(capsys):
    assert cli.main(["stats", "--quality"]) == 0
    out = capsys.readouterr().out
    for words in (
        "have location evidence",
        "Confidence by layer",
        "Age of the youngest evidence by authority",
        "Precision of the pin by layer",
        "The oldest evidence",
        "earched, nothing found",
    ):
        assert words in out


# ---- links ----


def result(url, outcome, status=200):
    return LinkResult(url, outcome, status, url, 0.1, 1, "", ("a/website",))


def test_links_write_a_report_show_progress_and_count(tmp_path, capsys, monkeypatch):
    answers = [result("https://a.example", "ok"), result("https://b.example", "gone", 404)]
    monkeypatch.setattr(cli, "check_links", lambda links, manners: iter(answers))
    monkeypatch.setattr(cli, "collect_links", lambda assets: answers)
    assert cli.main(["links", "--out", str(tmp_path / "r.csv")]) == 1
    said = capsys.readouterr()
    assert "gone: 1" in said.out
    assert "404 https://b.example [a/website]" in said.out
    assert "2/2" in said.err
    assert (tmp_path / "r.csv").is_file()


def test_links_all_well(capsys, monkeypatch):
    monkeypatch.setattr(cli, "check_links", lambda links, manners: iter([result("https://a.example", "ok")]))
    assert cli.main(["links"]) == 0


def test_links_keep_what_was_done_when_stopped(capsys, monkeypatch):
    def stopped(links, manners):
        yield result("https://a.example", "ok")
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "check_links", stopped)
    assert cli.main(["links"]) == 0
    assert "ok: 1" in capsys.readouterr().out


# ---- publish ----


def test_publish_without_a_database_says_how_to_name_one(capsys, monkeypatch):
    for named in ("", "sqlite:///x.sqlite"):
        monkeypatch.setenv("INNOVATION_MAP_DATABASE", named)
        assert cli.main(["publish"]) == 2
        assert "INNOVATION_MAP_DATABASE" in capsys.readouterr().err


# ---- as a program ----


def test_as_a_program():
    ran = subprocess.run([sys.executable, "-W", "error", "-m", "geo", "--help"], capture_output=True, text=True, check=True, cwd=DATA_ROOT.parent)
    for command in ("validate", "export", "stats", "links"):
        assert command in ran.stdout


def test_a_reader_that_has_enough_is_no_error():
    command = f"{sys.executable} -m geo stats --quality | head -1"
    ran = subprocess.run(command, shell=True, capture_output=True, text=True, check=True, cwd=DATA_ROOT.parent)
    assert ran.stdout.count("\n") == 1
    assert "Traceback" not in ran.stderr
