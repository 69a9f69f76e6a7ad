# Two commands matter: `make run` and `make test`. The rest is for those who work on the code.
.DEFAULT_GOAL := help
PY := .venv/bin/python
SOURCES := app workers pricing templates
.PHONY: help run test lint format lock i18n bench-prescreen bench-fingerprint bench-invoices bench-assignment bench-replay bench-costs clean setup setup-test bench-forecast

help:  ## show this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 18

setup:
	@sh ops/setup.sh run

setup-test:
	@sh ops/setup.sh test

run: setup  ## install what is missing, start everything, print the address and the accounts
	@exec $(PY) -m ops.run

test: setup-test  ## install what is missing, then check everything (ARGS="tests/app/cases" for a part)
	@exec $(PY) -m ops.test $(ARGS)

lint: setup-test  ## style, types, layers
	.venv/bin/ruff check . && .venv/bin/ruff format --check . && .venv/bin/mypy && .venv/bin/lint-imports

format: setup-test  ## rewrite the code in the house style
	.venv/bin/ruff check --fix . ; .venv/bin/ruff format .

lock: setup-test  ## pin and hash requirements*.in anew
	.venv/bin/uv pip compile -q --python-version 3.11 --generate-hashes requirements.in -o requirements.txt
	.venv/bin/uv pip compile -q --python-version 3.11 --generate-hashes requirements-dev.in -o requirements-dev.txt

i18n: setup-test  ## extract messages, update and compile the catalogues
	.venv/bin/pybabel -q extract -F ops/babel.cfg -k _l -k ngettext:1,2 --no-location --sort-output --no-wrap -o app/translations/messages.pot $(SOURCES)
	.venv/bin/pybabel -q update -i app/translations/messages.pot -d app/translations --no-fuzzy-matching --no-wrap --ignore-obsolete
	$(PY) -m ops.fill_french
	.venv/bin/pybabel -q compile -d app/translations

bench-prescreen: setup-test  ## measure the reading of scans on the corpus (CORPUS_DIR)
	$(PY) -m tests.bench.prescreen $(ARGS)

bench-fingerprint: setup-test  ## measure duplicates on pairs with ground truth (CORPUS_DIR; ARGS="--set DIR")
	$(PY) -m tests.bench.fingerprint $(ARGS)

bench-invoices: setup-test  ## draft and issue a half-year of 20,000 cases, on engines of its own
	$(PY) -m tests.bench.invoices $(ARGS)

bench-replay: setup-test  ## live the year 2023 again at scale 0.1, both policies side by side
	$(PY) -m tests.bench.replay $(ARGS)

bench-costs: setup-test  ## costs over a million cases, on an engine of its own, the naive query beside
	$(PY) -m tests.bench.costs $(ARGS)

bench-forecast: setup-test  ## how far off the forecast of arrivals is, beside a naive one
	$(PY) -m tests.bench.forecast $(ARGS)

bench-assignment: setup-test  ## decide a stock of 5,000 cases, place one between two plans
	$(PY) -m tests.bench.assignment $(ARGS)

clean:  ## remove the private engines' data, logs and caches (not .venv)
	rm -rf var .pytest_cache .mypy_cache .ruff_cache .hypothesis
