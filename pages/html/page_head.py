"""The head of a page: its name, what it is for, and the figures that place the region at a glance."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

from geo.register.region import Region


def masthead_html(heading: str, purpose: str = "", *, figures: Iterable[tuple[str, str]] = ()) -> Markup:
    """The head of a page as HTML: one `h1`, a sentence, and (value, label) figures beside them."""
    words = Markup("<h1 class='wm-title'>{}</h1>").format(heading) + (Markup("<p>{}</p>").format(purpose) if purpose else "")
    listed = Markup().join(Markup("<div><dt>{}</dt><dd>{}</dd></div>").format(label, value) for value, label in figures)
    beside = Markup('<dl class="wm-headline">{}</dl>').format(listed) if listed else ""
    return Markup('<div class="wm-masthead"><div>{}</div>{}</div>').format(words, beside)


def page_heads(region: Region) -> dict[str, tuple[str, str]]:
    """The heading of every page and the sentence that says what it is for, by the page's name."""
    return {
        "explore": (region.heading, region.purpose),
        "places": ("Places", "What a city, town or local authority has, and how it compares."),
        "clusters": (f"Clusters of {region.clusters_of}", "What each cluster has, where it gathers, and who works in more than one."),
        "nearby": ("What is nearby", "Everything within a distance of a place, in a shape you draw, or in authorities you choose."),
        "asset": ("Asset profile", "All that is known of one asset, each fact with its source, and what is next door."),
        "organisation": ("Organisations", "Who runs, owns, hosts or leads the assets: what each has, where, and in which clusters."),
        "your_data": ("Your data", "Your own list on this map: what is nearest to each row, what lies around it, and what we have already."),
        "whats_new": ("What\u2019s new", "What opened, closed, moved or was corrected since a release or a day, each with its reason and source."),
        "shortlist": ("Shortlist", "The assets you starred, side by side. The list lives in the link: send it, and it opens as you see it."),
        "present": ("Present", "Tours of the map for a stage, offline and by clicker, a kiosk, and the event pack."),
        "claims": (
            "Claims, and what the evidence says",
            "What the region says of itself, who says it, and what public sources and this map "
            "bear out. Each finding may be quoted; each count opens the very assets counted.",
        ),
        "corrections": (
            "Corrections",
            "Say what is wrong or missing on the map, with the page that shows it, and read what became of it. No account is needed.",
        ),
        "about": ("About the data", "What it is, how good it is, where it comes from, and how to correct it."),
        "stewards": ("Stewards", "What readers suggested, the oldest first."),
    }
