"""Debian's nginx, or its Caddy, in front of the app, as somebody who hosts it would put it."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from harness import ROOT, free_port

FOUND = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin:/opt/homebrew/bin")
WHOLE = """
{user}
daemon off;
error_log {folder}/error.log;
pid {folder}/nginx.pid;
worker_processes 1;
events {{ worker_connections 4096; }}
http {{
  access_log off;
  types {{ text/html html; text/css css; application/javascript js; }}
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxied; fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
{http}
}}
"""


@contextmanager
def nginx(folder: Path, http: str, *, port: int) -> Iterator[str]:
    """Run nginx with the inside of an `http` block that listens on `port`; the address it answers at, without a last slash."""
    folder.mkdir(exist_ok=True)
    written = folder / "nginx.conf"
    written.write_text(WHOLE.format(folder=folder, http=http, user="user root;" if os.geteuid() == 0 else ""))
    with _running([FOUND, "-p", str(folder), "-c", str(written)], port, folder):
        yield f"http://localhost:{port}"


@contextmanager
def _running(command: list[str], port: int, folder: Path, **environment: str) -> Iterator[None]:
    """A proxy while the block runs, once it answers on its port."""
    with (folder / "said.log").open("wb") as said:
        process = subprocess.Popen(command, stdout=said, stderr=said, env={**os.environ, **environment})
    try:
        _answers(process, port, folder / "said.log")
        yield
    finally:
        process.terminate()
        process.wait(timeout=20)


def _answers(process: subprocess.Popen, port: int, said: Path) -> None:
    """Wait until a server listens. Raises RuntimeError with what it said where it ended."""
    for _ in range(200):
        if process.poll() is not None:
            raise RuntimeError(said.read_text())
        try:
            socket.create_connection(("localhost", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)


@contextmanager
def as_deployed(folder: Path, *app_ports: int) -> Iterator[str]:
    """`deploy/nginx.conf` as it is shipped, but for its ports and its cache's folder; the app's address behind it, with its last slash."""
    port, text = free_port(), (ROOT / "deploy" / "nginx.conf").read_text()
    servers = "".join(f"    server 127.0.0.1:{one} max_fails=1 fail_timeout=2s;\n" for one in app_ports)
    text = re.sub(r"(    server 127\.0\.0\.1:\d+ [^\n]*\n)+", servers, text)
    text = text.replace("/var/cache/nginx/innovation-map", str(folder / "cache")).replace("listen 80;", f"listen 127.0.0.1:{port};")
    with nginx(folder, text, port=port) as made:
        yield f"{made}/map/"


@contextmanager
def caddy_as_deployed(folder: Path, *app_ports: int) -> Iterator[str]:
    """`deploy/Caddyfile` as it is shipped, but for its ports; the app's address behind it, with its last slash."""
    folder.mkdir(exist_ok=True)
    port, text = free_port(), (ROOT / "deploy" / "Caddyfile").read_text()
    upstreams = " ".join(f"127.0.0.1:{one}" for one in app_ports)
    text = re.sub(r"reverse_proxy( 127\.0\.0\.1:\d+)+", f"reverse_proxy {upstreams}", text).replace("\n:80 {", f"\nhttp://localhost:{port} {{")
    written = folder / "Caddyfile"
    written.write_text(f"{{\n\tadmin off\n}}\n{text}")
    command = ["caddy", "run", "--config", str(written), "--adapter", "caddyfile"]
    with _running(command, port, folder, XDG_DATA_HOME=str(folder), XDG_CONFIG_HOME=str(folder)):
        yield f"http://localhost:{port}/map/"


@contextmanager
def without_websockets(folder: Path, app_url: str) -> Iterator[str]:
    """A proxy that passes everything on but WebSockets, which it refuses."""
    port = free_port()
    http = f"""
  server {{
    listen 127.0.0.1:{port};
    location = /_stcore/stream {{ return 403; }}
    location / {{ proxy_pass {app_url.rstrip("/").replace("localhost", "127.0.0.1")}; proxy_set_header Host $http_host; }}
  }}"""
    with nginx(folder, http, port=port) as made:
        yield f"{made}/"
