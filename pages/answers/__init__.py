"""What each page shows for a query, and the route that tells a browser without a run of the app.

A page's `answer(data, query)` is asked twice: by the page, whose run draws it, and by `reply`, which
sends it as JSON to `static/ahead_pages.js`. So a change of selection shows as soon as it is reckoned,
and the run that follows confirms it. `change(data, query, act)` says where a reader's act leads.
"""

from __future__ import annotations

import json
from dataclasses import replace
from types import ModuleType
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from geo.errors import GeoError
from geo.select import query_string as queries
from geo.webmap.folium_map import view_values
from pages.answers import asset, clusters, explore, nearby, organisation, places, shortlist, whats_new
from pages.answers.answer import Act, Answer
from pages.shared import faults, pin_files
from pages.shared.app_address import base_path
from pages.shared.loaders import Shared, shared

PAGES: dict[str, ModuleType] = {page.NAME: page for page in (explore, places, clusters, nearby, asset, organisation, shortlist, whats_new)}
ACT = "_act"
NOT_KEPT = {"Cache-Control": "no-store"}


class UnreadableAct(Exception):
    """What was sent as an act is none."""


class SentAct(dict[str, Any]):
    """An act as it was sent. A part that is missing is the sender's fault; any other KeyError is ours."""

    def __missing__(self, key: str) -> Any:
        raise UnreadableAct(key)


def routes() -> list[Route]:
    """The route `/answer/<page>?<query of the page>&_act=<JSON>`."""
    return [Route(f"{base_path()}/answer/{{page}}", reply)]


def reply(request: Request) -> Response:
    """Where an act leads and what the page shows there, as JSON.

    What cannot be done is said in `note` with `wrong`, without a new query; `choices` are what may have been meant. 404 for an unknown page,
    400 for an act that cannot be read, 500 for a fault of ours, with its number in `fault`.
    """
    name = request.path_params["page"]
    page = PAGES.get(name)
    if page is None:
        return JSONResponse({}, status_code=404)
    query = {name: request.query_params.getlist(name) for name in request.query_params}
    sent = query.pop(ACT, ["{}"])[-1]
    try:
        said = _reply(page, query, sent)
    except UnreadableAct:
        return JSONResponse({}, status_code=400)
    except GeoError as error:
        said = {"note": str(error), "wrong": True, **({"choices": error.choices} if error.choices else {})}
    except Exception:
        number = faults.report(name, query)
        return JSONResponse({"note": faults.words(number), "wrong": True, "fault": number}, status_code=500, headers=NOT_KEPT)
    return JSONResponse(said, headers=NOT_KEPT)


def _reply(page: ModuleType, query: queries.Query, sent: str) -> dict[str, Any]:
    data = shared()
    moved, note = _moved(page, data, query, sent)
    # Read back from its text: in the order the page's own run will find it.
    text = queries.text(queries.read(queries.text(moved)))
    made = page.answer(data, queries.read(text))
    return {"query": text, "note": note, **as_data(replace(made, view=pin_files.with_pins(data, made.view, made.pins_of)))}


def _moved(page: ModuleType, data: Shared, query: queries.Query, sent: str) -> tuple[queries.Query, str]:
    """Where an act leads. Raises UnreadableAct where it is not what any page sends."""
    try:
        act: Act = SentAct(json.loads(sent))
        # Half a letter can stand in no address and no answer.
        json.dumps(act, ensure_ascii=False).encode()
        if not isinstance(act.get("name", ""), str):
            raise TypeError("An act names what it sets by one text.")
        moved, note = page.change(data, query, act)
    except (ValueError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        raise UnreadableAct from error
    return moved, note


def as_data(answer: Answer) -> dict[str, Any]:
    """An answer for the browser."""
    return {
        "view": view_values(answer.view),
        "sheets": dict(answer.sheets),
        "pickers": {key: [field.as_data() for field in fields] for key, fields in answer.pickers.items()},
    }
