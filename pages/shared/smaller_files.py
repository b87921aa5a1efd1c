"""Streamlit's own scripts, styles and fonts, sent smaller: a phone on a slow line waits for each of their bytes.

Streamlit sends its scripts as they lie on the disk (2.4 MB of the first page) and fonts with every letter of every script. Their
names hold what is in them and browsers keep them for a year, so each is made smaller once and kept; fonts lose the letters no
European name has, and what they lack is drawn by the next font of the list.
"""

from __future__ import annotations

import gzip
import io
import os
import re
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache, partial
from hashlib import sha256
from pathlib import Path
from threading import get_ident

import brotli
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Receive, Scope, Send

from geo.settings import browser_cache
from pages.shared.app_address import base_path
from pages.shared.icon_font import icon_subset, words_in_use
from pages.shared.whole_answer import whole_answer

TEXT = re.compile(r"/static/(js|css)/[^/]+\.(js|css)")
FONT = re.compile(r"/static/media/(Source(Sans|Serif)|MaterialSymbols)[^/]+\.woff2")
ICONS = "MaterialSymbols"
# Latin with its European accents, punctuation, currencies, arrows, and the signs of figures; and what sets them well.
LETTERS = (*range(0x20, 0x180), *range(0x2000, 0x2070), *range(0x20A0, 0x20C0), *range(0x2190, 0x219A), 0x2122, 0x2212, 0x2264, 0x2265)
FEATURES = ("kern", "liga", "lnum", "tnum", "ccmp", "locl", "mark", "mkmk")
WEIGHT = "wght"
MOST_KEPT = 300
# Above this the last percent costs seconds.
BROTLI_QUALITY = 9
# A font takes seconds: meanwhile it is sent whole, and the next server finds it on the disk.
_making: dict[Path, Future[bytes]] = {}
_maker = ThreadPoolExecutor(1, thread_name_prefix="fonts")


@dataclass
class SmallerFiles:
    """Sends Streamlit's text files compressed and its fonts with the letters that are used; passes everything else on."""

    app: ASGIApp
    base: str

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        path = scope.get("path", "").removeprefix(self.base)
        headers = Headers(scope=scope) if scope["type"] == "http" else Headers()
        is_text, is_font = TEXT.fullmatch(path), FONT.fullmatch(path)
        if scope["type"] != "http" or scope["method"] != "GET" or "range" in headers or not (is_text or is_font):
            await self.app(scope, receive, send)
            return
        start, body = await whole_answer(self.app, scope, receive)
        if start["status"] == 200:
            encoding = "" if is_font else chosen_encoding(headers.get("accept-encoding", ""))
            smaller = partial(kept_font, icons=ICONS in path) if is_font else partial(compressed, encoding=encoding, folder=browser_cache())
            body = await run_in_threadpool(smaller, body)
            told = MutableHeaders(raw=list(start["headers"]))
            told["content-length"] = str(len(body))
            if encoding:
                told["content-encoding"] = encoding
                told.add_vary_header("Accept-Encoding")
            start = start | {"headers": told.raw}
        await send(start)
        await send({"type": "http.response.body", "body": body})


def smaller_files() -> Middleware:
    """The middleware, for the app below its base path."""
    return Middleware(SmallerFiles, base=base_path())


def chosen_encoding(accepted: str) -> str:
    """The best encoding of an `Accept-Encoding` header that we have; "" where the browser takes none."""
    parts = [part.partition(";") for part in accepted.replace(" ", "").lower().split(",")]
    taken = {name for name, _, weight in parts if weight not in ("q=0", "q=0.0")}
    return next((name for name in ("br", "gzip") if name in taken), "")


@lru_cache(maxsize=MOST_KEPT)
def compressed(body: bytes, *, encoding: str, folder: Path | None = None) -> bytes:
    """A text by an encoding ("br", "gzip", or "" for none), made once; what takes long is kept in a `folder` for the next server, where one is named."""
    if encoding == "br":
        smaller = partial(brotli.compress, body, mode=brotli.MODE_TEXT, quality=BROTLI_QUALITY)
        return _kept_file(folder / f"text-{sha256(body).hexdigest()[:16]}-{BROTLI_QUALITY}.br", smaller) if folder else smaller()
    return gzip.compress(body, 9, mtime=0) if encoding else body


def kept_font(woff2: bytes, *, icons: bool = False, folder: Path | None = None) -> bytes:
    """The subset of a font, of letters or of icons, from the disk or memory; the font itself while its subset is being made."""
    cut, kept = (icon_subset, sorted(words_in_use())) if icons else (font_subset, [LETTERS, FEATURES])
    name = sha256(woff2 + repr(kept).encode()).hexdigest()[:16]
    path = (folder or browser_cache()) / f"font-{name}.woff2"
    if path not in _making:
        _making[path] = _maker.submit(_kept_file, path, lambda: cut(woff2))
    made = _making[path]
    return made.result() if made.done() and not made.exception() else woff2


def _kept_file(path: Path, make: Callable[[], bytes]) -> bytes:
    """What a file of the cache holds; made and written where there is none."""
    with suppress(OSError):
        return path.read_bytes()
    made, part = make(), path.with_suffix(f".{os.getpid()}-{get_ident()}")
    # A folder nobody may write to: this server keeps it in memory.
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(made)
        part.replace(path)
    return made


def font_subset(woff2: bytes) -> bytes:
    """A font with `LETTERS` alone; of a variable one the weights stay, other axes stand at their default."""
    font = TTFont(io.BytesIO(woff2))
    subsetter = Subsetter(Options(layout_features=list(FEATURES)))
    subsetter.populate(unicodes=LETTERS)
    subsetter.subset(font)
    others = {axis.axisTag: axis.defaultValue for axis in font["fvar"].axes if axis.axisTag != WEIGHT} if "fvar" in font else {}
    if others:
        font = instantiateVariableFont(font, others)
    made = io.BytesIO()
    font.flavor = "woff2"
    font.save(made)
    return made.getvalue()
