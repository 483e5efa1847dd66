# Every gesture on the site; `make help` lists them. Nothing is needed but make and a Python.

PYTHON := .venv/bin/python
MANAGE := $(PYTHON) manage.py

# A shim may be on the PATH and not run, Debian's python3 may lack venv: only trying tells.
SUITABLE := import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 12))

# The tests run on this PostgreSQL as well, when it answers.
TEST_DATABASE_URL ?= postgres://postgres@127.0.0.1:5432/postgres
ANSWERS := import psycopg, sys; psycopg.connect(sys.argv[1], connect_timeout=2).close()

# What `check --deploy` judges: settings as on a real server, of which nothing is real.
PRODUCTION := SITE_URL=https://example.org ALLOWED_HOSTS=example.org MAIL_FROM=campaign@example.org \
	DATABASE_URL=postgres://site@127.0.0.1/site EMAIL_URL=smtp://127.0.0.1:25 \
	SECRET_KEY=no-secret:only-long-and-varied-enough-for-the-check-0123456789 \
	CONTACT_KEYS=covcas:bm8tc2VjcmV0Om9ubHktZm9yLXRoZS1jaGVjay0wMDE= LOOKUP_KEY=bm8tc2VjcmV0Om9ubHktZm9yLXRoZS1jaGVjay0wMDE=

# Two processes and one life: Ctrl-C, a TERM, or the end of the site (whose status is kept) ends both.
# PORT, given before or after `make run`, reaches them through the environment.
define beside_the_mail_worker
trap 'kill $$worker $$site 2>/dev/null; wait' EXIT; \
trap 'exit 0' HUP INT TERM; \
$(MANAGE) send_letters --loop & worker=$$!; \
$(1) & site=$$!; \
wait $$site
endef

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: setup run dev test bench check format messages lock help

setup: .venv/site-installed  ## Make .venv, install what the site runs on, compile the messages
	@$(MANAGE) compile_messages

run: setup var/static/staticfiles.json  ## Serve the site, with its mail worker (PORT=9000 moves it from 8000)
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) prepare_embedded
	@$(call beside_the_mail_worker,$(PYTHON) -m gunicorn campaign.wsgi)

dev: export DEBUG := true
dev: setup .venv/tools-installed  ## The same, started again at every change of the code
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) prepare_embedded
	@$(call beside_the_mail_worker,$(MANAGE) runserver "127.0.0.1:$${PORT:-8000}")

# What starts servers of its own comes last and alone: they share the machine with nothing else.
test: setup .venv/tools-installed var/static/staticfiles.json  ## Run the tests: on SQLite, and on PostgreSQL when one answers
	@status=0; unset DATABASE_URL; \
	$(PYTHON) -m pytest -n auto --cov -m 'not deploy and not faults' || status=1; \
	if $(PYTHON) -c '$(ANSWERS)' '$(TEST_DATABASE_URL)' 2>/dev/null; then \
	    export DATABASE_URL='$(TEST_DATABASE_URL)'; \
	    $(PYTHON) -m pytest -n auto -m 'not browser and not deploy and not faults' || status=1; \
	    ran="Tests ran on: SQLite, PostgreSQL"; \
	else \
	    ran=$$(echo 'SQLite only: no PostgreSQL answered at $(TEST_DATABASE_URL)' | sed 's|//.*@|//|'); \
	fi; \
	$(PYTHON) -m pytest -n 0 -m 'deploy or faults' || status=1; \
	echo "$$ran"; \
	exit $$status

bench: setup .venv/tools-installed var/static/staticfiles.json  ## Measure beside bare Django and bare nginx (ARGS=serving: that part; --quick: shorter)
	@$(PRODUCTION) $(PYTHON) .ci/bench $(ARGS)

check: setup .venv/tools-installed  ## Everything but the tests: style, types, import rules, messages, safety
	$(PYTHON) -m ruff check --quiet --output-format concise
	$(PYTHON) -m ruff format --check --quiet --output-format concise
	.venv/bin/djade --check --target-version 6.1 $$(find templates -name '*.html')
	.venv/bin/djhtml --check templates
	.venv/bin/djlint --lint --quiet templates
	$(PYTHON) -m mypy --no-error-summary
	.venv/bin/lint-imports --no-logo
	DJANGO_SETTINGS_MODULE=tests.settings $(MANAGE) makemigrations --check --dry-run
	$(PRODUCTION) $(MANAGE) check --deploy --fail-level WARNING
	$(PYTHON) .ci/messages.py --check
	$(PYTHON) .ci/packages.py
	! grep -nE '^-|://' requirements.txt requirements-scale.txt requirements-dev.txt

format: .venv/tools-installed  ## Put code and templates into their form
	$(PYTHON) -m ruff check --fix --quiet
	$(PYTHON) -m ruff format --quiet
	.venv/bin/djade --target-version 6.1 $$(find templates -name '*.html')
	.venv/bin/djhtml templates

messages: .venv/tools-installed  ## Bring the sentences of code and templates into locale/ (needs gettext)
	@$(PYTHON) .ci/messages.py

lock: .venv/site-installed  ## Write requirements*.txt from requirements*.in (ARGS=--upgrade renews)
	@$(PYTHON) -m pip install -qq uv
	.venv/bin/uv $(LOCK) requirements.in -o requirements.txt
	.venv/bin/uv $(LOCK) --constraint requirements.txt requirements-scale.in -o requirements-scale.txt
	.venv/bin/uv $(LOCK) requirements-dev.in -o requirements-dev.txt

LOCK = pip compile --quiet --universal --python-version 3.12 --generate-hashes \
	--no-emit-index-url --no-emit-find-links $(ARGS)

help:  ## List these gestures
	@awk -F ':.*  ## ' '/^[a-z]+:.*  ## / { printf "  make %-9s %s\n", $$1, $$2 }' Makefile

.venv/bin/python:
	@for python in python3.14 python3.13 python3.12 python3 python; do \
	    if $$python -c '$(SUITABLE)' 2>/dev/null; then exec $$python -m venv --clear .venv; fi; \
	done; \
	echo "No suitable Python on the PATH: 3.12 or newer, with venv (Debian: python3-venv)." >&2; exit 1

.venv/site-installed: requirements.txt $(PYTHON)
	@echo "Installing what the site runs on (this once) ..."
	@$(PYTHON) -m pip install -qq --no-input --require-hashes -r requirements.txt
	@touch $@

# Compressing takes seconds: only when a file of ours, or Django's, has changed.
var/static/staticfiles.json: $(shell find static) .venv/site-installed campaign/settings.py campaign/kit/stylesheets.py
	@$(MANAGE) collectstatic --no-input --verbosity 0

.venv/tools-installed: requirements-dev.txt .venv/site-installed
	@echo "Installing the tools of tests and checks (this once) ..."
	@$(PYTHON) -m pip install -qq --no-input --require-hashes -r requirements-dev.txt
	@touch $@
