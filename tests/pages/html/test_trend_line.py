"""The small line of a trend."""

import math
import re
from urllib.parse import unquote

from pages.html.trend_line import HEIGHT_PX, MARGIN_PX, WIDTH_PX, trend_image


def path_of(points):
    return re.search(r' d="([^"]*)"', unquote(trend_image(points, words="It rose")))[1]


def test_the_line_goes_from_corner_to_corner_and_time_is_to_scale():
    right, bottom = WIDTH_PX - MARGIN_PX, HEIGHT_PX - MARGIN_PX
    assert (
        path_of([(2000, 1.0), (2001, 2.0), (2004, 3.0)])
        == f"M{MARGIN_PX}.0 {bottom}.0L{MARGIN_PX + (right - MARGIN_PX) / 4:.1f} {HEIGHT_PX / 2:.1f}L{right}.0 {MARGIN_PX}.0"
    )


def test_it_breaks_where_nothing_is_known_and_ends_in_a_dot_at_the_newest():
    points = [(2000, 1.0), (2001, math.nan), (2002, 2.0), (2003, math.nan)]
    assert path_of(points).count("M") == 2 and path_of(points).count("L") == 0
    assert f'cx="{WIDTH_PX - MARGIN_PX}.0" cy="{MARGIN_PX}.0"' in unquote(trend_image(points, words=""))


def test_level_values_lie_in_the_middle_and_one_value_is_no_trend():
    assert set(re.findall(r" ([\d.]+)", path_of([(2000, 5.0), (2001, 5.0)]))) == {f"{HEIGHT_PX / 2:.1f}"}
    assert trend_image([(2000, 5.0), (2001, math.nan)], words="") == ""


def test_its_words_are_escaped():
    assert 'alt="&lt;b&gt;"' in trend_image([(1, 1.0), (2, 2.0)], words="<b>")
