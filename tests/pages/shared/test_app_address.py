"""The app's address behind a proxy, and queries that are too long."""

import pytest
import requests
import streamlit as st
from starlette.requests import Request
from streamlit import config

from pages.shared.app_address import LONGEST_QUERY, app_root, base_path, printed_root


def request(**headers):
    sent = [(f"x-forwarded-{name}".encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "method": "GET", "scheme": "http", "server": ("inside", 8501), "path": "/x", "query_string": b"", "headers": sent})


@pytest.mark.parametrize(
    ("headers", "root"),
    [
        ({}, "http://inside:8501/"),
        ({"proto": "https", "host": "map.example"}, "https://map.example/"),
        ({"proto": "HTTPS, http", "host": "map.example:8443, inside", "prefix": "/west/map/"}, "https://map.example:8443/west/map/"),
        ({"prefix": "/map"}, "http://inside:8501/map/"),
        ({"host": "[::1]:80"}, "http://[::1]:80/"),
        ({"proto": "javascript", "host": "evil.example/<script>", "prefix": "//evil.example"}, "http://inside:8501/"),
        ({"prefix": "/a b", "host": "a@b"}, "http://inside:8501/"),
    ],
)
def test_the_address_is_the_one_the_reader_has(headers, root):
    assert app_root(request(**headers)) == root


def test_the_path_streamlit_serves_under_comes_after_the_prefix():
    before = st.get_option("server.baseUrlPath")
    config.set_option("server.baseUrlPath", "map/")
    try:
        assert base_path() == "/map" and app_root(request(prefix="/west")) == "http://inside:8501/west/map/"
    finally:
        config.set_option("server.baseUrlPath", before)
    assert base_path() == ""


@pytest.mark.parametrize("path", ["data/assets.csv", "answer/explore"])
def test_a_query_that_is_too_long_is_refused_on_every_route_of_ours(address, path):
    long = requests.get(f"{address}{path}?q={'x' * LONGEST_QUERY}", timeout=30)
    assert long.status_code == 414 and str(f"{LONGEST_QUERY:,}") in long.text
    assert requests.get(f"{address}{path}?q={'x' * (LONGEST_QUERY - 2)}", timeout=30).status_code != 414


@pytest.mark.parametrize(
    ("setting", "root", "printed"),
    [
        ("", "https://map.example/wm/", "https://map.example/wm/"),
        ("", "http://localhost:8501/", ""),
        ("", "", ""),
        ("https://map.example/wm", "http://localhost:8501/", "https://map.example/wm/"),
        ("https://map.example/", "http://10.0.0.7/", "https://map.example/"),
        ("http://localhost:8501", "http://127.0.0.1:8501/", ""),
        ("nonsense", "http://10.0.0.7/", "http://10.0.0.7/"),
    ],
)
def test_what_is_printed_leads_to_no_localhost(monkeypatch, setting, root, printed):
    monkeypatch.setenv("INNOVATION_MAP_PUBLIC_ADDRESS", setting)
    assert printed_root(root) == printed
