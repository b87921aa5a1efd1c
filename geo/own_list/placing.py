"""Each row of a reader's table gets a point, how it was found and how far to trust it, or a problem in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.choice import did_you_mean, either
from geo.crs import BNG, WGS84
from geo.errors import PostcodeError
from geo.gazetteer.addresses import Reading, known_parts, one_thing, read_address
from geo.gazetteer.coordinates import Coordinates, parse_coordinates
from geo.gazetteer.locate import Gazetteer
from geo.gazetteer.name_forms import COUNCIL
from geo.gazetteer.named_points import STREET
from geo.gazetteer.postcodes import UNIT_RADIUS_M, likely_postcodes, parse_postcode, postcodes_within, prefixes
from geo.own_list.blank_cells import is_blank
from geo.own_list.column_names import POSITIONS, ROLES
from geo.own_list.numbers import read_number
from geo.own_list.table import ListTable
from geo.register.assets import Register
from geo.register.boundaries import authority_of
from geo.spreadsheet_text import FORMULA_START

# A row beyond this of the region has nothing near it here: its position is likelier to be wrong.
FAR_DEGREES = 1.0
# Coordinates and postcode of one row that lie farther apart than this contradict each other.
CONTRADICT_M = 5_000
PLACE_RADIUS_M = {"city": 5_000.0, "town": 2_500.0, "village": 1_000.0, "suburb": 1_000.0, "hamlet": 500.0}
LANDMARK_RADIUS_M = 300.0
# A text with more letters than a notation of coordinates needs is an address.
LETTERS_OF_WORDS = 3
UNNAMED = "Row {}"
COLUMNS = ("row", "name", "lat", "lon", "how", "precision", "radius_m", "gss_code", "authority", "cluster")


@dataclass(frozen=True)
class Problem:
    """What is wrong with a row: its number in the file, the column ("" for the whole row), the value, why, and what to
    do. A row with an error is not drawn; one with a warning is. `proposed` are the cells (column, text) that would mend it,
    where there is one way only."""

    row: int
    column: str
    value: str
    why: str
    mend: str
    severity: str = "error"
    proposed: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Position:
    """A point in EPSG:4326, how it was found, and the radius in which the truth lies (0: as given)."""

    lat: float
    lon: float
    how: str
    radius_m: float = 0.0


@dataclass(frozen=True, eq=False)
class PlacedList:
    """`rows` (EPSG:4326) are those with a point, with the columns of COLUMNS; `problems` all that was found, `total`
    the rows of the table."""

    rows: gpd.GeoDataFrame
    problems: tuple[Problem, ...]
    total: int

    @property
    def bad_rows(self) -> tuple[int, ...]:
        """The numbers of the rows that are not drawn."""
        return tuple(sorted({problem.row for problem in self.problems if problem.severity == "error"}))

    @property
    def proposed(self) -> dict[int, dict[str, str]]:
        """Row number -> column -> text: the cells that would mend a row that is not drawn, where there is one way only."""
        found = {problem.row: dict(problem.proposed) for problem in reversed(self.problems) if problem.severity == "error" and problem.proposed}
        return dict(sorted(found.items()))


def place_rows(table: ListTable, roles: Mapping[str, str], gazetteer: Gazetteer, register: Register) -> PlacedList:
    """Place the rows of a table whose columns have these roles (role -> column).

    A position is taken from coordinates, National Grid, postcode, street or landmark, and place, in this order:
    the first that a row has. Raises nothing: what cannot be placed is among the problems.
    """
    at = {role: table.columns.index(column) for role, column in roles.items() if column in table.columns}
    finder = _Finder(gazetteer, register, {role: table.columns[index] for role, index in at.items()})
    found, problems = [], []
    for number, cells in zip(table.numbers, table.rows, strict=True):
        row = {role: "" if role in POSITIONS and is_blank(cells[index]) else cells[index] for role, index in at.items()}
        issues = list(_formulas(number, cells, table.columns))
        position = None
        if not issues:
            position, issues = finder.find(number, row)
        problems += issues
        if position:
            found.append((number, row.get("name") or UNNAMED.format(number), position, row.get("cluster", "")))
    return PlacedList(_frame(found, register), tuple(problems), len(table.rows))


def _formulas(number: int, cells: tuple[str, ...], columns: tuple[str, ...]) -> Iterator[Problem]:
    """Cells that a spreadsheet would run: numbers with a sign and telephone numbers are none."""
    for cell, column in zip(cells, columns, strict=True):
        if cell[:1] in "=@+-\t" and cell and FORMULA_START.match(cell) and not _is_harmless(cell):
            yield Problem(number, column, cell[:80], "It begins like a formula; nothing was run.", "Write the value itself.")


def _is_harmless(cell: str) -> bool:
    if cell[0] in "=@":
        return False
    rest = cell[1:]
    return len(cell) == 1 or not any(sign in cell for sign in "()!|&") or all(char in "0123456789 ()+-.,\u00b0NSEW" for char in rest)


class _Finder:
    """Finds the position of one row after the other, in tables made ready once."""

    def __init__(self, gazetteer: Gazetteer, register: Register, columns: Mapping[str, str]) -> None:
        self.gazetteer, self.columns = gazetteer, columns
        areas = gazetteer.postcode_areas
        self.areas = dict(zip(areas.index, zip(areas["lat"], areas["lon"], areas["radius_m"], areas["level"], strict=True), strict=True))
        exact = gazetteer.exact_postcodes
        self.exact = {} if exact is None else dict(zip(exact.index, zip(exact["lat"], exact["lon"], strict=True), strict=True))
        west, south, east, north = self.region = register.region_bounds
        self.bounds = (south - FAR_DEGREES, north + FAR_DEGREES, west - FAR_DEGREES * 1.6, east + FAR_DEGREES * 1.6)
        self.addresses: dict[str, tuple[Position | None, Problem | None]] = {}
        self.firsts: dict[tuple[int, ...], list[int]] = {}

    def find(self, number: int, row: Mapping[str, str]) -> tuple[Position | None, list[Problem]]:
        """The position of a row and its problems: the first that is found; errors count only where none is."""
        errors: list[Problem] = []
        for way in (self._by_numbers, self._by_coordinates, self._by_grid, self._by_postcode, self._by_address, self._by_place):
            position, problem = way(number, row)
            if position:
                return position, [*self._contradictions(number, row, position), *map(_as_warning, errors)]
            if problem:
                errors.append(problem)
        if not errors:
            given = [ROLES[role] for role in self.columns if role not in ("name", "notes", "cluster")]
            why = "It has no position." if given else "No column holds a position."
            errors.append(Problem(number, "", "", why, f"Fill in {either(given)}." if given else "Say above which column holds postcodes or coordinates."))
        return None, errors

    def _by_numbers(self, number: int, row: Mapping[str, str]) -> tuple[Position | None, Problem | None]:
        lat_text, lon_text = row.get("latitude", ""), row.get("longitude", "")
        if not lat_text and not lon_text:
            return None, None
        if not lon_text and (read := parse_coordinates(lat_text)):
            return self._checked(number, "latitude", lat_text, read)
        lat, lon = read_number(lat_text), read_number(lon_text)
        if lat is None or lon is None:
            if read := parse_coordinates(f"{lat_text} {lon_text}") if lat_text and lon_text else None:
                return self._checked(number, "latitude", f"{lat_text} {lon_text}", read)
            bad = "latitude" if lat is None else "longitude"
            value = row.get(bad, "")
            why = "It is no number." if value else f"The {bad} is missing."
            return None, Problem(number, self.columns.get(bad, ""), value[:80], why, "Write degrees such as 52.48, longitude west of Greenwich with a minus.")
        return self._checked(number, "latitude", f"{lat_text}, {lon_text}", Coordinates(lat, lon, "decimal degrees"))

    def _by_coordinates(self, number: int, row: Mapping[str, str]) -> tuple[Position | None, Problem | None]:
        text = row.get("coordinates", "")
        if not text:
            return None, None
        if read := parse_coordinates(text):
            return self._checked(number, "coordinates", text, read)
        # A column called "Location" holds addresses as often.
        position, problem = self._address(number, "coordinates", text)
        if sum(map(str.isalpha, text)) > LETTERS_OF_WORDS:
            return position, problem
        mend = "Write latitude and longitude such as 52.48, -1.90, or a grid reference."
        return position, None if position else Problem(number, self.columns["coordinates"], text[:80], "It is no notation of coordinates known here.", mend)

    def _by_grid(self, number: int, row: Mapping[str, str]) -> tuple[Position | None, Problem | None]:
        east_text, north_text = row.get("easting", ""), row.get("northing", "")
        if not east_text and not north_text:
            return None, None
        east, north = read_number(east_text), read_number(north_text)
        read = parse_coordinates(f"{east:.2f} {north:.2f}") if east is not None and north is not None and min(east, north) > 0 else None
        if read is None:
            mend = "Write easting and northing in metres, six digits each."
            return None, Problem(number, self.columns.get("easting", ""), f"{east_text}, {north_text}"[:80], "It is no point of the National Grid.", mend)
        return self._checked(number, "easting", f"{east_text}, {north_text}", read)

    def _checked(self, number: int, role: str, text: str, read: Coordinates) -> tuple[Position | None, Problem | None]:
        """A point that can be one here, or what is wrong with it."""
        how = "National Grid" if read.notation == "National Grid" else "coordinates"
        if self._is_near(read.lat, read.lon):
            return Position(read.lat, read.lon, how, read.radius_m), None
        value, column = text[:80], self.columns.get(role, "")
        for (lat, lon), words in (
            ((read.lon, read.lat), "Latitude and longitude look swapped"),
            ((read.lat, -read.lon), "The minus of a longitude west of Greenwich is missing"),
            ((read.lon, -read.lat), "Latitude and longitude look swapped, and the minus of the longitude is missing"),
        ):
            if self._is_near(lat, lon):
                return None, Problem(number, column, value, f"{words}.", f"Write {lat:.5f} and {lon:.5f}.", proposed=self._degrees(role, lat, lon))
        if read.lat == read.lon == 0:
            return None, Problem(number, column, value, "0, 0 lies in the sea: the position is not known.", "Fill it in, or a postcode.")
        return None, Problem(number, column, value, "The point lies far outside the region.", "Check both numbers; rows elsewhere can be taken out.")

    def _is_inside(self, lat: float, lon: float) -> bool:
        west, south, east, north = self.region
        return south <= lat <= north and west <= lon <= east

    def _degrees(self, role: str, lat: float, lon: float) -> tuple[tuple[str, str], ...]:
        """The cells that hold a position of degrees, where one was read from the column of a role."""
        if role == "latitude" and "longitude" in self.columns:
            return (self.columns["latitude"], f"{lat:.6f}"), (self.columns["longitude"], f"{lon:.6f}")
        return ((self.columns[role], f"{lat:.6f}, {lon:.6f}"),) if role in ("latitude", "coordinates") else ()

    def _is_near(self, lat: float, lon: float) -> bool:
        south, north, west, east = self.bounds
        return south <= lat <= north and west <= lon <= east

    def _by_postcode(self, number: int, row: Mapping[str, str]) -> tuple[Position | None, Problem | None]:
        text = row.get("postcode", "")
        if not text:
            return None, None
        codes = postcodes_within(text)
        if len(codes) > 1:
            return None, Problem(number, self.columns["postcode"], text[:80], "It holds several postcodes.", "Keep one, or make a row for each.")
        try:
            code = codes[0] if codes else parse_postcode(text)
        except PostcodeError as error:
            meant = [choice.label for choice in likely_postcodes(text, self.gazetteer.postcode_areas)]
            mend = did_you_mean(meant) or error.mend
            proposed = ((self.columns["postcode"], meant[0]),) if len(meant) == 1 else ()
            return None, Problem(number, self.columns["postcode"], text[:80], "It is not a postcode.", mend, proposed=proposed)
        return self._postcode(number, "postcode", code)

    def _postcode(self, number: int, role: str, code: str) -> tuple[Position | None, Problem | None]:
        if code in self.exact:
            lat, lon = self.exact[code]
            return Position(lat, lon, "postcode", UNIT_RADIUS_M), None
        for prefix in prefixes(code):
            if prefix in self.areas:
                lat, lon, radius_m, level = self.areas[prefix]
                return Position(lat, lon, f"postcode ({level})", float(radius_m)), None
        meant = [choice.label for choice in likely_postcodes(code, self.gazetteer.postcode_areas)]
        mend = did_you_mean(meant) or "Check it; rows elsewhere can be taken out."
        return None, Problem(number, self.columns[role], code, "The postcode is not in the region.", mend)

    def _by_address(self, number: int, row: Mapping[str, str]) -> tuple[Position | None, Problem | None]:
        role = "address" if row.get("address") else "address_2"
        text = ", ".join(filter(None, (row.get("address", ""), row.get("address_2", ""), row.get("place", ""))))
        return self._address(number, role, text) if row.get(role) else (None, None)

    def _by_place(self, number: int, row: Mapping[str, str]) -> tuple[Position | None, Problem | None]:
        return self._address(number, "place", row["place"]) if row.get("place") else (None, None)

    def _address(self, number: int, role: str, text: str) -> tuple[Position | None, Problem | None]:
        """What an address means; the same text is looked up once in a list."""
        if text not in self.addresses:
            self.addresses[text] = self._looked_up(role, text)
        position, problem = self.addresses[text]
        return position, problem and Problem(number, self.columns[role], problem.value, problem.why, problem.mend, problem.severity)

    def _looked_up(self, role: str, text: str) -> tuple[Position | None, Problem | None]:
        if len(codes := postcodes_within(text)) == 1:
            return self._postcode(0, role, codes[0])
        if position := self._place(text):
            return position, None
        reading = read_address(text, self.gazetteer.around)
        if reading and reading.whole:
            firsts = self._firsts(reading.rows)
            tiers = [self.gazetteer.points.tiers[row] for row in firsts]
            if tiers.count(tiers[0]) == 1:
                return self._at(firsts[0]), None
        if not reading or not reading.whole:
            # The suburb or town of an address is known where its street is not.
            for part in known_parts(text, self.gazetteer.around):
                if position := self._place(part):
                    return position, None
        return None, self._unknown(text, reading)

    def _place(self, text: str) -> Position | None:
        """A place, or the place of a council, by its name."""
        words = self.gazetteer.points.forms.words(text)
        named = self.gazetteer.around.place_words
        row = named.get(words, named.get(self.gazetteer.points.forms.bare(words, COUNCIL)))
        if row is not None:
            place = self.gazetteer.places.iloc[row]
            return Position(place.geometry.y, place.geometry.x, f"middle of a {place['kind']}", PLACE_RADIUS_M[place["kind"]])
        rows = [row for row in self.gazetteer.points.named(words) if self.gazetteer.points.kinds[row] in PLACE_RADIUS_M]
        firsts = self._firsts(tuple(rows))
        return self._at(firsts[0]) if len(firsts) == 1 else None

    def _firsts(self, rows: tuple[int, ...]) -> list[int]:
        """The likeliest row of each thing that some rows are; a street that many rows name is grouped once."""
        if rows not in self.firsts:
            self.firsts[rows] = [group[0] for group in one_thing(rows, self.gazetteer.points)]
        return self.firsts[rows]

    def _at(self, row: int) -> Position:
        points = self.gazetteer.points
        kind = points.kinds[row]
        radius_m = max(float(points.radii_m[row]), PLACE_RADIUS_M.get(kind, LANDMARK_RADIUS_M if kind != STREET else 0.0))
        lat, lon = points.lat_lon[row]
        return Position(lat, lon, f"middle of a {kind}" if kind in PLACE_RADIUS_M or kind == STREET else kind, radius_m)

    def _unknown(self, text: str, reading: Reading | None) -> Problem:
        points = self.gazetteer.points
        if reading and reading.whole:
            firsts = self._firsts(reading.rows)
            named = list(dict.fromkeys(points.locality_names[row] for row in firsts))[:4]
            where = f", such as {either([name for name in named if name])}" if any(named) else ""
            return Problem(0, "", text[:80], f"It fits {len(firsts)} places.", f"Add the town or suburb{where}, or a postcode.")
        if reading:
            return Problem(0, "", text[:80], "The street is not known where the text says.", "Check the town, or add a postcode.")
        return Problem(0, "", text[:80], "No street, landmark or place of this name is known here.", "Add a postcode or coordinates.")

    def _contradictions(self, number: int, row: Mapping[str, str], position: Position) -> list[Problem]:
        """A postcode that lies elsewhere than the coordinates say is worth a look; the row is drawn."""
        if swapped := self._swapped_grid(number, row, position):
            return [swapped]
        if position.how not in ("coordinates", "National Grid") or not (codes := postcodes_within(row.get("postcode", ""))):
            return []
        other, _ = self._postcode(number, "postcode", codes[0])
        if other is None:
            return []
        away_m = float(_metres(position.lat, position.lon, other.lat, other.lon))
        if away_m <= CONTRADICT_M + other.radius_m:
            return []
        why = f"The postcode lies {away_m / 1000:.0f} km from the coordinates; the coordinates were taken."
        return [Problem(number, self.columns["postcode"], codes[0], why, "Correct the one that is wrong.", "warning")]

    def _swapped_grid(self, number: int, row: Mapping[str, str], position: Position) -> Problem | None:
        """A point of the National Grid outside the region that lies inside it the other way round is worth a look."""
        east, north = read_number(row.get("easting", "")), read_number(row.get("northing", ""))
        if position.how != "National Grid" or east is None or north is None or self._is_inside(position.lat, position.lon):
            return None
        other = parse_coordinates(f"{north:.2f} {east:.2f}")
        if other is None or not self._is_inside(other.lat, other.lon):
            return None
        value = f"{row['easting']}, {row['northing']}"[:80]
        return Problem(number, self.columns["easting"], value, "Easting and northing may be swapped.", f"If so, write {north:.0f} and {east:.0f}.", "warning")


def _metres(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    north, east = np.radians(other_lat - lat) * 6_371_000, np.radians(other_lon - lon) * 6_371_000 * np.cos(np.radians(lat))
    return np.hypot(north, east)


def _as_warning(problem: Problem) -> Problem:
    why = f"{problem.why} The position was found by another column."
    return Problem(problem.row, problem.column, problem.value, why, problem.mend, "warning")


def _frame(found: list[tuple[int, str, Position, str]], register: Register) -> gpd.GeoDataFrame:
    table = pd.DataFrame(
        [(row, name, at.lat, at.lon, at.how, precision_words(at.radius_m), at.radius_m, cluster) for row, name, at, cluster in found],
        columns=["row", "name", "lat", "lon", "how", "precision", "radius_m", "cluster"],
    )
    frame = gpd.GeoDataFrame(table, geometry=gpd.points_from_xy(table["lon"], table["lat"], crs=WGS84))
    codes = authority_of(frame.geometry, register.boundaries).fillna("").astype(str) if len(frame) else pd.Series(dtype=str)
    names = register.authorities["name"]
    return frame.assign(gss_code=codes, authority=[names.get(code, "Outside the region") for code in codes])[[*COLUMNS, "geometry"]]


def precision_words(radius_m: float) -> str:
    """How far a position is good for, in words."""
    if not radius_m:
        return "as given"
    return f"within about {radius_m:,.0f} m" if radius_m < 1_000 else f"within about {radius_m / 1000:.1f} km"


def in_metres(frame: gpd.GeoDataFrame) -> np.ndarray:
    """The points of a frame (EPSG:4326) in EPSG:27700."""
    return frame.geometry.to_crs(BNG).to_numpy()
