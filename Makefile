# `make test` does everything that CI does, on a machine that has Python 3.11, make and git.

PYTHON := $(or $(shell command -v python3.11),$(shell command -v python3),python3.11)
BIN := .venv/bin
READY := .venv/.ready
PEERS := build/peers
FUZZ := build/fuzz
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: test lint types floors unit docs rows demo bench crowd kills undo faults hostile fuzz format venv pins clean

test: lint floors types unit ## all checks

lint: $(READY) ## style and common mistakes
	$(BIN)/ruff check
	$(BIN)/ruff format --check

floors: $(READY) ## which module may import which
	$(BIN)/lint-imports --no-logo

types: $(READY) ## mypy, strict
	$(BIN)/mypy

unit: $(READY) ## the tests, on every core
	$(BIN)/python -m pytest -n auto

docs: $(READY) ## the links of the documents, and what README.md says the program prints
	$(BIN)/python -m pytest tests/test_docs.py

rows: $(READY) ## the acceptance table and its tests; PROVE=1 sees each test fail once
	$(BIN)/python -m tests.rows $(if $(PROVE),--prove)

demo: $(READY) ## a case from its mail to its end, in ./demo
	PATH="$(CURDIR)/$(BIN):$$PATH" sh docs/demo.sh

kills: $(READY) ## every command killed at each of its moments, and run again: ten minutes; EVERY=9 a part
	$(BIN)/python -m tests.kills --every $(or $(EVERY),1) --jobs $(or $(JOBS),2)

undo: $(READY) ## every verb of every procedure taken back, whole and killed at each moment: minutes
	$(BIN)/python -m tests.undo

faults: $(READY) ## every fault of each service for every request: half an hour; EVERY=13 a part
	$(BIN)/python -m tests.faults --every $(or $(EVERY),1) --jobs $(or $(JOBS),2)

hostile: $(READY) ## every hostile input in every place that can meet it: an hour; TABLES=mails some
	$(BIN)/python -m tests.hostile --every $(or $(EVERY),1) $(TABLES)

fuzz: $(READY) $(FUZZ)/.ready ## what parses, fed with any bytes, led by coverage: SECONDS=60
	PYTHONPATH=$(FUZZ) $(BIN)/python -m tests.fuzz --seconds $(or $(SECONDS),60)

$(FUZZ)/.ready: tests/fuzz/requirements.txt
	$(PIP) install --require-hashes --upgrade --target $(FUZZ) --requirement tests/fuzz/requirements.txt
	touch $@

bench: $(READY) $(PEERS)/.ready ## how long things take, beside other libraries; a million cases
	PYTHONPATH=. BENCH_PEERS=$(PEERS)/bin/python $(BIN)/python bench/bench.py

$(PEERS)/.ready: bench/requirements.txt
	$(PYTHON) -m venv $(PEERS)
	$(PEERS)/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes \
		--requirement bench/requirements.txt
	touch $@

crowd: $(READY) ## sixteen programs at one desk; eight agents on one spreadsheet and a ninth hand
	$(BIN)/python -m tests.crowds 1 2 3
	CROWD_MOVES=1000 $(BIN)/python -m pytest tests/tracker/test_sheets.py -k ninth_hand
	CROWD_SEEDS=100 $(BIN)/python -m pytest -n auto tests/tracker/test_sheets_steps.py

format: $(READY) ## mend what can be mended by machine
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

venv: $(READY) ## .venv with the program and its tools, each pinned by its hash

$(READY): requirements-dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("This needs Python 3.11 or newer; $(PYTHON) is older. Try: make PYTHON=/path/to/python3.11")'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(PIP) install --require-hashes --requirement requirements-dev.txt
	$(PIP) install --no-deps --no-build-isolation --editable .
	touch $@

pins: ## newest versions into requirements-dev.txt: hashes, no addresses
	$(PYTHON) -m venv build/pins
	build/pins/bin/python -m pip --quiet install uv
	build/pins/bin/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 \
		--upgrade --generate-hashes --no-emit-index-url --no-header --quiet \
		--output-file requirements-dev.txt
	build/pins/bin/uv pip compile bench/requirements.in --universal --python-version 3.11 \
		--upgrade --generate-hashes --no-emit-index-url --no-header --quiet \
		--output-file bench/requirements.txt
	build/pins/bin/uv pip compile tests/fuzz/requirements.in --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-header --quiet \
		--output-file tests/fuzz/requirements.txt

clean: ## remove what the checks leave behind; .venv stays
	rm -rf build dist demo .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +
