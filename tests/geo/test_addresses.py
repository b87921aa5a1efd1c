from urllib.parse import parse_qs, urlsplit

import pytest

from geo.addresses import is_reachable, page_url


def test_the_address_of_a_page():
    assert page_url("") == "./"
    assert page_url("places", authority="", compare=[]) == "places"
    assert page_url("", q="a b") == "./?q=a+b"
    made = page_url("places", authority="E08000030", compare=["x&y", "z=1"])
    assert parse_qs(urlsplit(made).query) == {"authority": ["E08000030"], "compare": ["x&y", "z=1"]}


@pytest.mark.parametrize(
    "url", ["https://map.example/wm/", "http://192.168.1.20:8501/", "http://[2001:db8::1]/", "http://laptop.local:8501/", "http://presenter:8501/"]
)
def test_another_machine_can_open_a_name_or_a_number_of_the_network(url):
    assert is_reachable(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "map.example",
        "ftp://map.example/",
        "http://localhost:8501/",
        "http://LOCALHOST./",
        "http://map.localhost/",
        "http://127.0.0.1/",
        "http://127.9.9.9/",
        "http://[::1]:8501/",
        "http://0.0.0.0:8501/",
        "http://[::]/",
        "http://[bad/",
        "https:///x",
    ],
)
def test_no_other_machine_can_open_what_this_one_calls_itself(url):
    assert not is_reachable(url)
