// The built program on a database of its own, with a made-up territory: what a browser opens.

import { execFile, spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { territory } from "./territory.mjs";

export const ROOT = resolve(import.meta.dirname ?? new URL(".", import.meta.url).pathname, "../..");
export const TARGET = resolve(ROOT, process.env.CARGO_TARGET_DIR ?? "target");
const BINARY = join(TARGET, "debug", "unisson");
const run = promisify(execFile);

async function freePort() {
  const server = createServer();
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address();
  await new Promise((closed) => server.close(closed));
  return port;
}

/**
 * Starts the service and waits until it is ready. `toml` is a whole territory; `prepare(service)` may run commands first;
 * `settings` are variables of the environment, or what gives them when it is told the origin and the folder.
 */
export async function startService({ toml = territory(), prepare = async () => {}, settings = {} } = {}) {
  const folder = await mkdtemp(join(tmpdir(), "unisson-browser-"));
  const port = await freePort();
  const clean = Object.entries(process.env).filter(([name]) => !/^(UNISSON_|DATABASE_URL|RUST_LOG)/.test(name));
  const env = {
    ...Object.fromEntries(clean),
    DATABASE_URL: `sqlite://${join(folder, "unisson.db")}`,
    UNISSON_LISTEN: `127.0.0.1:${port}`,
    UNISSON_MAIL_FOLDER: join(folder, "outbox"),
    RUST_LOG: "warn",
    ...(typeof settings === "function" ? await settings(`http://127.0.0.1:${port}`, folder) : settings),
  };
  const service = {
    folder,
    origin: `http://127.0.0.1:${port}`,
    /** Runs a command of the program and gives what it prints. */
    async unisson(...words) {
      return (await run(BINARY, words, { cwd: folder, env })).stdout;
    },
    /** Books the earliest start for a referral and sends what is due. */
    async book(referral) {
      const offers = await service.unisson("offer", "--referral", referral);
      const start = offers.match(/^\s*(20\S+Z)$/m)[1];
      await service.unisson("book", "--referral", referral, "--start", start, "--site", "melun");
      await service.unisson("send");
    },
    async stop() {
      if (process_ && process_.exitCode === null) {
        const gone = new Promise((exited) => process_.once("exit", exited));
        process_.kill("SIGTERM");
        await gone;
      }
      await rm(folder, { recursive: true, force: true });
    },
  };
  let process_;
  try {
    await writeFile(join(folder, "territory.toml"), toml);
    await service.unisson("import", "territory", "territory.toml");
    await prepare(service);
    process_ = spawn(BINARY, ["serve"], { cwd: folder, env, stdio: ["ignore", "ignore", "inherit"] });
    await ready(service.origin, process_);
    return service;
  } catch (error) {
    await service.stop();
    throw error;
  }
}

async function ready(origin, child) {
  for (let tries = 0; tries < 300; tries += 1) {
    if (child.exitCode !== null) throw new Error(`the service ended with ${child.exitCode}`);
    const answer = await fetch(`${origin}/health/ready`).catch(() => null);
    if (answer?.ok) return;
    await new Promise((later) => setTimeout(later, 100));
  }
  throw new Error("the service is not ready after 30 s");
}
