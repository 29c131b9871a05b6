//! What makes two rows of a table say the same thing of one contact: such rows join when two contacts become one.
//!
//! *Which* tables point at a contact is never listed here: the schema says it. A table without a rule has its rows moved as
//! they are, and a test asks for the rule.

/// How the rows of a table meet those of the contact that is kept.
pub(super) struct Rule {
    pub table: &'static str,
    /// Two rows with the same values here say the same thing; they join when nothing else contradicts, and what pointed at one
    /// points at the other. The rows with the same value in the first column are looked through: one of which there are few.
    /// Empty: rows never join.
    pub same: &'static [&'static str],
    /// Two columns that must not hold the same contact: a row that would link a contact with itself goes.
    pub apart: Option<(&'static str, &'static str)>,
    /// A column that says nothing once it holds the same contact as one of `apart`: it is emptied.
    pub through: Option<&'static str>,
    /// A flag that only one row may bear among those with the same values there.
    pub single: Option<(&'static str, &'static [&'static str])>,
    /// The id is made of the contact and this column, so that two devices make the same row.
    pub id_of: Option<&'static str>,
    /// Columns that lead to what a row hangs on: when that is of another contact once a merge is taken back, so is the row.
    pub follows: &'static [&'static str],
}

const fn rule(table: &'static str, same: &'static [&'static str]) -> Rule {
    Rule { table, same, apart: None, through: None, single: None, id_of: None, follows: &[] }
}

const RULES: &[Rule] = &[
    // Fields of a contact are chosen one by one.
    rule("contact", &[]),
    rule("contact_email", &["contact", "address"]),
    rule("contact_phone", &["contact", "number"]),
    rule("contact_address", &["contact", "street", "postal_code", "town"]),
    rule("contact_iban", &["contact", "iban"]),
    rule("contact_former_name", &["contact", "name"]),
    Rule { id_of: Some("quality"), ..rule("contact_quality", &["contact", "quality"]) },
    // Each move of either life stays.
    rule("status_change", &[]),
    Rule {
        apart: Some(("contact", "other")),
        through: Some("through"),
        ..rule("contact_link", &["contact", "other", "kind", "through"])
    },
    Rule {
        single: Some(("is_default", &["client", "role", "matter"])),
        ..rule("contact_role", &["client", "recipient", "role", "matter"])
    },
    Rule { apart: Some(("contact", "other")), ..rule("not_duplicate", &["contact", "other"]) },
    rule("matter", &[]),
    // The same contact on the same side of the same matter is one party: its roles in time come together.
    rule("party", &["contact", "matter", "side", "represents"]),
    // Two grids stand side by side, each with its dates; only the very same rate is one.
    rule("negotiated_rate", &["client", "matter", "timekeeper", "grade", "effective_from", "hourly_rate"]),
    // Both files stay; the one decided upon last counts (kyc::standing).
    Rule { follows: &["matter"], ..rule("kyc_file", &[]) },
    Rule { follows: &["file"], ..rule("kyc_decision", &[]) },
    // The same document, seen for either.
    rule("kyc_document", &["contact", "kind", "number", "issued_on", "expires_on", "seen_on"]),
    // Each is something to do.
    rule("todo", &[]),
    // What was issued, paid, decided or asked stays as it is.
    rule("personal_data_request", &[]),
    Rule { follows: &["credits"], ..rule("invoice", &[]) },
    // The same exchange concerned both: once is enough.
    rule("interaction_contact", &["interaction", "contact", "part"]),
    rule("document", &[]),
    Rule { follows: &["reverses", "retainer"], ..rule("payment", &[]) },
    rule("reminder", &[]),
    rule("retainer", &[]),
];

/// What a person looks at before two contacts that both have it become one: the table, the column of its contact, and which rows.
pub(super) const BESIDE: [(&str, &str, &str); 2] =
    [("kyc_file", "client", "and matter is null"), ("negotiated_rate", "client", "")];

pub(super) fn of(table: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.table == table)
}

/// Whether the merge of two contacts knows when rows of this table say the same thing.
pub fn has_rule(table: &str) -> bool {
    of(table).is_some()
}
