"""What a page run by AppTest shows, whether by Streamlit's elements or by components of our own."""

from __future__ import annotations

import json

from streamlit.testing.v1 import AppTest


def components_of(page: AppTest, name: str) -> list:
    """The components of our own with a name, in the order of the page."""
    return [element for element in page.get("bidi_component") if element.proto.component_name.endswith(f"wm_{name}")]


def page_html(page: AppTest) -> str:
    """All HTML of a page, in the order of the page."""
    return "".join(_html(element) for element in page if element.type in ("html", "bidi_component"))


def _html(element) -> str:
    if element.type == "html":
        return element.proto.body
    return json.loads(element.proto.json or "{}").get("html", "") if element.proto.component_name.endswith("wm_sheet") else ""
