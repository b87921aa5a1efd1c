"""What whoever runs the map may set, by environment variables, and where files are looked for.

Each variable is read here and nowhere else.
"""

from __future__ import annotations

import logging
import os
import stat
from functools import cache
from html import escape
from pathlib import Path
from tempfile import gettempdir, mkdtemp
from urllib.parse import urlsplit

LIBRARY_ROOT = Path(__file__).resolve().parent


def _folder(name: str) -> Path:
    """The folder beside the library in the repository, or the one inside it where it was installed."""
    beside = LIBRARY_ROOT.parent / name
    return beside if (beside.parent / "app.py").is_file() else LIBRARY_ROOT / f"installed_{name}"


# Another package can be shown or checked without touching this one: the tests do, with broken data.
DATA_ROOT = Path(os.environ.get("INNOVATION_MAP_DATA") or _folder("data"))
STATIC_ROOT = _folder("static")
APP_FOLDER = "innovation-map"
# How the address of a PostgreSQL begins, whatever drives it.
SERVER_SCHEMES = ("postgresql://", "postgres://")


def works_ahead() -> bool:
    """Whether what readers will ask for is computed while the server is idle (INNOVATION_MAP_WORK_AHEAD, default 1)."""
    return os.environ.get("INNOVATION_MAP_WORK_AHEAD", "1") != "0"


def most_pins() -> int:
    """Up to how many assets a browser is given all of them at once (INNOVATION_MAP_MOST_PINS, default 5000); of more it gets what is in sight."""
    named = os.environ.get("INNOVATION_MAP_MOST_PINS", "")
    return int(named) if named.isdigit() else 5_000


def release_database() -> str:
    """The PostgreSQL that releases of the data are published in (INNOVATION_MAP_DATABASE), or ""."""
    named = os.environ.get("INNOVATION_MAP_DATABASE", "")
    return named if named.startswith(SERVER_SCHEMES) else ""


def cache_root() -> Path:
    """The folder of what can be made or fetched again (INNOVATION_MAP_CACHE, default: `innovation-map` in the user's cache folder, as the XDG
    Base Directory Specification has it). Where it cannot be written to, one among the machine's temporary folders."""
    return _writable_cache(os.environ.get("INNOVATION_MAP_CACHE", ""), os.environ.get("XDG_CACHE_HOME", ""))


@cache
def _writable_cache(named: str, users: str) -> Path:
    try:
        folder = Path(named) if named else (Path(users) if users else Path.home() / ".cache") / APP_FOLDER
        folder.mkdir(parents=True, exist_ok=True)
        if os.access(folder, os.W_OK | os.X_OK):
            return folder
    except (OSError, RuntimeError):  # RuntimeError: there is no home.
        pass
    if named:
        logging.getLogger(__name__).warning("The folder INNOVATION_MAP_CACHE names cannot be written to: a temporary folder stands in for it.")
    return _temporary_cache()


def _temporary_cache() -> Path:
    """A folder of this user's alone among the temporary ones: who else may write to it could change what readers are sent."""
    folder = Path(gettempdir()) / f"{APP_FOLDER}-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    state = folder.lstat()
    ours = stat.S_ISDIR(state.st_mode) and state.st_uid == os.getuid() and not state.st_mode & 0o077
    return folder if ours else Path(mkdtemp(prefix=f"{APP_FOLDER}-"))


def browser_cache() -> Path:
    """The folder of the files that are made for browsers."""
    return cache_root() / "browser"


def release_cache() -> Path:
    """The folder that published releases are kept in, for when the database is gone."""
    return cache_root() / "releases"


def database_url() -> str:
    """The database that suggestions of readers are kept in (INNOVATION_MAP_DATABASE, default: SQLite in `data/local/`, or in the user's data folder)."""
    if named := os.environ.get("INNOVATION_MAP_DATABASE"):
        return named
    return f"sqlite:///{_writable_data() / 'corrections.sqlite'}"


def _writable_data() -> Path:
    """The folder of what readers leave: `data/local/`, or the user's own data folder where nobody may write to that."""
    local = DATA_ROOT / "local"
    try:
        local.mkdir(parents=True, exist_ok=True)
        if os.access(local, os.W_OK):
            return local
        users = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / APP_FOLDER
        users.mkdir(parents=True, exist_ok=True)
    except (OSError, RuntimeError):
        return local  # Whoever opens it there says that it cannot be.
    return users


def public_address() -> str:
    """The address readers reach the map by, with its last slash (INNOVATION_MAP_PUBLIC_ADDRESS, such as https://map.example/wm/), or ""."""
    named = os.environ.get("INNOVATION_MAP_PUBLIC_ADDRESS", "").strip()
    return f"{named.rstrip('/')}/" if named else ""


def _listed(name: str) -> tuple[str, ...]:
    return tuple(one for one in os.environ.get(name, "").replace(",", " ").split() if one)


def frame_ancestors() -> tuple[str, ...]:
    """Which sites may show the whole app in a frame (INNOVATION_MAP_FRAME_ANCESTORS, as CSP writes them; default: none but itself)."""
    return _listed("INNOVATION_MAP_FRAME_ANCESTORS") or ("'self'",)


def embed_ancestors() -> tuple[str, ...]:
    """Which sites may show `/embed` and `/lite` in a frame (INNOVATION_MAP_EMBED_ANCESTORS, as CSP writes them; default: every one)."""
    return _listed("INNOVATION_MAP_EMBED_ANCESTORS") or ("*",)


def allowed_hosts() -> tuple[str, ...]:
    """The host names the app answers to (INNOVATION_MAP_ALLOWED_HOSTS; default: that of the public address and this machine's
    own, or every one where there is no public address)."""
    public = urlsplit(public_address()).hostname
    own = ("localhost", "127.0.0.1", "[::1]")
    return _listed("INNOVATION_MAP_ALLOWED_HOSTS") or ((public, *own) if public else ("*",))


def metrics_token() -> str:
    """What a program must show to read `/metrics` from another machine (INNOVATION_MAP_METRICS_TOKEN; default: none may)."""
    return os.environ.get("INNOVATION_MAP_METRICS_TOKEN", "")


def logs_requests() -> bool:
    """Whether each request is logged as a line of JSON on standard error (INNOVATION_MAP_LOG=json; default: no)."""
    return os.environ.get("INNOVATION_MAP_LOG", "") == "json"


def log_level() -> str:
    """From which level on faults and warnings are logged (INNOVATION_MAP_LOG_LEVEL: DEBUG, INFO, WARNING, ERROR; default WARNING)."""
    named = os.environ.get("INNOVATION_MAP_LOG_LEVEL", "").strip().upper()
    return named if named in ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL") else "WARNING"


def stewards() -> frozenset[str]:
    """The e-mail addresses of those who may decide on suggestions on the web (INNOVATION_MAP_STEWARDS, separated by commas)."""
    listed = os.environ.get("INNOVATION_MAP_STEWARDS", "").split(",")
    return frozenset(address.strip().casefold() for address in listed if address.strip())


def provider_vouches() -> bool:
    """Whether the login's provider vouches for every e-mail address it names (INNOVATION_MAP_PROVIDER_VOUCHES=1; default: only
    for those it says are verified)."""
    return os.environ.get("INNOVATION_MAP_PROVIDER_VOUCHES", "") == "1"


def own_tiles() -> dict[str, str] | None:
    """A background of tiles of one's own, such as aerial pictures; None where none is named.

    INNOVATION_MAP_TILES_URL is the address with {z}, {x} and {y} in it, INNOVATION_MAP_TILES_ATTRIBUTION the
    credit its owner asks for (plain text), INNOVATION_MAP_TILES_NAME what the legend calls it.
    """
    url = os.environ.get("INNOVATION_MAP_TILES_URL", "")
    if not all(place in url for place in ("{z}", "{x}", "{y}")):
        return None
    return {
        "id": "own",
        "name": os.environ.get("INNOVATION_MAP_TILES_NAME", "Background of our own"),
        "host": urlsplit(url).hostname or "this server",
        "url": url,
        "attribution": escape(os.environ.get("INNOVATION_MAP_TILES_ATTRIBUTION", "")),
    }
