"""Parts, checksums and permissions of content over HTTP, by the words of RFC 9110."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from pages.shared.http_content import content_reply, preflight_reply

CONTENT = bytes(range(100))


def ask(content=CONTENT, **headers):
    sent = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return content_reply(Request({"type": "http", "method": "GET", "headers": sent}), content, media_type="application/x-test")


@given(first=st.integers(0, 120), last=st.integers(0, 120))
def test_a_part_is_those_bytes(first, last):
    reply = ask(range=f"bytes={first}-{last}")
    if last < first:
        assert reply.status_code == 200 and reply.body == CONTENT
    elif first >= len(CONTENT):
        assert reply.status_code == 416 and reply.headers["content-range"] == "bytes */100"
    else:
        assert reply.status_code == 206 and reply.body == CONTENT[first : last + 1]
        assert reply.headers["content-range"] == f"bytes {first}-{min(last, 99)}/100"


@pytest.mark.parametrize(
    ("asked", "part"),
    [("bytes=90-", CONTENT[90:]), ("bytes=-10", CONTENT[90:]), ("bytes=-500", CONTENT), ("bytes=0-0", CONTENT[:1]), ("Bytes=0-0", CONTENT[:1])],
)
def test_the_rest_and_the_end_can_be_asked_for(asked, part):
    reply = ask(range=asked)
    assert reply.status_code == 206 and reply.body == part and reply.headers["content-length"] == str(len(part))


@pytest.mark.parametrize("asked", ["bytes=0-1,5-6", "lines=0-1", "bytes=-", "bytes", "bytes=a-b", ""])
def test_what_is_no_single_part_is_answered_whole(asked):
    assert (ask(range=asked).status_code, ask(range=asked).body) == (200, CONTENT)


@pytest.mark.parametrize("asked", ["bytes=-0", "bytes=100-"])
def test_a_part_that_is_not_there_is_refused(asked):
    assert ask(range=asked).status_code == 416


def test_what_the_reader_has_is_not_sent_again():
    etag = ask().headers["etag"]
    for sent in (etag, f'"other", W/{etag}', "*"):
        reply = ask(if_none_match=sent)
        assert reply.status_code == 304 and reply.body == b"" and reply.headers["etag"] == etag
    assert ask(if_none_match='"other"').status_code == 200
    assert ask(CONTENT + b"!").headers["etag"] != etag


def test_who_asks_for_another_content_only_gets_none():
    etag = ask().headers["etag"]
    assert ask(if_match='"old"').status_code == 412 and ask(if_match='"old"').body == b""
    assert [ask(if_match=sent).status_code for sent in (etag, f'"old", {etag}', "*")] == [200, 200, 200]


def test_a_part_of_what_has_changed_is_not_mixed_with_the_old():
    etag = ask().headers["etag"]
    assert ask(range="bytes=0-9", if_range=etag).status_code == 206
    assert ask(range="bytes=0-9", if_range='"old"').status_code == 200


def test_pages_of_other_origins_may_read():
    assert ask().headers["access-control-allow-origin"] == preflight_reply().headers["access-control-allow-origin"] == "*"
    assert preflight_reply().status_code == 204 and "GET" in preflight_reply().headers["access-control-allow-methods"]
