"""The files of `deploy/`: they name what there is. nginx's and Caddy's run in `tests/browser/test_hosted.py`."""

from __future__ import annotations

import re
import subprocess
import sys
from configparser import RawConfigParser
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DEPLOY = ROOT / "deploy"


def test_a_container_holds_every_room_of_the_app_and_nothing_that_is_not_there():
    copied = [path for line in re.findall(r"^COPY (.+)$", (DEPLOY / "Containerfile").read_text(), re.MULTILINE) for path in line.split()[:-1]]
    assert all((ROOT / path).exists() for path in copied), copied
    assert {"app.py", "geo", "pages", "static", "data", ".streamlit", "requirements.txt"} <= set(copied)


def test_a_unit_serves_below_the_path_of_the_proxies_on_their_ports():
    unit = RawConfigParser(strict=False)
    unit.optionxform = str
    unit.read(DEPLOY / "innovation-map@.service")
    assert "--server.baseUrlPath map" in unit["Service"]["ExecStart"] and "--server.port %i" in unit["Service"]["ExecStart"]
    ports = [set(re.findall(r"127\.0\.0\.1:(\d+)", (DEPLOY / name).read_text())) for name in ("nginx.conf", "Caddyfile")]
    assert ports[0] == ports[1] == {"8501", "8502"}


def test_systemd_takes_the_unit_as_it_is(tmp_path):
    """As `systemd-analyze verify` has it, but for the interpreter, which is where the host puts it."""
    text = (DEPLOY / "innovation-map@.service").read_text().replace("/srv/innovation-map/.venv/bin/python", sys.executable)
    (tmp_path / "innovation-map@.service").write_text(text)
    unit = tmp_path / "innovation-map@8501.service"
    unit.symlink_to("innovation-map@.service")
    if sys.platform == "linux":  # The only system with systemd.
        done = subprocess.run(["systemd-analyze", "verify", str(unit)], capture_output=True, text=True, check=False)
        assert done.returncode == 0 and "innovation-map" not in done.stderr, done.stderr


def test_every_setting_the_code_reads_stands_in_the_table():
    read = set(re.findall(r'"(INNOVATION_MAP_[A-Z_]+)"', (ROOT / "geo" / "settings.py").read_text()))
    table = (ROOT / "README.md").read_text().partition("## Settings")[2].partition("\n## ")[0]
    shortened = {"INNOVATION_MAP_TILES_ATTRIBUTION", "INNOVATION_MAP_TILES_NAME"}
    assert all(f"`{name}`" in table for name in read - shortened), read
    assert "`_ATTRIBUTION`" in table and "`_NAME`" in table
