//! The columns of the sheets: English and French names, and which are required.

/// A column that a sheet may have.
#[derive(Debug)]
pub(super) struct Column {
    /// The field it fills, as documents call it: its English name too.
    pub field: &'static str,
    /// The name that is proposed when it is missing.
    pub french: &'static str,
    /// Other names, simplified by [`simple`].
    others: &'static [&'static str],
    /// True when the sheet cannot be read without it.
    pub is_needed: bool,
}

const fn needed(field: &'static str, french: &'static str, others: &'static [&'static str]) -> Column {
    Column { field, french, others, is_needed: true }
}

const fn optional(field: &'static str, french: &'static str, others: &'static [&'static str]) -> Column {
    Column { field, french, others, is_needed: false }
}

impl Column {
    /// True when a header that says `name` means this column.
    pub fn is_called(&self, name: &str) -> bool {
        let name = simple(name);
        name == self.field || name == simple(self.french) || self.others.contains(&name.as_str())
    }
}

/// People whose agenda is pooled.
pub(super) const PROFESSIONALS: &[Column] = &[
    needed("key", "Identifiant", &["id", "matricule", "code"]),
    needed("name", "Nom", &["nom_complet"]),
    optional("given_name", "Prénom", &[]),
    needed("email", "Courriel", &["mail", "e_mail", "adresse_mail", "adresse_electronique"]),
    needed("organisations", "Organisations", &["organisation", "structure", "structures", "employeur"]),
    needed("roles", "Rôles", &["role", "metier", "metiers", "fonction"]),
    optional("languages", "Langues", &["langue", "language"]),
    optional("share", "Quotité", &["temps_de_travail", "quotite_de_travail"]),
    optional("daily_cap", "Plafond par jour", &["maximum_par_jour"]),
    optional("weekly_cap", "Plafond par semaine", &["maximum_par_semaine"]),
];

/// When they can be booked.
pub(super) const OPENINGS: &[Column] = &[
    needed("professional", "Agent", &["professionnel", "identifiant", "matricule"]),
    needed("site", "Lieu", &[]),
    needed("first_day", "Premier jour", &["du", "a_partir_du", "date_de_debut"]),
    optional("last_day", "Dernier jour", &["au", "jusqu_au", "date_de_fin"]),
    optional("days", "Jours", &["jour", "jours_de_la_semaine"]),
    optional("every", "Toutes les n semaines", &["semaines"]),
    needed("from", "De", &["debut", "heure_de_debut"]),
    needed("to", "À", &["fin", "heure_de_fin"]),
    optional("repeat", "Répétition", &["regle"]),
    optional("modes", "Modes", &["mode"]),
    optional("visit_types", "Motifs", &["motif", "visit_type"]),
];

/// When they are away.
pub(super) const ABSENCES: &[Column] = &[
    needed("professional", "Agent", &["professionnel", "identifiant", "matricule"]),
    needed("from", "Du", &["debut", "premier_jour", "date_de_debut"]),
    needed("to", "Au", &["fin", "dernier_jour", "date_de_fin"]),
];

/// Requests and the people they are about.
pub(super) const REFERRALS: &[Column] = &[
    needed("key", "Dossier", &["numero_de_dossier", "n_de_dossier", "n_dossier", "identifiant"]),
    needed("given_name", "Prénom", &[]),
    needed("family_name", "Nom", &["nom_de_famille"]),
    needed("received_on", "Reçu le", &["recue_le", "date_de_reception", "date_d_orientation"]),
    optional("email", "Courriel", &["mail", "e_mail", "adresse_mail", "adresse_electronique"]),
    optional("phone", "Téléphone", &["portable", "mobile", "tel"]),
    optional("born_on", "Né(e) le", &["ne_le", "nee_le", "date_de_naissance"]),
    optional("language", "Langue", &[]),
    optional("organisation", "Organisation", &["structure", "organisme"]),
    optional("site", "Lieu", &[]),
    optional("referent", "Référent", &["agent", "professionnel_referent"]),
    optional("interpreter", "Interprète", &[]),
];

/// A name without case, accents and signs: `Né(e) le` is `ne_e_le`.
pub(super) fn simple(name: &str) -> String {
    let mut plain = String::new();
    for c in name.to_lowercase().chars() {
        match c {
            'à' | 'â' | 'ä' => plain.push('a'),
            'é' | 'è' | 'ê' | 'ë' => plain.push('e'),
            'î' | 'ï' => plain.push('i'),
            'ô' | 'ö' => plain.push('o'),
            'ù' | 'û' | 'ü' => plain.push('u'),
            'ç' => plain.push('c'),
            'œ' => plain.push_str("oe"),
            c if c.is_alphanumeric() => plain.push(c),
            _ if plain.ends_with('_') || plain.is_empty() => {}
            _ => plain.push('_'),
        }
    }
    plain.trim_end_matches('_').to_owned()
}

#[cfg(test)]
mod tests {
    use crate::formats::sheets::columns::*;

    #[test]
    fn no_name_means_two_columns_of_a_sheet() {
        for sheet in [PROFESSIONALS, OPENINGS, ABSENCES, REFERRALS] {
            let mut names: Vec<String> = Vec::new();
            for column in sheet {
                let mut own = vec![column.field.to_owned(), simple(column.french)];
                own.extend(column.others.iter().map(|name| (*name).to_owned()));
                own.sort();
                own.dedup();
                names.extend(own);
            }
            let all = names.len();
            names.sort();
            names.dedup();
            assert_eq!(names.len(), all, "{names:?}");
        }
    }

    #[test]
    fn names_are_known_whatever_their_case_accents_and_signs() {
        for name in ["Né(e) le", "NÉ LE", "née le", "Date de naissance", "born_on"] {
            assert!(
                REFERRALS.iter().any(|column| column.field == "born_on" && column.is_called(name)),
                "{name}"
            );
        }
    }
}
