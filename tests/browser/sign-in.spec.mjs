// Signing in: by a password, by a link, through a real identity provider; sessions and accounts.

import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { flow, VIEWS } from "./harness.mjs";
import { startProvider } from "./provider.mjs";
import { startService } from "./service.mjs";

const PASSWORD = "tortue bleue qui nage";
const LEA = "lea@departement.example";

/** Makes an account and gives the path of its link. */
async function account(service, email, ...words) {
  const said = await service.unisson("account", "add", "--email", email, "--name", email.split("@")[0], ...words);
  return new URL(said.match(/link\s+(\S+)/)[1], service.origin).pathname;
}

const http = (origin) => ({ UNISSON_PUBLIC_URL: origin });

async function press(page, name) {
  await Promise.all([page.waitForLoadState("load"), page.getByRole("button", { name }).first().click()]);
}

async function signIn(page, email = LEA, password = PASSWORD) {
  await page.getByLabel("Adresse mail").fill(email);
  await page.getByLabel("Mot de passe").fill(password);
  await press(page, "Se connecter");
}

flow("an account from its link to signing out", { service: { settings: http } }, async ({ page, open, check, service }) => {
  const link = await account(service, LEA, "--role", "territory_manager");
  await open(link, "a first password");
  await page.getByLabel("Nouveau mot de passe").fill("motdepasse2027");
  await page.getByLabel("Le même, encore une fois").fill("motdepasse2027");
  await press(page, "Enregistrer");
  await check("a password everybody knows");
  await page.getByLabel("Nouveau mot de passe").fill(PASSWORD);
  await page.getByLabel("Le même, encore une fois").fill(PASSWORD);
  await press(page, "Enregistrer");
  await check("the door after a new password");
  await open(link, "a link that was used", { status: 404 });
  await open("/office/sessions", "the door with somewhere to go");
  await signIn(page, LEA, "pas le bon mot");
  await check("a wrong password");
  assert.ok(await page.getByRole("alert").isVisible());
  await signIn(page);
  assert.equal(new URL(page.url()).pathname, "/office/sessions");
  await check("sessions");
  await open("/office", "the first page");
  await open("/office/password", "another password");
  await open("/office/nothing", "a page that is not there", { status: 404 });
  await open("/office");
  await press(page, "Se déconnecter");
  await check("signed out");
  await page.goto("/office");
  assert.equal(new URL(page.url()).pathname, "/sign-in");
});

flow("accounts", { service: { settings: http } }, async ({ page, open, check, service }) => {
  const link = await account(service, LEA, "--role", "territory_manager");
  await page.goto(link);
  await page.getByLabel("Nouveau mot de passe").fill(PASSWORD);
  await page.getByLabel("Le même, encore une fois").fill(PASSWORD);
  await press(page, "Enregistrer");
  await signIn(page);
  await open("/office/accounts", "the list of accounts");
  await page.getByLabel("Nom").fill("Max Dubois");
  await page.getByLabel("Adresse mail").fill(LEA);
  await page.getByLabel("Rôle").selectOption({ label: "Accueil" });
  await press(page, "Créer le compte");
  await check("an address that is taken");
  assert.equal(await page.getByLabel("Nom").inputValue(), "Max Dubois", "nothing typed is lost");
  await page.getByLabel("Adresse mail").fill("max@departement.example");
  await press(page, "Créer le compte");
  assert.match(await page.locator("h1").innerText(), /Max Dubois/);
  await check("one account");
  await press(page, "Fermer le compte");
  await check("a closed account");
});

flow("a forgotten password", { service: { settings: http } }, async ({ page, open, check, service }) => {
  await account(service, LEA, "--role", "receptionist", "--site", "melun");
  await open("/sign-in/forgotten", "a forgotten password");
  await page.getByLabel("Adresse mail").fill("personne@ailleurs.example");
  await press(page, "Recevoir un lien");
  await check("a link is on its way");
  const nobody = await page.locator("main").innerText();
  await page.goto("/sign-in/forgotten");
  await page.getByLabel("Adresse mail").fill(LEA);
  await press(page, "Recevoir un lien");
  assert.equal(await page.locator("main").innerText(), nobody, "the same for whoever has an account");
  const mail = await mailed(service);
  await page.goto(new URL(mail.match(/http:\S+\/sign-in\/link\/\S+/)[0]).pathname);
  await page.getByLabel("Nouveau mot de passe").fill(PASSWORD);
  await page.getByLabel("Le même, encore une fois").fill(PASSWORD);
  await press(page, "Enregistrer");
  await signIn(page);
  await page.locator("main summary").click();
  assert.match(await page.locator("main").innerText(), /Accueil, Maison/);
});

/** The first mail that leaves, as it was kept. */
async function mailed(service) {
  for (let tries = 0; tries < 500; tries += 1) {
    const files = await readdir(join(service.folder, "outbox")).catch(() => []);
    const mails = files.filter((name) => name.endsWith(".eml"));
    if (mails.length > 0) return (await readFile(join(service.folder, "outbox", mails[0]), "utf8")).replace(/=\r?\n/g, "").replace(/=3D/g, "=");
    await new Promise((later) => setTimeout(later, 20));
  }
  throw new Error("no mail has left");
}

// Through a real identity provider.

let provider;
let service;
before(async () => {
  provider = await startProvider();
  service = await startService({ settings: (origin, folder) => provider.settings(origin, folder) });
});
after(async () => {
  await service?.stop();
  await provider?.stop();
});

const PERSON = { sub: "sub-1", email: LEA, given_name: "Léa", usual_name: "Petit", uid: "u-1", idp_id: "idp-1", acr: "eidas1-mfa" };

/** A browser without a face: keeps cookies by origin, follows no way on by itself. */
function traveller() {
  const jars = new Map();
  const self = {
    async get(url, init = {}) {
      const { origin } = new URL(url);
      const jar = jars.get(origin) ?? jars.set(origin, new Map()).get(origin);
      const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
      const answer = await fetch(url, { redirect: "manual", ...init, headers: { cookie, accept: "text/html", ...init.headers } });
      for (const line of answer.headers.getSetCookie()) {
        const [, name, value] = line.match(/^([^=]+)=([^;]*)/);
        jar.set(name, value);
      }
      return answer;
    },
    /** Follows ways on; `change(url)` may lead elsewhere; stops before what `until(url)` says. */
    async goes(url, { change = (to) => to, until = () => false } = {}) {
      let answer;
      for (let steps = 0; steps < 12; steps += 1) {
        const to = await change(new URL(url));
        if (until(to)) return to;
        answer = await self.get(to);
        if (answer.status !== 303 && answer.status !== 302) return answer;
        url = new URL(answer.headers.get("location"), to);
      }
      throw new Error("a way on that does not end");
    },
  };
  return self;
}

const start = () => `${service.origin}/sign-in/sso?next=/office/sessions`;
const isBack = (url) => url.pathname === "/sign-in/sso/back";
const said = async (answer) => (await answer.text()).replace(/&#39;/g, "'");

test("whoever the provider knows and nobody here is not let in, and no account is made", async () => {
  provider.who = { ...PERSON, sub: "stranger", email: "stranger@elsewhere.example", uid: "u-0" };
  const answer = await traveller().goes(start());
  assert.equal(answer.status, 403);
  assert.match(await said(answer), /aucun compte n'est ouvert pour vous ici/);
  assert.doesNotMatch(await service.unisson("account", "list"), /stranger/);
});

test("an account is bound by its address, then by its subject", async () => {
  await account(service, LEA, "--role", "territory_manager");
  provider.who = PERSON;
  const lea = traveller();
  const first = await lea.goes(start());
  assert.equal(first.status, 200);
  assert.match(await said(first), /Par authentification unique/);
  const asked = provider.asked.at(-1);
  assert.ok(asked.state.length >= 32 && asked.nonce.length >= 32, "ProConnect wants 32 characters");
  assert.equal(asked.response_type, "code");
  assert.deepEqual(JSON.parse(asked.claims), { id_token: { acr: { essential: true, values: ["eidas0-mfa", "eidas1-mfa", "eidas2", "eidas3"] } } });
  assert.deepEqual(Object.keys(asked).sort(), ["claims", "client_id", "nonce", "redirect_uri", "response_type", "scope", "state"], "no parameter it might not know");
  provider.who = { ...PERSON, email: "lea.dupont@departement.example" };
  assert.equal((await traveller().goes(start())).status, 200, "another address, the same person");
});

test("a subject that changed is the same person when the provider behind says so, and somebody else when not", async () => {
  provider.who = { ...PERSON, sub: "sub-2" };
  assert.equal((await traveller().goes(start())).status, 200, "the same uid and idp_id");
  provider.who = { ...PERSON, sub: "sub-3", uid: "u-3" };
  const answer = await traveller().goes(start());
  assert.equal(answer.status, 403, "the address alone does not take a bound account over");
  provider.who = { ...PERSON, sub: "sub-1" };
  assert.equal((await traveller().goes(start())).status, 200);
});

test("a sign-in that was not strong enough is refused here, whatever the provider thinks", async () => {
  for (const acr of ["eidas1", undefined]) {
    provider.who = { ...PERSON, acr };
    // The provider itself would not let a weak one pass: its wish is taken out on the way there.
    const change = (url) => (url.searchParams.delete("claims"), url);
    const answer = await traveller().goes(start(), { change });
    assert.equal(answer.status, 403, acr);
    assert.match(await said(answer), /n'est pas assez forte/);
  }
});

test("a token with another nonce is refused", async () => {
  provider.who = PERSON;
  const change = (url) => (url.searchParams.has("nonce") && url.searchParams.set("nonce", "x".repeat(43)), url);
  const answer = await traveller().goes(start(), { change });
  assert.equal(answer.status, 403);
  assert.match(await said(answer), /L'identification n'a pas abouti/);
});

test("a code that has expired, or was used, lets nobody in", async () => {
  provider.who = PERSON;
  const late = traveller();
  const back = await late.goes(start(), { until: isBack });
  await (await provider.provider.AuthorizationCode.find(back.searchParams.get("code"))).destroy();
  const answer = await late.get(back);
  assert.equal(answer.status, 403);
  assert.match(await said(answer), /a trop duré ou a été interrompue/);
  const lea = traveller();
  const again = await lea.goes(start(), { until: isBack });
  assert.equal((await lea.get(again)).status, 303);
  assert.equal((await lea.get(again)).status, 403, "the way back is gone once");
});

test("a way back of another browser, or of nobody, lets nobody in", async () => {
  provider.who = PERSON;
  const thief = traveller();
  const back = await thief.goes(start(), { until: isBack });
  const victim = traveller();
  await victim.get(`${service.origin}/sign-in`);
  assert.equal((await victim.get(back)).status, 403, "the thief's session is not planted on the victim");
  assert.equal((await traveller().get(`${service.origin}/sign-in/sso/back?code=x&state=y`)).status, 403);
  const refused = await thief.goes(start(), { until: isBack });
  refused.searchParams.delete("code");
  refused.searchParams.set("error", "access_denied");
  assert.equal((await thief.get(refused)).status, 403);
});

test("a closed account is closed for the provider as well", async () => {
  await account(service, "second@departement.example", "--role", "territory_manager");
  await service.unisson("account", "revoke", "--email", LEA);
  provider.who = PERSON;
  assert.equal((await traveller().goes(start())).status, 403);
  await service.unisson("account", "add", "--email", LEA, "--role", "territory_manager");
  assert.equal((await traveller().goes(start())).status, 200);
});

test("signing out here signs out there", async () => {
  provider.who = PERSON;
  const lea = traveller();
  const page = await said(await lea.goes(start()));
  const form = page.match(/name="form" value="([^"]+)"/)[1];
  const out = await lea.get(`${service.origin}/sign-out`, { method: "POST", body: new URLSearchParams({ form }), headers: { "sec-fetch-site": "same-origin" } });
  assert.equal(out.status, 200);
  const there = new URL(out.headers.get("refresh").replace(/^0; url=/, ""));
  assert.equal(there.origin, provider.issuer);
  assert.ok(there.searchParams.get("id_token_hint") && there.searchParams.get("state").length >= 32);
  assert.equal(there.searchParams.get("post_logout_redirect_uri"), `${service.origin}/sign-in?after=out`);
  const asked = await lea.get(there);
  assert.ok([200, 303].includes(asked.status), `${asked.status}: ${await asked.text()}`);
  assert.equal((await lea.get(`${service.origin}/office`)).status, 303);
});
