//! Themisia's core: the contacts of a law firm over one encrypted SQLite file. No window, no network.
//!
//! Everything goes through [`commands::dispatch`]: the window, the command line and the tests call the same commands.

pub mod backup;
pub mod check;
pub mod commands;
pub mod conflict;
pub mod contact;
pub mod core;
pub mod dashboard;
pub mod day;
pub mod demo;
pub mod document;
pub mod draft;
pub mod duplicate;
pub mod email;
pub mod error;
pub mod expense;
pub mod export;
pub mod figure;
pub mod find;
pub mod firm;
mod frozen;
pub mod health;
pub mod home;
pub mod ids;
pub mod import;
pub mod invoice;
pub mod journal;
pub mod kyc;
pub mod letter;
pub mod matter;
pub mod merge_preview;
pub mod money;
pub mod notice;
pub mod op;
pub mod operation;
pub mod payment;
pub mod personal_data;
pub mod print;
pub mod quality;
pub mod rate;
pub mod reminder;
pub mod retainer;
pub mod sql;
pub mod summary;
pub mod time_entry;
pub mod timekeeper;
pub mod todo;
pub mod vault;
pub mod words;

use rusqlite::{Connection, OptionalExtension};
use uuid::Uuid;

use crate::core::Concepts;
use crate::core::changeset::RowChange;
use crate::core::schema::{Schema, SyncedTable};
use crate::error::Result;
use crate::words::Words;

/// The synced tables, each after those it points at.
pub const SYNCED: &[SyncedTable] = &[
    SyncedTable { name: "firm", part_of: None },
    SyncedTable { name: "user", part_of: None },
    SyncedTable { name: "device", part_of: None },
    SyncedTable { name: "quality", part_of: None },
    SyncedTable { name: "contact", part_of: None },
    SyncedTable { name: "contact_email", part_of: Some("contact") },
    SyncedTable { name: "contact_phone", part_of: Some("contact") },
    SyncedTable { name: "contact_address", part_of: Some("contact") },
    SyncedTable { name: "contact_iban", part_of: Some("contact") },
    SyncedTable { name: "contact_former_name", part_of: Some("contact") },
    SyncedTable { name: "contact_quality", part_of: Some("contact") },
    SyncedTable { name: "status_change", part_of: Some("contact") },
    SyncedTable { name: "contact_link", part_of: Some("contact") },
    SyncedTable { name: "saved_view", part_of: None },
    SyncedTable { name: "not_duplicate", part_of: Some("contact") },
    SyncedTable { name: "vat_rate", part_of: None },
    SyncedTable { name: "timekeeper", part_of: None },
    SyncedTable { name: "timekeeper_grade", part_of: Some("timekeeper") },
    SyncedTable { name: "standard_rate", part_of: None },
    SyncedTable { name: "matter", part_of: None },
    SyncedTable { name: "party", part_of: Some("matter") },
    SyncedTable { name: "party_role", part_of: Some("party") },
    SyncedTable { name: "contact_role", part_of: Some("client") },
    SyncedTable { name: "negotiated_rate", part_of: Some("client") },
    SyncedTable { name: "invoice", part_of: None },
    SyncedTable { name: "time_entry", part_of: Some("matter") },
    SyncedTable { name: "expense", part_of: Some("matter") },
    SyncedTable { name: "disbursement", part_of: Some("matter") },
    SyncedTable { name: "invoice_line", part_of: Some("invoice") },
    SyncedTable { name: "invoice_mark", part_of: Some("invoice") },
    SyncedTable { name: "retainer", part_of: Some("client") },
    SyncedTable { name: "payment", part_of: None },
    SyncedTable { name: "payment_allocation", part_of: Some("payment") },
    SyncedTable { name: "conflict_check", part_of: None },
    SyncedTable { name: "former_logo", part_of: None },
    SyncedTable { name: "reminder", part_of: Some("client") },
    SyncedTable { name: "reminder_line", part_of: Some("reminder") },
    SyncedTable { name: "interaction", part_of: None },
    SyncedTable { name: "interaction_contact", part_of: Some("interaction") },
    SyncedTable { name: "journal_template", part_of: None },
    SyncedTable { name: "document", part_of: None },
    SyncedTable { name: "document_version", part_of: Some("document") },
    SyncedTable { name: "kyc_file", part_of: Some("client") },
    SyncedTable { name: "kyc_decision", part_of: Some("client") },
    SyncedTable { name: "kyc_document", part_of: Some("contact") },
    SyncedTable { name: "risk_country", part_of: None },
    SyncedTable { name: "todo", part_of: None },
    SyncedTable { name: "letter_template", part_of: None },
    SyncedTable { name: "personal_data_request", part_of: Some("contact") },
];

/// What was decided upon stays as it was (DOMAIN §12 to §14).
pub const APPEND_ONLY: &[&str] = &["conflict_check", "kyc_decision", "personal_data_request"];

pub const CONCEPTS: Concepts = Concepts {
    synced: SYNCED,
    append_only: APPEND_ONLY,
    settle,
    derive,
    guard: frozen::guard,
    refuse_astray: contact::redirect::refuse_astray,
    part_of_since: contact::redirect::part_of_since,
    since: contact::merge::since,
    refuse_undo: frozen::refuse_undo,
    name_of,
    load_words: contact::search::load_words,
};

/// After rows came back or came from elsewhere: what points at a merged contact goes where it leads, what hangs on something
/// that moved follows it.
fn settle(tx: &core::Tx) -> Result<()> {
    contact::merge::settle(tx)?;
    kyc::settle(tx)
}

fn derive(conn: &Connection, words: &Words, schema: &Schema, changes: &[RowChange]) -> Result<()> {
    contact::derived::derive(conn, words, schema, changes)?;
    journal::derived::derive(conn, schema, changes)?;
    find::derive(conn, changes)
}

/// The name of a row, as people call it: in the history, and in what stands in the way of an undo.
pub(crate) fn name_of(conn: &Connection, table: &str, id: Uuid) -> Result<String> {
    let name: Option<String> = match table {
        "contact" => return contact::name_of(conn, id.into()),
        "quality" => one(conn, "select name from quality where id = ?1", id)?,
        "user" => one(conn, "select name from user where id = ?1", id)?,
        "device" => one(conn, "select name from device where id = ?1", id)?,
        "firm" => one(conn, "select name from firm where id = ?1", id)?,
        "contact_email" => one(conn, "select address from contact_email where id = ?1", id)?,
        "contact_phone" => one(conn, "select number from contact_phone where id = ?1", id)?,
        "contact_address" => one(
            conn,
            "select trim(street || ', ' || postal_code || ' ' || town, ', ') from contact_address where id = ?1",
            id,
        )?,
        "contact_iban" => one(conn, "select iban from contact_iban where id = ?1", id)?,
        "conflict_check" => one(conn, "select replace(names, char(10), ', ') from conflict_check where id = ?1", id)?,
        "saved_view" => one(conn, "select name from saved_view where id = ?1", id)?,
        "contact_link" => return linked(conn, "select other from contact_link where id = ?1", id),
        "contact_role" => return linked(conn, "select recipient from contact_role where id = ?1", id),
        "not_duplicate" => return linked(conn, "select other from not_duplicate where id = ?1", id),
        "contact_former_name" => one(conn, "select name from contact_former_name where id = ?1", id)?,
        "contact_quality" => {
            one(conn, "select name from quality where id = (select quality from contact_quality where id = ?1)", id)?
        }
        "interaction" => return journal::name_of(conn, id.into()),
        "interaction_contact" => return linked(conn, "select contact from interaction_contact where id = ?1", id),
        "journal_template" => one(conn, "select name from journal_template where id = ?1", id)?,
        "document" => one(conn, "select name from document where id = ?1", id)?,
        "document_version" => one(conn, "select file_name from document_version where id = ?1", id)?,
        "vat_rate" => one(conn, "select name from vat_rate where id = ?1", id)?,
        "timekeeper" => one(conn, "select name from timekeeper where id = ?1", id)?,
        "timekeeper_grade" => one(
            conn,
            "select name from timekeeper where id = (select timekeeper from timekeeper_grade where id = ?1)",
            id,
        )?,
        "standard_rate" => one(
            conn,
            "select coalesce((select name from timekeeper where timekeeper.id = standard_rate.timekeeper), grade, '')
             from standard_rate where id = ?1",
            id,
        )?,
        "matter" => one(conn, "select trim(reference || ' ' || title) from matter where id = ?1", id)?,
        "party" => return linked(conn, "select contact from party where id = ?1", id),
        "party_role" => {
            return linked(
                conn,
                "select contact from party where id = (select party from party_role where id = ?1)",
                id,
            );
        }
        "negotiated_rate" => return rate::negotiated::name(conn, id),
        "time_entry" => one(
            conn,
            "select (select reference from matter where matter.id = time_entry.matter) || ' · ' || worked_on || ' · ' || narrative
             from time_entry where id = ?1",
            id,
        )?,
        "expense" => one(conn, "select label from expense where id = ?1", id)?,
        "disbursement" => one(conn, "select label from disbursement where id = ?1", id)?,
        "invoice" => one(conn, INVOICE_NAME, id)?,
        "invoice_line" => one(conn, "select label from invoice_line where id = ?1", id)?,
        "invoice_mark" => one(conn, "select reason from invoice_mark where id = ?1", id)?,
        "payment" => one(conn, "select trim(received_on || ' ' || reference) from payment where id = ?1", id)?,
        "payment_allocation" => one(
            conn,
            "select number from invoice where id = (select invoice from payment_allocation where id = ?1)",
            id,
        )?,
        "reminder" => one(conn, "select 'relance ' || level || ' du ' || reminded_on from reminder where id = ?1", id)?,
        "reminder_line" => one(
            conn,
            "select number from invoice where id = (select invoice from reminder_line where id = ?1)",
            id,
        )?,
        "retainer" => one(conn, "select trim('provision ' || subject) from retainer where id = ?1", id)?,
        "kyc_file" => return kyc::name_of(conn, id.into()),
        "kyc_decision" => {
            let file: Option<ids::RecordId> =
                conn.query_row("select file from kyc_decision where id = ?1", [id.as_bytes()], |row| row.get(0)).optional()?;
            return file.map_or(Ok(String::new()), |file| kyc::name_of(conn, file));
        }
        "kyc_document" => one(conn, "select trim(kind || ' ' || number) from kyc_document where id = ?1", id)?,
        "todo" => one(conn, "select title from todo where id = ?1", id)?,
        "letter_template" => one(conn, "select name from letter_template where id = ?1", id)?,
        "personal_data_request" => one(conn, "select kind || ' ' || received_on from personal_data_request where id = ?1", id)?,
        "risk_country" => one(conn, "select name from risk_country where id = ?1", id)?,
        "status_change" => one(conn, "select reason from status_change where id = ?1", id)?,
        _ => None,
    };
    Ok(name.unwrap_or_default())
}

const INVOICE_NAME: &str =
    "select case when number = '' then trim('projet ' || subject) else number end from invoice where id = ?1";

fn one(conn: &Connection, sql: &str, id: Uuid) -> Result<Option<String>> {
    Ok(conn.query_row(sql, [id.as_bytes()], |row| row.get(0)).optional()?)
}

/// The name of the contact that a link or a role leads to.
fn linked(conn: &Connection, sql: &str, id: Uuid) -> Result<String> {
    let other: Option<[u8; 16]> = conn.query_row(sql, [id.as_bytes()], |row| row.get(0)).optional()?;
    other.map_or(Ok(String::new()), |other| contact::name_of(conn, Uuid::from_bytes(other).into()))
}
