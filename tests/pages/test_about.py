"""The page about the data: each section from the link, and none that breaks."""

import pytest
from streamlit.testing.v1 import AppTest

SECTIONS = {
    "overview": "How confidence is given",
    "quality": "The ten assets with the oldest evidence",
    "gaps": "Searched, nothing found",
    "sources": "Open Government Licence v.3.0",
    "changes": "Dropped (",
    "correct": "python -m geo validate",
    "accessibility": "Accessibility statement",
}


@pytest.fixture
def open_page(repository):
    def factory(**query):
        page = AppTest.from_file(str(repository / "pages" / "about.py"), default_timeout=60)
        for name, value in query.items():
            page.query_params[name] = value
        return page.run()

    return factory


def words(page):
    return "".join(e.proto.body for e in page.get("html")) + "".join(e.value for e in page.markdown)


@pytest.mark.parametrize(("section", "part"), SECTIONS.items())
def test_a_link_opens_its_section(open_page, section, part):
    page = open_page(section=section)
    assert not page.exception and not page.error and not page.info
    assert part in words(page)
    assert page.radio(key="about-section").value == section


def test_the_page_opens_with_what_it_is(open_page, register):
    page = open_page()
    assert page.radio(key="about-section").value == "overview"
    assert f"<b>{len(register.assets)}</b>" in words(page)


def test_choosing_a_section_writes_the_link(open_page):
    page = open_page()
    page.radio(key="about-section").set_value("gaps").run()
    assert page.query_params["section"] in ("gaps", ["gaps"])
    assert SECTIONS["gaps"] in words(page)


def test_counting_by_authority_lists_all_of_them(open_page, register):
    page = open_page(section="quality", by="authority")
    assert page.radio(key="about-by").value == "authority"
    assert all(name in words(page) for name in register.authorities["name"])


def test_unknown_values_are_dropped_in_words(open_page, hostile):
    page = open_page(section=hostile, by=hostile)
    assert not page.exception and not page.error
    assert page.info
    assert SECTIONS["overview"] in words(page)


def test_an_unknown_group_falls_back(open_page, hostile):
    page = open_page(section="quality", by=hostile)
    assert not page.exception and not page.error
    assert page.radio(key="about-by").value == "layer"


def test_every_section_has_one_page_heading(open_page):
    for section in SECTIONS:
        assert words(open_page(section=section)).count("<h1") == 1
