"""What is reckoned for a view of a place, kept for every reader who asks for the same."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from geo.analysis.area_tables import Asked
from geo.analysis.areas import Area
from geo.select.filters import Filters
from pages.answers import area_page
from pages.shared.loaders import Shared, lookups

_kept = st.cache_resource(max_entries=400, show_spinner=False)


def about(data: Shared, area: Area, filters: Filters) -> area_page.AreaPage:
    """The sheet of an area for the assets that answer the filters."""
    return _about(_key(data, area.id, filters), area, filters, data)


def measured(data: Shared, area: Area, filters: Filters, asked: Asked, keep: dict) -> area_page.MeasurePage:
    """The sheet of a measure; `keep` are the parameters its links carry along."""
    return _measured(_key(data, area.id, filters, asked, keep), area, filters, asked, keep, data)


def beside(data: Shared, areas: tuple[Area, ...], filters: Filters, asked: Asked) -> area_page.ComparePage:
    """The sheet of areas side by side."""
    return _beside(_key(data, [area.id for area in areas], filters, asked), areas, filters, asked, data)


def _key(data: Shared, *parts: object) -> str:
    """One text that tells a view from any other: quicker to hash than its parts."""
    return f"{data.stamp}|{parts!r}"


def _assets(data: Shared, filters: Filters) -> pd.DataFrame:
    return data.register.assets[data.index.mask(filters)]


@_kept
def _about(key: str, _area: Area, _filters: Filters, _data: Shared) -> area_page.AreaPage:
    tables = lookups()
    return area_page.area_sheet(_area, _assets(_data, _filters), register=_data.register, lookups=tables, filters=_filters)


@_kept
def _measured(key: str, _area: Area, _filters: Filters, _asked: Asked, _keep: dict, _data: Shared) -> area_page.MeasurePage:
    sheet = about(_data, _area, _filters)
    return area_page.measure_sheet(sheet.profile, _assets(_data, _filters), _asked, register=_data.register, keep=_keep, ring=sheet.ring)


@_kept
def _beside(key: str, _areas: tuple[Area, ...], _filters: Filters, _asked: Asked, _data: Shared) -> area_page.ComparePage:
    figures = lookups().figures
    return area_page.side_sheet(_areas, _assets(_data, _filters), _asked, register=_data.register, figures=figures)
