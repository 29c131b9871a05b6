//! The search for conflicts of interest: how long an answer takes, and what it misses of what a look at every name finds.

use std::collections::HashMap;

use serde::Deserialize;
use serde_json::{Value, json};
use themisia_core::conflict;
use themisia_core::vault::Vault;

use crate::data::{self, Files};
use crate::import::{self, Imported};
use crate::measure::{Sample, thread_time};
use crate::report::{Report, count, figure};
use crate::{Outcome, base};

/// Parties, and matters, for each contact.
const PARTIES: usize = 3;
const PARTIES_A_MATTER: usize = 5;
/// Searches of each kind.
const TIMES: usize = 60;
/// Links followed, as the screen does without being asked.
const DEPTH: u32 = 2;

#[derive(Debug, Deserialize)]
struct Line {
    id: u64,
    #[serde(rename = "type")]
    kind: String,
    nom: String,
    prenom: String,
    nom_usage: String,
    raison_sociale: String,
    forme: String,
    date_naissance: String,
    siret: String,
}

/// A search, and whom it is meant to find.
struct Asked {
    search: Value,
    /// The name that is searched for, where one is.
    name: String,
    meant: u64,
}

#[derive(Default)]
struct Told {
    wall: Sample,
    cpu: Sample,
    near: u32,
    missed: u32,
    meant: usize,
    asked: usize,
}

pub fn run(files: &Files, imported: &Imported, report: &mut Report) -> Outcome {
    let folder = tempfile::tempdir_in(data::work_folder_of(files)?)?;
    import::copy_base(&imported.folder, folder.path())?;
    let vault = base::open(folder.path())?;
    fill(&vault, files.contacts)?;
    let ids = ids(&vault)?;
    let lines: Vec<Line> = csv::Reader::from_path(files.contacts_csv())?.deserialize().collect::<Result<_, _>>()?;
    // The vocabulary is loaded once.
    search(&vault, &json!([{ "name": "Anne Durand" }]))?;
    let mut rows = Vec::new();
    for (what, asked) in kinds(&lines) {
        let told = measure(&vault, &asked, &ids)?;
        rows.push(row(what, &told));
    }
    let many: Vec<Value> =
        persons(&lines, 10 * TIMES).map(|line| json!({ "name": format!("{} {}", line.prenom, line.nom) })).collect();
    let mut told = Told::default();
    for ten in many.chunks(10) {
        timed(&mut told, || search(&vault, &json!(ten)))?;
    }
    rows.push(row("ten names pasted at once", &told));
    report.table(
        "Conflicts of interest",
        &format!(
            "Aim: p95 < 200 ms, recall 1. {} parties in {} matters, relations followed over {DEPTH} links; whole command. Recall: \
             of the contacts that a look at every name of the base finds with the same comparison, those that the search tells \
             (the sixty nearest of each name). Meant: the contact of the file that was asked for is told, or as many as are \
             told are at least as near.",
            count(files.contacts * PARTIES),
            count(files.contacts * PARTIES / PARTIES_A_MATTER)
        ),
        &["what is asked", "searches", "p50 ms", "p95 ms", "worst ms", "CPU p95 ms", "near", "missed", "recall", "meant"],
        &rows,
    );
    Ok(())
}

fn row(what: &str, told: &Told) -> Vec<String> {
    let share = |part: f64, whole: f64| if whole == 0.0 { "–".to_owned() } else { format!("{:.4}", part / whole) };
    vec![
        what.to_owned(),
        told.wall.count().to_string(),
        figure(told.wall.quantile(0.5)),
        figure(told.wall.quantile(0.95)),
        figure(told.wall.quantile(1.0)),
        figure(told.cpu.quantile(0.95)),
        told.near.to_string(),
        told.missed.to_string(),
        share(f64::from(told.near - told.missed), f64::from(told.near)),
        share(told.meant as f64, told.asked as f64),
    ]
}

fn search(vault: &Vault, asked: &Value) -> Outcome<Value> {
    base::call(vault, "search_conflicts", json!({ "asked": asked, "depth": DEPTH }))
}

fn timed<T>(told: &mut Told, ask: impl FnOnce() -> Outcome<T>) -> Outcome<T> {
    let start = thread_time();
    let answer = told.wall.time(ask)?;
    told.cpu.add(thread_time().saturating_sub(start));
    Ok(answer)
}

fn measure(vault: &Vault, asked: &[Asked], ids: &HashMap<u64, String>) -> Outcome<Told> {
    let mut told = Told::default();
    for one in asked {
        let answer = timed(&mut told, || search(vault, &json!([one.search])))?;
        let hits = answer["hits"].as_array().map_or(&[] as &[Value], Vec::as_slice);
        let is_meant = |hit: &Value| ids.get(&one.meant).is_some_and(|id| hit["contact"] == id.as_str());
        told.asked += 1;
        told.meant += usize::from(hits.iter().any(is_meant) || answer["cut"] == true);
        if !one.name.is_empty() {
            let (near, missed) = vault.open_base()?.core.read(|reader| conflict::missed(reader, &one.name))?;
            told.near += near;
            told.missed += missed;
        }
    }
    Ok(told)
}

/// What people ask, by kind.
fn kinds(lines: &[Line]) -> Vec<(&'static str, Vec<Asked>)> {
    let named = |name: String, line: &Line| Asked { search: json!({ "name": name }), name, meant: line.id };
    let of =
        |ask: fn(&Line) -> String| -> Vec<Asked> { persons(lines, TIMES).map(|line| named(ask(line), line)).collect() };
    let companies = |ask: fn(&Line) -> String| -> Vec<Asked> {
        let some = spread(lines.iter().filter(|line| line.kind == "pm"), TIMES);
        some.map(|line| named(ask(line), line)).collect()
    };
    let usage = spread(lines.iter().filter(|line| !line.nom_usage.is_empty()), TIMES);
    let born = spread(lines.iter().filter(|line| line.kind == "pp" && !line.date_naissance.is_empty()), TIMES);
    let siren = spread(lines.iter().filter(|line| !line.siret.is_empty()), TIMES);
    vec![
        ("first names and name", of(|line| format!("{} {}", line.prenom, line.nom))),
        ("the other way round", of(|line| format!("{} {}", line.nom.to_uppercase(), line.prenom))),
        ("a typing error in the name", of(|line| format!("{} {}", line.prenom, mistyped(&line.nom)))),
        ("an initial and the name", of(|line| format!("{:.1}. {}", line.prenom, line.nom))),
        ("the name alone", of(|line| line.nom.clone())),
        (
            "under the married name",
            usage.map(|line| named(format!("{} {}", line.prenom, line.nom_usage), line)).collect(),
        ),
        (
            "with the birth date",
            born.map(|line| {
                let name = format!("{} {}", line.prenom, line.nom);
                let search = json!({ "name": name, "born": line.date_naissance });
                // What evidence to the contrary takes away is not missed.
                Asked { search, name: String::new(), meant: line.id }
            })
            .collect(),
        ),
        ("a company", companies(|line| line.raison_sociale.clone())),
        (
            "a company in another legal form",
            companies(|line| format!("SELARL {}", line.raison_sociale.replace(line.forme.as_str(), ""))),
        ),
        ("a typing error in the company", companies(|line| mistyped(&line.raison_sociale))),
        (
            "a SIREN",
            siren
                .map(|line| {
                    let digits: String = line.siret.chars().filter(char::is_ascii_digit).take(9).collect();
                    Asked { search: json!({ "name": "", "siren": digits }), name: String::new(), meant: line.id }
                })
                .collect(),
        ),
    ]
}

fn persons(lines: &[Line], most: usize) -> impl Iterator<Item = &Line> {
    spread(lines.iter().filter(|line| line.kind == "pp" && !line.prenom.is_empty() && !line.nom.is_empty()), most)
}

/// Some of them, from the whole length of the file.
fn spread<'a>(lines: impl Iterator<Item = &'a Line>, most: usize) -> impl Iterator<Item = &'a Line> {
    let all: Vec<&Line> = lines.collect();
    let step = (all.len() / most).max(1);
    all.into_iter().step_by(step).take(most)
}

/// Two neighbours exchanged in the longest word, as fingers do.
fn mistyped(name: &str) -> String {
    let Some(longest) = name.split_whitespace().max_by_key(|word| word.chars().count()) else { return String::new() };
    let mut letters: Vec<char> = longest.chars().collect();
    let middle = letters.len() / 2;
    if letters.len() >= 4 {
        letters.swap(middle - 1, middle);
    }
    name.replacen(longest, &letters.into_iter().collect::<String>(), 1)
}

/// The ids of the contacts by those of the file.
fn ids(vault: &Vault) -> Outcome<HashMap<u64, String>> {
    let rows = vault.open_base()?.core.read(|reader| {
        let mut statement =
            reader.prepare("select external_ref, lower(hex(id)) from contact where external_ref <> ''")?;
        let rows = statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
        Ok(rows.collect::<rusqlite::Result<Vec<_>>>()?)
    })?;
    let with_hyphens = |hex: &str| [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-");
    Ok(rows.into_iter().filter_map(|(own, id)| Some((own.parse().ok()?, with_hyphens(&id)))).collect())
}

/// Matters, parties and links, straight into their tables: reading is measured here. One party in forty is one of twenty that
/// everybody meets (a bank, an insurer), who are also related to hundreds.
fn fill(vault: &Vault, contacts: usize) -> Outcome {
    let sql = ROWS
        .replace("ALL_MATTERS", &(contacts * PARTIES / PARTIES_A_MATTER).to_string())
        .replace("ALL_PARTIES", &(contacts * PARTIES).to_string())
        .replace("A_MATTER", &PARTIES_A_MATTER.to_string());
    vault.open_base()?.core.write_local(|conn| Ok(conn.execute_batch(&sql)?))?;
    Ok(())
}

const ROWS: &str = "
create temp table who (n integer primary key, id blob);
insert into who select row_number() over (order by id) - 1, id from contact;
create temp table size as select count(*) as of from who;
create temp table which (n integer primary key, id blob, client blob);
with recursive seq(i) as (select 0 union all select i + 1 from seq where i + 1 < ALL_MATTERS)
insert into which select i, unhex(printf('%012x', 1700000000000 + i) || hex(randomblob(10))),
    (select id from who where n = (i * 7919) % (select of from size)) from seq;
insert into matter (id, reference, title, client, status, opened_on, created_at, created_by)
    select id, printf('2024-%06d', n), 'Dossier ' || n, client, iif(n % 3, 'archived', 'open'), '2024-03-02', '2024-03-02T09:00:00.000Z',
        (select id from user) from which;
with recursive seq(i) as (select 0 union all select i + 1 from seq where i + 1 < ALL_PARTIES)
insert into party (id, matter, contact, side)
    select unhex(printf('%012x', 1700000000000 + i) || hex(randomblob(10))), (select id from which where n = i / A_MATTER),
        case when i % A_MATTER = 0 then (select client from which where n = i / A_MATTER)
             when i % 40 = 7 then (select id from who where n = (i / 40) % 20)
             else (select id from who where n = (i * 104729) % (select of from size)) end,
        case i % A_MATTER when 0 then 'for' when 3 then 'neutral' when 4 then 'for' else 'against' end from seq;
insert into contact_link (id, contact, other, kind, function)
    select unhex(printf('%012x', 1700000000000 + n) || hex(randomblob(10))), id, other, kind, function from (
        select n, id, (select id from who other where other.n = (who.n * 31 + 7) % (select of from size)) as other,
            'representative' as kind, 'gérant' as function from who where n % 2
        union all
        select n, id, (select id from who other where other.n = who.n % 20), 'employer', '' from who where n % 50 = 3
        union all
        select n, id, (select id from who other where other.n = (who.n * 17 + 3) % (select of from size)), 'spouse', '' from who where n % 5 = 0)
    where id <> other;
update contact set status = 'active_client' where id in (select client from matter where status = 'open');
update contact set status = 'former_client' where status = 'unqualified' and id in (select client from matter);
drop table who;
drop table which;
drop table size;
";
