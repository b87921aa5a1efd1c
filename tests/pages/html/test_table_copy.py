"""A table on the clipboard: `static/table_copy.js`, run by Node on generated cells, held to the rule for spreadsheets and to lxml."""

from __future__ import annotations

import json
import random
import re
import subprocess

import lxml.html

from geo.settings import STATIC_ROOT
from geo.spreadsheet_text import neutralised

SCRIPT = """globalThis.window = {}; require(process.argv[1]);
const tables = JSON.parse(require("fs").readFileSync(0));
console.log(JSON.stringify(tables.map((cells) => [window.wmTable.tsv(cells), window.wmTable.html(cells, "A <b> & C")])));"""
LETTERS = ["a", "B", "7", " ", "\t", "\n", "=", "+", "-", "@", "'", "<", ">", "&", '"', ";", ",", "\u00a3", "\u2013", "\u00e9", "\uff1d", "|"]


def copied(tables: list[list[list[str]]]) -> list[tuple[str, str]]:
    done = subprocess.run(["node", "-e", SCRIPT, str(STATIC_ROOT / "table_copy.js")], input=json.dumps(tables), capture_output=True, text=True, check=True)
    return [tuple(pair) for pair in json.loads(done.stdout)]


def test_every_cell_arrives_whole_and_none_as_a_formula():
    draw = random.Random(3)
    text = lambda: "".join(draw.choice(LETTERS) for _ in range(draw.randint(0, 9)))  # noqa: E731
    tables = [[[text() for _ in range(3)] for _ in range(4)] for _ in range(200)]
    for cells, (tsv, html) in zip(tables, copied(tables), strict=True):
        clean = [[" ".join(cell.split()) for cell in row] for row in cells]
        assert [line.split("\t") for line in tsv.split("\n")] == [[neutralised(cell) for cell in row] for row in clean]
        assert [[cell.text_content() for cell in row] for row in lxml.html.fromstring(html).iter("tr")] == clean
        assert not re.search(r"<(?!/?(?:table|caption|thead|tbody|tr|th|td)>)", html) and "<caption>A &lt;b&gt; &amp; C</caption>" in html
