"""Streamlit's dialog over the map is off; its other answers pass as they are."""

from starlette.applications import Starlette
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from pages.shared.quiet_connection import PATH, SWITCH, quiet_connection


def served(endpoint) -> TestClient:
    return TestClient(Starlette(routes=[Route(PATH, endpoint), Route("/other", endpoint)], middleware=[quiet_connection()]))


def test_the_dialog_is_off_and_the_rest_is_kept():
    app = served(lambda request: JSONResponse({SWITCH: False, "allowedOrigins": ["a"]}, headers={"X-Kept": "yes"}))
    reply = app.get(PATH)
    assert reply.json() == {SWITCH: True, "allowedOrigins": ["a"]} and reply.headers["x-kept"] == "yes"
    assert app.get("/other").json()[SWITCH] is False


def test_what_is_no_json_passes():
    reply = served(lambda request: PlainTextResponse("not here", status_code=404)).get(PATH)
    assert reply.status_code == 404 and reply.text == "not here"
