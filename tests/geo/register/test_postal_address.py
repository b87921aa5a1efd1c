"""An address in one line."""

import pandas as pd
import pytest

from geo.register.postal_address import full_address


@pytest.mark.parametrize(
    ("parts", "line"),
    [(("1 Road", "Town", "AB1 2CD"), "1 Road, Town, AB1 2CD"), (("", "Town", ""), "Town"), (("1 Road", "", "AB1 2CD"), "1 Road, AB1 2CD"), (("", "", ""), "")],
)
def test_what_is_not_known_is_left_out(parts, line):
    assert full_address(pd.Series(parts, index=["address", "place", "postcode"])) == line
