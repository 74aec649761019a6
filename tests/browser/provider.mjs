// A real identity provider (npm oidc-provider), set up as ProConnect is: the secret in the body of the POST, identity
// tokens and user info signed with ES256, a level of authentication in the token.

import { once } from "node:events";
import { createServer } from "node:http";
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import Provider from "oidc-provider";

const SECRET = randomBytes(24).toString("hex");

/**
 * A provider at an address of its own. `who` is whoever signs in there next: `{ sub, email, uid, idp_id, acr }`; the
 * provider asks nothing and believes it. `settings(origin, folder)` are the service's.
 */
export async function startProvider() {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const key = { ...privateKey.export({ format: "jwk" }), kid: "one", use: "sig", alg: "ES256" };
  const state = { who: null, asked: [], provider: null };

  const configure = (origin) => {
    const provider = new Provider(issuer, {
      clients: [{
        client_id: "unisson",
        client_secret: SECRET,
        redirect_uris: [`${origin}/sign-in/sso/back`],
        post_logout_redirect_uris: [`${origin}/sign-in?after=out`],
        response_types: ["code"],
        grant_types: ["authorization_code"],
        token_endpoint_auth_method: "client_secret_post",
        id_token_signed_response_alg: "ES256",
        userinfo_signed_response_alg: "ES256",
      }],
      jwks: { keys: [key] },
      cookies: { keys: [SECRET] },
      scopes: ["openid", "email", "given_name", "usual_name", "uid", "idp_id"],
      claims: { openid: ["sub"], email: ["email"], given_name: ["given_name"], usual_name: ["usual_name"], uid: ["uid"], idp_id: ["idp_id"], acr: null },
      acrValues: ["eidas1", "eidas1-mfa", "eidas2"],
      features: {
        devInteractions: { enabled: false },
        claimsParameter: { enabled: true },
        jwtUserinfo: { enabled: true },
        rpInitiatedLogout: { enabled: true },
      },
      ttl: { AuthorizationCode: 60 },
      interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
      // What level is enough is the service's to say and to check: the provider gives what there is.
      pkce: { required: () => false },
      findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ sub, ...state.claims?.[sub] }) }),
    });
    state.provider = provider;
    const callback = provider.callback();
    server.on("request", async (request, response) => {
      const url = new URL(request.url, issuer);
      if (url.pathname === "/auth") state.asked.push(Object.fromEntries(url.searchParams));
      if (!url.pathname.startsWith("/interaction/")) return callback(request, response);
      // Nobody is asked: whoever `who` is has signed in, and agrees.
      const { acr, sub, ...claims } = state.who;
      state.claims = { ...state.claims, [sub]: claims };
      const { params } = await provider.interactionDetails(request, response);
      const grant = new provider.Grant({ accountId: sub, clientId: params.client_id });
      grant.addOIDCScope(params.scope);
      grant.addOIDCClaims(["acr"]);
      await provider.interactionFinished(request, response, { login: { accountId: sub, acr, remember: false }, consent: { grantId: await grant.save() } }, { mergeWithLastSubmission: false });
    });
  };

  return Object.assign(state, {
    issuer,
    async settings(origin, folder) {
      configure(origin);
      const file = join(folder, "oidc.secret");
      await writeFile(file, `${SECRET}\n`);
      return { UNISSON_PUBLIC_URL: origin, UNISSON_OIDC_ISSUER: issuer, UNISSON_OIDC_CLIENT_ID: "unisson", UNISSON_OIDC_CLIENT_SECRET_FILE: file };
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  });
}
