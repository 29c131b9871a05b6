//! What a form gives, and what is made of it before it is kept: trimmed, checked, in one form.

use rusqlite::Row;
use rusqlite::types::{ToSqlOutput, Value, ValueRef};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::ContactKind;
use super::normal::one_line;
use crate::ids::{ContactId, QualityId, RecordId};

/// The struct and what is done with every field of a kind (SQL, trimming) from one list: a new column is one line here.
macro_rules! contact_draft {
    (
        text { $($(#[$text_doc:meta])* $text:ident),* $(,)? }
        multiline { $($(#[$multiline_doc:meta])* $multiline:ident),* $(,)? }
        date { $($date:ident),* $(,)? }
    ) => {
        /// What a form, an import or a script gives: the whole content of a contact. `id: None` makes a new one.
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
        pub struct ContactDraft {
            pub id: Option<ContactId>,
            pub kind: ContactKind,
            $($(#[$text_doc])* #[serde(default)] pub $text: String,)*
            $($(#[$multiline_doc])* #[serde(default)] pub $multiline: String,)*
            $(
                /// ISO 8601 date, `1970-03-12`.
                #[serde(default)]
                pub $date: Option<String>,
            )*
            /// Share capital in cents of its currency.
            #[serde(default)]
            #[ts(type = "number | null")]
            pub share_capital_cents: Option<i64>,
            #[serde(default)]
            pub share_capital_variable: bool,
            /// The contact that brought this one (apporteur).
            #[serde(default)]
            pub referred_by: Option<ContactId>,
            /// Fields whose value the user keeps although the check refused it: « à vérifier ».
            #[serde(default)]
            pub to_check: Vec<String>,
            /// Identifiers that are not French: kept as they are, not checked.
            #[serde(default)]
            pub foreign_identifiers: Vec<String>,
            #[serde(default)]
            pub emails: Vec<EmailDraft>,
            #[serde(default)]
            pub phones: Vec<PhoneDraft>,
            #[serde(default)]
            pub addresses: Vec<AddressDraft>,
            #[serde(default)]
            pub ibans: Vec<IbanDraft>,
            #[serde(default)]
            pub former_names: Vec<FormerNameDraft>,
            #[serde(default)]
            pub qualities: Vec<QualityId>,
        }

        /// Columns of `contact` that a draft holds, beside its id.
        pub(super) const COLUMNS: &[&str] = &[
            "kind", $(stringify!($text),)* $(stringify!($multiline),)* $(stringify!($date),)*
            "share_capital_cents", "share_capital_variable", "referred_by", "to_check", "foreign_identifiers",
        ];

        impl ContactDraft {
            pub fn new(kind: ContactKind) -> Self {
                ContactDraft {
                    id: None,
                    kind,
                    $($text: String::new(),)*
                    $($multiline: String::new(),)*
                    $($date: None,)*
                    share_capital_cents: None,
                    share_capital_variable: false,
                    referred_by: None,
                    to_check: Vec::new(),
                    foreign_identifiers: Vec::new(),
                    emails: Vec::new(),
                    phones: Vec::new(),
                    addresses: Vec::new(),
                    ibans: Vec::new(),
                    former_names: Vec::new(),
                    qualities: Vec::new(),
                }
            }

            /// Adds the values of [`COLUMNS`], in their order.
            pub(super) fn values<'a>(&'a self, values: &mut Vec<ToSqlOutput<'a>>) {
                use ToSqlOutput::Borrowed;
                values.push(self.kind.as_str().into());
                $(values.push(self.$text.as_str().into());)*
                $(values.push(self.$multiline.as_str().into());)*
                $(values.push(Borrowed(self.$date.as_deref().map_or(ValueRef::Null, ValueRef::from)));)*
                values.push(Borrowed(self.share_capital_cents.map_or(ValueRef::Null, ValueRef::Integer)));
                values.push(Borrowed(ValueRef::Integer(self.share_capital_variable.into())));
                let referred_by = self.referred_by.as_ref().map(|id| id.0.as_bytes());
                values.push(Borrowed(referred_by.map_or(ValueRef::Null, |id| ValueRef::Blob(id))));
                values.push(self.to_check.join(",").into());
                values.push(self.foreign_identifiers.join(",").into());
            }

            /// The value of one of [`COLUMNS`].
            pub(super) fn value(&self, column: &str) -> Value {
                let mut values = Vec::with_capacity(COLUMNS.len());
                self.values(&mut values);
                let place = COLUMNS.iter().position(|known| *known == column);
                match place.map(|at| values.swap_remove(at)) {
                    Some(ToSqlOutput::Owned(value)) => value,
                    Some(ToSqlOutput::Borrowed(value)) => Value::try_from(value).unwrap_or(Value::Null),
                    _ => Value::Null,
                }
            }

            /// How many of [`COLUMNS`] say something.
            pub(super) fn said(&self) -> usize {
                let mut values = Vec::with_capacity(COLUMNS.len());
                self.values(&mut values);
                let says = |value: &ToSqlOutput| match value {
                    ToSqlOutput::Owned(value) => !matches!(value, Value::Null) && *value != Value::Text(String::new()),
                    ToSqlOutput::Borrowed(value) => !matches!(value, ValueRef::Null | ValueRef::Text(b"")),
                    _ => false,
                };
                values.iter().filter(|value| says(value)).count()
            }

            /// A contact without its parts, from a row of `contact`.
            pub(super) fn from_row(row: &Row) -> rusqlite::Result<ContactDraft> {
                let list = |column: &str| -> rusqlite::Result<Vec<String>> {
                    let text = row.get_ref(column)?.as_str()?;
                    Ok(text.split(',').filter(|field| !field.is_empty()).map(str::to_owned).collect())
                };
                Ok(ContactDraft {
                    id: row.get("id")?,
                    $($text: row.get(stringify!($text))?,)*
                    $($multiline: row.get(stringify!($multiline))?,)*
                    $($date: row.get(stringify!($date))?,)*
                    share_capital_cents: row.get("share_capital_cents")?,
                    share_capital_variable: row.get("share_capital_variable")?,
                    referred_by: row.get("referred_by")?,
                    to_check: list("to_check")?,
                    foreign_identifiers: list("foreign_identifiers")?,
                    ..ContactDraft::new(row.get("kind")?)
                })
            }

            /// A field of one line, by the name of its column.
            pub fn text_mut(&mut self, field: &str) -> Option<&mut String> {
                match field {
                    $(stringify!($text) => Some(&mut self.$text),)*
                    $(stringify!($multiline) => Some(&mut self.$multiline),)*
                    _ => None,
                }
            }

            pub fn date_mut(&mut self, field: &str) -> Option<&mut Option<String>> {
                match field {
                    $(stringify!($date) => Some(&mut self.$date),)*
                    _ => None,
                }
            }

            pub(super) fn trim_fields(&mut self) {
                $(self.$text = one_line(&self.$text);)*
                $(self.$multiline = self.$multiline.trim().to_owned();)*
                $(self.$date = self.$date.take().map(|date| date.trim().to_owned()).filter(|date| !date.is_empty());)*
            }
        }

        /// Fields of one line, of several, and dates.
        pub const TEXT_FIELDS: &[&str] = &[$(stringify!($text)),*];
        pub const MULTILINE_FIELDS: &[&str] = &[$(stringify!($multiline)),*];
        pub const DATE_FIELDS: &[&str] = &[$(stringify!($date)),*];
    };
}

contact_draft! {
    text {
        civility, first_names, birth_name, usage_name, birth_place, nationality, profession, family_situation,
        matrimonial_regime, identity_type, identity_number, identity_authority, identity_country,
        organisation_name, acronym, trade_name, legal_form, siren, siret, vat_number, rcs_town, rcs_letter,
        naf_code, naf_nomenclature, share_capital_currency,
        court_type, clerk_phone, clerk_email, clerk_hours, rpva_identifier,
        arbitration_institution, arbitration_rules, arbitration_seat,
        origin, external_ref,
    }
    multiline { notes, chambers }
    date { birth_date, death_date, identity_issued_on, identity_expires_on }
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct EmailDraft {
    pub id: Option<RecordId>,
    #[serde(default)]
    pub label: String,
    pub address: String,
    #[serde(default)]
    pub to_check: bool,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct PhoneDraft {
    pub id: Option<RecordId>,
    #[serde(default)]
    pub label: String,
    /// E.164 once saved (`+33612345678`); kept as typed when it is no number of a dialling plan.
    pub number: String,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct AddressDraft {
    pub id: Option<RecordId>,
    #[serde(default)]
    pub label: String,
    #[serde(default)]
    pub street: String,
    #[serde(default)]
    pub postal_code: String,
    #[serde(default)]
    pub town: String,
    #[serde(default)]
    pub country: String,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct IbanDraft {
    pub id: Option<RecordId>,
    #[serde(default)]
    pub label: String,
    /// ISO 13616, without spaces.
    pub iban: String,
    #[serde(default)]
    pub bic: String,
    #[serde(default)]
    pub to_check: bool,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct FormerNameDraft {
    pub id: Option<RecordId>,
    pub name: String,
}

/// The fields that the form of a kind shows, notes, origin and reference apart: those are of every kind.
pub fn fields_of(kind: ContactKind) -> &'static [&'static str] {
    match kind {
        ContactKind::NaturalPerson => &[
            "civility",
            "first_names",
            "birth_name",
            "usage_name",
            "birth_date",
            "birth_place",
            "nationality",
            "profession",
            "family_situation",
            "matrimonial_regime",
            "death_date",
            "identity_type",
            "identity_number",
            "identity_authority",
            "identity_country",
            "identity_issued_on",
            "identity_expires_on",
        ],
        ContactKind::LegalPerson => &[
            "organisation_name",
            "legal_form",
            "acronym",
            "trade_name",
            "siren",
            "siret",
            "vat_number",
            "rcs_town",
            "rcs_letter",
            "naf_code",
            "naf_nomenclature",
            "share_capital_cents",
            "share_capital_currency",
            "share_capital_variable",
        ],
        ContactKind::Court => &[
            "organisation_name",
            "court_type",
            "acronym",
            "chambers",
            "clerk_phone",
            "clerk_email",
            "clerk_hours",
            "rpva_identifier",
            "arbitration_institution",
            "arbitration_rules",
            "arbitration_seat",
        ],
    }
}

impl ContactDraft {
    /// Takes off what a contact of this kind does not have. The form has named it before the kind was changed (DOMAIN §2).
    pub(super) fn keep_to_kind(&mut self) {
        let kept = fields_of(self.kind);
        let is_kept = |field: &str| kept.contains(&field) || ["origin", "external_ref", "notes"].contains(&field);
        for field in TEXT_FIELDS.iter().chain(MULTILINE_FIELDS).filter(|field| !is_kept(field)) {
            self.text_mut(field).map(String::clear);
        }
        for field in DATE_FIELDS.iter().filter(|field| !is_kept(field)) {
            self.date_mut(field).map(Option::take);
        }
        if !is_kept("share_capital_cents") {
            self.share_capital_cents = None;
            self.share_capital_variable = false;
        }
        self.to_check.retain(|field| is_kept(field));
        self.foreign_identifiers.retain(|field| is_kept(field));
    }

    /// Every name borne, for search.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        [
            &self.first_names,
            &self.birth_name,
            &self.usage_name,
            &self.organisation_name,
            &self.acronym,
            &self.trade_name,
        ]
        .into_iter()
        .map(String::as_str)
        .chain(self.former_names.iter().map(|former| former.name.as_str()))
        .filter(|name| !name.is_empty())
    }

    pub(super) fn has_name(&self) -> bool {
        match self.kind {
            ContactKind::NaturalPerson => {
                !self.birth_name.is_empty() || !self.usage_name.is_empty() || !self.first_names.is_empty()
            }
            ContactKind::LegalPerson | ContactKind::Court => !self.organisation_name.is_empty(),
        }
    }
}
