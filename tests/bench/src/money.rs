//! The financial band, lists and dashboard of a firm whose largest client has ten thousand entries, invoices and payments.

use serde_json::{Value, json};
use themisia_core::ids::ContactId;
use themisia_core::vault::Vault;

use crate::measure::{Sample, thread_time};
use crate::report::{Report, count, figure};
use crate::{Outcome, base};

const TIMES: usize = 60;
/// Entries, and as many invoices and payments, of the client that is looked at.
const OWN: usize = 10_000;
/// The same of each of the others.
const OTHERS: usize = 1_000;
const OTHER_CLIENTS: usize = 40;
const MATTERS: usize = 20;

pub fn run(report: &mut Report) -> Outcome {
    let folder = tempfile::tempdir()?;
    base::create(folder.path())?;
    let vault = base::open(folder.path())?;
    let timekeeper = base::call(
        &vault,
        "save_timekeeper",
        json!({ "timekeeper": { "id": null, "name": "Me Essai", "grades": [{ "grade": "partner", "effective_from": "2020-01-01" }] } }),
    )?;
    let client = fill(&vault, "Grand client", OWN, &timekeeper["id"])?;
    for number in 0..OTHER_CLIENTS {
        fill(&vault, &format!("Client {number}"), OTHERS, &timekeeper["id"])?;
    }
    let of_client = |view: &str| json!({ "view": view, "client": client });
    let unbilled = json!({ "client": client, "unbilled": true });
    let year = json!({ "from": "2026-01-01", "to": "2026-12-31" });
    let asked = [
        ("band of the client", "client_figures", json!({ "id": client })),
        ("its invoices", "list_invoices", listed(of_client("all"), 0)),
        ("— in the middle", "list_invoices", listed(of_client("all"), OWN / 2)),
        ("— behind « solde dû »", "list_invoices", listed(of_client("open"), 0)),
        ("— behind « créances douteuses »", "list_invoices", listed(of_client("doubtful"), 0)),
        ("its payments", "list_payments", listed(json!({ "client": client }), 0)),
        ("— not allocated", "list_payments", listed(json!({ "client": client, "unallocated": true }), 0)),
        ("its time", "list_time", listed(json!({ "client": client }), 0)),
        ("— unbilled", "list_time", listed(unbilled, 0)),
        ("behind « encours »", "list_work", listed(of_client("wip"), 0)),
        ("an allocation proposed", "propose_allocation", json!({ "client": client, "amount": 10_000_000 })),
        ("invoices of the firm", "list_invoices", listed(json!({ "view": "all" }), 0)),
        ("— open", "list_invoices", listed(json!({ "view": "open" }), 0)),
        ("dashboard of the firm, one year", "dashboard", year),
    ];
    let mut rows = Vec::new();
    for (name, command, arguments) in asked {
        let mut sample = Sample::default();
        for _ in 0..TIMES {
            let start = thread_time();
            base::call(&vault, command, arguments.clone())?;
            sample.add(thread_time().saturating_sub(start));
        }
        rows.push(row(name, &sample));
    }
    let id: ContactId = serde_json::from_value(client)?;
    rows.push(row("limit: plain SQL sums of the rows of the band", &plain(&vault, id)?));
    report.table(
        "Money",
        &format!(
            "Aim: band < 20 ms, page < 100 ms (p95). One client with {} entries, invoices and payments, half of them unbilled or open; \
             {} others with {} each. {TIMES} times, milliseconds of CPU of the thread that asks, whole \
             command with its page of 100 rows and its sums.",
            count(OWN),
            OTHER_CLIENTS,
            count(OTHERS)
        ),
        &["what", "p50 ms", "p95 ms"],
        &rows,
    );
    Ok(())
}

fn row(name: &str, sample: &Sample) -> Vec<String> {
    vec![name.to_owned(), figure(sample.quantile(0.5)), figure(sample.quantile(0.95))]
}

fn listed(filter: Value, offset: usize) -> Value {
    json!({ "filter": filter, "page": { "offset": offset, "limit": 100 } })
}

/// The same rows added up by one statement each: nothing is looked up, grouped or told apart.
fn plain(vault: &Vault, client: ContactId) -> Outcome<Sample> {
    let mut sample = Sample::default();
    let open = vault.open_base()?;
    for _ in 0..TIMES {
        let start = thread_time();
        open.core.read(|reader| {
                for sql in [
                    "select sum(minutes * hourly_rate) from time_entry
                     where matter in (select id from matter where client = ?1) and billed_on is null and billable = 1",
                    "select sum(gross) from invoice where client = ?1",
                    "select sum(amount) from payment where client = ?1",
                    "select sum(amount) from payment_allocation where invoice in (select id from invoice where client = ?1)",
                    "select count(*) from matter where client = ?1",
                ] {
                    reader.prepare_cached(sql)?.query_row([client], |_| Ok(()))?;
                }
                Ok(())
            })?;
        sample.add(thread_time().saturating_sub(start));
    }
    Ok(sample)
}

/// A client with its matters, by commands; its entries, invoices and payments straight into their tables: reading is measured here.
fn fill(vault: &Vault, name: &str, entries: usize, timekeeper: &Value) -> Outcome<Value> {
    let draft = json!({ "id": null, "kind": "legal_person", "organisation_name": name });
    let client = base::call(vault, "save_contact", json!({ "draft": draft }))?["id"].clone();
    for number in 0..MATTERS {
        let draft = json!({ "id": null, "client": client, "title": format!("Dossier {number}") });
        base::call(vault, "save_matter", json!({ "draft": draft }))?;
    }
    let blob = |id: &Value| id.as_str().unwrap_or_default().replace('-', "");
    let sql = ROWS
        .replace("CLIENT", &format!("x'{}'", blob(&client)))
        .replace("TIMEKEEPER", &format!("x'{}'", blob(timekeeper)))
        .replace("ENTRIES", &entries.to_string())
        .replace("MATTERS", &MATTERS.to_string());
    vault.open_base()?.core.write_local(|conn| Ok(conn.execute_batch(&sql)?))?;
    Ok(client)
}

/// Ids rise with time, as those of the program do. One invoice an entry of the first half of them, paid for half; one credit note in forty; payments with a rest in ten.
const ROWS: &str = "
create temp table own as select row_number() over (order by id) - 1 as n, id from matter where client = CLIENT;
create temp table seq as with recursive n(i) as (select 0 union all select i + 1 from n where i + 1 < ENTRIES)
    select i, unhex(printf('%012x', 1900000000000 - i * 6300000) || hex(randomblob(10))) as invoice,
        unhex(printf('%012x', 1900000000000 - i * 6300000) || hex(randomblob(10))) as entry,
        unhex(printf('%012x', 1900000000000 - i * 6300000) || hex(randomblob(10))) as payment,
        date('2026-12-31', '-' || (i * 730 / ENTRIES) || ' days') as day from n;
insert into invoice (id, kind, client, recipient, number, series, year, sequence, subject, issued_on, due_on, net, vat, disbursements,
        gross, printed, created_at, created_by)
    select invoice, 'invoice', CLIENT, CLIENT, 'Z' || hex(randomblob(4)) || i, 'Z', substr(day, 1, 4), i, 'Honoraires', day,
        date(day, '+30 days'), 10000 + i, 2000 + i / 5, 0, 12000 + i + i / 5, '{\"firm\":\"' || hex(randomblob(700)) || '\"}',
        day, (select id from user) from seq;
insert into invoice (id, kind, client, recipient, credits, number, series, year, sequence, subject, issued_on, net, vat, disbursements,
        gross, printed, created_at, created_by)
    select randomblob(16), 'credit_note', CLIENT, CLIENT, invoice, 'Y' || hex(randomblob(4)) || i, 'Y', substr(day, 1, 4), i, 'Geste',
        day, 1000, 200, 0, 1200, '{}', day, (select id from user) from seq where i % 40 = 0;
insert into time_entry (id, matter, timekeeper, worked_on, minutes, narrative, billable, hourly_rate, rate_step, rate_source, billed_on,
        created_at, created_by)
    select entry, (select id from own where n = i % MATTERS), TIMEKEEPER, day, 10 + i % 110, 'Rédaction de conclusions', i % 20 <> 0,
        30000, 'firm', 'standard', case when i % 2 = 0 then invoice end, day, (select id from user) from seq;
insert into expense (id, matter, incurred_on, label, amount, billed_on, created_at, created_by)
    select randomblob(16), (select id from own where n = i % MATTERS), day, 'Train', 4200, case when i % 2 = 0 then invoice end, day,
        (select id from user) from seq where i % 10 = 0;
insert into payment (id, client, received_on, amount, account, method, created_at, created_by)
    select payment, CLIENT, date(day, '+20 days'), 7000, case when i % 100 = 3 then 'carpa' else 'firm' end, 'Virement', day,
        (select id from user) from seq;
insert into payment_allocation (id, payment, invoice, amount, created_at)
    select randomblob(16), payment, invoice, case when i % 10 = 0 then 5000 else 7000 end, day from seq where i % 100 <> 3;
insert into invoice_mark (id, invoice, mark, reason, at, user)
    select randomblob(16), invoice, 'disputed', 'Conteste', day, (select id from user) from seq where i % 50 = 0;
drop table own;
drop table seq;
";
