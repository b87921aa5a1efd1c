"""The tree of errors: drawn in the docstring as it is in the code, and each says how to mend it."""

import inspect
import re

import pytest

from geo import errors
from geo.errors import DataError, GeoError, NotFoundError, PostcodeError

CLASSES = [kind for _, kind in inspect.getmembers(errors, inspect.isclass) if kind.__module__ == errors.__name__]


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
def test_every_error_is_one_of_the_library(kind):
    assert issubclass(kind, GeoError)


def test_the_docstring_draws_every_error():
    drawn = set(re.findall(r"\b\w+Error\b", errors.__doc__))
    assert drawn == {kind.__name__ for kind in CLASSES}


def test_a_postcode_that_is_not_there_is_something_not_found():
    assert issubclass(PostcodeError, NotFoundError)


def test_text_is_message_and_mend():
    error = DataError("hubs.csv is empty.", mend="Restore it.")
    assert (str(error), error.message, error.mend) == (
        "hubs.csv is empty. Restore it.",
        "hubs.csv is empty.",
        "Restore it.",
    )


def test_text_without_mend_has_no_trailing_space():
    assert str(GeoError("It failed.")) == "It failed."
