//! What was searched, found and decided: by whom, when, upon which agreement. Added, never changed nor removed; printable.

use std::collections::HashMap;
use std::fmt::Write;

use rusqlite::{Connection, OptionalExtension, Row, ToSql, named_params};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

use super::search::Finder;
use super::{AskedName, ConflictHit, ConflictLevel, ConflictSearch};
use crate::contact::{self, Page, redirect};
use crate::core::Tx;
use crate::day::Day;
use crate::error::{Error, Result};
use crate::ids::{ContactId, MatterId, RecordId};
use crate::sql_enum;

sql_enum! {
    pub enum ConflictDecision {
        NoConflict = "no_conflict",
        Accepted = "accepted",
        Refused = "refused",
    }
}

impl ConflictDecision {
    pub(crate) fn french(self) -> &'static str {
        match self {
            ConflictDecision::NoConflict => "Pas de conflit d’intérêts",
            ConflictDecision::Accepted => "Accepté avec accord écrit",
            ConflictDecision::Refused => "Refusé pour conflit d’intérêts",
        }
    }
}

/// A decision to record. The search is made again in the same transaction: what is kept is what the base said then.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, TS)]
pub struct ConflictDraft {
    pub asked: Vec<AskedName>,
    pub depth: u32,
    pub decision: ConflictDecision,
    /// The written agreement that an acceptance rests upon: its date, who signed.
    #[serde(default)]
    pub agreement: String,
    #[serde(default)]
    pub comment: String,
    #[serde(default)]
    pub matter: Option<MatterId>,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct ConflictCheckRow {
    pub id: RecordId,
    pub names: Vec<String>,
    pub decision: ConflictDecision,
    pub hits: u32,
    pub matter: Option<MatterId>,
    pub matter_reference: String,
    pub user: String,
    pub at: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct ConflictCheck {
    pub row: ConflictCheckRow,
    pub search: ConflictSearch,
    pub agreement: String,
    pub comment: String,
}

/// An open matter whose parties are not those that were checked.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct DueCheck {
    pub matter: MatterId,
    pub reference: String,
    pub title: String,
    /// Of the last check; none was made.
    pub checked_at: Option<String>,
}

/// # Errors
/// `Invalid` for an acceptance without its agreement, or « no conflict » against a direct hit without a word why; `NotFound`.
pub fn record(tx: &Tx, draft: ConflictDraft) -> Result<ConflictCheck> {
    let search = Finder::new(tx, tx.words()?, Day::of(tx.at)).search(draft.asked, draft.depth)?;
    if draft.decision == ConflictDecision::Accepted && draft.agreement.trim().is_empty() {
        return Err(Error::invalid(
            "agreement",
            "required",
            "Indiquez l’accord écrit sur lequel repose l’acceptation.",
        ));
    }
    let direct = search.hits.iter().any(|hit| hit.level == ConflictLevel::Direct);
    if draft.decision == ConflictDecision::NoConflict && direct && draft.comment.trim().is_empty() {
        return Err(Error::invalid(
            "comment",
            "required",
            "Une correspondance directe a été trouvée : indiquez pourquoi ce n’est pas un conflit.",
        ));
    }
    let mut names: Vec<String> = Vec::new();
    for asked in &search.asked {
        names.push(match asked.contact {
            Some(contact) if asked.name.trim().is_empty() => contact::name_of(tx, contact)?,
            _ => asked.name.trim().to_owned(),
        });
    }
    let (reference, parties) = match draft.matter {
        Some(matter) => (
            tx.query_row("select reference from matter where id = ?1", [matter], |row| row.get(0))?,
            parties(tx, "party.matter = :matter", named_params! { ":matter": matter })?
                .remove(&matter)
                .unwrap_or_default(),
        ),
        None => (String::new(), String::new()),
    };
    let id: RecordId = tx.new_id();
    tx.execute(
        "insert into conflict_check (id, searched, hits, names, depth, decision, agreement, comment, matter, matter_reference,
             parties, user, at)
         values (:id, :searched, :hits, :names, :depth, :decision, :agreement, :comment, :matter, :reference,
             :parties, :user, :at)",
        named_params! {
            ":id": id, ":searched": serde_json::to_string(&search.asked)?, ":hits": serde_json::to_string(&Kept {
                hits: search.hits, cut: search.cut,
            })?, ":names": names.join("\n"), ":depth": search.depth, ":decision": draft.decision,
            ":agreement": draft.agreement.trim(), ":comment": draft.comment.trim(), ":matter": draft.matter,
            ":reference": reference, ":parties": parties, ":user": tx.signer.user, ":at": tx.now(),
        },
    )?;
    tx.label(names.join(", "));
    get(tx, id)
}

#[derive(Serialize, Deserialize)]
struct Kept {
    hits: Vec<ConflictHit>,
    cut: bool,
}

const COLUMNS: &str = "conflict_check.id, searched, hits, names, depth, decision, agreement, comment, matter,
    matter_reference, at, coalesce((select name from user where user.id = conflict_check.user), '') as user";

/// The checks of a matter, or all, the last first.
pub fn checks(conn: &Connection, matter: Option<MatterId>, page: Page) -> Result<Vec<ConflictCheckRow>> {
    let sql = format!(
        "select {COLUMNS} from conflict_check where :matter is null or matter = :matter
         order by at desc, conflict_check.id desc limit :limit offset :offset"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement
        .query_map(
            named_params! { ":matter": matter, ":limit": page.limit.min(500), ":offset": page.offset },
            from_row,
        )?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    rows.into_iter().map(|read| Ok(read.whole()?.row)).collect()
}

/// # Errors
/// `NotFound`.
pub fn get(conn: &Connection, id: RecordId) -> Result<ConflictCheck> {
    let sql = format!("select {COLUMNS} from conflict_check where id = ?1");
    conn.prepare_cached(&sql)?.query_row([id], from_row).optional()?.ok_or(Error::NotFound)?.whole()
}

/// A check as a text to print or to file.
///
/// # Errors
/// `NotFound`.
pub fn report(conn: &Connection, id: RecordId) -> Result<String> {
    let check = get(conn, id)?;
    let mut text = String::from("RECHERCHE DE CONFLIT D’INTÉRÊTS\n\n");
    let at = check.row.at.get(..16).unwrap_or_default().replace('T', " à ");
    let _ = writeln!(text, "Faite le {at} (UTC) par {}", check.row.user);
    if !check.row.matter_reference.is_empty() {
        let _ = writeln!(text, "Dossier {}", check.row.matter_reference);
    }
    let _ = writeln!(text, "Relations suivies jusqu’à {} lien(s)\n\nNoms recherchés", check.search.depth);
    for (asked, name) in check.search.asked.iter().zip(&check.row.names) {
        let born = asked.born.map_or(String::new(), |born| format!(", né(e) le {born}"));
        let siren = asked.siren.as_ref().map_or(String::new(), |siren| format!(", SIREN {siren}"));
        let _ = writeln!(text, "– {name}{born}{siren}");
    }
    for (level, title) in [
        (ConflictLevel::Direct, "Correspondances directes"),
        (ConflictLevel::NameMatch, "Noms proches"),
        (ConflictLevel::Related, "Personnes liées"),
    ] {
        let hits: Vec<&ConflictHit> = check.search.hits.iter().filter(|hit| hit.level == level).collect();
        let _ = writeln!(text, "\n{title} : {}", hits.len());
        for hit in hits {
            let _ = writeln!(text, "– {} ({})", hit.sentence, hit.reasons.join(", "));
        }
    }
    if check.search.cut {
        text.push_str("\nLa liste s’arrête aux plus proches : précisez les noms pour la voir entière.\n");
    }
    let _ = writeln!(text, "\nDécision : {}", check.row.decision.french());
    for (title, said) in [("Accord", &check.agreement), ("Observations", &check.comment)] {
        if !said.is_empty() {
            let _ = writeln!(text, "{title} : {said}");
        }
    }
    Ok(text)
}

/// Open matters that were never checked, or whose parties or their roles are others since: to be searched again.
pub fn due(conn: &Connection) -> Result<Vec<DueCheck>> {
    due_in(conn, None)
}

/// The same, of the matters in which the firm acts for a contact.
pub(crate) fn due_of(conn: &Connection, contact: ContactId) -> Result<Vec<DueCheck>> {
    due_in(conn, Some(contact))
}

/// Over `matter`: open, and those of the contact where one is meant.
fn open_matters(of: Option<ContactId>) -> &'static str {
    match of {
        Some(_) => "status = 'open' and id in (select matter from party where contact = :of and side = 'for')",
        None => "status = 'open' and :of is null",
    }
}

fn due_in(conn: &Connection, of: Option<ContactId>) -> Result<Vec<DueCheck>> {
    let whose = open_matters(of);
    let now =
        parties(conn, &format!("party.matter in (select id from matter where {whose})"), named_params! { ":of": of })?;
    let mut statement = conn.prepare_cached(&format!(
        "select matter.id, reference, title,
             (select at from conflict_check where conflict_check.matter = matter.id order by at desc limit 1),
             (select parties from conflict_check where conflict_check.matter = matter.id order by at desc limit 1)
         from matter where {whose} order by opened_on desc, reference desc"
    ))?;
    let mut rows = statement.query(named_params! { ":of": of })?;
    let mut due = Vec::new();
    while let Some(row) = rows.next()? {
        let matter: MatterId = row.get(0)?;
        let checked: Option<String> = row.get(4)?;
        let present = now.get(&matter).map_or("", String::as_str);
        if let Some(checked) = checked
            && (checked == present || since_merges(conn, &checked)? == present)
        {
            continue;
        }
        due.push(DueCheck { matter, reference: row.get(1)?, title: row.get(2)?, checked_at: row.get(3)? });
    }
    Ok(due)
}

/// The parties of matters: « contact side role », sorted, by line breaks.
fn parties(conn: &Connection, which: &str, asked: &[(&str, &dyn ToSql)]) -> Result<HashMap<MatterId, String>> {
    let mut statement = conn.prepare_cached(&format!(
        "select party.matter, lower(hex(party.contact)) || ' ' || side || ' ' ||
             coalesce((select role || ' ' || label from party_role where party = party.id order by starts_on desc limit 1), '')
         from party where {which}"
    ))?;
    let mut rows = statement.query(asked)?;
    let mut found: HashMap<MatterId, Vec<String>> = HashMap::new();
    while let Some(row) = rows.next()? {
        found.entry(row.get(0)?).or_default().push(row.get(1)?);
    }
    Ok(found.into_iter().map(|(matter, lines)| (matter, sorted(lines))).collect())
}

fn sorted(mut lines: Vec<String>) -> String {
    lines.sort_unstable();
    lines.dedup();
    lines.join("\n")
}

/// A merge of contacts makes no new party.
fn since_merges(conn: &Connection, parties: &str) -> Result<String> {
    let mut lines = Vec::new();
    for line in parties.lines() {
        let (id, rest) = line.split_once(' ').unwrap_or((line, ""));
        let current = match Uuid::try_parse(id).map(|id| redirect::current(conn, id.into())) {
            Ok(Ok(current)) => current.0.simple().to_string(),
            _ => id.to_owned(),
        };
        lines.push(format!("{current} {rest}"));
    }
    Ok(sorted(lines))
}

struct ReadCheck {
    check: ConflictCheck,
    searched: String,
    hits: String,
}

impl ReadCheck {
    fn whole(self) -> Result<ConflictCheck> {
        let mut check = self.check;
        let kept: Kept = serde_json::from_str(&self.hits)?;
        check.search.asked = serde_json::from_str(&self.searched)?;
        check.row.hits = u32::try_from(kept.hits.len()).unwrap_or(u32::MAX);
        check.search.hits = kept.hits;
        check.search.cut = kept.cut;
        Ok(check)
    }
}

fn from_row(row: &Row) -> rusqlite::Result<ReadCheck> {
    let names: String = row.get("names")?;
    Ok(ReadCheck {
        check: ConflictCheck {
            row: ConflictCheckRow {
                id: row.get("id")?,
                names: names.split('\n').map(str::to_owned).collect(),
                decision: row.get("decision")?,
                hits: 0,
                matter: row.get("matter")?,
                matter_reference: row.get("matter_reference")?,
                user: row.get("user")?,
                at: row.get("at")?,
            },
            search: ConflictSearch { asked: Vec::new(), depth: row.get("depth")?, hits: Vec::new(), cut: false },
            agreement: row.get("agreement")?,
            comment: row.get("comment")?,
        },
        searched: row.get("searched")?,
        hits: row.get("hits")?,
    })
}
