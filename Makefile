# The commands of the README. Everything happens in .venv; nothing else on the machine is touched,
# except that `make test` installs Debian's Chromium and office tools when it runs as root and none is there.
PYTHON ?= python3
PORT ?= 8501
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.ready
TEST_STAMP := $(VENV)/.test-ready

.PHONY: run test bench walk load setup lint types mutate clean
.DEFAULT_GOAL := run

run: $(STAMP)
	$(BIN)/python -m streamlit run app.py --server.port $(PORT)

setup: $(STAMP)

$(STAMP): requirements.txt
	@$(PYTHON) -c 'import sys, platform; v = sys.version_info; ok = (3, 11) <= v[:2] <= (3, 14) and platform.system() in ("Linux", "Darwin"); sys.exit(0 if ok else f"This needs Python 3.11 to 3.14 on Linux or macOS; this is Python {v[0]}.{v[1]} on {platform.system()}. Install a supported one and run: make PYTHON=/path/to/python3.11")'
	@$(PYTHON) -m venv $(VENV) || { echo "Python's venv module is missing. On Debian or Ubuntu: apt-get install python3-venv"; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(TEST_STAMP): $(STAMP) tests/requirements.txt tests/package-lock.json
	@sh tests/tools.sh
	npm --prefix tests ci --silent --no-fund --no-audit
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r tests/requirements.txt
	@touch $@

test: $(TEST_STAMP) lint
	# Three at a time even on two cores: a browser test waits half of its time. The long files begin first.
	# A browser on a busy machine may be late once; what is wrong stays wrong the second time.
	$(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder --reruns 2

bench: $(TEST_STAMP)
	@sh tests/tools.sh
	$(BIN)/python tests/bench/bench.py
	$(BIN)/python tests/bench/drives.py
	$(BIN)/python tests/bench/streets.py
	$(BIN)/python tests/bench/slow_line.py
	$(BIN)/python tests/bench/living.py

# Somebody untrained clicks about for ten minutes: MINUTES=120 SEED=7 make walk
walk: $(TEST_STAMP)
	$(BIN)/python tests/bench/walk.py $(or $(MINUTES),10) $(or $(SEED),1)

load: $(TEST_STAMP)
	$(BIN)/python tests/bench/load.py

# Style and faults, the rooms and who may import whom, types, and the browser's scripts.
lint: $(TEST_STAMP)
	$(BIN)/python -m ruff format --check --quiet .
	$(BIN)/python -m ruff check .
	$(BIN)/lint-imports
	$(BIN)/python -m mypy geo
	tests/node_modules/.bin/eslint -c tests/eslint.config.mjs static

# Strict types of the library alone.
types: $(TEST_STAMP)
	$(BIN)/python -m mypy geo

# Do the tests of a module notice when a line of it changes? make mutate MODULE=geo/select/filters.py
mutate: $(TEST_STAMP)
	$(BIN)/python tests/mutate.py $(MODULE) --sample $(or $(SAMPLE),15) --seed $(or $(SEED),11)

clean:
	rm -rf $(VENV) build tests/node_modules

.PHONY: event-pack
event-pack: $(STAMP)
	$(BIN)/python -m geo.export.zip build/event-pack.zip
