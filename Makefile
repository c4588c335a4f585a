# Everything a person types. Each target can be run again at any time; the work is in `manage.py` and in `tests/`.
#   make run                          open the town on PORT (8000), its data in CALADE_DATA (var/)
#   make test ARGS="tests/wiki -x"    run the tests, or some of them
# The system's Python first: those that version managers compile often lack its optimisations, and take twice as long.
PYTHON ?= $(shell for p in /usr/bin/python3 python3.11 python3.12 python3.13 python3.14 python3; do \
	$$p -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN = .venv/bin
FEDIFY = tests/peer/fedify
# Chromium without its window: half of the processor time of the tests. The whole one does as well.
SHELL_ALONE = chromium-headless-shell

.DEFAULT_GOAL = run
.PHONY: run tools test check check-types check-rest bench fuzz audit sbom jepsen two-towns mutate messages statements browser

run: .venv/installed
	@$(BIN)/python manage.py run

two-towns: .venv/installed
	@$(BIN)/python manage.py two_towns

# What the tests need besides: CI fetches it while `check` computes.
tools: .venv/installed-dev .venv-peer/installed $(FEDIFY)/node_modules/installed browser

test: export CALADE_MODE = test
test: tools
ifdef ARGS
	$(BIN)/python -m pytest $(ARGS)
else
	$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder --ignore tests/journeys
	$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder -m "not alone" tests/journeys
	$(BIN)/python -m pytest -m alone tests/journeys
endif

check: check-rest check-types

check-types: .venv/installed-dev
	$(BIN)/mypy

check-rest: .venv/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	find templates -name '*.html' -print0 | xargs -0 $(BIN)/djade --check --target-version 5.2
	$(BIN)/lint-imports
	$(BIN)/python manage.py check
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python manage.py messages check

bench: .venv/installed-dev
	$(BIN)/python -m benchmarks.bench $(ONLY)

# Ten minutes (FOR, in seconds) at each of what strangers send: the reader, the door, the sanitiser, every address.
fuzz: .venv-fuzz/installed .venv/installed-dev
	for target in reader thing door html; do .venv-fuzz/bin/python -m tests.fuzz $$target $(or $(FOR),600) || exit 1; done
	CALADE_MODE=test CALADE_FUZZ_SECONDS=$(or $(FOR),600) $(BIN)/python -m pytest tests/security/test_survive_nonsense.py

# Published weaknesses of what is installed. It asks the network, and so is no part of the tests or of `check`.
audit: .venv-audit/installed
	.venv-audit/bin/pip-audit --require-hashes --disable-pip -r requirements.txt

sbom: .venv/installed
	@$(BIN)/python manage.py list_software

# What the town declares of its pages, weighed anew (all of them, or those whose kind holds KIND).
statements: export CALADE_MODE = test
statements: export CALADE_PUBLISH_MEASURES = 1
statements: .venv/installed-dev browser
	$(BIN)/python -m pytest -q tests/journeys/test_weigh_pages.py -k "test_is_light and $(or $(KIND),light)"

# Is what guards the town tested? Each guard is made wrong in one place, and a test must notice. Half an hour.
mutate: export CALADE_MODE = test
mutate: .venv/installed-dev
	$(BIN)/python -m tests.mutation $(ONLY)

# People and servers write, the town is killed, stopped and cut off for ten minutes (FOR), and nothing may be lost.
jepsen: .venv/installed-dev
	$(BIN)/python -m benchmarks.jepsen $(or $(FOR),600) $(ONLY)

messages: .venv/installed-dev
	$(BIN)/python manage.py messages update

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Calade needs Python 3.11 or newer; none was found." >&2; exit 1; }
	@$(PYTHON) -m venv .venv || { echo "Python could not make .venv. On Debian: apt-get install python3-venv" >&2; \
		rm -rf .venv; exit 1; }

.venv/installed: requirements.txt | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

.venv/installed-dev: requirements-dev.txt | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@ .venv/installed

# The other server of journey 6 stands on an ActivityPub library of others, apart from ours; so do the odd inputs.
.venv-peer/installed: requirements-peer.txt | .venv/bin/python
	$(BIN)/python -m venv --clear .venv-peer
	.venv-peer/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

# The one of journey 7 stands on Fedify. A recent Node comes with its packages; no script of theirs is run.
$(FEDIFY)/node_modules/installed: $(FEDIFY)/package-lock.json
	@command -v npm >/dev/null || { echo "The tests need npm. Ask who administers this machine to install it:" \
		"apt-get install npm" >&2; exit 1; }
	cd $(FEDIFY) && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

# Only for `make fuzz`: few need it, and it is there for few kinds of machine.
.venv-fuzz/installed: requirements-fuzz.txt requirements.txt | .venv/bin/python
	$(BIN)/python -m venv --clear .venv-fuzz
	.venv-fuzz/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt -r $<
	@touch $@

.venv-audit/installed: requirements-audit.txt | .venv/bin/python
	$(BIN)/python -m venv --clear .venv-audit
	.venv-audit/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

browser:
	@for one in $(SHELL_ALONE) chromium google-chrome; do command -v $$one >/dev/null && exit 0; done; \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			apt-get update -qq && apt-get install -y -qq --no-install-recommends $(SHELL_ALONE) fonts-dejavu-core; \
		else \
			echo "The tests need Chromium. Ask who administers this machine to install it: apt-get install $(SHELL_ALONE)" >&2; \
			exit 1; \
		fi
