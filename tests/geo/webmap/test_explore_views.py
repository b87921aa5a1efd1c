"""What the Explore map shows and where it goes."""

import pytest

from geo.select.filters import Filters
from geo.vocabulary import HIDDEN_STATUS, STATUS_WORDS
from geo.webmap.explore_views import explore_view, fit_to, layer_legend


def ids_of(register, index, filters):
    return tuple(register.assets["id"][index.mask(filters)])


def view_of(register, index, filters, **more):
    counts = index.counts(filters)["layer"]
    return explore_view(register, filters, ids=ids_of(register, index, filters), counts=counts, **more)


def inside(bounds, lon, lat):
    (south, west), (north, east) = bounds
    return west <= lon <= east and south <= lat <= north


def region(register):
    west, south, east, north = register.region_bounds
    return [[south, west], [north, east]]


def test_without_filters_the_map_shows_the_region(register, index):
    fit = fit_to(register, Filters(), ids=ids_of(register, index, Filters()))
    assert fit["bounds"] == region(register)


@pytest.mark.parametrize("filters", [Filters(layer=("catapult",)), Filters(city=("Coventry",)), Filters(q="battery")])
def test_the_map_fits_to_what_is_found(register, index, filters):
    ids = ids_of(register, index, filters)
    fit = fit_to(register, filters, ids=ids)
    points = [register.asset(identity).geometry for identity in ids]
    assert points
    assert all(inside(fit["bounds"], point.x, point.y) for point in points)
    assert fit["bounds"] != region(register)


def test_one_asset_is_seen_with_what_is_around_it(register):
    asset = register.assets.iloc[0]
    fit = fit_to(register, Filters(q="x"), ids=(asset["id"],))
    (south, west), (north, east) = fit["bounds"]
    assert south < asset["lat"] < north and west < asset["lon"] < east


def test_a_chosen_authority_is_shown_whole_even_without_an_asset(register):
    row = register.boundaries.iloc[0]
    fit = fit_to(register, Filters(authority=(row["gss_code"],)), ids=())
    west, south, east, north = row.geometry.bounds
    assert fit["bounds"] == [[south, west], [north, east]]


def test_two_chosen_authorities_are_both_shown(register):
    rows = register.boundaries.iloc[[0, -1]]
    fit = fit_to(register, Filters(authority=tuple(rows["gss_code"])), ids=())
    west, south, east, north = rows.total_bounds
    assert fit["bounds"] == [[south, west], [north, east]]


def test_nothing_found_shows_the_region(register):
    assert fit_to(register, Filters(q="zzzz"), ids=())["bounds"] == region(register)


def test_the_map_moves_when_the_filters_change_and_only_then(register):
    catapults, hubs = Filters(layer=("catapult",)), Filters(layer=("hub",))
    keys = [fit_to(register, filters, ids=())["key"] for filters in (catapults, Filters(layer=("catapult",)), hubs)]
    assert keys[0] == keys[1] != keys[2]


def test_the_view_holds_the_assets_found_and_the_chosen_one(register, index):
    filters = Filters(layer=("catapult",), authority=("E08000025",))
    view = view_of(register, index, filters, chosen="x", theme="dark")
    assert view.ids == ids_of(register, index, filters)
    assert (view.chosen, view.theme, view.highlight) == ("x", "dark", ("E08000025",))
    assert str(len(view.ids)) in view.title
    assert view_of(register, index, filters).chosen is None


def test_the_stamp_changes_with_what_is_shown(register, index):
    views = [
        view_of(register, index, Filters()),
        view_of(register, index, Filters(), chosen=register.assets["id"].iloc[0]),
        view_of(register, index, Filters(layer=("hub",))),
    ]
    assert len({view.stamp for view in views}) == len(views)
    assert view_of(register, index, Filters()).stamp == views[0].stamp


def test_the_legend_counts_every_layer_and_switches_it(register, index):
    filters = Filters(layer=("catapult",), city=("Coventry",))
    counts = index.counts(filters)["layer"]
    rows = [row for row in layer_legend(register, filters, counts=counts)["rows"] if "count" in row]
    assert {row["id"]: row["count"] for row in rows} == counts
    assert [row["id"] for row in rows if row["on"]] == ["catapult"]
    assert [row["label"] for row in rows] == register.layer_names["plural"].tolist()


def test_with_no_layer_chosen_all_are_on(register, index):
    rows = layer_legend(register, Filters(), counts=index.counts(Filters())["layer"])["rows"]
    assert all(row["on"] for row in rows if "count" in row)
    online = [row for row in rows if row.get("send") == "tiles"]
    assert online and not any(row["on"] for row in online)


def test_the_legend_explains_closed_pins_only_where_they_are_shown(register, index):
    counts = index.counts(Filters())["layer"]

    def explained(filters):
        rows = layer_legend(register, filters, counts=counts)["rows"]
        return {row["status"] for row in rows if "status" in row}

    assert explained(Filters()) == set(STATUS_WORDS) - {"operating", HIDDEN_STATUS}
    assert HIDDEN_STATUS in explained(Filters(status=(HIDDEN_STATUS,)))
