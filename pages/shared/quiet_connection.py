"""A lost connection is said by a line of ours (`static/connection.js`), not by Streamlit's dialog over the map, which speaks to its
programmer and lets nobody click.

Streamlit asks `/_stcore/host-config` whether dialogs of errors are to be shown; its routes cannot be replaced, so the answer is changed on its way.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pages.shared.app_address import base_path
from pages.shared.whole_answer import whole_answer

PATH, SWITCH = "/_stcore/host-config", "blockErrorDialogs"


@dataclass
class QuietConnection:
    """Turns Streamlit's dialogs of errors off in what it tells the browser; passes everything else on."""

    app: ASGIApp
    path: str

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or scope["path"] != self.path:
            await self.app(scope, receive, send)
            return
        for message in _switched(*await whole_answer(self.app, scope, receive)):
            await send(message)


def _switched(start: Message, body: bytes) -> list[Message]:
    """The reply with the switch thrown; as it was where it is not what we know."""
    try:
        body = json.dumps(json.loads(body) | {SWITCH: True}).encode()
    except (ValueError, TypeError):
        return [start, {"type": "http.response.body", "body": body}]
    headers = [(name, value) for name, value in start["headers"] if name != b"content-length"]
    return [start | {"headers": [*headers, (b"content-length", str(len(body)).encode())]}, {"type": "http.response.body", "body": body}]


def quiet_connection() -> Middleware:
    """The middleware, for the app below its base path."""
    return Middleware(QuietConnection, path=f"{base_path()}{PATH}")
