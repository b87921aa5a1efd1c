"""One-line changes of modules that their own tests ought to notice: `make mutate MODULE=geo/select/filters.py`, or whole rooms:
`make mutate MODULE="geo/analysis geo/select" SAMPLE=150 SEED=3`.

A seeded sample of mutants (a comparison turned, a number moved by one, `and` for `or`, plus for minus, a condition denied), each in a child
of its own that sees the changed text in place of the module's and runs the tests that mirror it. Survivors are printed with their line. Where
a module has no tests of its own, or they do not pass as it stands, no mutant of it counts as noticed.
"""

from __future__ import annotations

import argparse
import ast
import copy
import importlib.abc
import importlib.util
import io
import os
import random
import sys
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from itertools import groupby
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TURNED = {ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.In: ast.NotIn, ast.NotIn: ast.In}
OTHER = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd}
SURVIVED, KILLED, UNTESTED = 0, 1, 2


def places(tree: ast.Module) -> Iterator[ast.AST]:
    """The nodes of a module that can be changed, but for annotations and texts."""
    skipped = {id(inner) for node in ast.walk(tree) for part in ("annotation", "returns") for inner in ast.walk(getattr(node, part, None) or ast.Pass())}
    for node in ast.walk(tree):
        if id(node) in skipped:
            continue
        number = isinstance(node, ast.Constant) and type(node.value) in (int, float)
        if (
            number
            or isinstance(node, ast.BoolOp | ast.IfExp | ast.If)
            or (isinstance(node, ast.Compare) and type(node.ops[0]) in TURNED)
            or (isinstance(node, ast.BinOp) and type(node.op) in OTHER)
        ):
            yield node


def mutated(source: str, at: int) -> tuple[str, int, str]:
    """The text of a module with its `at`th place changed, the line, and the line's text."""
    tree = copy.deepcopy(ast.parse(source))
    node = list(places(tree))[at]
    if isinstance(node, ast.Constant):
        node.value += 1
    elif isinstance(node, ast.Compare):
        node.ops[0] = TURNED[type(node.ops[0])]()
    elif isinstance(node, ast.BinOp):
        node.op = OTHER[type(node.op)]()
    elif isinstance(node, ast.BoolOp):
        node.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
    else:
        node.test = ast.UnaryOp(ast.Not(), node.test)
    return ast.unparse(tree), node.lineno, ast.unparse(node)


class Changed(importlib.abc.MetaPathFinder, importlib.abc.SourceLoader):
    """Gives a module's changed text to whoever imports it."""

    def __init__(self, name: str, path: Path, text: str) -> None:
        self.name, self.path, self.text = name, path, text

    def find_spec(self, name, path=None, target=None):
        return importlib.util.spec_from_loader(name, self, origin=str(self.path)) if name == self.name else None

    def get_filename(self, name):
        return str(self.path)

    def get_data(self, path):
        return self.text.encode()


def outcome(module: Path, text: str, tests: Path, patience_s: int) -> int:
    """What becomes of a mutant: SURVIVED, KILLED by a test, a fault or its time, or UNTESTED where no test ran."""
    child = os.fork()
    if child:
        status = os.waitpid(child, 0)[1]
        return os.WEXITSTATUS(status) if os.WIFEXITED(status) else KILLED
    import signal

    import pytest

    signal.alarm(patience_s)
    name = module.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".")
    sys.meta_path.insert(0, Changed(name, module, text))
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        status = pytest.main(["-x", "-q", "-p", "no:cacheprovider", "-W", "ignore::pytest.PytestAssertRewriteWarning", str(tests)])
    none_ran = status in (pytest.ExitCode.USAGE_ERROR, pytest.ExitCode.NO_TESTS_COLLECTED)
    os._exit(UNTESTED if none_ran else KILLED if status else SURVIVED)


def modules_in(paths: list[Path]) -> list[Path]:
    """The modules named, and those in the folders named."""
    found = [file for path in paths for file in (sorted(path.rglob("*.py")) if path.is_dir() else [path])]
    return [file.resolve() for file in found if file.name != "__init__.py"]


def survivors_of(module: Path, chosen: list[int], patience_s: int) -> list[str]:
    """The mutants of a module that nobody noticed, in words; all of them where its tests say nothing."""
    inside, source = module.relative_to(ROOT), module.read_text(encoding="utf-8")
    tests = ROOT / "tests" / inside.parent / f"test_{inside.name}"
    unchanged = outcome(module, source, tests, patience_s)
    if unchanged != SURVIVED:
        why = "it has no tests of its own" if unchanged == UNTESTED else "its tests do not pass as it stands"
        return [f"  {inside}: {why}"] * len(chosen)
    made = [mutated(source, at) for at in chosen]
    return [f"  {inside}:{line}: {words}" for text, line, words in made if outcome(module, text, tests, patience_s) == SURVIVED]


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("modules", nargs="+", type=Path, help="modules, or folders of them")
    asked.add_argument("--sample", type=int, default=15, help="how many mutants of all these modules")
    asked.add_argument("--seed", type=int, default=11)
    asked.add_argument("--patience", type=int, default=120, help="seconds for the tests of one mutant")
    options = asked.parse_args()
    # What all children share is imported once; neither pytest's plugins nor the library itself, so that each sees its own.
    import geopandas  # noqa: F401
    import streamlit.testing.v1  # noqa: F401

    every = [(module, at) for module in modules_in(options.modules) for at in range(len(list(places(ast.parse(module.read_text(encoding="utf-8"))))))]
    chosen = sorted(random.Random(options.seed).sample(every, min(options.sample, len(every))))
    survived = 0
    for module, group in groupby(chosen, key=lambda pair: pair[0]):
        ats = [at for _, at in group]
        survivors = survivors_of(module, ats, options.patience)
        survived += len(survivors)
        print(f"{module.relative_to(ROOT)}: {len(survivors)} of {len(ats)} survived", *survivors, sep="\n", flush=True)
    print(f"In all {survived} of {len(chosen)} survived, of {len(every)} that could be made.")


if __name__ == "__main__":
    main()
