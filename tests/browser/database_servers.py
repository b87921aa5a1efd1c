"""A PostgreSQL server of Debian's, for one test run: its own folder, its own socket, an unprivileged user."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

OWNER = "nobody"


def programs() -> Path:
    """The folder of initdb and postgres, the newest there is."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    beside = shutil.which("initdb")
    assert found or beside, "No PostgreSQL. On Debian or Ubuntu: apt-get install postgresql"
    return found[-1] if found else Path(beside).parent


@contextmanager
def postgres() -> Iterator[str]:
    """Serve an empty database while the block runs; gives its address."""
    # PostgreSQL refuses to run as root; its socket's path must be short.
    root = Path(tempfile.mkdtemp(prefix="pg", dir="/tmp"))
    as_root = os.geteuid() == 0
    user = OWNER if as_root else pwd.getpwuid(os.geteuid()).pw_name
    who = {"user": OWNER} if as_root else {}
    if as_root:
        shutil.chown(root, OWNER)
    bin_, data = programs(), root / "data"
    quiet = {"check": True, "capture_output": True, "cwd": root, **who}
    try:
        subprocess.run([bin_ / "initdb", "-D", data, "-U", user, "-A", "trust", "-E", "UTF8", "--no-sync"], **quiet)
        serving = subprocess.Popen([bin_ / "postgres", "-D", data, "-k", root, "-h", ""], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=root, **who)
        try:
            subprocess.run([bin_ / "pg_isready", "-h", root, "-t", "1"], **(quiet | {"check": False}))
            for _ in range(100):
                if subprocess.run([bin_ / "pg_isready", "-h", root, "-t", "1"], **(quiet | {"check": False})).returncode == 0:
                    break
                serving.poll()
            yield f"postgresql://{user}@/postgres?host={root}"
        finally:
            # Not waiting for those who are still connected.
            serving.send_signal(signal.SIGINT)
            serving.wait(timeout=30)
    finally:
        shutil.rmtree(root, ignore_errors=True)
