# SPDX-License-Identifier: MIT
# Everything a developer types; `make help` lists it.

PYTHON ?= python3
VENV := .venv
CORE_VENV := .cache/core
LOCK_VENV := .cache/lock
PACK_VENV := .cache/build
BIN := $(VENV)/bin
# A file in here says that a part of the environment is as its lock wants it.
DONE := $(VENV)/done
COVERAGE_DATA := .cache/coverage
CORE_LOG := .cache/test-core.log
# The core gives way: a scanner that stops in the middle of a code is none, and the tests of the
# window type as one does. So it may take longer over a test. It has half of the workers: two beside
# two on two cores keep each other's memory out of the cache, and all is a fifteenth slower.
ASIDE := nice -n 5
GIVES_WAY = --timeout 900 -n $$($(BIN)/python -c 'import os; print(os.cpu_count() // 2 or 1)')
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input -qq
COMPILE := $(LOCK_VENV)/bin/uv pip compile --quiet --no-config --universal --python-version 3.11 \
	--generate-hashes --no-annotate --no-header
# What is run where Qt does not exist: the rooms below the window.
CORE_TESTS := $(filter-out tests/architecture/ tests/faults/ tests/scenarios/ tests/speed/ \
	tests/ui/,$(sort $(dir $(wildcard tests/*/test_*.py)))) $(wildcard tests/test_*.py)
# So many of them wait for the tests of the window that all end at once.
LATE := tests/reports/ $(wildcard tests/test_*.py)
# The proofs that are longer in full than every day say so themselves.
PROOFS = $(shell grep -lr --include='test_*.py' '^from lengths import' tests | sort)
# On every core, a file of tests on one of them. A worker that died is not replaced: its test would
# be begun again by the next.
ON_EVERY_CORE := -m pytest -n logical --dist loadfile --no-loadscope-reorder --max-worker-restart 0
# Each half measures what its tests are about: the core the rooms below the window, the rest those
# of the window. To look at all in both takes longer, and would count what no test of it asserts.
MEASURED = -m slipcover --source $(OF) --json --out $(COVERAGE_DATA)/$@.json $(ON_EVERY_CORE)
CORE_PYTEST = $(CORE_VENV)/bin/python $(MEASURED) -c $(CORE_VENV)/pytest.ini --rootdir=.
test-core test-late: OF := workshop
test-rest: OF := ui

export PYTHON
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
# All in its order, but for what is installed and for the two halves of the tests.
ifndef AT_ONCE
.NOTPARALLEL:
endif
.PHONY: help run test test-core test-rest test-late test-rest-and-late prove check speed manual \
	pictures messages lock set-up set-up-test environment clean packages packages-test bundle deb \
	tarball setup-exe prove-packages

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' Makefile

run: set-up ## install what is missing, then open the window on a throw-away demo workshop
	@installer/run.sh

test: set-up-test ## install what is missing, then run every test and measure coverage (ARGS=... for some)
ifdef ARGS
	$(BIN)/pytest $(ARGS)
else
	@mkdir -p $(COVERAGE_DATA) && rm -f $(COVERAGE_DATA)/* $(CORE_LOG)
# Once, and not by every program that a test starts: some are told to leave no compiled file behind.
	@$(BIN)/python -m compileall -q workshop ui
	@echo "The tests of the core run beside all others; what they say is shown after these."
	@status=0; \
	$(MAKE) --no-print-directory --keep-going --jobs=2 AT_ONCE=yes test-core test-rest-and-late || \
		status=1; \
	cat $(CORE_LOG) || status=1; \
	$(BIN)/python installer/coverage.py $(COVERAGE_DATA)/*.json && exit $$status
endif

test-core: set-up-test ## the tests of the core alone, in an environment without Qt
	@$(BIN)/python installer/core_environment.py $(CORE_VENV)
ifdef AT_ONCE
	$(ASIDE) $(CORE_PYTEST) $(GIVES_WAY) $(filter-out $(LATE),$(CORE_TESTS)) >$(CORE_LOG) 2>&1
else
	$(CORE_PYTEST) $(CORE_TESTS)
endif

test-late:
	$(CORE_PYTEST) $(GIVES_WAY) $(LATE)

test-rest-and-late:
	@status=0; for one in test-rest test-late; do $(MAKE) $$one || status=1; done; exit $$status

test-rest: set-up-test
	$(BIN)/python $(MEASURED) $(addprefix --ignore=,$(CORE_TESTS))

prove: set-up-test ## the long proofs in full: 10,000 acts, 300 kills, 8 windows of 1,000 scans, ...
	CARD_WORKSHOP_PROVE=1 $(BIN)/python $(ON_EVERY_CORE) $(ARGS) $(PROOFS)

check: set-up-test ## style, types and import contracts
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/mypy installer
	$(BIN)/lint-imports --cache-dir .cache/imports

speed: set-up-test ## the benchmarks, each against a floor measured in the same run
	@for part in core results dashboard family sets window intake labels report map logs; do \
		echo "== $$part"; $(BIN)/python tests/speed/$$part.py || exit 1; done

manual: pictures ## the manual as web pages in dist/manual, with its pictures
	$(BIN)/python installer/web_manual.py dist/manual

pictures: set-up-test ## the pictures of the manual, of the demo workshop; packages made after have them
	@$(BIN)/python tests/ui/manual_pictures.py resources/manual/pictures

messages: set-up-test ## gather every sentence, bring the catalogues up to them, say what they lack
	-@$(BIN)/python installer/messages.py $(ARGS)
	@$(BIN)/python installer/languages.py

lock: $(LOCK_VENV)/bin/uv ## write the locks anew (ARGS=--upgrade for the newest versions)
	installer/build_requirements.sh | $(COMPILE) $(ARGS) - pyproject.toml -o requirements.lock
	installer/build_requirements.sh | $(COMPILE) $(ARGS) --extra dev --constraint requirements.lock \
		- pyproject.toml -o requirements-dev.lock
	installer/build_requirements.sh | $(COMPILE) $(ARGS) --extra build --constraint requirements.lock \
		- pyproject.toml -o requirements-build.lock

bundle: packages $(PACK_VENV)/done ## the program with all it needs in one folder, dist/card-workshop
	@installer/system_packages.sh pack
	@$(PACK_VENV)/bin/python installer/bundle/make.py

deb: bundle ## the Debian package, in dist/
	@installer/linux/make_packages.sh deb

tarball: bundle ## the archive for any other Linux, in dist/
	@installer/linux/make_packages.sh tarball

setup-exe: ## the set-up for Windows; elsewhere with a stand-in for the program, to prove the script
	@installer/system_packages.sh pack
	@installer/windows/make_setup.sh

prove-packages: deb ## install, work, upgrade and remove on a bare Debian (root and debootstrap)
	@VERSION=0.0.1 LEVEL=0 installer/linux/make_packages.sh deb
	@installer/prove_packages.sh dist/card-workshop_0.0.1_*.deb \
		"$$(ls -t dist/card-workshop_*.deb | grep -v _0.0.1_ | head -n 1)"

clean: ## remove everything that was installed or made here
	rm -rf $(VENV) .cache .*_cache .hypothesis build dist demo screenshots *.egg-info \
		resources/manual/pictures
	find . -name __pycache__ -prune -exec rm -rf {} +

set-up: $(DONE)/fonts $(DONE)/languages ## the environment that `make run` uses, and nothing else

set-up-test: ## the environment that `make test` uses
	@$(MAKE) --no-print-directory $(if $(AT_ONCE),,--jobs=2 AT_ONCE=yes) environment

environment: set-up packages-test $(DONE)/dev

packages:
	@installer/system_packages.sh run

packages-test: | packages
	@installer/system_packages.sh test

$(DONE)/python: | packages
	@echo "Making the Python environment in $(VENV)"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and \
		"Card Workshop needs Python 3.11 or newer: make run PYTHON=python3.11")'
	@$(PYTHON) -m venv $(VENV)
	@mkdir -p $(DONE) && touch $@

# What builds other packages is in place before any of them, and is not replaced meanwhile.
$(DONE)/setuptools: requirements.lock $(DONE)/python
	@awk '/^[^ ]/ { wanted = /^setuptools==/ } wanted' requirements.lock >$@.txt
	@$(PIP) install --no-deps --require-hashes -r $@.txt
	@touch $@

$(DONE)/run: requirements.lock $(DONE)/setuptools
	@echo "Installing the Python packages of requirements.lock (the first time about 300 MB)"
	@$(PIP) install --no-warn-conflicts --require-hashes -r requirements.lock
	@touch $@

$(DONE)/app: pyproject.toml $(DONE)/run
	@$(PIP) install --no-deps --no-build-isolation --config-settings editable_mode=compat --editable .
	@touch $@

$(DONE)/fonts: workshop/paper/fonts.py workshop/paper/typeface.py $(DONE)/app
	@echo "Making the fonts of window, labels and reports"
	@$(BIN)/python -m workshop.paper.fonts --check
	@touch $@

$(DONE)/languages: $(wildcard resources/locale/*/LC_MESSAGES/*.po) $(DONE)/app
	@$(BIN)/python installer/languages.py
	@touch $@

# What this lock has beyond the other, so that both are installed at once.
$(DONE)/dev: requirements-dev.lock requirements.lock $(DONE)/setuptools
	@echo "Installing the Python packages of requirements-dev.lock"
	@awk '/^[^ ]/ { wanted = NR != FNR && !($$1 in have) } NR == FNR { have[$$1] } wanted' \
		requirements.lock requirements-dev.lock >$@.txt
	@$(PIP) install --no-deps --require-hashes -r $@.txt
	@touch $@

$(PACK_VENV)/done: requirements-build.lock pyproject.toml | packages
	@echo "Installing what packs the program in $(PACK_VENV)"
	@$(PYTHON) -m venv $(PACK_VENV)
	@$(PACK_VENV)/bin/python -m pip --disable-pip-version-check --no-input -qq install \
		--require-hashes -r requirements-build.lock
	@$(PACK_VENV)/bin/python -m pip --disable-pip-version-check --no-input -qq install --no-deps \
		--no-build-isolation --config-settings editable_mode=compat --editable .
	@touch $@

$(LOCK_VENV)/bin/uv:
	@$(PYTHON) -m venv $(LOCK_VENV)
	@$(LOCK_VENV)/bin/python -m pip --disable-pip-version-check --quiet install uv
