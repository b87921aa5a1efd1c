"""`/mcp` of the running app, driven by the protocol's own client over HTTP."""

from concurrent.futures import ThreadPoolExecutor

import anyio
import requests
from mcp import Client


def in_a_thread(drive):
    """Run a coroutine in a thread of its own: the browser of other tests keeps a loop in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(anyio.run, drive).result()


def test_the_official_client_asks_the_running_app(address):
    async def drive():
        async with Client(f"{address}mcp") as client:
            names = {tool.name for tool in (await client.list_tools()).tools}
            found = await client.call_tool("search_assets", {"text": "manufacturing technology centre", "limit": 1})
            read = await client.call_tool("read_asset", {"asset": found.structured_content["assets"][0]["id"]})
            refused = await client.call_tool("read_asset", {"asset": "university"})
            return names, found.structured_content, read.structured_content, refused

    names, found, read, refused = in_a_thread(drive)
    assert "profile_authority" in names
    assert found["assets"][0]["name"].startswith("Manufacturing Technology Centre") and found["view"].startswith(address)
    assert read["evidence"] and requests.get(read["view"], timeout=30).status_code == 200
    assert refused.is_error and "names" in refused.content[0].text


def test_a_body_that_is_too_long_is_refused(address):
    sent = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}
    assert requests.post(f"{address}mcp", data=b'"' + b"x" * 200_000 + b'"', headers=sent, timeout=30).status_code == 413
