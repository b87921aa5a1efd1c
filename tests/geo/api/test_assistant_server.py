"""`python -m geo mcp`, driven by the protocol's own client over standard input and output."""

import sys
from concurrent.futures import ThreadPoolExecutor

import anyio
from mcp import Client, StdioServerParameters

from geo.settings import LIBRARY_ROOT

ROOT = "https://map.example/"
TOOLS = {"search_assets", "read_asset", "profile_authority", "profile_cluster", "find_near", "list_claims"}


def in_a_thread(drive):
    """Run a coroutine in a thread of its own: the browser of other tests keeps a loop in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(anyio.run, drive).result()


def test_the_official_client_uses_every_tool_over_standard_output():
    command = StdioServerParameters(command=sys.executable, args=["-m", "geo", "mcp", "--address", ROOT], cwd=LIBRARY_ROOT.parent)

    async def drive():
        async with Client(command) as client:
            listed = (await client.list_tools()).tools
            assert {tool.name for tool in listed} == TOOLS
            assert all(tool.description and tool.annotations.read_only_hint for tool in listed)
            answers = {}
            for name, asked in (
                ("search_assets", {"text": "battery", "layer": ["testbed", "gigafactory"], "run_by": []}),
                ("read_asset", {"asset": "ukbic"}),
                ("profile_authority", {"area": "Rugby"}),
                ("profile_cluster", {"cluster": "aerospace"}),
                ("find_near", {"place": "Coventry", "radius_km": 3}),
                ("list_claims", {}),
            ):
                answers[name] = await client.call_tool(name, asked)
            refused = await client.call_tool("search_assets", {"city": ["Covntry"]})
            wrong = await client.call_tool("find_near", {"place": "Coventry", "radius_km": 5000})
            return answers, refused, wrong

    answers, refused, wrong = in_a_thread(drive)
    assert set(answers) == TOOLS
    for answer in answers.values():
        assert not answer.is_error and answer.structured_content["view"].startswith(ROOT) and answer.structured_content["data"]["credits"]
    assert answers["read_asset"].structured_content["evidence"]
    assert refused.is_error and "Did you mean" in refused.content[0].text and wrong.is_error
