"""A reader's list, read and placed with the shipped data."""

import pytest

from geo.gazetteer.locate import load_gazetteer
from geo.own_list.column_names import load_column_names, recognise
from geo.own_list.placing import place_rows
from geo.own_list.reading import read_pasted
from geo.own_list.results import compute_results
from geo.own_list.table import find_table


@pytest.fixture(scope="session")
def column_names(register):
    return load_column_names(register.package)


@pytest.fixture(scope="session")
def placed_of(register, column_names):
    """Text of a table -> (table, roles, placed list)."""

    def place(text):
        table = find_table(read_pasted(text), column_names)
        roles = recognise(table, column_names)
        return table, roles, place_rows(table, roles, load_gazetteer(register), register)

    return place


@pytest.fixture
def results_of(register, placed_of):
    """Text of a table -> its results."""
    return lambda text: compute_results(placed_of(text)[2], register.assets, register=register)
