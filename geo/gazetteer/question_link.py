"""A question that was understood, as a link to the view that answers it."""

from __future__ import annotations

from geo.addresses import page_url
from geo.gazetteer.suggestions import Suggestion
from geo.register.assets import Register
from geo.select.filter_words import label_of
from geo.select.filters import Filters
from geo.select.questions import Question

# So many years in a row are said as a span.
SEVERAL = 2


def question_link(question: Question, register: Register) -> Suggestion:
    """The view a question asks for, in words: its filters, or what is around its place."""
    words = _words(question.filters, register)
    if not question.place:
        return Suggestion(f"Show as filters: {words}", page_url("", **question.filters.to_query()))
    about = f": {words}" if words else ""
    reach, far = "around", {}
    if question.minutes:
        reach, far = f"within {question.minutes:g} minutes by car of", {"minutes": f"{question.minutes:g}"}
    elif question.radius_km:
        reach, far = f"within {question.radius_km:.3g} km of", {"radius_km": f"{question.radius_km:.3g}"}
    return Suggestion(f"What is {reach} {question.place}{about}", page_url("nearby", **question.filters.to_query(), near=question.place, **far))


def _words(filters: Filters, register: Register) -> str:
    """The filters in one phrase, years in a row as a span."""
    named = [label_of(register, facet, value) for facet, value in filters.active() if facet not in ("opened", "q")]
    years = sorted(filters.opened)
    if len(years) > SEVERAL:
        named.append(f"opened {years[0]} to {years[-1]}")
    else:
        named += [label_of(register, "opened", year) for year in years]
    return ", ".join([*named, *([label_of(register, "q", filters.q)] if filters.q else [])])
