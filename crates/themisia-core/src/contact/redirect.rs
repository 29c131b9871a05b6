//! A merged contact leads to the one that was kept: old links, references of old files, a colleague's later changes.

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension};

use super::{ContactDraft, read_draft};
use crate::core::changeset::{RowChange, RowChangeKind};
use crate::core::schema::Schema;
use crate::error::{Error, Result};
use crate::ids::ContactId;
use crate::op::Op;

/// The contact that `id` leads to: itself, or the one that it was merged into.
///
/// # Errors
/// `NotFound`.
pub(crate) fn current(conn: &Connection, id: ContactId) -> Result<ContactId> {
    let mut at = id;
    // Redirects are kept one step long; the bound only guards against a damaged base.
    for _ in 0..16 {
        match merged_into(conn, at)?.ok_or(Error::NotFound)? {
            Some(next) => at = next,
            None => break,
        }
    }
    Ok(at)
}

/// The contact that an id or an external reference names; of a merged one, the one that it leads to.
///
/// # Errors
/// `NotFound`; `Invalid` for a reference that several contacts bear.
pub fn find(conn: &Connection, text: &str) -> Result<ContactId> {
    if let Ok(id) = uuid::Uuid::try_parse(text) {
        return current(conn, id.into());
    }
    let mut statement =
        conn.prepare_cached("select id from contact where external_ref = ?1 and external_ref <> '' order by id")?;
    let bearing = statement.query_map([text], |row| row.get(0))?.collect::<rusqlite::Result<Vec<ContactId>>>()?;
    let mut leads = bearing.into_iter().map(|id| current(conn, id)).collect::<Result<Vec<_>>>()?;
    leads.sort_unstable();
    leads.dedup();
    match leads[..] {
        [] => Err(Error::NotFound),
        [one] => Ok(one),
        _ => Err(Error::invalid(
            "reference",
            "ambiguous",
            format!("Plusieurs fiches portent la référence « {text} » : donnez l’identifiant de l’une d’elles."),
        )),
    }
}

/// `None` for no contact, `Some(None)` for one that was not merged.
pub(crate) fn merged_into(conn: &Connection, id: ContactId) -> Result<Option<Option<ContactId>>> {
    Ok(conn
        .prepare_cached("select merged_into from contact where id = ?1")?
        .query_row([id], |row| row.get(0))
        .optional()?)
}

/// The contacts that were merged into this one: their rows hold the values that were not chosen.
pub(crate) fn merged(conn: &Connection, kept: ContactId) -> Result<Vec<ContactId>> {
    let mut statement = conn.prepare_cached("select id from contact where merged_into = ?1 order by id")?;
    Ok(statement.query_map([kept], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
}

pub(crate) fn merged_drafts(conn: &Connection, kept: ContactId) -> Result<Vec<ContactDraft>> {
    let mut drafts = Vec::new();
    for id in merged(conn, kept)? {
        drafts.extend(read_draft(conn, id)?);
    }
    Ok(drafts)
}

/// Of a row of a contact that was merged: the name of the one that it leads to.
pub(crate) fn part_of_since(conn: &Connection, table: &str, id: uuid::Uuid) -> Result<Option<String>> {
    let kept = if table == "contact" { merged_into(conn, id.into())?.flatten() } else { None };
    kept.map(|kept| super::name_of(conn, current(conn, kept)?)).transpose()
}

/// The last word on what a command writes: rows that point at a contact that was merged, and changes of what such a contact is,
/// would be lost to whoever looks at the kept one. Commands lead them there first; one that forgets is refused here.
///
/// # Errors
/// `Invalid`, with the name of the contact that is kept.
pub(crate) fn refuse_astray(conn: &Connection, schema: &Schema, op: Op, rows: &[RowChange]) -> Result<()> {
    let any = conn.prepare_cached("select 1 from contact where merged_into is not null limit 1")?.exists([])?;
    if !any || op == Op::EraseContact {
        return Ok(());
    }
    for row in rows.iter().filter(|row| row.kind != RowChangeKind::Delete) {
        let Some(table) = schema.table(&row.table) else { continue };
        let is_contact = table.name == "contact";
        if is_contact && row.kind == RowChangeKind::Update && op != Op::MergeContacts {
            let says = |(at, value): (usize, &Option<Value>)| {
                value.is_some() && !matches!(table.columns[at].as_str(), "id" | "external_source" | "external_hash")
            };
            if row.new.iter().enumerate().any(says) {
                refuse_merged(conn, row.id.into())?;
            }
        }
        for (column, value) in row.new.iter().enumerate() {
            let leads = is_contact && table.columns.get(column).is_some_and(|name| name == "merged_into");
            if let (false, true, Some(Value::Blob(id))) = (leads, table.points_at("contact", column), value)
                && let Ok(id) = uuid::Uuid::from_slice(id)
            {
                refuse_merged(conn, id.into())?;
            }
        }
    }
    Ok(())
}

/// # Errors
/// `Invalid` for a contact that was merged: an edit of what it was would overwrite what the kept one is.
pub(crate) fn refuse_merged(conn: &Connection, id: ContactId) -> Result<()> {
    let Some(Some(kept)) = merged_into(conn, id)? else { return Ok(()) };
    Err(Error::invalid(
        "id",
        "merged",
        format!(
            "Cette fiche a été fusionnée avec « {} » : ouvrez celle-ci pour la modifier.",
            super::name_of(conn, current(conn, kept)?)?
        ),
    ))
}
