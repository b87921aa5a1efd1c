"""The guides name files that are there: a path in them leads somewhere."""

import re

import pytest

# What a command makes or whoever runs the map writes: it is not in the repository.
MADE = ("build/", ".venv/", ".streamlit/secrets.toml", "data/local/")


def paths_of(text):
    """Every path of the repository in code marks: with a slash, without spaces, brackets or a host."""
    marked = re.findall(r"`([^`\s]+)`", re.sub(r"```.*?```", "", text, flags=re.S))
    roots = ("geo/", "pages/", "data/", "tests/", "static/", "deploy/", ".ci/", ".streamlit/")
    return {path for path in marked if path.startswith(roots) and not re.search(r"[<>{}?]", path)}


@pytest.mark.parametrize("guide", ["README.md", "CONTRIBUTING.md"])
def test_every_path_of_a_guide_is_there(repository, guide):
    named = paths_of((repository / guide).read_text(encoding="utf-8"))
    assert len(named) > 10
    gone = [path for path in sorted(named) if not path.startswith(MADE) and not list(repository.glob(path.rstrip("/")))]
    assert gone == []
