"""What the PostGIS tables hold, before a database is asked."""

from geo.store.feature_tables import GEOMETRY, feature_frames


def test_a_table_for_each_thing_a_gis_asks_for(register):
    frames = feature_frames(register)
    assert {name: len(frame) for name, frame in frames.items()} == {
        "assets": len(register.assets),
        "authorities": len(register.authorities),
        "clusters": len(register.clusters),
    }
    assert all(frame.crs.to_epsg() == 4326 and frame.geometry.name == GEOMETRY for frame in frames.values())
    assert set(frames["authorities"].geom_type) == {"MultiPolygon"}
