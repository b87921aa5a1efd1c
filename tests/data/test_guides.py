"""What helps people change the data: the guide, the template and the list of editions."""

import re

import pandas as pd
import pytest

from geo.register.boundaries import load_fine_boundaries
from geo.register.validation import issues_of_assets, issues_of_table
from geo.settings import DATA_ROOT

TEMPLATE = "assets_template.csv"


@pytest.fixture(scope="module")
def schema(package):
    return package.schema("hubs")


@pytest.fixture(scope="module")
def guide():
    return (DATA_ROOT / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def template():
    return pd.read_csv(DATA_ROOT / TEMPLATE, dtype=str, keep_default_na=False)


def test_the_guide_explains_every_column(guide, schema):
    told = dict(re.findall(r"^\| `(\w+)` \| (.+) \|$", guide, flags=re.MULTILINE))
    missing = [field["name"] for field in schema["fields"] if field["name"] not in told]
    assert not missing, f"data/README.md does not explain: {missing}"


def test_the_guide_has_no_column_that_is_not_there(guide, schema):
    told = re.findall(r"^\| `(\w+)` \| ", guide, flags=re.MULTILINE)
    assert sorted(told) == sorted(field["name"] for field in schema["fields"])


def test_the_guide_says_what_must_be_filled_and_gives_the_example(guide, schema):
    for field in schema["fields"]:
        line = next(line for line in guide.splitlines() if line.startswith(f"| `{field['name']}` |"))
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        assert cells[2] == ("yes" if field.get("constraints", {}).get("required") else "no"), field["name"]
        assert cells[3] == str(field.get("example", "")), field["name"]


def test_the_guide_names_every_table_of_assets(guide, package):
    assert not [r["path"] for r in package.resources.values() if "layer" in r and f"`{r['path']}`" not in guide]


def test_the_template_has_the_columns_in_order(template, schema):
    assert list(template.columns) == [field["name"] for field in schema["fields"]]


def test_the_template_keeps_every_rule(template, schema, package):
    issues = issues_of_table(template, file=TEMPLATE, schema=schema, package=package)
    issues += issues_of_assets(template, file=TEMPLATE, layer="hub", package=package, boundaries=load_fine_boundaries(package))
    assert not issues, "\n".join(map(str, issues))


def test_the_template_shows_how_every_required_cell_looks(template, schema):
    required = [f["name"] for f in schema["fields"] if f.get("constraints", {}).get("required")]
    assert not [name for name in required if (template[name] == "").any()]


def test_the_newest_edition_is_the_package(package):
    text = (DATA_ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    newest = re.search(r"^## (\S+) \(", text, flags=re.MULTILINE).group(1)
    assert newest == package.descriptor["version"], "Describe this version in data/CHANGELOG.md."
