"""A question as a link to the view that answers it, in words."""

from urllib.parse import parse_qs, urlsplit

import pytest

from geo.gazetteer.question_link import question_link
from geo.select.questions import read_question


@pytest.mark.parametrize(
    ("text", "words", "page", "query"),
    [
        ("planned gigafactories", "Show as filters: Gigafactories and EV sites, Planned", "./", {"layer": ["gigafactory"], "status": ["planned"]}),
        (
            "within 5 miles of Rugby for robotics",
            "What is within 8.05 km of Rugby: robotics",
            "nearby",
            {"near": ["Rugby"], "radius_km": ["8.05"], "technology": ["robotics"]},
        ),
        (
            "what is within 20 minutes of CV1 5FB for 5G",
            "What is within 20 minutes by car of CV1 5FB: 5G",
            "nearby",
            {"near": ["CV1 5FB"], "technology": ["5G"], "minutes": ["20"]},
        ),
    ],
)
def test_the_link_says_and_asks_what_was_understood(text, words, page, query, register, index):
    link = question_link(read_question(text, register=register, index=index), register)
    assert link.words == words
    assert urlsplit(link.url).path == page and parse_qs(urlsplit(link.url).query) == query


def test_years_in_a_row_are_said_as_a_span(register, index):
    link = question_link(read_question("universities in Birmingham since 2015", register=register, index=index), register)
    assert "opened 2015 to " in link.words or "Opened" in link.words
    assert "Universities, Birmingham" in link.words
