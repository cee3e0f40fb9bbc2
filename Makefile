# `make` alone prints this list. Two commands matter: `make run` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ARGS ?=

.PHONY: help run test check test-fast test-all coverage format docs messages lock new-check wheel clean bench bench-peers
.DEFAULT_GOAL := help

help: ## Print the commands
	@sed -n 's/^\([a-z][a-z-]*\):.*## /\1\t/p' Makefile | awk -F '\t' '{printf "  make %-12s %s\n", $$1, $$2}'

run: $(VENV)/.installed ## Start everything on this machine; ARGS=--once ends after one run, ARGS=--help lists more
	@$(BIN)/python -m scripts.run $(ARGS)

test: check var/object-servers/venv ## Everything that has to pass before a change lands (about 25 minutes on two cores)
	$(BIN)/python -m pytest -n logical $(ARGS)

check: $(VENV)/.installed-dev ## Style and types, in seconds
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

test-fast: check ## The tests that start no server
	$(BIN)/python -m pytest -n logical -m "not slow" $(ARGS)

test-all: check object-servers ## The tests with their long forms: more rounds, more mutations
	LONG=1 REWRITING_ROUNDS=10000 $(BIN)/python -m pytest -n logical -o timeout=14400 $(ARGS)

# Measured code takes several times as long, so the test of the seconds that a post may take is left out.
coverage: $(VENV)/.installed-dev ## Branch coverage of core by the tests that start no server; fails below 98 %
	$(BIN)/python -m pytest -n logical -m "not slow" --cov --cov-report=term-missing:skip-covered $(ARGS) \
		--deselect tests/checks/test_truncation_properties.py::test_a_long_post_is_read_within_the_budget_of_a_post

format: $(VENV)/.installed-dev ## Format the code and mend what ruff can mend
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: $(VENV)/.installed-dev ## Write the pages that come from code, and build the documentation as a site into dist/docs
	$(BIN)/python scripts/dev/make_docs.py
	$(BIN)/python -m scripts.dev.draw_data_flow
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --strict --quiet

messages: $(VENV)/.installed-dev ## Bring the catalogues of sentences up to date; ARGS=fr begins one
	$(BIN)/python -m scripts.dev.extract_messages $(ARGS)

new-check: $(VENV)/.installed-dev ## Begin a check: make new-check NAME=loose-end
	$(BIN)/python -m scripts.dev.new_check $(NAME)

$(BIN)/uv: requirements/bootstrap.txt
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "content-quality needs Python 3.11 or newer; this is " + sys.version.split()[0])'
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "This Python cannot make virtual environments. Install the package: apt-get install python3-venv"; exit 1; }
	@echo "[1/3] Making the virtual environment $(VENV)"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-compile -r requirements/bootstrap.txt
	@touch $@

$(VENV)/.installed: requirements.txt pyproject.toml $(BIN)/uv
	@echo "[2/3] Installing locked dependencies"
	@$(BIN)/uv pip install --python $(BIN)/python --compile-bytecode --require-hashes -r requirements.txt
	@echo "[3/3] Installing content-quality"
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.installed-dev: requirements/dev.txt $(VENV)/.installed
	@echo "Installing what the tests need"
	@$(BIN)/uv pip install --python $(BIN)/python --compile-bytecode --require-hashes -r requirements/dev.txt
	@touch $@

LOCK = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header

lock: $(BIN)/uv ## Renew the locked requirements after a change in pyproject.toml
	$(LOCK) requirements/bootstrap.in -o requirements/bootstrap.txt
	$(LOCK) --extra airflow pyproject.toml -o requirements.txt
	$(LOCK) --extra airflow --extra object-store --extra cluster -c requirements.txt pyproject.toml -o requirements/cluster.txt
	$(LOCK) requirements/object-servers.in -o requirements/object-servers.txt
	$(LOCK) --group dev -c requirements.txt pyproject.toml -o requirements/dev.txt

wheel: $(VENV)/.installed-dev ## Build the wheel into dist/, with the list of the packages that it brings (SBOM, CycloneDX)
	rm -rf dist
	$(BIN)/uv build --quiet --out-dir dist
	$(BIN)/uv venv --quiet dist/clean
	$(BIN)/uv pip install --quiet --python dist/clean dist/*.whl
	$(BIN)/uvx --quiet --from cyclonedx-bom==7.5.0 cyclonedx-py environment dist/clean --output-format JSON --output-file dist/sbom.cdx.json
	rm -rf dist/clean

bench: $(VENV)/.installed ## Plant damage, count what is found and missed, and write docs/accuracy.md (a minute)
	@$(BIN)/python -m benchmarks.damage $(ARGS)

bench-peers: $(VENV)/.installed ## Install the other tools of the benchmark into the folder BENCH_PEERS (needs Node 20)
	@$(BIN)/python -m benchmarks.damage.install

clean: ## Remove the environment, the state and all caches
	rm -rf $(VENV) .airflow var .mypy_cache .ruff_cache .pytest_cache .hypothesis

# A server of S3 for the tests, apart from the packages of this project.
var/object-servers/venv: requirements/object-servers.txt $(BIN)/uv
	@$(BIN)/uv venv --quiet --clear --python $(BIN)/python $@
	@$(BIN)/uv pip install --quiet --python $@/bin/python --require-hashes -r requirements/object-servers.txt
	@touch $@

.PHONY: object-servers
object-servers: var/object-servers/venv ## Install a server of Azure beside the one of S3, for the tests of object stores (needs Node)
	npm install --prefix var/object-servers --ignore-scripts --no-audit --no-fund --silent azurite@3.37.0

.PHONY: generators
generators: $(VENV)/.installed-dev ## Install the site generators into var/generators and build what is recorded of them (half an hour)
	LONG=1 $(BIN)/python -m pytest -n logical -o timeout=14400 tests/generators $(ARGS)

.PHONY: attack
attack: $(VENV)/.installed-dev ## The long forms of the tests against hostile posts, tampering and damage; ATTACK_SECONDS=7200
	$(BIN)/python -m tests.faults.attack

# Airflow with Celery and object stores, apart from the environment of `make run`, which has neither.
var/cluster/venv: requirements/cluster.txt $(BIN)/uv
	@$(BIN)/uv venv --quiet --clear --python $(BIN)/python $@
	@$(BIN)/uv pip install --quiet --python $@/bin/python --require-hashes -r requirements/cluster.txt
	@$(BIN)/uv pip install --quiet --python $@/bin/python -c requirements/cluster.txt -c requirements/dev.txt hypothesis httpx psutil pytest
	@touch $@

CLUSTER = PYTHONPATH=include MOTO_SERVER=$(CURDIR)/var/object-servers/venv/bin/moto_server var/cluster/venv/bin/python -m

.PHONY: cluster cluster-faults fresh
# An Airflow as an operator has it: with the wheel and the provider of Git, and nothing else of this tree.
AIRFLOW ?= 3.3.2
fresh: $(VENV)/.installed-dev ## Install another Airflow with the wheel, and run it with a DAG bundle in Git; AIRFLOW=3.2.2
	$(BIN)/uv build --quiet --wheel --out-dir var/fresh/dist
	$(BIN)/uv venv --quiet --clear --python $(BIN)/python var/fresh/$(AIRFLOW)
	$(BIN)/uv pip install --quiet --python var/fresh/$(AIRFLOW)/bin/python "$$(ls var/fresh/dist/*.whl)[airflow]" apache-airflow==$(AIRFLOW) apache-airflow-providers-git==1.0.1
	$(BIN)/python -m tests.e2e.run_git_bundle --airflow var/fresh/$(AIRFLOW)/bin

cluster: var/cluster/venv var/object-servers/venv ## Decide batches in a cluster of processes, kill a worker, compare with one machine (needs PostgreSQL and Redis)
	$(CLUSTER) tests.e2e.run_cluster $(ARGS)

cluster-faults: var/cluster/venv var/object-servers/venv ## Do harm to a cluster at random moments; resumable, ARGS=--table prints what came of it
	$(CLUSTER) tests.faults.run_cluster_faults $(ARGS)
