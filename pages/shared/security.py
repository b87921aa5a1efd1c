"""What every answer of the server says to the browser about itself, which names it answers to, and what it keeps to itself."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from geo.errors import GeoError
from geo.settings import allowed_hosts, embed_ancestors, frame_ancestors, own_tiles
from pages.shared.app_address import base_path
from pages.shared.loaders import shared

_HOST = re.compile(r"[A-Za-z0-9.\-]{1,253}(:\d{1,5})?|\[[0-9a-fA-F:.]{2,45}\](:\d{1,5})?")
SAID = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), microphone=(), payment=(), usb=(), geolocation=(self), clipboard-write=(self)",
}
# Streamlit itself runs scripts it is sent as text: the components' (from blobs), and streamlit-folium's map (as inline script).
APP_SCRIPTS = "'self' 'unsafe-inline' 'unsafe-eval' blob:"
# Ours: files and nothing else.
OWN_SCRIPTS = "'self'"
FRAMED = ("/lite", "/embed")
# Sessions and memory of every reader in detail: `/metrics` tells what a host needs.
NOT_PUBLIC = ("/_stcore/metrics",)


def content_policy(*, host: str, scripts: str, ancestors: Iterable[str], pictures_from: Iterable[str] = ()) -> str:
    """A Content-Security-Policy (W3C CSP 3): everything from this host alone, but pictures of tiles from `pictures_from`.

    `host` is the name the reader asked by: not every browser takes a WebSocket to it as part of 'self'.
    """
    sockets = f" ws://{host} wss://{host}" if host else ""
    said = {
        "default-src": "'self'",
        "script-src": scripts,
        "style-src": "'self' 'unsafe-inline'",
        "font-src": "'self' data:",
        "img-src": " ".join(("'self' data: blob:", *pictures_from)),
        "connect-src": f"'self' blob: data:{sockets}",
        "worker-src": "'self' blob:",
        "frame-src": "'self' blob: data:",
        "object-src": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
        "frame-ancestors": " ".join(ancestors),
    }
    return "; ".join(f"{name} {value}" for name, value in said.items())


@dataclass
class SecurityHeaders:
    """Adds the headers to every HTTP answer, hides what is not public (404), and refuses a host it is not called by (400)."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        host = Headers(scope=scope).get("host", "")
        if not _is_allowed(host):
            await _refuse(scope, receive, send)
            return
        path = scope["path"].removeprefix(base_path())
        if scope["type"] == "http" and path.startswith(NOT_PUBLIC):
            await PlainTextResponse("Not Found", status_code=404)(scope, receive, send)
            return

        async def said(message: Message) -> None:
            if message["type"] == "http.response.start":
                _add(MutableHeaders(scope=message), path, host if _HOST.fullmatch(host) else "")
            await send(message)

        await self.app(scope, receive, said)


def security_headers() -> Middleware:
    """The middleware, to stand first."""
    return Middleware(SecurityHeaders)


def _add(headers: MutableHeaders, path: str, host: str) -> None:
    for name, value in SAID.items():
        headers.setdefault(name, value)
    if not headers.get("content-type", "").startswith("text/html"):
        return
    framed = path.startswith(FRAMED)
    ancestors = embed_ancestors() if framed else frame_ancestors()
    headers.setdefault(
        "Content-Security-Policy",
        content_policy(host=host, scripts=OWN_SCRIPTS if framed else APP_SCRIPTS, ancestors=ancestors, pictures_from=_tile_hosts()),
    )
    if not framed and ancestors == ("'self'",):
        headers.setdefault("X-Frame-Options", "SAMEORIGIN")


def _tile_hosts() -> list[str]:
    """Where backgrounds come from that a reader may turn on."""
    try:
        listed = [one["url"] for one in shared().register.package.descriptor.get("online_tiles", ())]
    except GeoError:
        listed = []
    own = own_tiles()
    parts = [urlsplit(url) for url in (*listed, *([own["url"]] if own else []))]
    return sorted({f"{part.scheme}://{part.netloc}" for part in parts if part.scheme in ("http", "https") and _HOST.fullmatch(part.netloc)})


def _is_allowed(host: str) -> bool:
    name = host.rpartition(":")[0] if re.search(r":\d+$", host) else host
    known = allowed_hosts()
    return "*" in known or name.lower() in known or any(one.startswith("*.") and name.lower().endswith(one[1:]) for one in known)


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008})
        return
    await PlainTextResponse("This server is not called that.", status_code=400)(scope, receive, send)
