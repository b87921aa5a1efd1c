"""An address that is none of ours is answered with 404 and a page that leads on.

Streamlit answers every address with its own page and 200, and says in a dialog, once its scripts have run, that there is no such page; a
program, a search engine and a link checker would take it for one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote

from starlette.middleware import Middleware
from starlette.responses import HTMLResponse
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pages.html.not_found import not_found_html
from pages.shared.app_address import base_path
from pages.shared.loaders import region_title
from pages.shared.pages import PAGES, STEWARDS, UNLISTED, has_login

LONGEST_WORDS = 60


@dataclass
class UnknownPages:
    """Puts a page of ours, with 404, in the place of the one Streamlit sends for an address it does not know."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            await self.app(scope, receive, send)
            return
        path, is_ours = scope["path"].removeprefix(base_path()).strip("/"), True

        async def said(message: Message) -> None:
            nonlocal is_ours
            if message["type"] == "http.response.start":
                is_ours = not _is_fallback(scope, message, path)
            if is_ours:
                await send(message)

        await self.app(scope, receive, said)
        if not is_ours:
            await HTMLResponse(page(path), status_code=404, headers={"Cache-Control": "no-cache"})(scope, receive, send)


def unknown_pages() -> Middleware:
    """The middleware, to stand last: what it sends is measured and secured like everything else."""
    return Middleware(UnknownPages)


def page(path: str) -> str:
    """The page for an address below the app's root; its words are offered as a search."""
    words = " ".join(re.findall(r"\w+", unquote(path)))[:LONGEST_WORDS].strip()
    links = {address: title for name, title, _, address in PAGES if name not in UNLISTED}
    return not_found_html(site=region_title(), root="../" * path.count("/") or "./", links=links, words=words)


def _is_fallback(scope: Scope, start: Message, path: str) -> bool:
    """Whether an answer is Streamlit's page for whatever it does not know: an HTML page from its folder of files."""
    kind = dict(start["headers"]).get(b"content-type", b"")
    is_page = start["status"] == 200 and kind.startswith(b"text/html") and isinstance(scope.get("endpoint"), StaticFiles)
    return is_page and not (has_login() and path in {address for _, _, _, address in STEWARDS})
