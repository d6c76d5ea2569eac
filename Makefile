# Shorthands for people who work on Vetloop. Everything users need is in ./vetloop.
TOOLCHAINS := sandbox/toolchains
COMPILE := uv pip compile --quiet --generate-hashes --universal --python-version 3.11 --no-header --no-annotate \
	--only-binary :all: --upgrade

.PHONY: test heavy lint format lock

test:
	./vetloop test

heavy:
	./vetloop test --heavy

lint:
	uv run --frozen ruff check
	uv run --frozen ruff format --check
	uv run --frozen mypy
	uv run --frozen lint-imports

format:
	uv run --frozen ruff format
	uv run --frozen ruff check --fix

# Newest versions within the bounds of pyproject.toml, *.in, package.json and go.mod (needs a `go`). The npm lock names no
# registry, so it installs from whichever one the machine is set to.
lock:
	uv lock --upgrade
	$(COMPILE) $(TOOLCHAINS)/python/requirements.in -o $(TOOLCHAINS)/python/requirements.lock
	$(COMPILE) $(TOOLCHAINS)/node/node.in -o $(TOOLCHAINS)/node/node.lock
	for name in node web; do (cd $(TOOLCHAINS)/$$name && rm -f package-lock.json && npm install --package-lock-only \
		--ignore-scripts --no-audit --no-fund --omit-lockfile-registry-resolved) || exit 1; done
	uv run --frozen python -m sandbox.toolchains.java.lock
	$(COMPILE) $(TOOLCHAINS)/go/go.in -o $(TOOLCHAINS)/go/go.lock
	cd $(TOOLCHAINS)/go/modules && go get -u . && go mod tidy
