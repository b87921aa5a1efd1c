"""Names while they are typed: those a text finds; asked for only where a browser is not given all."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest
from starlette.requests import Request

from pages.shared import name_suggestions
from pages.shared.fields import of_assets


def ask(data, monkeypatch, text):
    monkeypatch.setattr(name_suggestions, "shared", lambda: data)
    return json.loads(name_suggestions.reply(Request({"type": "http", "method": "GET", "path": "/", "headers": [], "query_string": text.encode()})).body)


@pytest.fixture
def many(register, index):
    return SimpleNamespace(register=register, index=index, tiles=object())


def test_names_come_best_first_and_each_once(many, monkeypatch):
    told = ask(many, monkeypatch, "q=manufacturing+tech")
    wanted = many.register.assets["name"].iloc[many.index.text.ranked("manufacturing tech")[: name_suggestions.MOST]]
    assert told == list(dict.fromkeys(wanted)) and told


@pytest.mark.parametrize("query", ["", "q=", "q=%20", "q=zzzzqqqq"])
def test_without_a_text_that_finds_something_there_is_none(many, monkeypatch, query):
    assert ask(many, monkeypatch, query) == []


def test_of_many_assets_a_field_has_the_address_and_of_few_the_names(many, register):
    asked = of_assets(many, "add", "Add", "").as_data()
    assert asked["suggest"] == "names" and "options" not in asked
    left_out = register.assets["id"].iloc[0]
    few = of_assets(SimpleNamespace(register=register, tiles=None), "add", "Add", "", without={left_out}).as_data()
    assert "suggest" not in few and [label for _, label in few["options"]] == register.assets["name"].iloc[1:].tolist()
