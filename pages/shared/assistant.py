"""The route of the Model Context Protocol: `/mcp` (Streamable HTTP), over the loaded data.

Every request stands by itself, without a session, so that any of several servers may answer it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import streamlit as st
from mcp.server.transport_security import TransportSecuritySettings
from starlette.requests import Request
from starlette.routing import BaseRoute

from geo.analysis.claims import load_claims
from geo.api.assistant_server import assistant_server
from geo.api.assistant_tools import AssistantTools
from pages.shared import place_finder
from pages.shared.app_address import app_root, base_path
from pages.shared.loaders import Shared, lookups, shared

ADDRESS = "mcp"
MOST_BYTES = 100_000


class AssistantEndpoint:
    """The protocol's route and what has to run while it is served; one of these serves once."""

    def __init__(self) -> None:
        self._server = assistant_server(_tools)
        # Open data without accounts: whoever may ask the host may ask this, and which hosts there are is the server's to say.
        anybody = TransportSecuritySettings(enable_dns_rebinding_protection=False)
        self.routes: list[BaseRoute] = list(
            self._server.streamable_http_app(
                streamable_http_path=f"{base_path()}/{ADDRESS}",
                stateless_http=True,
                json_response=True,
                max_request_body_size=MOST_BYTES,
                transport_security=anybody,
            ).routes
        )

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """While the app is served, answer."""
        async with self._server.session_manager.run():
            yield


def _tools(request: Any) -> AssistantTools:
    data = shared()
    return replace(_load(data.stamp, data), root=app_root(request) if isinstance(request, Request) else "")


@st.cache_resource(show_spinner=False, max_entries=2)
def _load(stamp: str, _data: Shared) -> AssistantTools:
    register = _data.register
    return AssistantTools(register, _data.index, lookups(), place_finder.gazetteer(), load_claims(register.package))
