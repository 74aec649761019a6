// Is this OpenAPI document good? Redocly's rules for strict documents say so: node lint.mjs FILE
import { readFileSync } from "node:fs";
import { createConfig, lintFromString } from "@redocly/openapi-core";

const [, , file] = process.argv;
const config = await createConfig({
  extends: ["recommended-strict"],
  rules: {
    "operation-operationId-unique": "error",
    "operation-description": "off",
    "no-unused-components": "error",
    "security-defined": "error",
    "tag-description": "error",
    // The service is served wherever a territory puts it.
    "no-server-example.com": "error",
    "operation-4xx-response": "error",
  },
});
const problems = await lintFromString({ source: readFileSync(file, "utf8"), absoluteRef: file, config });
for (const { severity, ruleId, message, location } of problems) {
  console.log(`${severity} ${ruleId}: ${message} (${location?.[0]?.pointer ?? ""})`);
}
console.log(`openapi.json: ${problems.length} complaints of the linter`);
process.exit(problems.length ? 1 : 0);
