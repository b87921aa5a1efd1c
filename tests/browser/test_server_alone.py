"""The server itself asks nobody for anything: not when it starts, not when a page is opened."""

from __future__ import annotations

import socketserver
from threading import Thread

import pytest
from harness import ROOT, serve, watch


@pytest.fixture
def recorder():
    """A proxy that notes who is asked for, and answers nothing; (its address, what was asked)."""
    asked = []

    class Note(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            asked.append(self.rfile.readline())

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Note) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}", asked
        server.shutdown()


def test_no_request_leaves_the_server(recorder, browser, tmp_path):
    address, asked = recorder
    proxies = {name: address for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY")}
    with serve(ROOT / "app.py", tmp_path / "log", environment=proxies | {"no_proxy": "", "NO_PROXY": ""}) as url:
        page = watch(browser.new_page(), url)
        page.open("places?authority=E08000030")
        page.page.close()
    assert asked == []
