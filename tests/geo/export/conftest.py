"""What the tests of exports share: a view of the shipped data, and one full of hostile texts."""

from dataclasses import replace
from datetime import date

import pytest

from geo.export import ExportContext, export_context
from geo.register.assets import load_register
from geo.select.filters import Filters

LINK = "https://example.org/?layer=catapult&layer=university"
HOSTILE = (
    '=HYPERLINK("https://evil.example","x")',
    "+1+1",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1,1)",
    "\t=1+1",
    "\uff1d1+1",
    " =1+1",
    "'=1+1",
    "</script><script>alert(1)</script>",
    'say "hi", she said',
    "line one\nline two",
    "emoji \U0001f50b and \u05e9\u05dc\u05d5\u05dd \u202eabc",
    "{{ 7*7 }} {% raw %} \\ \u2028",
    "long " * 2000,
)


@pytest.fixture(scope="session")
def register():
    """The shipped register."""
    return load_register()


@pytest.fixture(scope="session")
def context(register):
    """Two layers of the shipped data."""
    filters = Filters(layer=("catapult", "university"))
    return export_context(register, filters, link=LINK, made_on=date(2026, 11, 22))


@pytest.fixture(scope="session")
def empty(register):
    """A view that holds nothing."""
    assets = register.assets.iloc[0:0]
    return ExportContext(register, assets, Filters(q="zzzz"), "Nothing", "", date(2026, 11, 22))


@pytest.fixture(scope="session")
def hostile(register):
    """One asset per hostile text, which stands in name, summary, operator, aliases and source."""
    assets = register.assets.head(len(HOSTILE)).copy()
    assert len(assets) == len(HOSTILE)
    for column in ("name", "summary", "operator", "source_title"):
        assets[column] = list(HOSTILE)
    assets["aliases"] = [(text.replace(";", ","), "second") for text in HOSTILE]
    changed = replace(register, assets=assets)
    title = 'Hostile </title><script>alert("title")</script> {{ 7*7 }}'
    return ExportContext(changed, assets, Filters(q="</script>"), title, LINK, date(2026, 11, 22))
