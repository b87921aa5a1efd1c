"""`/metrics`: figures of this process for Prometheus, and a line of JSON per request where the settings ask for it.

Read from this machine, or by whoever shows the token of the settings. Through a proxy nobody is on this machine.
"""

from __future__ import annotations

import json
import secrets
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import ip_address

from prometheus_client import CONTENT_TYPE_LATEST, Counter, Gauge, Histogram, generate_latest
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.runtime import Runtime
from streamlit.runtime.stats import ACTIVE_SESSIONS_FAMILY, GaugeStat

from geo.settings import logs_requests, metrics_token
from pages.shared.app_address import base_path
from pages.shared.pages import PAGES

REQUESTS = Counter("innovation_map_requests", "Requests answered", ("kind", "method", "status"))
SECONDS = Histogram("innovation_map_request_seconds", "Time until an answer was sent whole", ("kind",))
SESSIONS = Gauge("innovation_map_sessions", "Readers connected to this process")
# What an address begins with; anything else is counted as one kind, so that nobody can make up kinds.
KINDS = (
    "lite", "embed", "oembed", "ogc", "data", "answer", "mcp", "preview.png", "static", "app", "made", "media", "component", "_stcore", "health", "ready",
)  # fmt: skip
PAGE, OTHER = "page", "other"


def routes() -> list[Route]:
    """The route `/metrics`."""
    return [Route(f"{base_path()}/metrics", reply)]


def reply(request: Request) -> Response:
    """The figures as Prometheus reads them; 404 for whoever may not."""
    if not _may_read(request):
        return PlainTextResponse("Not Found", status_code=404)
    if Runtime.exists():
        SESSIONS.set(_sessions())
    return Response(generate_latest(), headers={"Content-Type": CONTENT_TYPE_LATEST, "Cache-Control": "no-store"})


def _sessions() -> int:
    """How many readers are connected, as Streamlit's own figures have it."""
    stats = Runtime.instance().stats_mgr.get_stats([ACTIVE_SESSIONS_FAMILY]).get(ACTIVE_SESSIONS_FAMILY, ())
    return sum(int(one.value) for one in stats if isinstance(one, GaugeStat))


def _may_read(request: Request) -> bool:
    token = metrics_token()
    if token and secrets.compare_digest(request.headers.get("authorization", "").encode(), f"Bearer {token}".encode()):
        return True
    if request.client is None or "x-forwarded-for" in request.headers or "forwarded" in request.headers:
        return False
    try:
        number = ip_address(request.client.host)
    except ValueError:
        return False
    return (getattr(number, "ipv4_mapped", None) or number).is_loopback


@dataclass
class Measured:
    """Counts and times every HTTP request, and logs it."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began, status, sent = time.perf_counter(), 500, 0

        async def heard(message: Message) -> None:
            nonlocal status, sent
            if message["type"] == "http.response.start":
                status = message["status"]
            sent += len(message.get("body", b""))
            await send(message)

        try:
            await self.app(scope, receive, heard)
        finally:
            seconds, kind = time.perf_counter() - began, kind_of(scope["path"])
            REQUESTS.labels(kind, scope["method"] if scope["method"] in ("GET", "HEAD", "POST", "OPTIONS", "PUT", "DELETE") else OTHER, status).inc()
            SECONDS.labels(kind).observe(seconds)
            if logs_requests():
                _log(scope, status=status, sent=sent, seconds=seconds)


def measured() -> Middleware:
    """The middleware, to stand before all others."""
    return Middleware(Measured)


def kind_of(path: str) -> str:
    """What an address is counted as."""
    first = path.removeprefix(base_path()).strip("/").partition("/")[0]
    if first in KINDS:
        return first
    return PAGE if first in {address for _, _, _, address in PAGES} else OTHER


def _log(scope: Scope, *, status: int, sent: int, seconds: float) -> None:
    """One line; the query is left out, for what readers search for and where they are is theirs."""
    said = {
        "time": datetime.now(UTC).isoformat(timespec="milliseconds"), "method": scope["method"], "path": scope["path"][:300],
        "status": status, "bytes": sent, "ms": round(1000 * seconds, 1),
    }  # fmt: skip
    sys.stderr.write(json.dumps(said) + "\n")
