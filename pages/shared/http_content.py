"""Content over HTTP as programs expect it: ETag and 304, parts by Range (206), HEAD, and leave for pages of other origins."""

from __future__ import annotations

import re
from collections.abc import Mapping
from hashlib import sha256

from starlette.requests import Request
from starlette.responses import Response

_RANGE = re.compile(r"bytes=(\d*)-(\d*)", re.IGNORECASE)
# Asked again each time and answered with 304 where nothing changed; read by any origin, for it is open data without accounts.
OPEN = {
    "Cache-Control": "no-cache",
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link, Content-Range, Accept-Ranges, Content-Crs, Content-Disposition",
}
PREFLIGHT = {"Access-Control-Allow-Methods": "GET, HEAD, OPTIONS", "Access-Control-Allow-Headers": "*", "Access-Control-Max-Age": "86400"}


def content_reply(request: Request, content: bytes, *, media_type: str, headers: Mapping[str, str] | None = None) -> Response:
    """The content, or the part of it that was asked for; 304 where the reader has it, 416 for a part that is not there.

    Who asks only for a content that it knows (If-Match) gets 412 where this is another. The ETag is a checksum of the content.
    A range of several parts is answered with the whole, as RFC 9110 allows.
    """
    etag = _etag(content)
    said = OPEN | dict(headers or {}) | {"ETag": etag, "Accept-Ranges": "bytes"}
    if not _has(request.headers.get("if-match", "*"), etag):
        return Response(status_code=412, headers=said)
    if _has(request.headers.get("if-none-match", ""), etag):
        return Response(status_code=304, headers=said)
    part = _part(request, etag, len(content))
    if part is None:
        return Response(content, media_type=media_type, headers=said)
    first, last = part
    if first > last:
        return Response(status_code=416, headers=said | {"Content-Range": f"bytes */{len(content)}"})
    told = said | {"Content-Range": f"bytes {first}-{last}/{len(content)}"}
    return Response(content[first : last + 1], status_code=206, media_type=media_type, headers=told)


def etag_reply(request: Request, content: bytes, *, media_type: str) -> Response:
    """A page as a whole, asked for anew each time; 304 where the reader has it."""
    said = {"Cache-Control": "no-cache", "ETag": _etag(content)}
    if _has(request.headers.get("if-none-match", ""), said["ETag"]):
        return Response(status_code=304, headers=said)
    return Response(content, media_type=media_type, headers=said)


def preflight_reply() -> Response:
    """The answer to OPTIONS: which requests pages of other origins may send."""
    return Response(status_code=204, headers=OPEN | PREFLIGHT)


def _etag(content: bytes) -> str:
    return f'"{sha256(content).hexdigest()[:24]}"'


def _has(sent: str, etag: str) -> bool:
    known = {tag.strip().removeprefix("W/") for tag in sent.split(",")}
    return etag in known or "*" in known


def _part(request: Request, etag: str, length: int) -> tuple[int, int] | None:
    """(first, last) byte asked for; None for the whole; first after last for a part that is not there."""
    asked = _RANGE.fullmatch(request.headers.get("range", "").replace(" ", ""))
    only_if = request.headers.get("if-range", etag)
    if not asked or only_if != etag or not any(asked.groups()):
        return None
    start, end = asked.groups()
    if not start:
        wanted = int(end)
        return (max(length - wanted, 0), length - 1) if wanted else (1, 0)
    first, last = int(start), min(int(end), length - 1) if end else length - 1
    if end and int(end) < first:
        return None
    return (first, last) if first < length else (1, 0)
