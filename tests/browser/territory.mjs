// A made-up territory whose agendas are open from tomorrow on, whatever the day: one site with two rooms, a small one.

const DAY = 24 * 60 * 60 * 1000;

/** A date some days from today, as `2027-01-05`. */
export function day(offset) {
  return new Date(Date.now() + offset * DAY).toISOString().slice(0, 10);
}

/** One referral; everything may be given otherwise. */
export function referral(key, more = {}) {
  const lines = { given_name: "Samia", family_name: "Benali", language: "fr", received_on: day(-20), site: "melun", ...more };
  const written = Object.entries(lines).map(([name, value]) => `${name} = ${JSON.stringify(value)}`);
  return `[[referrals]]\nkey = "${key}"\n${written.join("\n")}\n`;
}

function professional(key, name, organisation, role) {
  return `[[professionals]]
key = "${key}"
name = "${name}"
email = "${key}@${organisation}.example"
organisations = ["${organisation}"]
roles = ["${role}"]
openings = [{ site = "melun", first_day = "${day(-7)}", from = "09:00", to = "17:00", repeat = "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR" }]
`;
}

/** The territory as TOML; `more` is put before its first table, `referrals` at its end. */
export function territory({ more = "", sites = "", referrals = [referral("r-1", { email: "samia@courriel.example" })] } = {}) {
  return `key = "essai"
name = "Territoire d'essai"
time_zone = "Europe/Paris"
holidays = "metropolitan"
${more}
[[organisations]]
key = "departement"
name = "Département"
kind = "departement"

[[organisations]]
key = "ft-melun"
name = "France Travail Melun"
kind = "france_travail"

[[sites]]
key = "melun"
name = "Maison de l'insertion"
address = "4 rue Hugo, 77000 Melun"
phone = "01 99 00 00 01"
hours = [
  { days = ["mon", "tue", "wed", "thu", "fri"], from = "08:30", to = "12:30" },
  { days = ["mon", "tue", "wed", "thu", "fri"], from = "13:30", to = "18:00" },
]
${sites}
[[rooms]]
key = "melun-1"
name = "Salle 1"
site = "melun"
roles = ["room:step_free"]

[[rooms]]
key = "melun-2"
name = "Salle 2"
site = "melun"

${professional("anne", "Anne Martin", "departement", "social")}
${professional("awa", "Awa Diop", "departement", "social")}
${professional("karim", "Karim Belkacem", "ft-melun", "employment")}
${professional("luc", "Luc Petit", "ft-melun", "employment")}
[[visit_types]]
key = "diagnostic"
name = "Diagnostic conjoint"
duration = 60
grid = 15
notice = 60
horizon_days = 60
modes = ["onsite", "phone"]
buffer_after = 10
roles = [{ role = "social" }, { role = "employment" }, { role = "room", modes = ["onsite"] }]

${referrals.join("\n")}`;
}
