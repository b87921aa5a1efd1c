"""`make load`: a hall of phones opens the link of a QR code within a minute, each loading all of the page; what it costs.

While they do, a few readers go on asking the app for views (`/answer`), so that one sees whether they are disturbed. Server time
is from the first byte asked for to the last byte read on this machine, without a phone's slow line. Then what a view costs with few
and with many sessions open, beside an empty Streamlit page. Written to `build/load.json`.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import json
import re
import statistics
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[2]
sys.path += [str(ROOT), str(ROOT / "tests" / "browser")]

from harness import serve  # noqa: E402
from sessions import measure  # noqa: E402

ANSWER = '/answer/explore?_act={"kind":"open","query":"?layer=%s"}'
LAYERS = ("hub", "catapult", "university", "gigafactory", "testbed")
THINK_S = 10


class Connection:
    """One kept connection to the server, as a browser has it."""

    def __init__(self, port: int) -> None:
        self.port = port

    async def __aenter__(self) -> Connection:
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        return self

    async def __aexit__(self, *_: object) -> None:
        self.writer.close()

    async def get(self, path: str) -> bytes:
        """The content of a path, unpacked. Raises RuntimeError for any answer but 200."""
        target = path.replace('"', "%22").replace("{", "%7B").replace("}", "%7D")
        self.writer.write(f"GET {target} HTTP/1.1\r\nHost: localhost:{self.port}\r\nAccept-Encoding: gzip\r\n\r\n".encode())
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        if " 200 " not in head.split("\r\n", 1)[0]:
            raise RuntimeError(head.split("\r\n", 1)[0])
        if length := re.search(r"content-length: (\d+)", head, re.IGNORECASE):
            content = await self.reader.readexactly(int(length.group(1)))
        else:
            content = b""
            while size := int(await self.reader.readline(), 16):
                content += (await self.reader.readexactly(size + 2))[:-2]
            await self.reader.readline()
        return gzip.decompress(content) if re.search(r"content-encoding: gzip", head, re.IGNORECASE) else content


async def phone(port: int, after_s: float, times: list[float], failures: list[str]) -> None:
    """Open the page and everything it asks for."""
    await asyncio.sleep(after_s)
    began = time.perf_counter()
    try:
        async with Connection(port) as line:
            page = (await line.get("/lite?layer=catapult")).decode()
            for part in re.findall(r'src="\./(lite/[^"]+)"', page):
                text = await line.get(f"/{part}")
                for later in re.findall(rb'"later":"\./(lite/[^"]+)"', text):
                    await line.get(f"/{later.decode()}")
        times.append(time.perf_counter() - began)
    except (OSError, RuntimeError, asyncio.IncompleteReadError, ValueError) as error:
        failures.append(repr(error))


async def reader(port: int, at: int, until: float, times: list[float], failures: list[str]) -> None:
    """Ask for a view, look at it, ask for another."""
    await asyncio.sleep(at % THINK_S)
    while time.perf_counter() < until:
        began = time.perf_counter()
        try:
            async with Connection(port) as line:
                await line.get(ANSWER % LAYERS[at % len(LAYERS)])
            times.append(time.perf_counter() - began)
        except (OSError, RuntimeError, asyncio.IncompleteReadError, ValueError) as error:
            failures.append(repr(error))
        at += 1
        await asyncio.sleep(THINK_S)


async def hall(port: int, *, phones: int, within_s: float, readers: int) -> dict[str, object]:
    """Let them all go, and say how long each took (seconds)."""
    opened: list[float] = []
    answered: list[float] = []
    failures: list[str] = []
    until = time.perf_counter() + within_s
    await asyncio.gather(
        *(phone(port, within_s * at / phones, opened, failures) for at in range(phones)),
        *(reader(port, at, until, answered, failures) for at in range(readers)),
    )
    return {
        "phones": phones,
        "within_s": within_s,
        "readers": readers,
        "lite": figures(opened),
        "answers": figures(answered),
        "failures": len(failures),
        "first_failure": failures[0] if failures else "",
    }


def figures(times: list[float]) -> dict[str, float]:
    """Median, 95th percentile and longest of some times in seconds."""
    if len(times) < 2:
        return {"count": len(times)}
    told = {"median_s": statistics.median(times), "p95_s": statistics.quantiles(times, n=20)[-1], "most_s": max(times)}
    return {"count": len(times), **{name: round(value, 3) for name, value in told.items()}}


def main() -> None:
    """Serve the app, warm it, let the hall in, write and print the figures."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--phones", type=int, default=1000)
    asked.add_argument("--within", type=float, default=60, help="seconds in which they all open the link")
    asked.add_argument("--readers", type=int, default=50)
    asked.add_argument("--sessions", type=int, default=300, help="sessions open while views are measured, against an empty page; 0 for none")
    options = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder, serve(ROOT / "app.py", Path(folder) / "log.txt") as address:
        port = urlsplit(address).port or 80
        asyncio.run(hall(port, phones=1, within_s=0, readers=0))
        made = asyncio.run(hall(port, phones=options.phones, within_s=options.within, readers=options.readers))
    if options.sessions:
        pages = {"app": ROOT / "app.py", "empty_page": ROOT / "tests" / "bench" / "floor_page.py"}
        made["views"] = {name: measure(script, sessions=options.sessions, layers=LAYERS) for name, script in pages.items()}
    (ROOT / "build").mkdir(exist_ok=True)
    (ROOT / "build" / "load.json").write_text(json.dumps(made, indent=2) + "\n")
    sys.stdout.write(json.dumps(made, indent=2) + "\n")


if __name__ == "__main__":
    main()
