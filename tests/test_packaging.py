"""`pip install .` gives the library and the command, with the data and the browser's files, wherever one stands."""

import os
import shutil
import site
import subprocess
import sys
import tomllib

import pandas as pd
import pytest


@pytest.fixture(scope="module")
def installed(repository, tmp_path_factory):
    """The folder of the programs of a fresh environment in which the package is installed.

    What the library depends on is lent by the tests' own environment, so that nothing is fetched twice.
    """
    room = tmp_path_factory.mktemp("installed")
    wheels, source = room / "wheels", room / "source"
    # A copy is built: the build leaves folders behind.
    listed = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=repository, check=True, capture_output=True, text=True)
    for name in filter(None, listed.stdout.split("\0")):
        if (repository / name).is_file():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(repository / name, source / name)
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", str(wheels), str(source)]
    subprocess.run(build, check=True, timeout=300, capture_output=True)
    subprocess.run([sys.executable, "-m", "venv", str(room / "venv")], check=True, timeout=120)
    programs = room / "venv" / "bin"
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    (room / "venv" / "lib" / version / "site-packages" / "lent.pth").write_text("\n".join(site.getsitepackages()) + "\n")
    (wheel,) = wheels.glob("*.whl")
    subprocess.run([programs / "python", "-m", "pip", "install", "--quiet", "--no-deps", str(wheel)], check=True, timeout=300)
    return programs


def run(programs, *command, cwd):
    environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "INNOVATION_MAP_DATA")}
    return subprocess.run([programs / command[0], *command[1:]], cwd=cwd, env=environment, capture_output=True, text=True, timeout=300)


def test_every_package_of_the_library_is_installed(repository):
    settings = tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
    named = {name for name in settings["packages"] if name not in ("geo.installed_data", "geo.installed_static")}
    assert named == {path.parent.relative_to(repository).as_posix().replace("/", ".") for path in (repository / "geo").rglob("__init__.py")}


def test_the_command_counts_as_the_module_does(installed, repository, tmp_path):
    ran = run(installed, "innovation-map", "stats", cwd=tmp_path)
    assert ran.returncode == 0, ran.stderr
    module = run(installed, "python", "-m", "geo", "stats", cwd=repository)
    assert ran.stdout == module.stdout


def test_the_command_exports_the_assets(installed, register, tmp_path):
    ran = run(installed, "innovation-map", "export", "assets.csv", cwd=tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert len(pd.read_csv(tmp_path / "assets.csv")) == (register.assets["status"] != "closed").sum()


def test_the_library_draws_a_map_where_nothing_else_lies(installed, tmp_path):
    script = (
        "from geo.register.assets import load_register\n"
        "from geo.webmap.browser_files import prepare\n"
        "from geo.webmap.folium_map import MapView, standalone_map\n"
        "standalone_map(prepare(load_register()), MapView()).save('map.html')\n"
    )
    ran = run(installed, "python", "-c", script, cwd=tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert (tmp_path / "map.html").stat().st_size > 100_000
