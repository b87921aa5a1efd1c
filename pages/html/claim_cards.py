"""A claim of the region as HTML: verdict, finding, counts and sources, every text escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup, escape

from geo.addresses import page_url
from geo.analysis.claims import TOPICS, VERDICTS, Claim, ClaimCount, count_claim
from geo.select.filters import FacetIndex
from geo.webmap.html_elements import link, page_link
from pages.html.elements import Column, table

VERDICT_WORDS = {
    "supported": "Supported",
    "partly": "Partly supported",
    "not supported": "Not supported",
    "cannot be checked": "Cannot be checked",
}
# Told apart by words and sign first, by colour only after that.
VERDICT_SIGNS = {"supported": "✓", "partly": "≈", "not supported": "×", "cannot be checked": "?"}
COUNT_COLUMNS = (
    Column("label", "Definition (opens these assets on the map)", "go"),
    Column("assets", "Assets", "bar"),
    Column("note", "What to mind"),
)
SOURCE_COLUMNS = (
    Column("url", "Page", "url"),
    Column("date", "Date"),
    Column("says", "What it says, in our words"),
)


def claims_by_topic(claims: Sequence[Claim], index: FacetIndex) -> Markup:
    """The claims under the heading of their topic, each with what is counted for it now; topics without any are left out."""
    parts = []
    for topic, title in TOPICS.items():
        cards = Markup().join(claim_card(claim, count_claim(claim, index)) for claim in claims if claim.topic == topic)
        parts.append(Markup('<h2>{}</h2><div class="wm-claims">{}</div>').format(title, cards) if cards else Markup())
    return Markup().join(parts)


def claim_card(claim: Claim, counts: Iterable[ClaimCount], *, opened: bool = False) -> Markup:
    """A claim as an article: open in full, or with counts and sources folded away."""
    level = "h2" if opened else "h3"
    fold = _counts(counts) + _sources(claim)
    if not opened:
        told = "What this map counts, who says so and sources" if claim.definitions else "Who says so and sources"
        fold = Markup("<details><summary>{}</summary>{}</details>").format(told, fold)
    return Markup(
        '<article class="wm-claim">{}'
        '<{} dir="auto">{}</{}>'
        '<p class="wm-finding" dir="auto">{}</p>'
        '<p class="wm-caution" dir="auto"><b>How to say it.</b> {}</p>{}'
        "{}</article>"
    ).format(
        verdict_badge(claim.verdict),
        level,
        claim.headline,
        level,
        claim.finding,
        claim.caution,
        fold,
        "" if opened else page_link("claims", "Link to this claim", claim=claim.id),
    )


def verdict_badge(verdict: str) -> Markup:
    """A verdict as sign and words."""
    slug = verdict.replace(" ", "-")
    sign = VERDICT_SIGNS.get(verdict, "")
    return Markup('<p class="wm-verdict wm-verdict-{}"><span aria-hidden="true">{}</span> {}</p>').format(slug, sign, VERDICT_WORDS.get(verdict, verdict))


def verdict_table() -> Markup:
    """What each verdict means."""
    records = [{"verdict": VERDICT_WORDS[verdict], "means": means} for verdict, means in VERDICTS.items()]
    columns = (Column("verdict", "Verdict"), Column("means", "Meaning"))
    return table(records, columns, caption="What the verdicts mean")


def _counts(counts: Iterable[ClaimCount]) -> Markup:
    records = [_count_record(count) for count in counts]
    if not records:
        return Markup()
    return table(records, COUNT_COLUMNS, caption="What this map counts, counted now from its data")


def _count_record(count: ClaimCount) -> dict:
    lost = ", ".join(f"{facet} = {value}" for facet, value in count.unknown)
    note = f"Not counted: the data no longer knows {lost}." if lost else count.note
    return {
        "label": count.label,
        "assets": count.assets,
        "note": note,
        "href": page_url("", **count.filters.to_query()),
    }


def _sources(claim: Claim) -> Markup:
    said = link(claim.claim_url, claim.when) if claim.claim_url else escape(f"{claim.when}; no page of the claim was found")
    primary = link(claim.primary_source_url, claim.primary_source_title) + _dated(claim.primary_source_date) if claim.primary_source_title else "None found."
    facts = Markup("<dl><dt>Who says so</dt><dd>{} ({})</dd><dt>Primary source</dt><dd>{}</dd><dt>Checked</dt><dd>{}</dd></dl>").format(
        claim.who, said, primary, claim.checked_on
    )
    records = [{"title": s.title, "url": s.url, "date": s.date or "undated", "says": s.says} for s in claim.sources]
    return facts + (table(records, SOURCE_COLUMNS, caption="Further pages read") if records else "")


def _dated(date: str) -> Markup:
    return escape(f", {date}" if date else ", undated")
