"""What is known of one asset, as HTML; every text of the data escaped."""

from __future__ import annotations

from html import escape
from urllib.parse import urlsplit

import pandas as pd

from geo import vocabulary
from geo.addresses import is_web_address
from geo.register.assets import Register
from geo.register.organisations import named_in
from geo.register.postal_address import full_address
from geo.webmap.html_elements import link, organisation_link, page_link, symbol_image


def asset_card(row: pd.Series, register: Register, *, heading: str = "h2") -> str:
    """Everything known of one asset as HTML: what, how it stands, where, and how we know.

    Every text of the data is escaped; only addresses that begin with http or https become links.
    `heading` is the element the name stands in.
    """
    kind = register.kinds["name"].get(row["kind"], row["kind"])
    below = f"h{int(heading[1]) + 1}"
    return (
        '<article class="wm-card">'
        f'<p class="wm-kind">{symbol_image(row["layer"], row["status"])} {escape(kind)}</p>'
        f'<{heading} dir="auto" class="wm-name">{escape(row["name"])}</{heading}>'
        f'<p class="wm-standing wm-{row["status"].replace(" ", "-")}">{escape(vocabulary.standing_words(row["status"], row["status_date"]))}</p>'
        f'<p dir="auto">{escape(row["summary"])}</p>'
        f"<dl>{_facts(row, register)}</dl>{_evidence(row, below)}{_onward(row) if heading != 'h1' else ''}</article>"
    )


def closable_card(row: pd.Series, register: Register, *, close_href: str) -> str:
    """The card of an asset in a frame of its own, with a link to the same view without it."""
    close = f'<a href="{escape(close_href)}" target="_self" class="wm-go wm-close">Close</a>'
    return f'<section class="wm-detail" aria-label="The chosen asset">{close}{asset_card(row, register)}</section>'


def common_ground(related: pd.DataFrame, register: Register) -> list[str]:
    """For each related asset, in words, what it has in common."""
    return [
        "; ".join(
            part
            for part in (
                "same operator" if row["same_operator"] else "",
                ", ".join(register.clusters["short_name"].get(c, c) for c in row["shared_clusters"]),
                ", ".join(row["shared_technologies"]),
            )
            if part
        )
        for row in pd.DataFrame(related)[["same_operator", "shared_clusters", "shared_technologies"]].to_dict("records")
    ]


def _onward(row: pd.Series) -> str:
    links = (
        page_link("asset", "Its own page", asset=row["id"]),
        page_link("nearby", "What is near it", near=row["id"]),
        page_link("places", f"{row['authority']} as a place", authority=row["gss_code"]),
    )
    return f'<ul class="wm-onward">{"".join(f"<li>{entry}</li>" for entry in links)}</ul>'


def _facts(row: pd.Series, register: Register) -> str:
    clusters = ", ".join(register.clusters["name"].get(c, c) for c in row["clusters"])
    successor = row["successor"]
    if successor in register.by_id:
        successor = register.asset(successor)["name"]
    facts = [
        ("Run by", _operator(row, register)),
        ("Address", escape(full_address(row))),
        # A code is read, not spoken.
        ("Local authority", f'{escape(row["authority"])} <span aria-hidden="true">({escape(row["gss_code"])})</span>'),
        ("Clusters", escape(clusters)),
        ("Technologies", escape(", ".join(row["technologies"]))),
        ("Opened", escape(row["opened"])),
        ("Also known as", escape(", ".join(row["aliases"]))),
        ("Replaced by", escape(successor)),
        ("Website", link(row["website"], _host(row["website"])) if row["website"] else ""),
        ("The pin shows", escape(f"{vocabulary.PRECISION_WORDS[row['position_precision']]}.")),
    ]
    return "".join(f'<dt>{name}</dt><dd dir="auto">{value}</dd>' for name, value in facts if value)


def _operator(row: pd.Series, register: Register) -> str:
    """The words of the operator with each organisation of the asset as a link to its page, where they name it."""
    words, known = row["operator"], register.organisations
    spans: list[tuple[int, int, str]] = []
    for identity, _ in known.by_asset.get(row["id"], ()):
        at = named_in(words, (known.names[identity], *known.table.at[identity, "other_names"]))
        if at and not any(at[0] < end and start < at[1] for start, end, _ in spans):
            spans.append((*at, identity))
    made, done = "", 0
    for start, end, identity in sorted(spans):
        made += escape(words[done:start]) + organisation_link(identity, words[start:end])
        done = end
    return made + escape(words[done:])


def _evidence(row: pd.Series, heading: str) -> str:
    parts = [
        _source(row, "source", "That it exists"),
        _source(row, "location", "Where it is") or "<li>Where it is: no page seen that names the place.</li>",
    ]
    if not row["source_title"]:
        parts[0] = "<li>Unverified: no page seen that backs it.</li>"
    return (
        f'<{heading} class="wm-how">How we know</{heading}><ul class="wm-evidence">{"".join(parts)}</ul>'
        f'<p class="wm-small">Confidence: {escape(vocabulary.CONFIDENCE_WORDS[row["confidence"]])}. '
        f"Checked {escape(row['checked_on'])}.</p>{_research(row)}"
    )


def _research(row: pd.Series) -> str:
    """What was found on the way, for who wants to follow it: folded away."""
    entries = [("The point of the pin", row["position_source"]), ("Note", row["notes"])]
    told = "".join(f'<dt>{name}</dt><dd dir="auto">{escape(text)}</dd>' for name, text in entries if text)
    return f'<details class="wm-fold"><summary>From the research</summary><dl>{told}</dl></details>' if told else ""


def _source(row: pd.Series, stem: str, what: str) -> str:
    if not row[f"{stem}_title"]:
        return ""
    named = link(row[f"{stem}_url"], row[f"{stem}_title"])
    who = vocabulary.PUBLISHER_WORDS.get(row[f"{stem}_publisher"], row[f"{stem}_publisher"])
    return f'<li dir="auto">{what}: {escape(row[f"{stem}_evidence"])} ({named}, {escape(row[f"{stem}_date"])}; who says so: {escape(who)})</li>'


def _host(url: str) -> str:
    return urlsplit(url).netloc.removeprefix("www.") if is_web_address(url) else url
