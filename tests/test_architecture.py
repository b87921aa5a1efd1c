"""The shape of the code: who may import whom, who knows paths, and that data stays in the data."""

import ast
import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from geo.register.datapackage import DESCRIPTOR, open_package

ROOT = Path(__file__).resolve().parents[1]
WEB = {"streamlit", "streamlit_folium"}
LIBRARY = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "geo").rglob("*.py"))
PAGES = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "pages").rglob("*.py"))
CODE = ["app.py", *PAGES, *LIBRARY]
# How reference data was made: its sources and their paths are its subject.
BUILD = "geo/build/"
PAGE_LINES = 120
# The classes of cells, which both libraries document under these names and give under no other; and argparse's only word for a type.
PRIVATE = {"geo/__main__.py": {"_SubParsersAction"}, "geo/export/report_docx.py": {"_Cell"}, "geo/export/pptx/tables.py": {"_Cell"}}

GSS_CODE = re.compile(r"\b[EWSNK]\d{8}\b")
POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b")
COORDINATES = re.compile(r"\b5[123]\.\d{3,}|-[123]\.\d{3,}")
# Imports every module in a child of its own, so that none can hide behind what another imported.
IMPORT_EACH = """
import gc, os, sys
# What the modules share is imported once: the forks are then as quick as their own lines.
import contourpy, folium, geopandas, lxml.html, mapbox_vector_tile, mcp.server.mcpserver, openpyxl, PIL.ImageFont, pptx, pyarrow.parquet
import pyogrio, rapidfuzz.process, requests, resvg_py, scipy.optimize, scipy.sparse.csgraph, segno, sqlalchemy, typst, xlsxwriter
gc.freeze()
for name in sys.argv[1:]:
    child = os.fork()
    if not child:
        status = 1
        try:
            __import__(name)
            found = sorted({"streamlit", "streamlit_folium"} & set(sys.modules))
            status = 1 if found else 0
            if found:
                print(f"{name} imports {', '.join(found)}", flush=True)
        except BaseException as error:
            print(f"{name}: {error!r}", flush=True)
        os._exit(status)
    os.waitpid(child, 0)
print("done")
"""


@cache
def tree_of(file):
    return ast.parse((ROOT / file).read_text(encoding="utf-8"))


@cache
def nodes_of(file):
    """Every node of a file's tree: walked once for all the rules."""
    return tuple(ast.walk(tree_of(file)))


@cache
def imports_of(file):
    names = set()
    for node in nodes_of(file):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        if isinstance(node, ast.ImportFrom) and not node.level:
            names.add(node.module.split(".")[0])
    return names


def docstrings_of(file):
    return {
        id(node.body[0].value)
        for node in nodes_of(file)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and node.body and isinstance(node.body[0], ast.Expr)
    }


def placeholders_of(file):
    return {id(node.value) for node in nodes_of(file) if isinstance(node, ast.keyword) and node.arg == "placeholder"}


@cache
def texts_of(file):
    """Every text literal of a file but its docstrings and the examples in empty fields, with its line."""
    left_out = docstrings_of(file) | placeholders_of(file)
    return tuple(
        (node.lineno, node.value) for node in nodes_of(file) if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in left_out
    )


def coordinates_of(file):
    """Every number of a file that could be a latitude or, negated, a longitude of the region.

    To three decimals or more: a place, not a measure.
    """
    for node in nodes_of(file):
        negated = isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub)
        number = node.operand if negated else node
        if isinstance(number, ast.Constant) and isinstance(number.value, float):
            low, high = (1.0, 3.5) if negated else (51.5, 53.5)
            if low < number.value < high and round(number.value, 2) != number.value:
                yield number.lineno, number.value


def is_example(text, at):
    """Whether what stands at a position follows words that call it an example for the reader."""
    return re.search(r"(such as|for example|like|e\.g\.|a postcode \()[^.;]*$", text[:at], re.I) is not None


def module_of(file):
    return file.removesuffix(".py").replace("/", ".").removesuffix(".__init__")


# ---- imports ----


def test_every_module_of_the_library_imports_alone_and_without_the_web_framework():
    modules = [module_of(file) for file in LIBRARY]
    run = subprocess.run(
        [sys.executable, "-c", IMPORT_EACH, *modules],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        # Without compiled files every fork would compile the library anew.
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": ""},
    )
    assert run.stdout == "done\n", run.stdout + run.stderr


@pytest.mark.parametrize("file", LIBRARY)
def test_the_library_does_not_import_the_app(file):
    assert not imports_of(file) & (WEB | {"pages", "app"})


def test_only_the_map_and_the_layers_for_maps_of_others_import_folium():
    assert [file for file in CODE if "folium" in imports_of(file)] == ["geo/webmap/folium_layer.py", "geo/webmap/folium_map.py"]


def test_only_one_module_calls_the_map_component():
    assert [file for file in CODE if "streamlit_folium" in imports_of(file)] == ["pages/shared/map_panel.py"]


@pytest.mark.parametrize("file", CODE)
def test_no_private_part_of_another_library_is_touched(file):
    """What a library does not promise may change under us: names with an underscore are our own, or argued for in `PRIVATE`."""
    ours = {node.name for node in nodes_of(file) if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    ours |= {node.id for node in nodes_of(file) if isinstance(node, ast.Name)} | set(fields_of_own_classes(file))
    touched = {node.attr for node in nodes_of(file) if isinstance(node, ast.Attribute) and is_private(node.attr)} - ours
    touched |= set(re.findall(r"\bthis\.(_\w+)", "\n".join(text for _, text in texts_of(file))))
    imported = {alias.name for node in nodes_of(file) if isinstance(node, ast.ImportFrom) and not is_ours(node.module) for alias in node.names}
    touched |= {name for name in imported if is_private(name)}
    assert touched == PRIVATE.get(file, set())


def is_private(name):
    return name.startswith("_") and not name.startswith("__") and name != "_"


def is_ours(module):
    return (module or "").partition(".")[0] in ("geo", "pages", "__future__")


def fields_of_own_classes(file):
    """The fields of the classes of a file that inherit from no class of another library; what those inherit is not theirs to name."""
    foreign = {alias.asname or alias.name for node in nodes_of(file) if isinstance(node, ast.ImportFrom) and not is_ours(node.module) for alias in node.names}
    for made in nodes_of(file):
        if not isinstance(made, ast.ClassDef):
            continue
        bases = {base.id if isinstance(base, ast.Name) else base.value.id for base in made.bases if isinstance(base, ast.Name | ast.Attribute)}
        if bases & (foreign | {"folium"}) - {"NamedTuple", "Protocol"}:
            continue
        for node in ast.walk(made):
            if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
                yield node.attr
            elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                yield node.target.id


@pytest.mark.parametrize("file", [file for file in LIBRARY if not file.startswith(BUILD)])
def test_the_app_never_imports_what_built_its_data(file):
    found = [
        node.lineno
        for node in nodes_of(file)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("geo.build")
        or isinstance(node, ast.Import) and any(alias.name.startswith("geo.build") for alias in node.names)
    ]  # fmt: skip
    assert not found


# ---- the top level ----


def test_nothing_lies_at_the_top_but_what_belongs_there():
    known = {"app.py", "geo", "data", "pages", "tests", "requirements.txt", "README.md", "Makefile", "pyproject.toml", ".ci", ".streamlit", "static", "deploy"}
    known |= {"LICENSE", "CHANGELOG.md", "CONTRIBUTING.md", ".gitignore", ".gitattributes"}
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    assert {file.partition("/")[0] for file in listed if file} <= known


# ---- data stays in the data ----


def test_the_data_holds_no_code():
    assert list((ROOT / "data").rglob("*.py")) == []


@pytest.mark.parametrize("file", CODE)
def test_no_codes_postcodes_or_coordinates_in_the_code(file):
    found = [
        (line, match.group())
        for line, text in texts_of(file)
        for pattern in (GSS_CODE, POSTCODE, COORDINATES)
        for match in pattern.finditer(text)
        if not is_example(text, match.start())
    ]
    assert not [*found, *coordinates_of(file)]


@pytest.mark.parametrize("file", CODE)
def test_no_asset_is_named_in_the_code(file):
    found = [(line, name) for line, text in texts_of(file) for name in asset_names() if name in text]
    assert not found


@cache
def file_names():
    paths = [resource["path"] for resource in open_package().resources.values()]
    return {DESCRIPTOR, *paths, *(path.rpartition("/")[2] for path in paths)}


@cache
def asset_names():
    package = open_package()
    tables = [pd.read_csv(package.path(name), dtype=str) for name in package.asset_tables.values()]
    return tuple(pd.concat(tables)["name"])


@pytest.mark.parametrize("file", [f for f in CODE if f != "geo/register/datapackage.py" and not f.startswith(BUILD)])
def test_only_the_package_knows_its_files(file):
    found = [(line, text) for line, text in texts_of(file) if text in file_names() or text.removeprefix("data/") in file_names()]
    assert not found


@pytest.mark.parametrize("file", CODE)
def test_no_rows_are_chosen_by_a_bare_list(file):
    """`frame[[...]]` with an empty list chooses no column instead of no row: rows are chosen by an array, columns by names."""
    found = [
        node.lineno
        for node in nodes_of(file)
        if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.ListComp) and not isinstance(node.slice.elt, ast.Name | ast.JoinedStr | ast.Subscript)
    ]
    assert not found


# ---- pages are short ----


@pytest.mark.parametrize("file", [file for file in PAGES if file.count("/") == 1])
def test_a_page_is_short(file):
    lines = (ROOT / file).read_text(encoding="utf-8").count("\n")
    assert lines <= PAGE_LINES
