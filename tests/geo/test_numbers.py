import math

import numpy as np
import pandas as pd
import pytest

from geo.numbers import MISSING_WORDS, format_number, quantity_words, rate_number, unit_words

MISSING = [None, math.nan, np.float32("nan"), pd.NA, pd.NaT]


@pytest.mark.parametrize("missing", MISSING, ids=repr)
def test_a_missing_value_is_never_a_number(missing):
    assert format_number(missing, decimals=2, unit=" km") == MISSING_WORDS


def test_numbers_for_people():
    assert format_number(0) == "0"
    assert format_number(1234567.891, decimals=1, unit=" km") == "1,234,567.9 km"
    assert format_number(-0.126, decimals=2, unit="%") == "-0.13%"


def test_a_rate_has_the_decimals_that_tell_it_from_its_neighbours():
    printed = {
        0: "0",
        13.26: "13.3",
        5.0: "5.0",
        4.996: "5.0",
        4.994: "4.99",
        2.446: "2.45",
        0.096: "0.10",
        0.004: "0.004",
        1e-9: "0.000000",
        1234.56: "1,234.6",
    }
    assert {value: rate_number(value) for value in printed} == printed
    assert rate_number(math.nan) == MISSING_WORDS


def test_figures_in_words():
    assert quantity_words(606.3, "GBP per week") == "£606.30 per week"
    assert quantity_words(648.4, "GBP per week") == "£648.40 per week"
    assert quantity_words(13.4, "%") == "13.4%"
    assert quantity_words(104.0, "km2") == "104 km²"
    assert quantity_words(math.nan, "%") == "not known"
    assert unit_words("GBP per week") == "£ per week"


def test_the_half_of_a_median_is_not_printed_of_a_great_figure():
    assert quantity_words(9_999.5, "people") == "9,999.5 people"
    assert quantity_words(137_011.6, "people") == "137,012 people"
