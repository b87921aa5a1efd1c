"""What the guides tell people to type works: the Python runs, the commands are there."""

import re
from importlib.util import find_spec

import pytest

from geo.__main__ import _parser

GUIDES = ("README.md", "data/README.md", "CONTRIBUTING.md")


def test_the_python_of_the_readme_runs_as_it_stands(repository, tmp_path, monkeypatch):
    snippets = re.findall(r"```python\n(.*?)```", (repository / "README.md").read_text(encoding="utf-8"), flags=re.S)
    assert len(snippets) == 2
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    for snippet in snippets:
        exec(compile(snippet, "README.md", "exec"), names)
    saved = {path.name: path.read_text(encoding="utf-8") for path in tmp_path.glob("*.html")}
    assert set(saved) == {"map.html", "layers.html"}
    for name in ("hub", "catapult", "university", "gigafactory"):
        assert names["register"].layer_names.at[name, "plural"] in saved["layers.html"]


@pytest.mark.parametrize("guide", GUIDES)
def test_every_command_a_guide_names_is_there(repository, guide):
    text = (repository / guide).read_text(encoding="utf-8")
    known = next(action.choices for action in _parser()._actions if action.choices and "validate" in action.choices)
    assert set(re.findall(r"python -m geo ([a-z]+)", text)) <= set(known)
    for module in set(re.findall(r"python -m (geo\.[\w.]+)", text)):
        assert find_spec(module.rstrip(".")), module


@pytest.mark.parametrize("guide", GUIDES)
def test_every_target_of_make_a_guide_names_is_there(repository, guide):
    targets = set(re.findall(r"^([a-z-]+):", (repository / "Makefile").read_text(encoding="utf-8"), flags=re.M))
    assert set(re.findall(r"`(?:[A-Z]+=\S+ )?make ([a-z-]+)", (repository / guide).read_text(encoding="utf-8"))) <= targets
