# Coverport. `make help` says what there is.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

VENV := .venv
BIN := $(VENV)/bin
# Empty: `scripts/python` chooses.
PYTHON ?=
PORT ?= 8000
export PORT
# Marks of what is done, so that a second run is quick.
DONE := $(VENV)/.done

.PHONY: help setup demo test test-fast lint format bench screenshots lock clean

help: ## Show this
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(DONE)/package $(DONE)/front-end $(DONE)/words ## Install everything and load the sample exchanges
	@$(BIN)/python -m coverport.web.trim_design_system >/dev/null
	@COVERPORT_COLLECTING=1 $(BIN)/coverport collectstatic --noinput --verbosity 0
	@$(BIN)/coverport set_up

demo: setup ## Serve the sample exchanges at http://127.0.0.1:8000/ (PORT=… for another port); Ctrl-C stops
	@exec $(BIN)/coverport serve --port $(PORT) --journeys

test: setup $(DONE)/test-needs ## Run every test
	@scripts/browser
	@$(BIN)/python -m pytest -n 2 --dist loadgroup

test-fast: setup $(DONE)/test-needs ## Run the tests that need no browser
	@$(BIN)/python -m pytest -n 2 --dist loadgroup -m "not browser"

lint: $(DONE)/package $(DONE)/test-needs ## Check style, types, floors, templates
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/lint-imports
	@$(BIN)/mypy
	@$(BIN)/djlint --lint --quiet src

format: $(DONE)/test-needs ## Bring code into the house's form
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

bench: setup $(DONE)/test-needs ## Measure, always beside something measured in the same run
	@$(BIN)/python -m bench

screenshots: setup $(DONE)/test-needs ## Take the pictures of docs/ again
	@$(BIN)/python scripts/screenshots.py

lock: $(DONE)/bootstrap ## Choose versions anew and write requirements/*.txt
	@for part in base test bootstrap node; do \
	  $(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	    --no-emit-find-links --custom-compile-command "make lock" requirements/$$part.in -o requirements/$$part.txt || exit 1; \
	done

clean: ## Remove what was installed and made here (the sample data, too)
	@[ ! -x $(BIN)/coverport ] || $(BIN)/coverport remove_database
	rm -rf $(VENV) var build src/*.egg-info src/coverport/web/static/vendor src/coverport/notices/vendor .mypy_cache .ruff_cache .pytest_cache

$(DONE)/bootstrap: requirements/bootstrap.txt
	@python="$(PYTHON)"; python=$${python:-$$(scripts/python)}; \
	  "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Coverport needs Python 3.11 or newer; this is %s" % sys.version.split()[0])' && \
	  { [ -x $(BIN)/python ] || "$$python" -m venv $(VENV); }
	@mkdir -p $(DONE)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bootstrap.txt
	@touch $@

# Where uv cannot reach the index, pip does.
INSTALL = scripts/install $(BIN)

$(DONE)/base: $(DONE)/bootstrap requirements/base.txt
	@$(INSTALL) requirements/base.txt
	@touch $@

$(DONE)/package: $(DONE)/base pyproject.toml
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-index -e .
	@touch $@

$(DONE)/test-needs: $(DONE)/package requirements/test.txt
	@$(INSTALL) requirements/test.txt
	@touch $@

$(DONE)/npm: $(DONE)/bootstrap requirements/node.txt
	@command -v npm >/dev/null || $(INSTALL) requirements/node.txt
	@touch $@

$(DONE)/front-end: $(DONE)/package $(DONE)/npm src/coverport/core/npm.py src/coverport/web/fetch_design_system.py src/coverport/notices/fonts.py
	@$(BIN)/python -m coverport.web.fetch_design_system
	@$(BIN)/python -m coverport.web.trim_design_system
	@$(BIN)/python -m coverport.notices.fonts
	@touch $@

$(DONE)/words: $(DONE)/package $(shell find src/coverport/locale -name '*.po' 2>/dev/null)
	@[ ! -d src/coverport/locale ] || $(BIN)/pybabel --quiet compile --directory src/coverport/locale --domain django --use-fuzzy 2>/dev/null \
	  || $(BIN)/pybabel compile --directory src/coverport/locale --domain django
	@touch $@
