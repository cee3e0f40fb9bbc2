# Two commands matter: `make run` and `make test`. The rest is for maintainers.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ARGS ?=

.PHONY: run test lock clean bench bench-peers
.DEFAULT_GOAL := run

run: $(VENV)/.installed
	@$(BIN)/python -m scripts.run $(ARGS)

test: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -n logical $(ARGS)

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

lock: $(BIN)/uv
	$(LOCK) requirements/bootstrap.in -o requirements/bootstrap.txt
	$(LOCK) --extra airflow pyproject.toml -o requirements.txt
	$(LOCK) --group dev -c requirements.txt pyproject.toml -o requirements/dev.txt

clean:
	rm -rf $(VENV) .airflow var .mypy_cache .ruff_cache .pytest_cache .hypothesis

# What the checks find and miss: docs/accuracy.md. `make bench-peers` installs the other tools into a folder outside of the
# repository (BENCH_PEERS), once; they need Node 20 or newer.
bench: $(VENV)/.installed
	@$(BIN)/python -m benchmarks.damage $(ARGS)

bench-peers: $(VENV)/.installed
	@$(BIN)/python -m benchmarks.damage.install
