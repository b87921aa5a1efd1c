"""Suggestions of readers as HTML: one with its state, and those about an asset. E-mail addresses are never shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from markupsafe import Markup

from geo.own_list.suggestions import RowSuggestion
from geo.register.assets import Register
from geo.register.corrections import ACCEPTED, STATES, Suggestion
from geo.webmap.html_elements import asset_link, link, page_link
from pages.html.elements import Column, heading, linked, paragraph, table

PRIVACY = (
    "What you write here is kept with the map and may be shown to anybody, but for your e-mail address: only those who keep the map see it, "
    "to answer you, and it is deleted when they have decided. Your network address is kept scrambled for a day, to stop floods. Nothing else is kept, "
    "and nothing goes to anybody else."
)
FACTS = (Column("label", "What"), Column("before", "On the map"), Column("after", "Suggested"))
LISTED = (Column("reference", "Reference", "go"), Column("what", "What"), Column("state", "State"), Column("reason", "Reason"))
NO_TEXT = "nothing"


def column_titles(register: Register) -> dict[str, str]:
    """The title of each column of an asset, as the schema has it."""
    package = register.package
    return {field["name"]: field["title"] for field in package.schema(next(iter(package.asset_tables.values())))["fields"]}


def from_row_words(made: RowSuggestion, identity: str, titles: Mapping[str, str]) -> str:
    """What the form was filled in from, or why it was not; `identity` is the asset it is about ("" for one that is missing), `titles`
    those of its columns."""
    if not made.row:
        return "The link leads to a row of somebody's own list, which no link holds: in this session there is none, and nothing is filled in."
    if identity and not made.values and not made.words:
        return f"Row {made.row} of your list (\u201c{made.name}\u201d) says nothing else than the map does: change below what is wrong."
    filled = ", ".join([*(titles[name] for name in made.values), *(["where it stands"] if made.words else [])])
    return (
        f"Filled in from row {made.row} of your list (\u201c{made.name}\u201d): {filled or 'nothing'}. It is still in your session alone: look "
        "through it, put back or take out what nobody should read, and only what you send is sent."
    )


def on_the_map_html(stands: Mapping[str, str], *, is_open: bool) -> Markup:
    """What stands on the map now, by the title of each column: beside a form whose fields begin with other values `is_open`, else to be opened."""
    items = Markup().join(Markup("<dt>{}</dt><dd>{}</dd>").format(title, text or NO_TEXT) for title, text in stands.items())
    state = Markup(" open") if is_open else Markup()
    return Markup('<details class="wm-fold wm-stands"{}><summary>What stands on the map now</summary><dl>{}</dl></details>').format(state, items)


def suggestion_html(made: Suggestion, register: Register) -> Markup:
    """One suggestion: state and reason first, then what was suggested and the page that shows it."""
    labels = column_titles(register)
    about = asset_link(made.asset, register.asset(made.asset)["name"]) if register.current_id(made.asset) in register.by_id else "an asset that is missing"
    records = [{"label": labels.get(f.field, f.field), "before": f.before or NO_TEXT, "after": f.after or NO_TEXT} for f in made.facts]
    carried = "The next release of the data carries it." if made.state == ACCEPTED else ""
    parts = [
        heading(f"{made.reference}: {STATES[made.state]}"),
        paragraph(f"Reason: {made.reason}") if made.reason else "",
        paragraph(carried) if carried else "",
        paragraph(f"Question: {made.question}") if made.question else "",
        paragraph(f"Answer: {made.reply}") if made.reply else "",
        Markup("<p>About {}; made on {}{}.</p>").format(about, made.made_at[:10], f", decided on {made.decided_at[:10]}" if made.decided_at else ""),
        table(records, FACTS, caption="What was suggested") if records else "",
        paragraph(f"In words: {made.words}") if made.words else "",
        Markup("<p>Shown by {}</p>").format(link(made.page, made.page)),
    ]
    return Markup().join(parts)


def of_asset_html(suggestions: Iterable[Suggestion], identity: str, register: Register) -> Markup:
    """The corrections of an asset: which are open, which were made; and the way to suggest one."""
    labels = column_titles(register)
    records = [
        {
            "reference": made.reference,
            "href": f"corrections?reference={made.reference}",
            "state": STATES[made.state],
            "reason": made.reason or "\u2013",
            "what": ", ".join(labels.get(f.field, f.field) for f in made.facts) or "in words",
        }
        for made in suggestions
    ]
    listed = table(records, LISTED, caption="Suggested corrections", empty="No correction of it is open, and none was suggested before.")
    return heading("Corrections") + listed + linked("Is something wrong here? ", page_link("corrections", "Suggest a correction", asset=identity))
