# The service as one container: the same binary as `cargo build --release --locked`.

FROM rust:1.95-slim-bookworm AS build
WORKDIR /src
COPY . .
RUN cargo build --release --locked --bin unisson

FROM debian:bookworm-slim
# The certificates let it check mail servers, calendars and webhooks; nothing else of the system is used.
# Debian keeps only the newest version of a package, so a pinned one would soon be gone.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --system --gid 10001 unisson \
    && useradd --system --uid 10001 --gid unisson --home-dir /var/lib/unisson --create-home --shell /usr/sbin/nologin unisson
COPY --from=build /src/target/release/unisson /usr/local/bin/unisson

# By number, so that an orchestrator can tell that it is not root.
USER 10001:10001
WORKDIR /var/lib/unisson
ENV DATABASE_URL=sqlite:///var/lib/unisson/unisson.db \
    UNISSON_LISTEN=0.0.0.0:8080 \
    UNISSON_MAIL_FOLDER=/var/lib/unisson/outbox
VOLUME ["/var/lib/unisson"]
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
    CMD ["/usr/local/bin/unisson", "health", "--url", "http://127.0.0.1:8080/health/ready"]
ENTRYPOINT ["/usr/local/bin/unisson"]
CMD ["serve"]
