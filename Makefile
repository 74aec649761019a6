# `make demo` shows the product, `make test` runs everything that CI runs. Each target first sets up what it needs.

.DEFAULT_GOAL := help
# rustup installs the toolchain of rust-toolchain.toml when it is missing. Where it cannot, without network, the default
# toolchain is taken; Cargo refuses one that is older than `rust-version`.
ifneq ($(shell cargo --version >/dev/null 2>&1; echo $$?),0)
export RUSTUP_TOOLCHAIN := stable
endif
# What Cargo keeps for the next change costs a first build time and room. In CI there is no next change.
ifdef CI
export CARGO_INCREMENTAL := 0
endif
# The steps of a target run in their order, the cheapest first, also under `make -j`.
.NOTPARALLEL:
.PHONY: help setup demo test bench lint doc fmt generate audit

help: ## List the targets
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | expand --tabs=10

setup: ## Install what is missing, fetch what the lock files name, build nothing
	scripts/need rust cc postgresql
	cargo fetch --locked
	scripts/peers fetch

# The dev profile: it shares its build with the tests. A release build is a second build of every dependency, minutes
# long, for speed that nobody sees on the data of a demo.
demo: ## Build, then show the product with a fictional territory
	scripts/need rust cc
	cargo run --locked -- demo

# More tests at once than there are cores: the crash tests (seven, one at a time) wait for processes and for each other,
# and the others go on meanwhile; of those with a database three run at once whatever the number here. Generated files
# are compared with what the code gives by the Rust tests.
test: ## Run all checks and all tests, as CI does, and print the seconds of each part
	scripts/need rust cc postgresql
	@rm -f target/timed.tsv
	scripts/timed lint $(MAKE) --no-print-directory lint
	scripts/timed doc $(MAKE) --no-print-directory doc
	scripts/timed build cargo test --workspace --locked --no-run
	RUST_TEST_THREADS=12 scripts/timed rust-tests cargo test --workspace --locked
	scripts/timed peers scripts/peers run
	scripts/timed browser scripts/peers browser
	@scripts/timed

bench: ## Measure the joint search, hostile calendars, and the service with each database, optimised
	scripts/need rust cc postgresql wrk
	cargo bench --locked --bench search
	cargo bench --locked --bench hostile
	cargo bench --locked --bench service

lint: ## Check format, lints and the crates that are used
	scripts/need rust cc
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- -D warnings
	scripts/crates lint

audit: ## Check the crates for known vulnerabilities (fetches the advisory database from the network)
	scripts/need rust
	scripts/crates audit

# `--examples` (there are none) counts the development dependencies in: with them crates have the features that `lint`
# has just checked them with, without them they are checked a second time.
doc: ## Build the documentation of the code, private items included
	scripts/need rust cc
	RUSTDOCFLAGS="-D warnings" cargo doc --workspace --lib --examples --no-deps --document-private-items --locked

fmt: ## Format the code
	scripts/need rust
	cargo fmt --all

generate: ## Write the generated files anew: docs/settings.md, docs/unisson.example.toml, the OpenAPI snapshot
	scripts/need rust cc
	UNISSON_WRITE_DOCS=1 cargo test --locked --test it -- readme:: settings:: openapi
