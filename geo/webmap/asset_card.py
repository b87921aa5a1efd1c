"""What is known of one asset, as HTML; every text of the data escaped."""

from __future__ import annotations

from urllib.parse import urlsplit

import pandas as pd
from markupsafe import Markup, escape

from geo import vocabulary
from geo.addresses import is_web_address
from geo.register.assets import Register
from geo.register.organisations import named_in
from geo.register.postal_address import full_address
from geo.webmap.html_elements import link, organisation_link, page_link, symbol_image


def asset_card(row: pd.Series, register: Register, *, heading: str = "h2") -> Markup:
    """Everything known of one asset as HTML: what, how it stands, where, and how we know.

    Every text of the data is escaped; only addresses that begin with http or https become links.
    `heading` is the element the name stands in.
    """
    kind = register.kinds["name"].get(row["kind"], row["kind"])
    below = f"h{int(heading[1]) + 1}"
    return Markup(
        '<article class="wm-card">'
        '<p class="wm-kind">{} {}</p>'
        '<{} dir="auto" class="wm-name">{}</{}>'
        '<p class="wm-standing wm-{}">{}</p>'
        '<p dir="auto">{}</p>'
        "<dl>{}</dl>{}{}</article>"
    ).format(
        symbol_image(row["layer"], row["status"]),
        kind,
        heading,
        row["name"],
        heading,
        row["status"].replace(" ", "-"),
        vocabulary.standing_words(row["status"], row["status_date"]),
        row["summary"],
        _facts(row, register),
        _evidence(row, below),
        _onward(row) if heading != "h1" else "",
    )


def closable_card(row: pd.Series, register: Register, *, close_href: str) -> Markup:
    """The card of an asset in a frame of its own, with a link to the same view without it."""
    close = Markup('<a href="{}" target="_self" class="wm-go wm-close">Close</a>').format(close_href)
    return Markup('<section class="wm-detail" aria-label="The chosen asset">{}{}</section>').format(close, asset_card(row, register))


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


def _onward(row: pd.Series) -> Markup:
    links = (
        page_link("asset", "Its own page", asset=row["id"]),
        page_link("nearby", "What is near it", near=row["id"]),
        page_link("places", f"{row['authority']} as a place", authority=row["gss_code"]),
    )
    return Markup('<ul class="wm-onward">{}</ul>').format(Markup().join(Markup("<li>{}</li>").format(entry) for entry in links))


def _facts(row: pd.Series, register: Register) -> Markup:
    clusters = ", ".join(register.clusters["name"].get(c, c) for c in row["clusters"])
    successor = row["successor"]
    if successor in register.by_id:
        successor = register.asset(successor)["name"]
    facts = [
        ("Run by", _operator(row, register)),
        ("Address", full_address(row)),
        # A code is read, not spoken.
        ("Local authority", Markup('{} <span aria-hidden="true">({})</span>').format(row["authority"], row["gss_code"])),
        ("Clusters", clusters),
        ("Technologies", ", ".join(row["technologies"])),
        ("Opened", row["opened"]),
        ("Also known as", ", ".join(row["aliases"])),
        ("Replaced by", successor),
        ("Website", link(row["website"], _host(row["website"])) if row["website"] else ""),
        ("The pin shows", f"{vocabulary.PRECISION_WORDS[row['position_precision']]}."),
    ]
    return Markup().join(Markup('<dt>{}</dt><dd dir="auto">{}</dd>').format(name, value) for name, value in facts if value)


def _operator(row: pd.Series, register: Register) -> Markup:
    """The words of the operator with each organisation of the asset as a link to its page, where they name it."""
    words, known = row["operator"], register.organisations
    spans: list[tuple[int, int, str]] = []
    for identity, _ in known.by_asset.get(row["id"], ()):
        at = named_in(words, (known.names[identity], *known.table.at[identity, "other_names"]))
        if at and not any(at[0] < end and start < at[1] for start, end, _ in spans):
            spans.append((*at, identity))
    made, done = Markup(), 0
    for start, end, identity in sorted(spans):
        made += escape(words[done:start]) + organisation_link(identity, words[start:end])
        done = end
    return made + escape(words[done:])


def _evidence(row: pd.Series, heading: str) -> Markup:
    parts = [
        _source(row, "source", "That it exists"),
        _source(row, "location", "Where it is") or Markup("<li>Where it is: no page seen that names the place.</li>"),
    ]
    if not row["source_title"]:
        parts[0] = Markup("<li>Unverified: no page seen that backs it.</li>")
    return Markup('<{} class="wm-how">How we know</{}><ul class="wm-evidence">{}</ul><p class="wm-small">Confidence: {}. Checked {}.</p>{}').format(
        heading, heading, Markup().join(parts), vocabulary.CONFIDENCE_WORDS[row["confidence"]], row["checked_on"], _research(row)
    )


def _research(row: pd.Series) -> Markup:
    """What was found on the way, for who wants to follow it: folded away."""
    entries = [("The point of the pin", row["position_source"]), ("Note", row["notes"])]
    told = Markup().join(Markup('<dt>{}</dt><dd dir="auto">{}</dd>').format(name, text) for name, text in entries if text)
    return Markup('<details class="wm-fold"><summary>From the research</summary><dl>{}</dl></details>').format(told) if told else Markup()


def _source(row: pd.Series, stem: str, what: str) -> Markup:
    if not row[f"{stem}_title"]:
        return Markup()
    named = link(row[f"{stem}_url"], row[f"{stem}_title"])
    who = vocabulary.PUBLISHER_WORDS.get(row[f"{stem}_publisher"], row[f"{stem}_publisher"])
    return Markup('<li dir="auto">{}: {} ({}, {}; who says so: {})</li>').format(what, row[f"{stem}_evidence"], named, row[f"{stem}_date"], who)


def _host(url: str) -> str:
    return urlsplit(url).netloc.removeprefix("www.") if is_web_address(url) else url
