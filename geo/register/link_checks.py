"""Are the addresses in the data still good? Asked politely, one request at a time.

Hosts take turns, so that no host is asked twice within its delay and little time is spent waiting.
First HEAD; where a host refuses that, GET without reading the page. This module goes to the
internet, and only this one: nothing in the app calls it.
"""

from __future__ import annotations

import csv
import re
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, fields
from itertools import zip_longest
from pathlib import Path

import pandas as pd
import requests

from geo.errors import ExportError

URL_COLUMNS = ("website", "source_url", "location_url")
USER_AGENT = "InnovationMap-linkcheck/1.0 (checks the links of an open data set, slowly)"
PERMANENT = (301, 308)
GONE = (404, 410)
REFUSED = (401, 403, 405, 429, 451)
WORTH_RETRYING = (429, 500, 502, 503, 504)
LONGEST_WAIT_SECONDS = 60.0
OUTCOMES = {
    "ok": "answers",
    "moved": "answers at another address for good: put the new one in the data",
    "gone": "the page is gone: find its successor or another source",
    "refused": "the host refuses a program: look at it in a browser",
    "failing": "the host answers with an error: try again another day",
    "slow": "no answer in time: try again another day",
    "unreachable": "the host cannot be reached: try again, then look whether it still exists",
}
BROKEN = ("gone", "failing", "slow", "unreachable")


@dataclass(frozen=True)
class Link:
    """An address in the data and where it stands: `used_by` holds "asset id/column"."""

    url: str
    used_by: tuple[str, ...]

    @property
    def host(self) -> str:
        """Host and port, lower case: what the delay is kept for."""
        # Not urlsplit: it raises for what only looks like an address.
        return re.split(r"[/?#]", self.url.partition("//")[2], maxsplit=1)[0].casefold()


@dataclass(frozen=True)
class LinkResult:
    """What became of one address. `outcome` is a key of OUTCOMES; `status` 0 where none came."""

    url: str
    outcome: str
    status: int
    final_url: str
    seconds: float
    attempts: int
    detail: str
    used_by: tuple[str, ...]


@dataclass(frozen=True)
class Manners:
    """How to ask: seconds between two requests to one host, how long to wait, how often to retry."""

    delay_seconds: float = 2.0
    timeout_seconds: float = 20.0
    retries: int = 2


def collect_links(assets: pd.DataFrame) -> tuple[Link, ...]:
    """Every distinct web address of the assets, hosts taking turns."""
    used: dict[str, list[str]] = defaultdict(list)
    for row in assets.to_dict("records"):
        for column in URL_COLUMNS:
            if row[column].startswith(("http://", "https://")):
                used[row[column]].append(f"{row['id']}/{column}")
    return _in_turn([Link(url, tuple(where)) for url, where in used.items()])


def check_links(
    links: Iterable[Link],
    *,
    manners: Manners | None = None,
    session: requests.Session | None = None,
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[LinkResult]:
    """Ask for each address in turn and yield what became of it, one request at a time.

    Redirects are followed. What fails for the moment is asked again, each time after a longer wait,
    or after the one the host asks for (at most a minute). Never raises for an address that fails.
    """
    checker = _Checker(manners or Manners(), session or _session(), sleep)
    for link in links:
        yield checker.check(link)


def write_report(results: Iterable[LinkResult], path: Path | str) -> None:
    """Write results as CSV, one row each, what is broken first.

    Raises ExportError if the file cannot be written.
    """
    order = list(OUTCOMES)
    rows = sorted(results, key=lambda r: (r.outcome == "ok", -order.index(r.outcome), r.url))
    names = [field.name for field in fields(LinkResult)]
    try:
        with Path(path).open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([*names, "what_to_do"])
            for result in rows:
                values = asdict(result) | {"used_by": ";".join(result.used_by)}
                writer.writerow([*(values[name] for name in names), OUTCOMES[result.outcome]])
    except OSError as error:
        raise ExportError(f"{path} cannot be written: {error.strerror}.", mend="Choose another name or folder.") from error


class _Checker:
    """Keeps the time each host was last asked."""

    def __init__(self, manners: Manners, session: requests.Session, sleep: Callable[[float], None]) -> None:
        self.manners, self.session, self.sleep = manners, session, sleep
        self.asked: dict[str, float] = {}

    def check(self, link: Link) -> LinkResult:
        started = time.monotonic()
        for attempt in range(1, self.manners.retries + 2):
            found = self._once(link)
            last = attempt > self.manners.retries
            if last or not _worth_retrying(found):
                break
            self.sleep(_wait_seconds(found, attempt, self.manners))
        seconds = round(time.monotonic() - started, 2)
        outcome, status, final, detail = _read(found)
        return LinkResult(link.url, outcome, status, final, seconds, attempt, detail, link.used_by)

    def _once(self, link: Link) -> requests.Response | Exception:
        found = self._ask("HEAD", link)
        # Many hosts answer HEAD with an error and the page itself with 200.
        if isinstance(found, requests.Response) and found.status_code >= 400:
            found = self._ask("GET", link)
        return found

    def _ask(self, method: str, link: Link) -> requests.Response | Exception:
        self._wait_for(link.host)
        try:
            with self.session.request(method, link.url, timeout=self.manners.timeout_seconds, allow_redirects=True, stream=True) as response:
                return response
        except (requests.RequestException, ValueError) as error:
            # ValueError: urllib3 lets some malformed addresses through as its own errors.
            return error
        finally:
            self.asked[link.host] = time.monotonic()

    def _wait_for(self, host: str) -> None:
        if host in self.asked:
            left = self.asked[host] + self.manners.delay_seconds - time.monotonic()
            if left > 0:
                self.sleep(left)


def _session() -> requests.Session:
    session = requests.Session()
    session.headers["User-Agent"] = USER_AGENT
    return session


def _in_turn(links: list[Link]) -> tuple[Link, ...]:
    by_host: dict[str, list[Link]] = defaultdict(list)
    for link in links:
        by_host[link.host].append(link)
    rounds = zip_longest(*by_host.values())
    return tuple(link for one_each in rounds for link in one_each if link is not None)


def _worth_retrying(found: requests.Response | Exception) -> bool:
    if isinstance(found, requests.Response):
        return found.status_code in WORTH_RETRYING
    return isinstance(found, requests.ConnectionError | requests.Timeout)


def _wait_seconds(found: requests.Response | Exception, attempt: int, manners: Manners) -> float:
    asked = found.headers.get("Retry-After", "") if isinstance(found, requests.Response) else ""
    wait = float(asked) if asked.isdigit() else manners.delay_seconds * 2**attempt
    return min(wait, LONGEST_WAIT_SECONDS)


def _read(found: requests.Response | Exception) -> tuple[str, int, str, str]:
    """(outcome, status, final address, detail) of an answer or of the lack of one."""
    if isinstance(found, requests.Timeout):
        return "slow", 0, "", str(found)
    if isinstance(found, Exception):
        return "unreachable", 0, "", str(found)
    status = found.status_code
    moved = any(step.status_code in PERMANENT for step in found.history)
    if status < 400:
        outcome = "moved" if moved else "ok"
    elif status in GONE:
        outcome = "gone"
    else:
        outcome = "refused" if status in REFUSED else "failing"
    return outcome, status, found.url, found.reason or ""
