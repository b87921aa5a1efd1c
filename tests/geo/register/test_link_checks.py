"""Link checking against a server of our own: every kind of answer, and manners."""

import csv
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pandas as pd
import pytest

from geo.errors import ExportError
from geo.register.link_checks import BROKEN, OUTCOMES, USER_AGENT, Link, Manners, check_links, collect_links, write_report

QUICK = Manners(delay_seconds=0, timeout_seconds=0.5, retries=1)


class Handler(BaseHTTPRequestHandler):
    """Answers by the path: /200, /301, /302, /404, /500, /slow, /nohead, /once, /later."""

    protocol_version = "HTTP/1.1"

    def do_HEAD(self):
        self.server.asked.append((self.command, self.path, self.headers["User-Agent"]))
        getattr(self, "on_" + self.path.strip("/"))()

    do_GET = do_HEAD

    def log_message(self, *_):
        """Keep the test's output clean."""

    def answer(self, status, **headers):
        body = b"" if self.command == "HEAD" else b"page"
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def on_200(self):
        self.answer(200)

    def on_301(self):
        self.answer(301, Location="/200")

    def on_302(self):
        self.answer(302, Location="/200")

    def on_403(self):
        self.answer(403)

    def on_404(self):
        self.answer(404)

    def on_500(self):
        self.answer(500)

    def on_slow(self):
        self.server.let_go.wait(5)
        self.close_connection = True

    def on_nohead(self):
        self.answer(405 if self.command == "HEAD" else 200)

    def on_once(self):
        """Down for the first HEAD and GET, then up."""
        seen = Counter(path for _, path, _ in self.server.asked)["/once"]
        self.answer(503 if seen <= 2 else 200)

    def on_later(self):
        self.answer(429, Retry_After="7")


@pytest.fixture
def server():
    """A server on this machine that remembers what it was asked."""
    made = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.asked, made.let_go = [], threading.Event()
    thread = threading.Thread(target=made.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield made
    made.let_go.set()
    made.shutdown()
    made.server_close()
    thread.join()


def link(server, path):
    return Link(f"http://127.0.0.1:{server.server_port}/{path}", ("an-asset/website",))


def check(server, path, *, manners=QUICK, sleep=lambda _: None):
    return next(check_links([link(server, path)], manners=manners, sleep=sleep))


@pytest.mark.parametrize(
    ("path", "outcome", "status"),
    [
        ("200", "ok", 200),
        ("301", "moved", 200),
        ("302", "ok", 200),
        ("403", "refused", 403),
        ("404", "gone", 404),
        ("500", "failing", 500),
        ("slow", "slow", 0),
        ("nohead", "ok", 200),
        ("later", "refused", 429),
    ],
)
def test_outcomes(server, path, outcome, status):
    found = check(server, path)
    assert (found.outcome, found.status) == (outcome, status)
    assert found.used_by == ("an-asset/website",)


def test_a_moved_page_gives_its_new_address(server):
    assert check(server, "301").final_url == link(server, "200").url


def test_head_first_and_get_only_where_needed(server):
    check(server, "200")
    assert [method for method, _, _ in server.asked] == ["HEAD"]
    server.asked.clear()
    check(server, "nohead")
    assert [method for method, _, _ in server.asked] == ["HEAD", "GET"]


def test_it_says_who_asks(server):
    check(server, "200")
    assert {agent for _, _, agent in server.asked} == {USER_AGENT}


def test_a_passing_failure_is_asked_again(server):
    found = check(server, "once")
    assert (found.outcome, found.attempts) == ("ok", 2)


def test_what_is_gone_is_not_asked_again(server):
    assert check(server, "404").attempts == 1


def test_it_waits_as_long_as_the_host_asks(server):
    waits = []
    check(server, "later", sleep=waits.append)
    assert waits == [7.0]


def test_nobody_there():
    found = next(check_links([Link("http://127.0.0.1:9/", ())], manners=QUICK, sleep=lambda _: None))
    assert (found.outcome, found.attempts) == ("unreachable", 2)


@pytest.mark.parametrize("url", ["http://", "http://[::1", "http://a b/", "http://.example./", "https://\u2028/"])
def test_a_malformed_address_is_a_result_not_an_error(url):
    manners = Manners(delay_seconds=0, timeout_seconds=0.5, retries=0)
    assert next(check_links([Link(url, ())], manners=manners)).outcome == "unreachable"


def test_a_host_is_left_alone_between_two_requests(server):
    manners = Manners(delay_seconds=0.2, timeout_seconds=1, retries=0)
    started = time.monotonic()
    list(check_links([link(server, "200"), link(server, "302"), link(server, "200")], manners=manners))
    assert time.monotonic() - started >= 0.4


def test_links_are_distinct_know_their_users_and_take_turns():
    assets = pd.DataFrame(
        [
            ("a", "https://one.example/", "https://one.example/about", ""),
            ("b", "https://two.example/", "https://one.example/about", "mailto:x@y"),
        ],
        columns=["id", "website", "source_url", "location_url"],
    )
    links = collect_links(assets)
    assert [one.host for one in links] == ["one.example", "two.example", "one.example"]
    assert links[2].used_by == ("a/source_url", "b/source_url")


def test_the_report_has_a_row_per_link_broken_first(server, tmp_path):
    results = list(check_links([link(server, p) for p in ("200", "404", "301")], manners=QUICK))
    write_report(results, tmp_path / "report.csv")
    with (tmp_path / "report.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["outcome"] for row in rows] == ["gone", "moved", "ok"]
    assert rows[0]["what_to_do"] == OUTCOMES["gone"]
    assert rows[0]["used_by"] == "an-asset/website"


def test_a_report_that_cannot_be_written_says_so(tmp_path):
    with pytest.raises(ExportError, match="cannot be written"):
        write_report([], tmp_path / "nowhere" / "report.csv")


def test_every_broken_outcome_is_explained():
    assert set(BROKEN) <= set(OUTCOMES)
