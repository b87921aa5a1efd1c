"""Serving the app and watching a browser page, for every test in a real browser."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from playwright.sync_api import Page

T = TypeVar("T")
ROOT = Path(__file__).resolve().parents[2]
OWN_HOSTS = {"localhost", "127.0.0.1", "::1"}
MAP_FRAME = "iframe[src*='streamlit_folium']"
# Streamlit asks for its own health below the page's address first; the answer 404 is part of that.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
FLAGS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run", "--disable-dev-shm-usage"]
# Room for what a page leaves behind: collecting it at once is an eighth of a browser's work in a test.
FLAGS += ["--js-flags=--min-semi-space-size=64 --initial-old-space-size=1024 --no-memory-reducer"]
# What glides is drawn by the processor in a test, frame by frame: it stands at once, unless a test asks for motion.
CALM = ["--force-prefers-reduced-motion"]
HARMLESS = ("404 (Not Found)",)


# Goes to an address as Back does, and waits until the script has run for it.
STEP = """address => new Promise((done) => {
  const app = document.querySelector("[data-testid='stApp']"), state = () => app.dataset.testScriptState;
  let ran = false;
  // A quick run may be over before it is told of: the value before counts too.
  const seen = new MutationObserver((changes) => {
    ran ||= state() === "running" || changes.some((change) => change.oldValue === "running");
    if (ran && state() === "notRunning") { seen.disconnect(); done(true); }
  });
  seen.observe(app, { attributes: true, attributeFilter: ["data-test-script-state"], attributeOldValue: true });
  setTimeout(() => ran || done(false), 4000);
  window.wmAddress.step(address);
})"""


@dataclass
class Watched:
    """A browser page with what it asked of other hosts and what went wrong in it."""

    page: Page
    url: str
    outside: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    kept: bool = False

    def open(self, path: str = "") -> Page:
        """Open a page of the app and wait until its script has run and its map, if any, is drawn."""
        if self.kept:
            self.walk(path)
        else:
            self.page.goto(self.url + path)
        self.kept = False
        self.settled()
        return self.page

    def forget(self) -> None:
        """Make a page another test has used like a new one: nothing stored, no fault, the same size; `open` goes on in it."""
        self.kept = self.page.url.startswith(self.url) and self.page.locator("[data-testid='stApp']").count() == 1
        self.outside.clear()
        self.errors.clear()
        if self.kept:
            # What the test before left on its way arrives first.
            self.page.wait_for_timeout(500)
            self.settled()
            self.page.evaluate("() => { localStorage.clear(); sessionStorage.clear(); document.activeElement?.blur(); }")
            self.page.set_viewport_size({"width": 1440, "height": 900})

    def walk(self, path: str = "") -> Page:
        """Go to another address in the open page, as Back does: half of what it costs to load the page anew.

        Where the browser answers by itself nothing runs, and the page is loaded.
        """
        if self.page.url == self.url + path or not self.page.evaluate(STEP, self.url + path):
            self.page.goto(self.url + path)
        return self.page

    def settled(self) -> None:
        """Wait until the app is idle and the map shows something."""
        self.page.wait_for_selector("[data-testid='stApp'][data-test-script-state='notRunning']", timeout=30_000)
        # The footer is drawn last.
        self.page.wait_for_selector(".wm-footer", state="attached", timeout=30_000)
        # On a busy machine the map's frame may stand a moment later than the footer.
        self.page.wait_for_timeout(400)
        if self.page.locator(MAP_FRAME).count():
            self.map.locator(".leaflet-container[data-shown], .leaflet-container").first.wait_for(timeout=30_000)
            self.page.wait_for_function(
                f'() => {{ const wm = document.querySelector("{MAP_FRAME}").contentWindow.wm; return wm && wm.state && wm.state.view; }}'
            )

    @property
    def map(self):
        return self.page.frame_locator(MAP_FRAME)

    def shown_ids(self) -> set[str]:
        """The ids of the pins the map shows."""
        self.page.wait_for_function(f'() => document.querySelector("{MAP_FRAME}")?.contentWindow?.wm?.state?.view', timeout=30_000)
        return set(self.page.evaluate(f'() => [...document.querySelector("{MAP_FRAME}").contentWindow.wm.state.shown]'))

    def listed_ids(self) -> list[str]:
        """The ids of the lines of the list, in order."""
        self.page.wait_for_timeout(900)
        return self.page.locator("tr[data-id]").evaluate_all("rows => rows.map(row => row.dataset.id)")

    def mark_map(self) -> None:
        """Leave a mark on the map object, gone if the map is ever made anew."""
        self.page.evaluate(f"() => {{ document.querySelector(\"{MAP_FRAME}\").contentWindow.wm.state.map.testMark = 'kept'; }}")

    def map_kept(self) -> bool:
        return self.page.evaluate(f'() => document.querySelector("{MAP_FRAME}")?.contentWindow.wm?.state?.map.testMark') == "kept"


def watch(page: Page, url: str) -> Watched:
    made = Watched(page, url)

    def on_request(request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.hostname not in OWN_HOSTS:
            made.outside.append(request.url)

    page.on("request", on_request)
    page.on("websocket", lambda socket_: urlsplit(socket_.url).hostname not in OWN_HOSTS and made.outside.append(socket_.url))
    page.on("pageerror", lambda error: made.errors.append(str(error)))
    page.on("console", lambda message: message.type == "error" and not any(text in message.text for text in HARMLESS) and made.errors.append(message.text))
    return made


class serve:
    """Serve a Streamlit script on a free port while the block runs, below a path where `base` names one."""

    def __init__(self, script: Path, log: Path, *, environment: dict[str, str] | None = None, base: str = "") -> None:
        self.script, self.log, self.environment, self.base = script, log, environment or {}, base

    def __enter__(self) -> str:
        port = free_port()
        self.output = self.log.open("wb")
        self.process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "streamlit",
                "run",
                str(self.script),
                "--server.port",
                str(port),
                "--server.headless",
                "true",
                "--browser.gatherUsageStats",
                "false",
            ],
            cwd=self.script.parent,
            stdout=self.output,
            stderr=subprocess.STDOUT,
            env={**os.environ, "INNOVATION_MAP_WORK_AHEAD": "0", "STREAMLIT_SERVER_BASE_URL_PATH": self.base, **self.environment},
        )
        self.port = port
        address = f"http://localhost:{port}/{self.base}{'/' if self.base else ''}"
        for _ in range(120):
            if self.process.poll() is not None:
                raise RuntimeError(self.log.read_text())
            try:
                urllib.request.urlopen(f"{address}_stcore/health", timeout=1)
                return address
            except OSError:
                time.sleep(0.5)
        raise RuntimeError(f"The server did not start:\n{self.log.read_text()}")

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait(timeout=20)
        self.output.close()


def run_apart(main: Coroutine[Any, Any, T]) -> T:
    """What a coroutine returns, run in a thread of its own: where a browser is driven in this one, a loop runs already."""
    with ThreadPoolExecutor(1) as own:
        return own.submit(asyncio.run, main).result()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
