"""What is near by car: against drives reckoned one by one."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import Point

from geo.analysis import drive_access
from geo.analysis.drive_access import (
    ALL,
    WITHIN_MINUTES,
    minutes_to_layers,
    nearest_by_car,
    postcodes_within,
    residents_ranks,
    residents_within_pct,
)
from geo.analysis.drive_time import drive_from, drives_to, road_graph
from geo.crs import WGS84


@pytest.mark.parametrize("position", [0, 100, 250])
def test_the_nearest_of_each_kind_is_the_shortest_drive_of_all(register, position):
    asset = register.assets.iloc[position]
    targets = drive_access._targets(register)
    targets = targets[targets["id"] != asset["id"]]
    drives = drives_to(drive_from(road_graph(register), asset["geometry"]), targets.geometry)
    nearest = nearest_by_car(register, asset)
    assert {one.what for one in nearest} == set(targets["what"])
    for one in nearest:
        of_kind = drives[(targets["what"] == one.what).to_numpy()]
        assert one.minutes == pytest.approx(of_kind["minutes"].min())
        assert one.km == pytest.approx(of_kind.loc[of_kind["minutes"].idxmin(), "km"])
        assert one.id != asset["id"]


def test_closed_assets_are_no_destination(register):
    closed = set(register.assets["id"][register.assets["status"] == "closed"])
    assert closed and not closed & set(drive_access._targets(register)["id"])


def test_every_kind_asked_for_leads_to_the_assets_of_its_layer_and_no_other(register, open_assets):
    targets = drive_access._targets(register)
    for layer in drive_access.ASKED_LAYERS:
        of_kind = targets[(targets["what"] == register.layer_names.at[layer, "name"]).to_numpy()]
        assert len(of_kind) and set(of_kind["id"]) == set(open_assets["id"][(open_assets["layer"] == layer).to_numpy()])


def test_minutes_to_layers_are_those_of_the_shortest_drive_there(register, open_assets):
    """Driven from the point, over the drives to every asset of the layer; not known where no road is near."""
    points = gpd.GeoSeries([Point(-1.9, 52.48), Point(-2.7, 52.06), Point(-3.5, 52.5)], index=["a", "b", "c"], crs=WGS84)
    got = minutes_to_layers(register, points, assets=open_assets)
    assert list(got.columns) == list(register.layer_names.index) and got.loc["c"].isna().all()
    for name in ("a", "b"):
        minutes = drives_to(drive_from(road_graph(register), points[name]), open_assets.geometry)["minutes"]
        expected = minutes.groupby(open_assets["layer"]).min()
        assert np.allclose(got.loc[name], expected.reindex(got.columns))


def test_residents_are_shares_of_the_postcodes_of_the_file(register, package):
    """All postcodes of the table inside the region are counted once, and shares and ranks follow from the counts."""
    counted = postcodes_within(register)
    groups = pd.read_csv(package.path("postcode_areas")).query("level == 'unit group'")
    assert 0.8 * groups["postcodes"].sum() < counted[ALL].sum() <= groups["postcodes"].sum()
    layers = counted.drop(columns=ALL)
    assert (layers.le(counted[ALL], axis=0)).all().all()
    codes = list(counted.index[:3])
    shares = residents_within_pct(register, codes)
    assert shares.to_dict() == pytest.approx((100 * layers.loc[codes].sum() / counted.loc[codes, ALL].sum()).to_dict())
    for layer in layers:
        share = (layers[layer] / counted[ALL]).sort_values(ascending=False)
        assert residents_ranks(register).at[share.index[0], layer] == 1


def test_an_authority_all_of_which_is_near_has_a_hundred_percent(register, open_assets):
    """A group of postcodes counts exactly where its own shortest drive is within the minutes."""
    groups = drive_access._postcode_groups(register)
    code = open_assets["gss_code"].mode()[0]
    own = groups[(groups["gss_code"] == code).to_numpy()]
    points = gpd.GeoSeries(gpd.points_from_xy(own["lon"], own["lat"]), crs=WGS84, index=own.index)
    near = minutes_to_layers(register, points, assets=open_assets) <= WITHIN_MINUTES
    assert postcodes_within(register).loc[code].drop(ALL).to_dict() == near.mul(own["postcodes"], axis=0).sum().to_dict()
