# `make run` starts Linktrace; `make help` lists the rest.

VENV := .venv
PYTHON := $(VENV)/bin/python
UV := $(VENV)/bin/uv
MANAGE := DJANGO_SETTINGS_MODULE=surveyproj.settings_test $(PYTHON) manage.py
LOCK := --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet

.DEFAULT_GOAL := help
.PHONY: help run demo test drill check lock messages format install install-dev clean

help: ## list the commands
	@sed -n 's/^\([a-z-]*\):.*## /\1	/p' Makefile

run: install ## start web, worker, beat and broker on this machine
	@$(PYTHON) -m surveyproj.run $(ARGS)

demo: install ## the same, with a simulated survey of 300 respondents
	@$(PYTHON) -m surveyproj.run --demo $(ARGS)

test: install-dev ## run the tests on SQLite, and on PostgreSQL and Redis where they answer
	@$(PYTHON) -m tests $(ARGS)

drill: install-dev ## kill, stop and starve real installations, and print what was lost (11 minutes)
	@$(PYTHON) -m tests.drills $(ARGS)

check: install-dev ## formatting, lint, import rules, types, templates, migrations, deployment
	@$(PYTHON) -m tests.check

format: install-dev ## let ruff and djade rewrite what they can
	$(VENV)/bin/ruff format .
	$(VENV)/bin/ruff check --fix .
	find templates -name '*.html' -exec $(VENV)/bin/djade --target-version 5.2 {} +

lock: install-dev ## resolve the requirements anew
	$(UV) pip compile $(LOCK) --upgrade requirements.in -o requirements.txt
	$(UV) pip compile $(LOCK) --upgrade requirements-dev.in -o requirements-dev.txt

messages: install-dev ## collect and compile the Chinese texts (needs gettext; English is the source)
	$(MANAGE) makemessages \
		--locale zh_Hans --extension html,py,svg,txt --ignore .venv --ignore var --ignore tests --no-obsolete
	$(MANAGE) compilemessages \
		--locale zh_Hans --ignore .venv

install: ## make .venv and install the pinned packages
	@sh surveyproj/run/install.sh requirements.txt

install-dev: install
	@sh surveyproj/run/install.sh requirements-dev.txt

clean: ## remove the virtual environment and every cache, but no data
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
