"""Places: what an area has, how that compares, what it lacks and what lies just over its border."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import streamlit as st

from geo import area_report, area_sections
from geo.area_search import Lookups, area_asked, area_in_link, area_names, areas_asked, compared_areas, load_lookups
from geo.areas import Area
from geo.crs import point_from_lat_lon
from geo.errors import GeoError
from geo.filtering import Filters
from geo.labels import filter_words
from geo.place_data import PlaceData, place_data, restricted
from geo.popups import asset_card
from geo.profile import MOST_COMPARED, Profile, profile_of
from geo.views_places import border_ring, places_view
from pages.shared import downloads, url, words
from pages.shared.loaders import Shared, shared
from pages.shared.map_panel import show_map, theme
