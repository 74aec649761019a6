// The built program on a database of its own, with a fictional territory: what a browser opens.

import { execFile, spawn } from "node:child_process";
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
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

/** The folder of a service with a territory, prepared by commands: `toml` and `prepare` as in startService. */
export async function prepareData(how) {
  const service = await makeService(how);
  return service.folder;
}

/**
 * Starts the service and waits until it is ready. `toml` is a whole territory; `prepare(service)` may run commands first;
 * `settings` are variables of the environment, or a function of origin and folder that returns them. With `data`, a folder
 * made by prepareData, a copy of it is served instead.
 */
export async function startService(how = {}) {
  const service = await makeService(how);
  try {
    await service.start();
    return service;
  } catch (error) {
    await service.stop();
    throw error;
  }
}

async function makeService({ toml = territory(), prepare = async () => {}, settings = {}, data = null }) {
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
  let child;
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
    async start() {
      child = spawn(BINARY, ["serve"], { cwd: folder, env, stdio: ["ignore", "ignore", "inherit"] });
      await ready(service.origin, child);
    },
    async stop() {
      if (child && child.exitCode === null) {
        const gone = new Promise((exited) => child.once("exit", exited));
        child.kill("SIGTERM");
        await gone;
      }
      await rm(folder, { recursive: true, force: true });
    },
  };
  try {
    if (data) {
      await cp(data, folder, { recursive: true });
    } else {
      await writeFile(join(folder, "territory.toml"), toml);
      await service.unisson("import", "territory", "territory.toml");
      await prepare(service);
    }
    return service;
  } catch (error) {
    await service.stop();
    throw error;
  }
}

async function ready(origin, child) {
  for (let tries = 0; tries < 1500; tries += 1) {
    if (child.exitCode !== null) throw new Error(`the service ended with ${child.exitCode}`);
    const answer = await fetch(`${origin}/health/ready`).catch(() => null);
    if (answer?.ok) return;
    await new Promise((later) => setTimeout(later, 20));
  }
  throw new Error("the service is not ready after 30 s");
}
