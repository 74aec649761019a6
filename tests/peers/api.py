"""Does the API keep what its description promises, asked by software that is not ours?

The real binary serves a small territory. Its OpenAPI document is checked by `@redocly/openapi-core` (lint.mjs), then
`schemathesis` sends what the description allows and what it forbids, and looks at every answer: no server error, no
status, header, media type or body that the description does not have, no token that opens more than it should.
Ends with 1 when anything differs.
"""

import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
BINARY = ROOT / os.environ.get("CARGO_TARGET_DIR", "target") / "debug" / "unisson"
SEED = "20270104"
EXAMPLES = os.environ.get("UNISSON_API_EXAMPLES", "40")


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


class Service:
    """The binary over a fresh database, with a key of its own."""

    def __init__(self, folder):
        mine = ("UNISSON_", "DATABASE_URL", "RUST_LOG")
        self.folder = folder
        self.env = {name: value for name, value in os.environ.items() if not name.startswith(mine)}
        self.env |= {
            "DATABASE_URL": f"sqlite://{folder / 'unisson.db'}",
            "UNISSON_TOKEN_KEY_FILE": str(folder / "token.key"),
            "UNISSON_API_REQUESTS_PER_MINUTE": "1000000",
            "UNISSON_LISTEN": f"127.0.0.1:{free_port()}",
        }
        self.url = "http://" + self.env["UNISSON_LISTEN"]
        self.run("import", "territory", str(ROOT / "docs" / "territory.example.toml"))
        self.run("token", "--new-key", "token.key")
        self.token = self.run("token", "--client", "schemathesis").strip()

    def run(self, *words):
        done = subprocess.run([BINARY, *words], cwd=self.folder, env=self.env, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def __enter__(self):
        self.log = (self.folder / "log").open("w")
        self.process = subprocess.Popen([BINARY, "serve"], cwd=self.folder, env=self.env, stdout=self.log, stderr=self.log)
        for _ in range(200):
            try:
                urllib.request.urlopen(self.url + "/health/ready", timeout=1)
                return self
            except OSError:
                assert self.process.poll() is None, (self.folder / "log").read_text()
                time.sleep(0.05)
        raise AssertionError("the service does not answer")

    def __exit__(self, *_):
        self.process.terminate()
        code = self.process.wait(timeout=60)
        self.log.close()
        assert code == 0, f"the service ended with {code}"


def main():
    with tempfile.TemporaryDirectory() as folder, Service(pathlib.Path(folder)) as service:
        with urllib.request.urlopen(service.url + "/v1/openapi.json", timeout=10) as answer:
            document = pathlib.Path(folder) / "openapi.json"
            document.write_bytes(answer.read())
        linted = subprocess.run(["node", HERE / "lint.mjs", document])
        # `positive_data_acceptance` is left out: keys and identifiers name things of one territory, which no schema can
        # list, so what is well formed may name nothing.
        attacked = subprocess.run(
            [
                HERE / ".venv" / "bin" / "schemathesis", "--config-file", HERE / "schemathesis.toml", "run", str(document), "--url", service.url,
                "--header", f"Authorization: Bearer {service.token}",
                "--checks", "all", "--exclude-checks", "positive_data_acceptance", "--seed", SEED, "--max-examples", EXAMPLES, "--no-shrink", "--continue-on-failure",
                "--max-response-time", "10", "--request-timeout", "20", "--warnings", "off",
            ],
            cwd=folder,
        )
        doctor = service.run("doctor")
        print(doctor)
        log = (pathlib.Path(folder) / "log").read_text()
        panics = [line for line in log.splitlines() if "panicked" in line]
        print(*panics, sep="\n")
        return 1 if linted.returncode or attacked.returncode or panics else 0


if __name__ == "__main__":
    sys.exit(main())
