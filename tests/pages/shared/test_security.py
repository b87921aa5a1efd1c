"""What every answer says to the browser, the names the server answers to, and its figures for whoever runs it."""

from __future__ import annotations

import json
import re

import pytest
import requests
from harness import ROOT, serve

PAGES = ("", "places", "lite", "data/assets.csv", "health", "ogc", "robots.txt", "app/static/app.css")


@pytest.mark.parametrize("path", PAGES)
def test_every_answer_says_what_a_browser_may_do_with_it(address, path):
    said = requests.get(f"{address}{path}", timeout=120).headers
    assert said["x-content-type-options"] == "nosniff" and said["referrer-policy"] and "camera=()" in said["permissions-policy"]
    assert ("content-security-policy" in said) == said["content-type"].startswith("text/html")


def test_the_page_for_phones_may_be_framed_by_anybody_and_runs_files_of_ours_alone(address):
    policy = requests.get(f"{address}lite", timeout=120).headers["content-security-policy"]
    assert "frame-ancestors *" in policy and "script-src 'self';" in policy
    app = requests.get(address, timeout=60).headers
    assert "frame-ancestors 'self'" in app["content-security-policy"] and app["x-frame-options"] == "SAMEORIGIN"


@pytest.mark.parametrize("path", ["_stcore/metrics", "_stcore/metrics/", "_stcore//metrics", "%5fstcore/metrics", "_stcore/%6detrics", "_stcore/./metrics"])
def test_what_sessions_hold_is_not_public(address, path):
    sent = requests.Request("GET", address).prepare()
    sent.url = f"{address}{path}"
    with requests.Session() as session:
        told = session.send(sent, timeout=30, allow_redirects=True)
    assert told.status_code in (400, 404) and "session" not in told.text


def test_figures_are_for_this_machine(address):
    requests.get(f"{address}health", timeout=30)
    told = requests.get(f"{address}metrics", timeout=30)
    assert re.search(r'innovation_map_requests_total\{kind="health",method="GET",status="200"\} [1-9]', told.text)
    assert "innovation_map_request_seconds_bucket" in told.text and "process_resident_memory_bytes" in told.text
    assert requests.get(f"{address}metrics", headers={"X-Forwarded-For": "127.0.0.1"}, timeout=30).status_code == 404


def test_a_server_with_settings_answers_to_its_name_and_logs_lines_of_json(tmp_path):
    log = tmp_path / "log.txt"
    environment = {
        "INNOVATION_MAP_PUBLIC_ADDRESS": "https://map.example/", "INNOVATION_MAP_LOG": "json", "INNOVATION_MAP_METRICS_TOKEN": "s3cret",
        "INNOVATION_MAP_FRAME_ANCESTORS": "https://council.example", "INNOVATION_MAP_EMBED_ANCESTORS": "'none'",
    }  # fmt: skip
    with serve(ROOT / "app.py", log, environment=environment) as url:
        ask = lambda path, **headers: requests.get(f"{url}{path}", headers=headers, timeout=120)  # noqa: E731
        assert ask("health").status_code == 200 and ask("health", Host="map.example").status_code == 200
        assert ask("health", Host="evil.example").status_code == 400
        assert "frame-ancestors https://council.example" in ask("places").headers["content-security-policy"]
        assert "frame-ancestors 'none'" in ask("embed").headers["content-security-policy"]
        away = {"X-Forwarded-For": "10.0.0.1"}
        assert ask("metrics", **away, Authorization="Bearer s3cret").status_code == 200
        assert ask("metrics", **away, Authorization="Bearer other").status_code == 404
        assert 'rel="canonical" href="https://map.example/places"' in ask("places?authority=&q=private").text
    lines = [json.loads(line) for line in log.read_text().splitlines() if line.startswith("{")]
    assert any(line["path"] == "/health" and line["status"] == 400 for line in lines)
    assert not any("private" in json.dumps(line) for line in lines)
