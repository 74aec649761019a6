# `make demo` shows the product, `make test` runs everything that CI runs. Each target first sets up what it needs.

.DEFAULT_GOAL := help
# The steps of a target run in their order, the cheapest first, also under `make -j`.
.NOTPARALLEL:
.PHONY: help setup demo test bench lint doc fmt

help: ## Say what can be made
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | expand --tabs=8

setup: ## Install what is missing, fetch what the lock files name, build nothing
	scripts/need rust cc postgresql
	cargo fetch --locked
	scripts/peers fetch

# The dev profile: it shares its build with the tests. A release build is a second build of every dependency, minutes
# long, for speed that nobody sees on the data of a demo.
demo: ## Build, then show the product with a made-up territory
	scripts/need rust cc
	cargo run --locked -- demo

# Many tests wait for a database or for a process that was killed: more of them at once than there are cores.
test: lint doc ## Run all checks and all tests, as CI does
	scripts/need rust cc postgresql
	RUST_TEST_THREADS=4 cargo test --workspace --locked
	scripts/peers run
	scripts/peers browser

bench: ## Measure the joint search, hostile calendars, and the service with each database, optimised
	scripts/need rust cc postgresql wrk
	cargo bench --locked --bench search
	cargo bench --locked --bench hostile
	cargo bench --locked --bench service

lint: ## Check format and lints
	scripts/need rust cc
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- -D warnings

doc: ## Build the documentation of the code, private items included
	scripts/need rust cc
	RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --document-private-items --locked

fmt: ## Rewrite the code in its format
	scripts/need rust
	cargo fmt --all
