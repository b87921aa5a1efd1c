"""What the tests of a map's parts share: the base map, points in metres, and what stands on a sheet."""

from xml.etree import ElementTree

import pytest

from geo.crs import to_bng
from geo.print_map.basemap import basemap
from geo.print_map.label_placement import Box
from geo.print_map.typography import text_width

WEIGHTS = {"600": "Semibold", "700": "Bold"}


@pytest.fixture(scope="session")
def base(register):
    """The base map of the shipped data, EPSG:27700."""
    return basemap(register)


@pytest.fixture(scope="session")
def points_of():
    """The places (n, 2) of assets in EPSG:27700."""
    return lambda assets: to_bng(assets.geometry).get_coordinates().to_numpy()


@pytest.fixture(scope="session")
def read():
    """What was drawn on a sheet, as XML."""
    return lambda sheet: ElementTree.fromstring(f"<svg>{''.join(sheet.parts)}</svg>")


@pytest.fixture(scope="session")
def texts(read):
    """Every text on a sheet with its box in mm, from its capitals to its baseline."""

    def boxes(sheet):
        found = []
        for text in read(sheet).iter("text"):
            size, x, y, spacing = (float(text.get(key, 0)) for key in ("font-size", "x", "y", "letter-spacing"))
            width = text_width(text.text or "", size=size, weight=WEIGHTS.get(text.get("font-weight"), "Regular"))
            width += spacing * len(text.text or "")
            left = x - {"start": 0, "middle": width / 2, "end": width}[text.get("text-anchor", "start")]
            found.append((text.text, Box(left, y - size * 0.66, left + width, y)))
        return found

    return boxes
