"""What a page run by AppTest shows as HTML, whether by `st.html` or by our sheet component."""

from __future__ import annotations

import json

from streamlit.testing.v1 import AppTest


def page_html(page: AppTest) -> str:
    """All HTML of a page, in the order of the page."""
    return "".join(_html(element) for element in page if element.type in ("html", "bidi_component"))


def _html(element) -> str:
    if element.type == "html":
        return element.proto.body
    return json.loads(element.proto.json or "{}").get("html", "") if element.proto.component_name.endswith("sheet") else ""
