"""The entry point: the server with a route of our own, and what every reader's run of the app draws.

`streamlit run app.py` imports this file once for `app`, which serves; then, for each reader, Streamlit
runs the same file as its script.
"""

from __future__ import annotations

from contextlib import asynccontextmanager

import streamlit as st


def draw() -> None:
    """Page settings, navigation, what every page shares, and then the page."""
    from pages.shared import frame, pages
    from pages.shared.loaders import region_logo

    page = st.navigation(pages.all_pages(), position="top")
    st.set_page_config(
        page_title=frame.tab_name(pages.name_of(page)),
        page_icon="static/favicon.svg",
        layout="wide",
        initial_sidebar_state="collapsed",
    )
    if logo := region_logo():
        st.logo(logo, size="large")
    with frame.around(page):
        page.run()


if __name__ == "__main__":
    draw()
else:
    from pages import answers
    from pages.answers import warming
    from pages.shared import (
        changes_feed,
        embed,
        faults,
        first_page,
        garbage,
        lite,
        made_files,
        metrics,
        name_suggestions,
        ogc,
        open_data,
        pin_files,
        site_files,
        street_files,
    )
    from pages.shared.app_address import query_limit
    from pages.shared.assistant import AssistantEndpoint
    from pages.shared.quiet_connection import quiet_connection
    from pages.shared.security import security_headers
    from pages.shared.smaller_files import smaller_files
    from pages.shared.unknown_pages import unknown_pages

    faults.log_to_stderr()
    assistant = AssistantEndpoint()
    routes = [
        *answers.routes(), *open_data.routes(), *ogc.routes(), *lite.routes(), *changes_feed.routes(), *street_files.routes(), *pin_files.routes(),
        *made_files.routes(), *name_suggestions.routes(), *assistant.routes, *embed.routes(), *metrics.routes(), *site_files.routes(), *first_page.routes(),
    ]  # fmt: skip

    @asynccontextmanager
    async def lifespan(served):
        """What runs beside the pages while the app is served."""
        async with warming.lifespan(served), garbage.lifespan(), assistant.running():
            yield

    middleware = [metrics.measured(), security_headers(), query_limit(route.path for route in routes), quiet_connection(), smaller_files(), unknown_pages()]
    app = st.App(__file__, routes=routes, middleware=middleware, lifespan=lifespan)
