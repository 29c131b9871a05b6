//! What an erasure makes of each column of each table: in the rows and in the log, which stay alike that way.

use rusqlite::types::Value;

use super::redact::Identity;

/// Stands for a name that a table wants.
pub(super) const ERASED: &str = "Personne effacée";
const WORD: &str = "effacé";

/// What becomes of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Treatment {
    /// Says nothing of the person, or belongs to the books.
    Keep,
    Blank,
    Nothing,
    /// The table wants a text there.
    Word,
    Name,
    /// The person is taken out of the text.
    Redact,
}

/// How the rows of a table belong to a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Belonging {
    /// The contact itself.
    Person,
    /// Rows that point at the person by one of these columns go.
    Part(&'static [&'static str]),
    /// Rows that point at the person, or at a matter in which it takes part, by one of these columns stay, without it.
    Own(&'static [&'static str]),
    /// The rows of these matters themselves.
    Matter,
    /// Decisions that name the person in what they hold.
    ConflictCheck,
    /// Exchanges and documents: what is about the person alone goes, see `paper`.
    Paper,
    /// What was issued, paid, or says nothing of anybody.
    Books,
}

pub(super) struct Table {
    pub name: &'static str,
    pub belonging: Belonging,
    /// Columns that are not kept as they are.
    pub columns: &'static [(&'static str, Treatment)],
}

use Belonging::{Books, ConflictCheck, Matter, Own, Paper, Part, Person};
use Treatment::{Blank, Keep, Name, Nothing, Redact, Word};

const fn table(name: &'static str, belonging: Belonging, columns: &'static [(&'static str, Treatment)]) -> Table {
    Table { name, belonging, columns }
}

/// A contact keeps its kind, its status, who made it and when.
const CONTACT: &[(&str, Treatment)] = &[
    ("civility", Blank),
    ("first_names", Blank),
    ("birth_name", Name),
    ("usage_name", Blank),
    ("organisation_name", Blank),
    ("acronym", Blank),
    ("trade_name", Blank),
    ("legal_form", Blank),
    ("court_type", Blank),
    ("birth_date", Nothing),
    ("siren", Blank),
    ("siret", Blank),
    ("vat_number", Blank),
    ("notes", Blank),
    ("to_check", Blank),
    ("external_source", Blank),
    ("external_ref", Blank),
    ("external_hash", Blank),
    ("birth_place", Blank),
    ("nationality", Blank),
    ("profession", Blank),
    ("family_situation", Blank),
    ("matrimonial_regime", Blank),
    ("death_date", Nothing),
    ("identity_type", Blank),
    ("identity_number", Blank),
    ("identity_authority", Blank),
    ("identity_country", Blank),
    ("identity_issued_on", Nothing),
    ("identity_expires_on", Nothing),
    ("rcs_town", Blank),
    ("rcs_letter", Blank),
    ("naf_code", Blank),
    ("naf_nomenclature", Blank),
    ("share_capital_cents", Nothing),
    ("share_capital_currency", Blank),
    ("chambers", Blank),
    ("clerk_phone", Blank),
    ("clerk_email", Blank),
    ("clerk_hours", Blank),
    ("rpva_identifier", Blank),
    ("arbitration_institution", Blank),
    ("arbitration_rules", Blank),
    ("arbitration_seat", Blank),
    ("foreign_identifiers", Blank),
    ("referred_by", Nothing),
    ("origin", Blank),
    ("restriction_reason", Blank),
];

const TABLES: &[Table] = &[
    table("contact", Person, CONTACT),
    table("contact_email", Part(&["contact"]), &[("label", Blank), ("address", Word)]),
    table("contact_phone", Part(&["contact"]), &[("label", Blank), ("number", Word)]),
    table(
        "contact_address",
        Part(&["contact"]),
        &[("label", Blank), ("street", Blank), ("postal_code", Blank), ("town", Blank), ("country", Blank)],
    ),
    table("contact_iban", Part(&["contact"]), &[("label", Blank), ("iban", Word), ("bic", Blank)]),
    table("contact_former_name", Part(&["contact"]), &[("name", Word)]),
    table("contact_quality", Part(&["contact"]), &[]),
    table("contact_link", Part(&["contact", "other"]), &[("function", Blank), ("note", Blank)]),
    table("contact_role", Part(&["client", "recipient"]), &[]),
    table("not_duplicate", Part(&["contact", "other"]), &[("fingerprint", Blank)]),
    table(
        "kyc_document",
        Part(&["contact"]),
        &[
            ("number", Blank),
            ("authority", Blank),
            ("country", Blank),
            ("issued_on", Nothing),
            ("expires_on", Nothing),
            ("copy_name", Blank),
            ("copy_hash", Blank),
            ("note", Blank),
        ],
    ),
    table("status_change", Own(&["contact"]), &[("reason", Blank)]),
    table(
        "kyc_file",
        Own(&["client"]),
        &[
            ("scope_reason", Blank),
            ("purpose", Blank),
            ("funds_origin", Blank),
            ("pep_note", Blank),
            ("countries", Blank),
            ("vigilance_reason", Blank),
            ("risk_note", Blank),
        ],
    ),
    table("kyc_decision", Own(&["client"]), &[("reason", Redact), ("missing", Redact), ("seen", Blank)]),
    table("personal_data_request", Own(&["contact"]), &[("reason", Redact)]),
    table("negotiated_rate", Own(&["client"]), &[("note", Blank), ("document", Blank), ("document_hash", Blank)]),
    table("matter", Matter, &[("title", Redact), ("notes", Redact), ("opened_despite", Redact)]),
    table("party", Own(&["contact", "matter"]), &[("note", Redact)]),
    table("time_entry", Own(&["matter"]), &[("narrative", Redact)]),
    table("expense", Own(&["matter"]), &[("label", Redact)]),
    table("disbursement", Own(&["matter"]), &[("label", Redact)]),
    table("todo", Own(&["contact", "matter"]), &[("title", Redact), ("notes", Redact), ("place", Redact)]),
    table("conflict_check", ConflictCheck, &[]),
    table("interaction_contact", Part(&["contact"]), &[]),
    table(
        "interaction",
        Paper,
        &[("subject", Redact), ("body", Redact), ("people", Redact), ("message_id", Redact), ("problem", Redact)],
    ),
    table("document", Paper, &[("name", Redact), ("note", Redact)]),
    table("document_version", Paper, &[("file_name", Redact)]),
    table("invoice", Books, &[]),
    table("invoice_line", Books, &[]),
    table("invoice_mark", Books, &[]),
    table("payment", Books, &[]),
    table("payment_allocation", Books, &[]),
    table("party_role", Books, &[]),
    table("firm", Books, &[]),
    table("user", Books, &[]),
    table("device", Books, &[]),
    table("quality", Books, &[]),
    table("saved_view", Books, &[]),
    table("vat_rate", Books, &[]),
    table("timekeeper", Books, &[]),
    table("timekeeper_grade", Books, &[]),
    table("standard_rate", Books, &[]),
    table("risk_country", Books, &[]),
    table("former_logo", Books, &[]),
    table("retainer", Books, &[]),
    table("reminder", Books, &[]),
    table("reminder_line", Books, &[]),
    table("journal_template", Books, &[]),
    table("letter_template", Books, &[]),
];

pub(super) fn tables() -> &'static [Table] {
    TABLES
}

/// The synced tables for which somebody decided what an erasure makes of them: a test wants every one.
pub fn treated_tables() -> Vec<&'static str> {
    TABLES.iter().map(|table| table.name).collect()
}

impl Table {
    /// Columns by which a row belongs to the person, or to one of its matters.
    pub(super) fn owners(&self) -> &'static [&'static str] {
        match self.belonging {
            Part(columns) | Own(columns) => columns,
            _ => &[],
        }
    }

    pub(super) fn treatment(&self, column: &str) -> Treatment {
        self.columns.iter().find(|(name, _)| *name == column).map_or(Keep, |(_, treatment)| *treatment)
    }
}

impl Treatment {
    /// The value after an erasure. To do it twice is to do it once.
    pub(super) fn apply(self, value: &Value, identity: &Identity) -> Value {
        match self {
            Keep => value.clone(),
            Nothing => Value::Null,
            Blank => Value::Text(String::new()),
            Word => Value::Text(WORD.to_owned()),
            Name => Value::Text(ERASED.to_owned()),
            Redact => match value {
                Value::Text(text) => Value::Text(identity.redact(text)),
                other => other.clone(),
            },
        }
    }

    /// The same of a row of which nothing stays.
    pub(super) fn whole(self, column: &str) -> Treatment {
        match (self, column) {
            // The table wants a name there.
            (Redact, "name" | "file_name") => Word,
            (Redact, _) => Blank,
            (other, _) => other,
        }
    }
}
