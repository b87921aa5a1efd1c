"""What a page run by AppTest shows, whether by Streamlit's elements or by components of our own."""

from __future__ import annotations

import json
import re
from pathlib import Path

from streamlit.testing.v1 import AppTest

# An element that the pages make, escaped by whoever put it in as a text.
ESCAPED = re.compile(r"&lt;(a|img|p|span|div|section|article|footer|li|ul|td|table|details|h[1-4]) (class|href|dir|src|role)=")
PAGES = Path(__file__).resolve().parents[2] / "pages"


def run_page(name: str, **query: str | list[str]) -> AppTest:
    """Run a page as a link with these parameters opens it; it must not raise."""
    page = AppTest.from_file(str(PAGES / f"{name}.py"), default_timeout=60)
    for parameter, value in query.items():
        page.query_params[parameter] = value
    page.run()
    assert not page.exception, page.exception
    assert not any("on our side" in said.value for said in page.error), [said.value for said in page.error]
    assert not ESCAPED.search(page_html(page)), "An element of ours stands there as text."
    return page


def paste_list(page: AppTest, text: str) -> AppTest:
    """Paste a table on the page of a reader's own list, and have it shown."""
    page.text_area(key="own-paste").set_value(text)
    return next(button for button in page.button if button.label == "Show the pasted table").click().run(timeout=60)


def components_of(page: AppTest, name: str) -> list:
    """The components of our own with a name, in the order of the page."""
    return [element for element in page.get("bidi_component") if element.proto.component_name.endswith(f"wm_{name}")]


def controls(page: AppTest) -> dict[str, dict]:
    """What the page's controls show, by name."""
    return {field["name"]: field for told in _told(page, "picker") for field in told["fields"]}


def sheet(page: AppTest, key: str) -> str:
    """The HTML of one sheet."""
    (html,) = [told["html"] for told in _told(page, "sheet") if told["name"] == key]
    return html


def _told(page: AppTest, name: str) -> list[dict]:
    return [json.loads(element.proto.json) for element in components_of(page, name)]


def page_html(page: AppTest) -> str:
    """All HTML of a page, in the order of the page."""
    return "".join(_html(element) for element in page if element.type in ("html", "bidi_component"))


def _html(element) -> str:
    if element.type == "html":
        return element.proto.body
    return json.loads(element.proto.json or "{}").get("html", "") if element.proto.component_name.endswith("wm_sheet") else ""
