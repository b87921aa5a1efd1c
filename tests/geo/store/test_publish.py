"""Publishing on a real PostgreSQL with PostGIS: all of a sound release, nothing of another, read by GDAL."""

import json
import os
import subprocess
from pathlib import Path

import geopandas as gpd
import pytest
from sqlalchemy import text

from geo.database import database_engine
from geo.errors import DataError
from geo.export import export_context
from geo.export.tables import flat_table
from geo.register.datapackage import data_files, open_package
from geo.settings import DATA_ROOT
from geo.store import publish as publishing
from geo.store.publish import publish


@pytest.fixture
def ask(url):
    """A function that runs SQL and gives all rows."""
    engine = database_engine(url)

    def run(sql):
        with engine.begin() as connection:
            found = connection.execute(text(sql))
            return found.all() if found.returns_rows else []

    yield run
    engine.dispose()


def test_every_file_is_kept_as_it_is(url, root, ask):
    (root / "local").mkdir()
    (root / "local" / "corrections.sqlite").write_bytes(b"private")
    made = publish(root, url=url)
    kept = {path: bytes(content) for path, content in ask("SELECT path, content FROM innovation_map.files JOIN innovation_map.contents USING (sha256)")}
    assert kept == {os.path.relpath(path, root): Path(path).read_bytes() for path in data_files(root)}
    assert made.is_new and (made.version, made.assets) == (open_package(root).version, 12)


def test_gdal_reads_the_shipped_assets_as_they_are_exported(url, register):
    publish(DATA_ROOT, url=url)
    user, host = url.split("//")[1].split("@")[0], url.split("host=")[1]
    source = f"PG:dbname=postgres host={host} user={user} schemas=innovation_map"
    command = ["ogr2ogr", "-f", "GeoJSON", "/vsistdout/", source]
    told = json.loads(subprocess.run([*command, "assets"], capture_output=True, check=True).stdout)
    wanted = flat_table(export_context(register)).set_index("id").drop(columns="corrections")
    closed = set(register.assets.loc[register.assets["status"] == "closed", "id"])
    found = {one["properties"]["id"]: one for one in told["features"]}
    assert closed and set(found) == set(wanted.index) | closed
    for identity, row in wanted.iterrows():
        # What is empty is NULL.
        said = {name: found[identity]["properties"][name] or "" for name in wanted.columns}
        assert said == row.to_dict()
        assert found[identity]["geometry"]["coordinates"] == pytest.approx([row["lon"], row["lat"]], abs=1e-9)
    areas = gpd.read_file(subprocess.run([*command, "authorities"], capture_output=True, check=True).stdout)
    assert set(areas["gss_code"]) == set(register.authorities.index) and set(areas.geom_type) == {"MultiPolygon"}
    drawn = register.boundaries.set_index("gss_code").geometry.to_crs(27700).area.to_dict()
    assert areas.set_index("gss_code").geometry.to_crs(27700).area.to_dict() == pytest.approx(drawn)
    assert set(gpd.read_file(subprocess.run([*command, "clusters"], capture_output=True, check=True).stdout)["id"]) == set(register.clusters.index)


def test_the_same_files_are_no_new_release_and_a_change_is(url, root, rename, ask):
    first = publish(root, url=url)
    assert publish(root, url=url).id == first.id
    rename("works-1", "Works 1", "Works One")
    second = publish(root, url=url)
    assert second.is_new and second.id > first.id
    assert ask("SELECT name FROM innovation_map.assets WHERE id = 'works-1'") == [("Works One",)]
    assert ask("SELECT count(*) FROM innovation_map.contents")[0][0] < 2 * ask("SELECT count(*) FROM innovation_map.files WHERE release = 1")[0][0]


def test_who_may_read_a_table_still_may_after_the_next_release(url, rename, ask, keep_release):
    keep_release(url)
    ask("CREATE VIEW innovation_map.names AS SELECT name FROM innovation_map.assets")
    ask("GRANT SELECT ON innovation_map.assets TO PUBLIC")
    rename("works-1", "Works 1", "Works One")
    assert keep_release(url).id == 2
    assert len(ask("SELECT name FROM innovation_map.names")) == 12
    assert ask("SELECT 1 FROM information_schema.table_privileges WHERE table_name = 'assets' AND grantee = 'PUBLIC'")


def test_data_with_an_error_is_refused_and_the_release_before_stays(url, root, ask, keep_release):
    keep_release(url)
    path = next(path for path in (root / "assets").glob("*.csv"))
    path.write_text(path.read_text(encoding="utf-8").replace("operating", "thriving"), encoding="utf-8")
    with pytest.raises(DataError, match="thriving"):
        publish(root, url=url)
    assert ask("SELECT count(*) FROM innovation_map.releases") == [(1,)]
    assert not ask("SELECT 1 FROM innovation_map.assets WHERE status = 'thriving'")


def test_what_breaks_in_the_middle_leaves_nothing(url, root, rename, ask, monkeypatch, keep_release):
    keep_release(url)
    rename("works-1", "Works 1", "Works One")

    def fails(connection):
        connection.exec_driver_sql("SELECT 1/0")

    monkeypatch.setattr(publishing, "_forget_old", fails)
    with pytest.raises(DataError, match="not published"):
        publish(root, url=url)
    assert ask("SELECT count(*) FROM innovation_map.releases") == [(1,)]
    assert ask("SELECT name FROM innovation_map.assets WHERE id = 'works-1'") == [("Works 1",)]


def test_old_releases_go(url, rename, ask, monkeypatch, keep_release):
    monkeypatch.setattr(publishing, "KEPT", 2)
    for name, after in (("Works 1", "A"), ("A", "B"), ("B", "C")):
        keep_release(url)
        rename("works-1", name, after)
    assert [row[0] for row in ask("SELECT id FROM innovation_map.releases ORDER BY id")] == [2, 3]
    assert ask("SELECT count(*) FROM innovation_map.contents WHERE sha256 NOT IN (SELECT sha256 FROM innovation_map.files)") == [(0,)]


def test_a_database_that_is_not_there_is_said_without_its_password(root):
    with pytest.raises(DataError) as caught:
        publish(root, url="postgresql://nobody:secret@127.0.0.1:9/none?connect_timeout=2")
    assert "secret" not in str(caught.value) and "not published" in str(caught.value)
