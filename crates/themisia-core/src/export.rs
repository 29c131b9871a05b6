//! Contacts as a CSV that Excel in French opens right: `;`, UTF-8 with its mark, formulas neutralised.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use rusqlite::Connection;

use crate::contact::{self, ContactDraft, ContactKind, ContactView};
use crate::core::Reader;
use crate::error::Result;
use crate::ids::ContactId;
use crate::quality;

/// The headers of our own export up to its numbered columns; our import knows a file by them.
const HEADERS: &[&str] = &[
    "Référence",
    "Type",
    "Civilité",
    "Prénoms",
    "Nom de naissance",
    "Nom d’usage",
    "Raison sociale",
    "Forme juridique",
    "Date de naissance",
    "SIREN",
    "SIRET",
    "N° TVA",
    "Qualités",
    "Notes",
];

pub fn is_own(headers: &[String]) -> bool {
    headers.len() >= HEADERS.len() && headers.iter().zip(HEADERS).all(|(header, own)| header == own)
}

/// Excel takes a cell that begins like this for a formula; the apostrophe says that it is text.
pub fn looks_like_formula(cell: &str) -> bool {
    cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\''])
}

/// Writes the contacts of a view to a file; gives how many.
pub fn csv(reader: &Reader, view: ContactView, path: &Path) -> Result<u32> {
    let temporary = path.with_extension("csv.tmp");
    let mut file = BufWriter::new(File::create(&temporary)?);
    file.write_all("\u{feff}".as_bytes())?;
    let mut writer = csv::WriterBuilder::new().delimiter(b';').terminator(csv::Terminator::CRLF).from_writer(file);
    let (emails, phones, addresses) =
        (most(reader, "contact_email")?, most(reader, "contact_phone")?, most(reader, "contact_address")?);
    let mut headers: Vec<String> = HEADERS.iter().map(|header| (*header).to_owned()).collect();
    headers.extend((1..=emails).map(|at| numbered("E-mail", at)));
    headers.extend((1..=phones).map(|at| numbered("Téléphone", at)));
    for at in 1..=addresses {
        headers.extend(["Adresse", "CP", "Ville", "Pays"].map(|header| numbered(header, at)));
    }
    writer.write_record(&headers).map_err(std::io::Error::from)?;
    let names: std::collections::HashMap<_, _> = quality::list(reader)?.into_iter().map(|q| (q.id, q.name)).collect();
    let mut statement = reader
        .prepare(&format!("select contact from contact_row where {} order by sort_key, contact", view.condition()))?;
    let mut rows = statement.query([])?;
    let mut count = 0;
    while let Some(row) = rows.next()? {
        let id: ContactId = row.get(0)?;
        let Some(draft) = contact::read_draft(reader, id)? else { continue };
        let qualities: Vec<&str> = draft.qualities.iter().filter_map(|id| names.get(id)).map(String::as_str).collect();
        let mut cells = vec![
            draft.external_ref.clone(),
            kind_name(draft.kind).to_owned(),
            draft.civility.clone(),
            draft.first_names.clone(),
            draft.birth_name.clone(),
            draft.usage_name.clone(),
            draft.organisation_name.clone(),
            draft.legal_form.clone(),
            draft.birth_date.as_deref().map(french_date).unwrap_or_default(),
            draft.siren.clone(),
            draft.siret.clone(),
            draft.vat_number.clone(),
            qualities.join(", "),
            notes_with_what_has_no_column(&draft),
        ];
        cells.extend((0..emails).map(|at| draft.emails.get(at).map(|email| email.address.clone()).unwrap_or_default()));
        cells.extend((0..phones).map(|at| draft.phones.get(at).map(|phone| phone.number.clone()).unwrap_or_default()));
        for at in 0..addresses {
            let address = draft.addresses.get(at).cloned().unwrap_or_default();
            cells.extend([address.street, address.postal_code, address.town, address.country]);
        }
        let cells = cells.into_iter().map(|cell| if looks_like_formula(&cell) { format!("'{cell}") } else { cell });
        writer.write_record(cells.collect::<Vec<_>>()).map_err(std::io::Error::from)?;
        count += 1;
    }
    let file = writer.into_inner().map_err(|error| error.into_error())?;
    file.into_inner().map_err(|error| error.into_error())?.sync_all()?;
    std::fs::rename(&temporary, path)?;
    Ok(count)
}

fn notes_with_what_has_no_column(draft: &ContactDraft) -> String {
    let mut notes = draft.notes.clone();
    let mut add = |what: &str, value: &str| {
        if !value.is_empty() {
            if !notes.is_empty() {
                notes.push('\n');
            }
            notes.push_str(&format!("{what} : {value}"));
        }
    };
    add("Sigle", &draft.acronym);
    add("Enseigne", &draft.trade_name);
    for former in &draft.former_names {
        add("Ancien nom", &former.name);
    }
    notes
}

fn most(conn: &Connection, table: &str) -> Result<usize> {
    let sql = format!("select coalesce(max(n), 0) from (select count(*) as n from {table} group by contact)");
    let most: i64 = conn.query_row(&sql, [], |row| row.get(0))?;
    Ok(usize::try_from(most).unwrap_or(0))
}

fn numbered(header: &str, at: usize) -> String {
    if at == 1 { header.to_owned() } else { format!("{header} {at}") }
}

fn kind_name(kind: ContactKind) -> &'static str {
    match kind {
        ContactKind::NaturalPerson => "Personne physique",
        ContactKind::LegalPerson => "Personne morale",
        ContactKind::Court => "Juridiction",
    }
}

fn french_date(iso: &str) -> String {
    match iso.split('-').collect::<Vec<_>>()[..] {
        [year, month, day] => format!("{day}/{month}/{year}"),
        _ => iso.to_owned(),
    }
}
