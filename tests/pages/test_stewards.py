"""The page of those who decide on suggestions, with a real login: an OpenID Connect provider of its own, and Streamlit's."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from urllib.parse import urljoin

import pytest
import requests
from bench.app_session import AppSession
from harness import ROOT, free_port, run_apart, serve

from geo.register.corrections import CORRECTION, Fact, open_store

STEWARD, OTHER, UNVERIFIED = "ann@map.example", "bob@map.example", "Ann@map.example"
USERS = (
    {"sub": "ann", "email": STEWARD, "email_verified": True},
    {"sub": "bob", "email": OTHER, "email_verified": True},
    {"sub": "eve", "email": UNVERIFIED, "email_verified": False},
)
SECRETS = """[auth]
redirect_uri = "{address}oauth2callback"
cookie_secret = "of-this-test-alone"
client_id = "map"
client_secret = "secret"
server_metadata_url = "{provider}.well-known/openid-configuration"
"""


@pytest.fixture(scope="module")
def provider():
    """The address of an OpenID Connect provider that knows three people."""
    port = free_port()
    users = [part for user in USERS for part in ("--user-claims", json.dumps(user))]
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port), *users], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    address = f"http://localhost:{port}/"
    for _ in range(200):
        try:
            requests.get(f"{address}.well-known/openid-configuration", timeout=2).raise_for_status()
            break
        except requests.RequestException:
            time.sleep(0.1)
    yield address
    process.terminate()
    process.wait(timeout=10)


@pytest.fixture(scope="module")
def app(provider, tmp_path_factory):
    """The app with that login, one steward, and a suggestion that waits: (address, reference)."""
    folder = tmp_path_factory.mktemp("stewards")
    secrets, queue = folder / "secrets.toml", f"sqlite:///{folder / 'queue.sqlite'}"
    store = open_store(queue)
    fact = Fact("postcode", "B4 7RQ", "B4 7XG")
    made = store.add(kind=CORRECTION, asset="steamhouse", facts=[fact], page="", words="", email="reader@map.example", address="here", release="")
    environment = {"STREAMLIT_SECRETS_FILES": str(secrets), "INNOVATION_MAP_STEWARDS": STEWARD.upper(), "INNOVATION_MAP_DATABASE": queue}
    with serve(ROOT / "app.py", folder / "log.txt", environment=environment) as address:
        secrets.write_text(SECRETS.format(address=address, provider=provider))
        yield address, made.reference
    store.engine.dispose()


def log_in(address, subject):
    """Log in as a browser does, by every redirect of the protocol; the cookies of the app."""
    with requests.Session() as browser:
        browser.get(f"{address}_stcore/health", timeout=60)
        asked = run_apart(pressed(address, "Log in"))
        form = browser.get(urljoin(address, asked), timeout=60)
        assert "Authorize Client" in form.text
        back = browser.post(form.url, data={"sub": subject}, timeout=60)
        assert back.url.startswith(address), back.url
        return {cookie.name: cookie.value for cookie in browser.cookies}


async def pressed(address, label):
    """Where the app sends whoever presses a button of the page."""
    async with AppSession(address) as reader:
        await reader.view(page="stewards")
        (button,) = [one for one in reader.elements("button") if one.label == label]
        await reader.view(page="stewards", pressed=button.id)
        (address,) = [told.auth_redirect.url for told in reader.said if told.WhichOneof("type") == "auth_redirect"]
        return address


def page_of(address, cookies=()):
    """What the page says to whoever has these cookies."""

    async def read():
        cookies_sent = "; ".join(f"{name}={value}" for name, value in dict(cookies).items())
        async with AppSession(address, cookies_sent, dict(cookies).get("_streamlit_xsrf", "")) as reader:
            await reader.view(page="stewards")
            assert not reader.elements("exception")
            return b"".join(told.SerializeToString() for told in reader.said).decode("utf-8", "ignore")

    return run_apart(read())


def test_a_steward_logs_in_and_sees_what_waits(app):
    address, reference = app
    assert requests.get(f"{address}stewards", timeout=60).status_code == 200
    told = page_of(address, log_in(address, "ann"))
    assert reference in told and "1 waiting" in told and "B4 7XG" in told


@pytest.mark.parametrize("subject", ["bob", "eve"])
def test_nobody_else_who_logs_in_does(app, subject):
    address, reference = app
    told = page_of(address, log_in(address, subject))
    assert "may not decide" in told and reference not in told


def test_without_a_login_or_with_a_forged_one_there_is_only_the_button(app):
    address, reference = app
    cookies = log_in(address, "bob")
    forged = {name: re.sub("[0-9a-f]", "0", value) if name == "_streamlit_user" else value for name, value in cookies.items()}
    for sent in ({}, forged):
        told = page_of(address, sent)
        assert "Log in" in told and reference not in told


def test_without_the_settings_there_is_no_such_page(address):
    assert requests.get(f"{address}stewards", timeout=60).status_code == 404
    told = page_of(address)
    assert "Log in" not in told and "waiting" not in told
