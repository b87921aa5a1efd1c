"""The tools of `geo.api.assistant_tools` as a server of the Model Context Protocol, for any transport."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import ToolAnnotations
from pydantic import Field

from geo.analysis.claims import VERDICTS
from geo.api.assistant_tools import FEW, MOST, AssistantTools
from geo.errors import GeoError

NAME = "innovation-map"
INSTRUCTIONS = (
    "The innovation assets of one region, each with its sources: search them, read one with its evidence, profile a local authority or a "
    "cluster, find what is near a place, and see what became of the region's claims. Name the sources in what you write, and give the link "
    "in `view`: it shows a reader the same. The register is compiled from public pages and is not complete."
)
READS = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)
Names = list[str]
Text = Annotated[str, Field(description="Words to search for: names, operators, technologies, postcodes; `or` between words means either.")]
Layers = Annotated[Names, Field(description="Types of asset, by code or plural name (hub, catapult, university, gigafactory, testbed).")]
Clusters = Annotated[Names, Field(description="Plan for Growth clusters, by id or short name.")]
Authorities = Annotated[Names, Field(description="Local authorities, by name or GSS code.")]
Cities = Annotated[Names, Field(description="Cities or towns, by name.")]
Statuses = Annotated[Names, Field(description="operating, under construction, planned, unknown or closed; closed ones are left out unless named.")]
Technologies = Annotated[Names, Field(description="Terms of the technology vocabulary.")]
Organisations = Annotated[Names, Field(description="Organisations that run or lead the assets, by name or id.")]
Limit = Annotated[int, Field(ge=1, le=MOST, description="The most assets to list.")]
# Finds the tools for a request, None where there is none (standard input and output).
FindTools = Callable[[Any], AssistantTools]


def assistant_server(find_tools: FindTools) -> MCPServer:
    """The server; `find_tools` gives the tools of the data as they are now, and is told the HTTP request if there is one."""
    server = MCPServer(NAME, title="Innovation map", instructions=INSTRUCTIONS, log_level="WARNING")

    def tool(function: Callable[..., Any]) -> None:
        server.add_tool(function, annotations=READS)

    def answer(context: Context, ask: Callable[[AssistantTools], dict[str, Any]]) -> dict[str, Any]:
        """Ask the tools; what the library refuses is said to the assistant in its words."""
        try:
            return ask(find_tools(context.request_context.request))
        except GeoError as error:
            raise ToolError(str(error)) from error

    _add_searches(tool, answer)
    _add_profiles(tool, answer)
    return server


def _add_searches(tool: Callable[..., None], answer: Callable[..., dict[str, Any]]) -> None:
    def search_assets(
        context: Context,
        text: Text = "",
        layer: Layers = [],
        cluster: Clusters = [],
        authority: Authorities = [],
        city: Cities = [],
        status: Statuses = [],
        technology: Technologies = [],
        run_by: Organisations = [],
        limit: Limit = FEW,
    ) -> dict[str, Any]:
        """Search the innovation assets by words and filters, the best match first. Values of one filter are alternatives; filters hold together."""
        chosen = {"layer": layer, "cluster": cluster, "authority": authority, "city": city, "status": status, "technology": technology, "run_by": run_by}
        return answer(context, lambda tools: tools.search_assets(text, chosen=chosen, limit=limit))

    def find_near(
        context: Context,
        place: Annotated[str, Field(description="A postcode, town, street, asset's name, or latitude and longitude.")],
        radius_km: Annotated[float, Field(ge=1, le=50, description="Straight-line distance in kilometres.")] = 10.0,
        text: Text = "",
        layer: Layers = [],
        cluster: Clusters = [],
        technology: Technologies = [],
        limit: Limit = FEW,
    ) -> dict[str, Any]:
        """Find the assets within a straight-line distance of a place, nearest first."""
        chosen = {"layer": layer, "cluster": cluster, "technology": technology}
        return answer(context, lambda tools: tools.find_near(place, radius_km=radius_km, text=text, chosen=chosen, limit=limit))

    tool(search_assets)
    tool(find_near)


def _add_profiles(tool: Callable[..., None], answer: Callable[..., dict[str, Any]]) -> None:
    def read_asset(context: Context, asset: Annotated[str, Field(description="The id or name of one asset.")]) -> dict[str, Any]:
        """Read all that is known of one asset, with the evidence for what it is, how it stands and where it is."""
        return answer(context, lambda tools: tools.read_asset(asset))

    def profile_authority(
        context: Context,
        area: Annotated[str, Field(description="A local authority by name or GSS code; also a county, town, postcode, WMCA or region.")],
    ) -> dict[str, Any]:
        """Profile a local authority: what it has, how it compares, what it lacks, and its figures with their sources."""
        return answer(context, lambda tools: tools.profile_area(area))

    def profile_cluster(context: Context, cluster: Annotated[str, Field(description="A Plan for Growth cluster by id or short name.")]) -> dict[str, Any]:
        """Profile a cluster: what it is, where it concentrates, who anchors it and on what it works."""
        return answer(context, lambda tools: tools.profile_cluster(cluster))

    def list_claims(
        context: Context,
        verdict: Annotated[str, Field(description=f"Only those with one verdict: {', '.join(VERDICTS)}.")] = "",
    ) -> dict[str, Any]:
        """List what the region claims of itself, with verdict, finding, sources and what this map counts today."""
        return answer(context, lambda tools: tools.list_claims(verdict))

    for function in (read_asset, profile_authority, profile_cluster, list_claims):
        tool(function)
