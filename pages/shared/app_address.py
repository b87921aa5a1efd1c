"""Where the app is: the path its own routes stand under, and the address a reader's program reached it by."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import streamlit as st
from starlette.datastructures import URL
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from geo.addresses import is_reachable
from geo.settings import public_address

# Longer queries are refused on every route of ours; the longest a page writes is a shortlist with notes.
LONGEST_QUERY = 20_000
_HOST = re.compile(r"[A-Za-z0-9.\-]{1,253}(:\d{1,5})?|\[[0-9a-fA-F:.]{2,45}\](:\d{1,5})?")
_PREFIX = re.compile(r"(/[A-Za-z0-9._~\-]+)*/?")


def base_path() -> str:
    """The path Streamlit serves the app under (`server.baseUrlPath`): "" or "/map"."""
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{base}" if base else ""


def app_root(request: Request) -> str:
    """The app's address with its last slash as whoever asks has it.

    A proxy in front says so by X-Forwarded-Proto, -Host and -Prefix (the path it took off); what is no address there is
    passed over. The prefix stands before `server.baseUrlPath`.
    """
    forwarded = {name: request.headers.get(f"x-forwarded-{name}", "").split(",")[0].strip() for name in ("proto", "host", "prefix")}
    scheme = forwarded["proto"].lower() if forwarded["proto"].lower() in ("http", "https") else request.url.scheme
    host = forwarded["host"] if _HOST.fullmatch(forwarded["host"]) else request.url.netloc
    prefix = forwarded["prefix"].rstrip("/") if _PREFIX.fullmatch(forwarded["prefix"]) else ""
    return str(URL(scheme=scheme, netloc=host, path=f"{prefix}{base_path()}/"))


def printed_root(root: str) -> str:
    """The app's address for what leaves this machine (a code to scan, a file), with its last slash: the one of the settings,
    else the one it was opened by; "" where that is this machine's name for itself, which leads nobody anywhere."""
    for known in (public_address(), root):
        if is_reachable(known):
            return known
    return ""


@dataclass
class QueryLimit:
    """Refuses a query that is too long (414), before anything reads it, on the paths that begin with one of `starts`."""

    app: ASGIApp
    starts: tuple[str, ...]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "http" and len(scope["query_string"]) > LONGEST_QUERY and scope["path"].startswith(self.starts):
            refusal = PlainTextResponse(f"The query is longer than {LONGEST_QUERY:,} characters.", status_code=414)
            await refusal(scope, receive, send)
        else:
            await self.app(scope, receive, send)


def query_limit(paths: Iterable[str]) -> Middleware:
    """The middleware that limits the queries of routes, from their paths as written for the router ("/data/{name}")."""
    return Middleware(QueryLimit, starts=tuple(sorted({path.partition("{")[0] for path in paths})))
