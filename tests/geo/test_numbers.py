import math

import numpy as np
import pandas as pd
import pytest

from geo.numbers import MISSING_WORDS, format_number

MISSING = [None, math.nan, np.float32("nan"), pd.NA, pd.NaT]


@pytest.mark.parametrize("missing", MISSING, ids=repr)
def test_a_missing_value_is_never_a_number(missing):
    assert format_number(missing, decimals=2, unit=" km") == MISSING_WORDS


def test_numbers_for_people():
    assert format_number(0) == "0"
    assert format_number(1234567.891, decimals=1, unit=" km") == "1,234,567.9 km"
    assert format_number(-0.126, decimals=2, unit="%") == "-0.13%"
