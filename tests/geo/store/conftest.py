"""A PostgreSQL with PostGIS of Debian's for each module of tests, and a small package to publish."""

import pytest
from database_servers import postgres
from second_region import write_second_region
from sqlalchemy import text

from geo.database import database_engine
from geo.register.assets import load_register
from geo.register.datapackage import open_package
from geo.settings import DATA_ROOT
from geo.store.publish import keep


@pytest.fixture(scope="module")
def server():
    """The address of a database server, one for the module."""
    with postgres() as url:
        yield url


@pytest.fixture
def url(server):
    """The address of an empty database."""
    engine = database_engine(server)
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA IF EXISTS innovation_map CASCADE"))
    engine.dispose()
    return server


@pytest.fixture
def root(tmp_path):
    """A small data package, to change."""
    return write_second_region(DATA_ROOT, tmp_path / "data")


@pytest.fixture
def rename(root):
    """A function that gives an asset of the small package another name."""

    def change(identity, before, after):
        (path,) = [path for path in (root / "assets").glob("*.csv") if f"{identity}," in path.read_text(encoding="utf-8")]
        path.write_text(path.read_text(encoding="utf-8").replace(f"{identity},{before}", f"{identity},{after}"), encoding="utf-8")

    return change


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """The register of the small package."""
    return load_register(open_package(write_second_region(DATA_ROOT, tmp_path_factory.mktemp("small") / "data")))


@pytest.fixture
def keep_release(root, small):
    """A function that keeps the files of the small package as the newest release, without the checks that publishing begins with."""

    def put(url):
        engine = database_engine(url)
        try:
            with engine.begin() as connection:
                return keep(connection, root, small)
        finally:
            engine.dispose()

    return put
