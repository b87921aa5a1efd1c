"""The components of our own: the filter panel, the results list, and links between pages.

They are ordinary page content (no frame): real check boxes, buttons and a table, so that keyboard,
screen reader and zoom work as everywhere else. Python sends ids, numbers and words; the rest the
browser has from the assets file.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import streamlit as st

from geo.frontend import STATIC_ROOT, Frontend

STATIC_URL = "app/static"


@cache
def _register(name: str) -> Callable[..., Any]:
    read = lambda suffix: (STATIC_ROOT / f"{name}.{suffix}").read_text(encoding="utf-8")  # noqa: E731
    return st.components.v2.component(
        f"wm_{name}", html=f'<div class="{name}"></div>', css=read("css"), js=read("js")
    )


def links() -> None:
    """Let links between pages change the page without loading the app again."""
    _register("links")(key="links", height="content")


def facets(data: dict[str, Any], frontend: Frontend, *, key: str, on_toggle: Callable, on_q: Callable) -> None:
    """Draw the filter panel. Triggers: `toggle` {facet, value} and `q` {value}."""
    _register("facets")(data=data | _assets(frontend), key=key, on_toggle_change=on_toggle, on_q_change=on_q)


def results(data: dict[str, Any], frontend: Frontend, *, key: str, on_pick: Callable, on_chip: Callable,
            on_clear: Callable, on_star: Callable) -> None:
    """Draw the results list. Triggers: `pick` {id}, `chip` {facet, value}, `clear`, `star` {id}."""
    _register("results")(
        data=data | _assets(frontend), key=key, on_pick_change=on_pick, on_chip_change=on_chip,
        on_clear_change=on_clear, on_star_change=on_star,
    )


def _assets(frontend: Frontend) -> dict[str, str]:
    return {"assets_url": f"{STATIC_URL}/{frontend.assets}"}
