"""The layers on a map of somebody's own, opened as a file: no request, a control, symbols, popups, and text as text."""

from dataclasses import replace

import folium
import pytest

from geo.errors import NotFoundError
from geo.register.assets import load_register
from geo.webmap.folium_layer import layer, offline_map

LAYERS = ("hub", "catapult", "university", "gigafactory")
HOSTILE = "<img src=x onerror=alert(1)> {{ 7 * 7 }} {% for %}"


def test_a_map_of_four_layers_opens_offline_and_runs_nothing_of_the_data(browser, tmp_path):
    register = load_register()
    first = register.layers["university"].iloc[0]["id"]
    register = replace(register, assets=register.assets.assign(name=register.assets["name"].where(register.assets["id"] != first, HOSTILE)))
    made = offline_map(register)
    for name in LAYERS:
        layer(register, name, show=name == "university").add_to(made)
    folium.LayerControl(collapsed=False).add_to(made)
    made.save(tmp_path / "layers.html")
    page, asked, faults = browser.new_page(), [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("dialog", lambda dialog: faults.append(dialog.message))
    page.goto((tmp_path / "layers.html").as_uri())
    pins = page.locator(".leaflet-marker-icon svg")
    page.wait_for_function("count => document.querySelectorAll('.leaflet-marker-icon svg').length === count", arg=len(register.layers["university"]))
    assert page.locator(".leaflet-control-layers label").all_inner_texts() == [f" {register.layer_names.at[name, 'plural']}" for name in LAYERS]
    page.locator(".leaflet-control-layers input").first.check()
    assert pins.count() == len(register.layers["university"]) + len(register.layers["hub"])
    popups = page.evaluate(
        "() => { const out = []; document.querySelectorAll('.leaflet-marker-icon').forEach((pin) => { pin.click(); "
        "out.push(document.querySelector('.leaflet-popup').innerText); }); return out; }"
    )
    assert any(HOSTILE in popup for popup in popups)
    assert faults == [] and [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
    page.close()
    with pytest.raises(NotFoundError, match="'none'"):
        layer(register, "none")
