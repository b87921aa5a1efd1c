"""The address that codes and printed links begin with, as a reader's browser and the settings give it."""

from types import SimpleNamespace

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from pages.shared import own_address


@pytest.fixture(autouse=True)
def forgotten():
    own_address._said.clear()
    yield
    own_address._said.clear()


def opened_by(monkeypatch, url):
    monkeypatch.setattr(st, "context", SimpleNamespace(url=url))


@pytest.mark.parametrize(
    ("url", "root"),
    [
        ("http://localhost:8501/", "http://localhost:8501/"),
        ("https://map.example/wm/places?a=b", "https://map.example/wm/"),
        ("https://map.example/places", "https://map.example/"),
        (None, ""),
    ],
)
def test_the_root_is_the_folder_of_the_page(monkeypatch, url, root):
    opened_by(monkeypatch, url)
    assert own_address.link_root() == root


def test_a_link_is_printed_with_the_public_address_or_not_at_all(monkeypatch):
    opened_by(monkeypatch, "http://localhost:8501/places")
    assert own_address.public_link("http://localhost:8501/places?authority=x") == ""
    monkeypatch.setenv("INNOVATION_MAP_PUBLIC_ADDRESS", "https://map.example/wm/")
    assert own_address.public_link("http://localhost:8501/places?authority=x") == "https://map.example/wm/places?authority=x"


def asks():
    from pages.shared import own_address

    own_address.ask()


def test_present_asks_once_where_no_address_is_known(monkeypatch):
    page = AppTest.from_function(asks).run()
    assert own_address.WHY_NOT in page.caption[0].value
    page.text_input(key="public-address").input("http://localhost:9/").run()
    assert page.warning and own_address.public_root() == ""
    page.text_input(key="public-address").input("https://map.example/wm?x=1").run()
    assert not page.warning and own_address.public_root() == "https://map.example/wm/"
    page.text_input(key="public-address").input("").run()
    assert own_address.public_root() == ""


def test_present_does_not_ask_where_the_address_is_set(monkeypatch):
    monkeypatch.setenv("INNOVATION_MAP_PUBLIC_ADDRESS", "https://map.example/")
    page = AppTest.from_function(asks).run()
    assert not page.caption and not page.text_input
