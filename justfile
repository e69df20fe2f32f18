# Every command a developer types; the logic behind them is in `dev` and crates/xtask.

default:
    @just --list

# Serve a city to try on 127.0.0.1:8080
demo *args:
    ./dev demo {{args}}

# Everything CI runs
test:
    ./dev test

# The fast loop: one crate's tests
try crate *args:
    cargo nextest run -p {{crate}} {{args}}

# House rules only
tidy:
    cargo nextest run -p xtask

# Prepare every SQL statement on both engines
check-sql:
    cargo run -p xtask -- check-sql

# Count what one resource costs, against bench/instructions.txt; `--renew` notes it
instructions *args:
    cargo run -p xtask -- instructions {{args}}

# Rewrite golden files after a change that was meant
golden:
    cargo run -p xtask -- golden

# Freeze the migrations that have landed
land-migrations:
    cargo run -p xtask -- land-migrations

fmt:
    cargo fmt --all

lint:
    cargo clippy --workspace --all-targets -- -D warnings

# Licences, advisories, duplicates
deny:
    cargo deny check
