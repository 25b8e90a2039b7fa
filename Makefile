# Two commands do everything: `make run` and `make test`. README.md explains them.

PYTHON =
HOST = 127.0.0.1
PORT = 8000

BIN = .venv/bin
MANAGE = $(BIN)/python manage.py
STAMPS = var/stamps
HERE = not postgres and not redis and not browser and not system
FAST = $(HERE) and not thorough
# Just before a month, a leap day and a year end, and thirty days before long holidays begin.
MOMENTS = 2026-12-31T23:57 2027-02-28T00:01 2027-03-31T09:00 2027-09-01T00:01 2028-02-28T23:57

# Compiled modules are kept, whatever the shell says: every process would compile all of them again.
export PYTHONDONTWRITEBYTECODE =

.PHONY: setup run test test-fast test-moments lint coverage bench lock clean
.DEFAULT_GOAL = setup

# --- what a person types ---------------------------------------------------------------------

setup: $(STAMPS)/system-run $(STAMPS)/local
	@$(MANAGE) prepare

run: $(STAMPS)/system-run $(STAMPS)/local
	@PORTAL_DEMO=1 exec $(MANAGE) serve --rehearsal --host $(HOST) --port $(PORT)

# Every test runs once: pages and what asks no database on SQLite, the rest on servers.
test: $(STAMPS)/system-run $(STAMPS)/system-test $(STAMPS)/dev $(STAMPS)/files
	@$(MAKE) --no-print-directory lint
	@$(BIN)/python -m pytest -q -n 2 -m "plain or pages"
	@$(BIN)/python -m tests.services -- $(BIN)/python -m pytest -q -n 3 --dist worksteal -m "not plain and not pages"

test-fast: $(STAMPS)/system-run $(STAMPS)/dev $(STAMPS)/files
	@$(BIN)/python -m pytest -q -n 2 -m "$(FAST)"

# A suite that passes at noon may fail at midnight, on the 31st or before 国庆节.
test-moments: $(STAMPS)/system-run $(STAMPS)/dev $(STAMPS)/files
	@for moment in $(MOMENTS); do \
	    echo "$$moment"; \
	    $(BIN)/python -m pytest -q -n 2 -m "$(HERE)" --start-at "$$moment" || exit 1; \
	done

lint: $(STAMPS)/dev
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check .
	@said=$$($(BIN)/lint-imports --no-cache --no-logo) || { echo "$$said"; exit 1; }
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/djlint --quiet --lint templates

coverage: $(STAMPS)/system-run $(STAMPS)/system-test $(STAMPS)/dev $(STAMPS)/files
	@$(BIN)/python -m tests.services -- $(BIN)/python -m pytest -q -n 2 --cov

bench: $(STAMPS)/system-run $(STAMPS)/system-test $(STAMPS)/dev $(STAMPS)/files
	@$(BIN)/python -m benchmarks

# Locks name no index, so that uv and pip take files from wherever the machine is told to.
lock: $(STAMPS)/dev
	@cd requirements && for name in uv base local dev prod; do \
	    ../$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	        --no-emit-index-url --no-emit-find-links --no-header $$name.in -o $$name.txt || exit 1; \
	done

# The database and the uploaded files stay.
clean:
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage \
	    $(STAMPS) var/assets var/fonts var/log var/static
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# --- what these stand on, done once and again when a list or lock changes ---------------------

$(STAMPS)/system-%: requirements/debian-%.txt requirements/system.sh
	@mkdir -p $(STAMPS)
	@sh requirements/system.sh $*
	@touch $@

# Development tools, once installed, stay when the lock changes.
$(STAMPS)/local: requirements/local.txt requirements/uv.txt requirements/venv.sh .venv/bin/python
	@PYTHON=$(PYTHON) sh requirements/venv.sh $$([ -e $(STAMPS)/dev ] && echo dev || echo local)
	@touch $@

$(STAMPS)/dev: requirements/dev.txt requirements/uv.txt requirements/venv.sh .venv/bin/python
	@PYTHON=$(PYTHON) sh requirements/venv.sh dev
	@touch $@ $(STAMPS)/local

.venv/bin/python:
	@mkdir -p $(STAMPS)
	@rm -f $(STAMPS)/local $(STAMPS)/dev
	@PYTHON=$(PYTHON) sh requirements/venv.sh none

$(STAMPS)/files: requirements/base.txt portal/assets.py portal/fonts.py | $(STAMPS)/local
	@$(MANAGE) collect_assets >/dev/null
	@$(MANAGE) prepare_fonts
	@touch $@
