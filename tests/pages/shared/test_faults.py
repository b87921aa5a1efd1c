"""What is logged, and what a page says, when something of ours breaks."""

from __future__ import annotations

import logging

import pytest
from streamlit.testing.v1 import AppTest

from geo.settings import log_level
from pages.shared import faults


@pytest.mark.parametrize(("named", "level"), [("", "WARNING"), ("debug", "DEBUG"), ("ERROR", "ERROR"), ("loud", "WARNING")])
def test_the_level_is_that_of_the_settings(monkeypatch, named, level):
    monkeypatch.setenv("INNOVATION_MAP_LOG_LEVEL", named)
    assert log_level() == level


def test_a_line_begins_with_the_time_and_is_written_once(monkeypatch, capsys):
    monkeypatch.setattr(faults, "LOG", logging.Logger("test"))
    faults.log_to_stderr()
    faults.log_to_stderr()
    try:
        raise KeyError("x")
    except KeyError:
        number = faults.report("places", {"authority": ["a", "b"]})
    lines = capsys.readouterr().err.splitlines()
    assert sum(number in line for line in lines) == 1
    assert lines[0][:2] == "20" and "ERROR" in lines[0] and "authority=a&authority=b" in lines[0]
    assert lines[-1] == "KeyError: 'x'"


def test_a_page_says_the_number(caplog):
    def page():
        import streamlit

        from pages.shared import words

        @streamlit.fragment
        @words.in_words()
        def part():
            raise KeyError("inner workings")

        part()

    shown = AppTest.from_function(page).run()
    assert not shown.exception
    (said,) = shown.error
    assert "inner workings" not in said.value
    assert caplog.records[-1].args[0] in said.value
