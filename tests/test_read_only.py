"""A checkout that nobody may write to: the app starts, serves every page and all that is made for browsers, and says nothing wrong."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys

import pytest
from second_region import write_second_region

from geo.settings import DATA_ROOT

COPIED = ("app.py", "geo", "pages", "static", ".streamlit")
# What the pages run as in the copy: every page of the navigation, and the routes that give what was made.
SCRIPT = """
import html  # AppTest looks for modules in pages/ first, where one has this name.
from pathlib import Path
from streamlit.testing.v1 import AppTest
names = [path.stem for path in sorted(Path("pages").resolve().glob("*.py")) if path.stem != "stewards"]
for name in names:
    page = AppTest.from_file(str(Path("pages").resolve() / f"{name}.py"), default_timeout=100).run()
    assert not page.exception, (name, page.exception)
    assert not page.error and not page.warning, (name, [said.value for said in (*page.error, *page.warning)])
from starlette.applications import Starlette
from starlette.testclient import TestClient
from pages.shared import lite, made_files, open_data, site_files, smaller_files
from pages.shared.loaders import shared
asked = TestClient(Starlette(routes=[*made_files.routes(), *lite.routes(), *open_data.routes(), *site_files.routes()]))
frontend = shared().frontend
for address in (*(f"made/{name}" for name in frontend.made), "lite", "ready", "list", "data/assets.csv", "data/assets.xlsx", "favicon.ico"):
    answer = asked.get(f"/{address}")
    assert answer.status_code == 200 and answer.content, (address, answer.status_code, answer.text[:200])
assert asked.get(f"/made/{frontend.assets}").text == frontend.text(frontend.assets)
assert [asked.get(f"/made/{name}").status_code for name in ("..%2Fapp.py", "wm-map.js", "assets-0-00000000.js", "font-0.woff2")] == [404] * 4
frontend.path(frontend.assets).unlink()
assert asked.get(f"/made/{frontend.assets}").status_code == 200, "an emptied cache is filled again"
print(len(names), frontend.folder)
"""
# Linux: root may write to everything by one capability, which the child does without.
DROP_FROM_BOUNDING_SET, WRITE_TO_EVERYTHING = 24, 1


def as_anybody():
    if os.geteuid() == 0:
        assert ctypes.CDLL(None, use_errno=True).prctl(DROP_FROM_BOUNDING_SET, WRITE_TO_EVERYTHING, 0, 0, 0) == 0


@pytest.fixture
def checkout(tmp_path, repository):
    """A copy of the app with the small region that cannot be written to."""
    root = tmp_path / "checkout"
    root.mkdir()
    for name in COPIED:
        source = repository / name
        if source.is_dir():
            shutil.copytree(source, root / name, ignore=shutil.ignore_patterns("__pycache__", "vendor"))
        else:
            shutil.copy(source, root / name)
    write_second_region(DATA_ROOT, root / "data")
    every = [root, *root.rglob("*")]
    for path in every:
        path.chmod(path.stat().st_mode & ~0o222)
    yield root
    for path in every:
        path.chmod(path.stat().st_mode | 0o200)


def test_a_read_only_checkout_serves_every_page(checkout, tmp_path):
    (temporary := tmp_path / "temporary").mkdir()
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("INNOVATION_MAP_", "XDG_"))}
    # The home cannot be written to either: what is made goes among the temporary files.
    settings = kept | {"HOME": str(checkout), "TMPDIR": str(temporary), "PYTHONPATH": str(checkout), "INNOVATION_MAP_WORK_AHEAD": "0"}
    before = sorted(checkout.rglob("*"))
    run = subprocess.run([sys.executable, "-c", SCRIPT], cwd=checkout, env=settings, capture_output=True, text=True, timeout=300, preexec_fn=as_anybody)
    assert run.returncode == 0, run.stderr[-3000:]
    number, folder = run.stdout.split()
    assert int(number) > 10 and folder.startswith(str(temporary))
    assert sorted(checkout.rglob("*")) == before
    assert "Traceback" not in run.stderr and "ermission" not in run.stderr, run.stderr[-3000:]
