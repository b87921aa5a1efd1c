from urllib.parse import parse_qs, urlsplit

from geo.addresses import page_url


def test_the_address_of_a_page():
    assert page_url("") == "./"
    assert page_url("places", authority="", compare=[]) == "places"
    assert page_url("", q="a b") == "./?q=a+b"
    made = page_url("places", authority="E08000030", compare=["x&y", "z=1"])
    assert parse_qs(urlsplit(made).query) == {"authority": ["E08000030"], "compare": ["x&y", "z=1"]}
