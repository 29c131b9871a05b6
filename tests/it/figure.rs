//! Figures are always right: the five indicators and the dashboard against a brute-force computation from the rows.

use std::collections::{BTreeMap, HashMap};

use chrono::{Days, Local, NaiveDate};
use rusqlite::types::Value as Sql;
use serde_json::{Value, json};
use themisia_core::commands::dispatch;

use crate::desk::{Desk, id};
use crate::invoice::{Office, office};

fn today() -> NaiveDate {
    Local::now().date_naive()
}

fn days_ago(days: u64) -> String {
    (today() - Days::new(days)).format("%Y-%m-%d").to_string()
}

#[test]
fn the_band_follows_each_step_of_a_client_s_story() {
    let Office { desk, client, matter, julie } = office();
    let band = || {
        let figures = desk.figures(&client);
        ["wip", "balance_due", "doubtful_debt", "unallocated", "open_matters", "archived_matters"]
            .map(|name| figures[name].as_i64().unwrap())
    };
    assert_eq!(band(), [0, 0, 0, 0, 1, 0]);
    let entry = desk.time(&matter, &julie, &days_ago(150), "20");
    assert_eq!(band(), [10_000, 0, 0, 0, 1, 0]);
    let draft = desk.draft(&client, json!([{ "kind": "time", "time_entry": entry["id"] }]));
    assert_eq!(band(), [10_000, 0, 0, 0, 1, 0]);
    // Due 30 days later: overdue by 91 days, past the 90 of the settings.
    let invoice = desk.issue(&draft, &days_ago(121));
    assert_eq!(band(), [0, 12_000, 12_000, 0, 1, 0]);
    desk.pay(&client, 5_000, json!([{ "invoice": invoice["id"], "amount": 4_000 }]));
    assert_eq!(band(), [0, 8_000, 8_000, 1_000, 1, 0]);
    let mut settings = desk.call("firm_settings", json!({}));
    settings["doubtful_after_days"] = json!(91);
    desk.call("save_firm_settings", json!({ "settings": settings }));
    assert_eq!(band(), [0, 8_000, 0, 1_000, 1, 0]);
    let mark = json!({ "mark": "disputed", "reason": "Conteste la durée" });
    desk.call("mark_invoice", json!({ "id": invoice["id"], "mark": mark }));
    assert_eq!(band(), [0, 8_000, 8_000, 1_000, 1, 0]);
    desk.call("mark_invoice", json!({ "id": invoice["id"], "mark": null }));
    desk.call("archive_matter", json!({ "id": matter, "archived": true, "closed_on": null }));
    assert_eq!(band(), [0, 8_000, 0, 1_000, 0, 1]);
    let error =
        desk.refused("mark_invoice", json!({ "id": invoice["id"], "mark": { "mark": "doubtful", "reason": " " } }));
    assert_eq!(error.reason.as_deref(), Some("required"));
}

#[test]
fn the_dashboard_adds_up() {
    let Office { desk, client, matter, julie } = office();
    let other = desk.company("Autre");
    for (age, net) in [(200, 1_000), (115, 2_000), (85, 3_000), (55, 4_000), (10, 5_000)] {
        desk.bill(if net == 3_000 { &other } else { &client }, net, &days_ago(age));
    }
    desk.time(&matter, &julie, &days_ago(3), "1h");
    let board = desk.call("dashboard", json!({ "from": days_ago(300), "to": days_ago(0) }));
    assert_eq!(board["turnover"], 15_000);
    assert_eq!(board["turnover_by_client"][0]["net"], 12_000);
    let months = board["turnover_by_month"].as_array().unwrap();
    assert_eq!(months.iter().map(|month| month["net"].as_i64().unwrap()).sum::<i64>(), 15_000);
    // Due 30 days after issue.
    let ageing: Vec<i64> = ["not_due", "to_30", "to_60", "to_90", "above_90", "overpaid"]
        .iter()
        .map(|age| board["ageing"][*age].as_i64().unwrap())
        .collect();
    assert_eq!(ageing, [6_000, 4_800, 3_600, 2_400, 1_200, 0]);
    assert_eq!(board["figures"]["balance_due"], ageing.iter().sum::<i64>());
    assert_eq!((&board["time"][0]["billable_minutes"], &board["time"][0]["amount"]), (&json!(60), &json!(30_000)));
    assert_eq!(
        desk.refused("dashboard", json!({ "from": days_ago(0), "to": days_ago(1) })).reason.as_deref(),
        Some("before_start")
    );
}

#[test]
fn the_dashboard_is_written_to_a_file_with_the_same_numbers() {
    let Office { desk, client, matter, julie } = office();
    let invoice = desk.bill(&client, 100_050, &days_ago(10));
    desk.time(&matter, &julie, &days_ago(3), "20");
    let whole = desk.pay(&client, 120_060, json!([{ "invoice": invoice["id"], "amount": 120_060 }]));
    assert_eq!(whole["unallocated"], 0);
    desk.credit(
        &invoice,
        json!({ "issued_on": days_ago(5), "lines": [{ "label": "Geste", "amount": 1_000, "vat_basis_points": 0 }] }),
    );
    let path = desk.data().join("tableau.csv");
    let told = desk.call("export_dashboard", json!({ "path": path, "from": days_ago(300), "to": days_ago(0) }));
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.starts_with('\u{feff}'));
    assert_eq!(text.lines().count() as u64, told["count"].as_u64().unwrap() + 1);
    for line in [
        "Indicateurs;Encours HT;100,00;;;;",
        "Indicateurs;Solde dû;-10,00;;;;",
        "Indicateurs;Dossiers actifs;;1;;;",
        "Ancienneté du solde dû;Trop-perçu;-10,00;;;;",
        ";Total;990,50;;;;",
        ";Boulangerie Roux;990,50;;;;",
        ";Me Julie Martin;100,00;;20;0;0,00",
    ] {
        assert!(text.lines().any(|of| of.ends_with(line)), "{line} in {text}");
    }
}

/// Numbers from a seed: the same history each time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % sides as u64) as usize
    }

    fn pick<'a>(&mut self, list: &'a [String]) -> &'a str {
        &list[self.roll(list.len())]
    }
}

struct History {
    desk: Desk,
    dice: Dice,
    clients: Vec<String>,
    matters: Vec<String>,
    timekeepers: Vec<String>,
    done: HashMap<&'static str, u32>,
}

impl History {
    fn new(seed: u64) -> History {
        let Office { desk, client, matter, julie } = office();
        let clients = vec![client, desk.company("Client deux"), desk.person("Anne", "Durand")];
        let matters: Vec<String> =
            [vec![matter], clients.iter().map(|client| desk.matter(client, "Dossier")).collect()].concat();
        let timekeepers = vec![julie, desk.timekeeper("Me Paul Roy", "partner")];
        History { desk, dice: Dice(seed), clients, matters, timekeepers, done: HashMap::new() }
    }

    fn rows(&self, sql: &str) -> Vec<Vec<Sql>> {
        rows(&self.desk, sql)
    }

    fn one_of(&mut self, sql: &str) -> Option<String> {
        let rows = self.rows(sql);
        if rows.is_empty() {
            return None;
        }
        match &rows[self.dice.roll(rows.len())][0] {
            Sql::Blob(id) => Some(uuid::Uuid::from_slice(id).unwrap().to_string()),
            _ => None,
        }
    }

    /// One thing that a person does; what is refused must change nothing.
    fn step(&mut self, at: u64) {
        let Some((command, arguments)) = self.act(at) else { return };
        let before = at.is_multiple_of(50).then(|| self.desk.rows());
        match dispatch(&self.desk.vault, command, arguments.clone()) {
            Ok(_) => *self.done.entry(command).or_default() += 1,
            Err(error) => {
                let known = !matches!(error.code, themisia_core::error::ErrorCode::Internal);
                assert!(known, "{command} {arguments}: {error:?}");
                if let Some(before) = before {
                    assert!(self.desk.rows() == before, "{command} was refused and yet changed the base");
                }
            }
        }
    }

    fn act(&mut self, at: u64) -> Option<(&'static str, Value)> {
        let (matter, client) = (self.dice.pick(&self.matters).to_owned(), self.dice.pick(&self.clients).to_owned());
        let timekeeper = self.dice.pick(&self.timekeepers).to_owned();
        // Days go on as the history does, from 300 days ago to today: numbers are chronological.
        let day = days_ago(300 - at.min(300 * 10) / 10);
        let amount = (self.dice.roll(90_000) + 1) as i64;
        Some(match self.dice.roll(22) {
            0..=4 => {
                let mut draft = json!({ "id": null, "matter": matter, "timekeeper": timekeeper, "worked_on": day,
                    "duration": (self.dice.roll(300) + 1).to_string(), "billable": self.dice.roll(6) > 0 });
                if self.dice.roll(5) == 0 {
                    draft["manual_rate"] = json!(amount);
                }
                ("record_time", json!({ "draft": draft }))
            }
            5 => {
                let entry = self.one_of("select id from time_entry")?;
                let draft = json!({ "id": entry, "matter": matter, "timekeeper": timekeeper, "worked_on": day,
                    "duration": (self.dice.roll(300) + 1).to_string() });
                ("record_time", json!({ "draft": draft }))
            }
            6 => ("remove_time", json!({ "id": self.one_of("select id from time_entry")? })),
            7 => ("move_time", json!({ "ids": [self.one_of("select id from time_entry")?], "matter": matter })),
            8 => {
                let kind = ["expense", "disbursement"][self.dice.roll(2)];
                let cost = json!({ "id": null, "kind": kind, "matter": matter, "label": "Greffe", "amount": amount });
                ("save_cost", json!({ "cost": cost }))
            }
            9 => {
                let rate = json!({ "id": null, "client": client, "timekeeper": timekeeper, "effective_from": day, "hourly_rate": amount });
                ("save_negotiated_rate", json!({ "rate": rate }))
            }
            10 | 11 => {
                let work = self.desk.call("unbilled_work", json!({ "client": client, "matter": null }));
                let mut lines: Vec<Value> =
                    work.as_array()?.iter().filter(|_| self.dice.roll(3) > 0).cloned().collect();
                let vat = [2000, 550][self.dice.roll(2)];
                if self.dice.roll(4) == 0 {
                    lines.push(json!({ "kind": "fee", "label": "Forfait", "amount": amount, "vat_basis_points": vat }));
                }
                if self.dice.roll(4) == 0 {
                    lines.push(json!({ "kind": "discount", "label": "Remise", "amount": -amount / 10 }));
                }
                ("save_invoice", json!({ "draft": { "id": null, "client": client, "lines": lines } }))
            }
            12 | 13 => {
                let draft = self.one_of("select id from invoice where number = ''")?;
                ("issue_invoice", json!({ "id": draft, "issued_on": day }))
            }
            14 => {
                let draft = self.one_of("select id from invoice where number = ''")?;
                ("remove_invoice", json!({ "id": draft }))
            }
            15 => {
                let invoice = self.one_of("select id from invoice where number <> '' and kind = 'invoice'")?;
                let whole = self.dice.roll(2) == 0;
                let part = json!([{ "label": "Geste", "amount": amount / 20, "vat_basis_points": 2000 }]);
                let draft = json!({ "invoice": invoice, "issued_on": day, "reason": "essai",
                    "lines": if whole { Value::Null } else { part }, "reopens_work": whole && self.dice.roll(2) == 0 });
                ("issue_credit_note", json!({ "draft": draft }))
            }
            16 => {
                let invoice = self.one_of("select id from invoice where number <> ''")?;
                let mark = json!({ "mark": "doubtful", "reason": "essai" });
                let mark = if self.dice.roll(3) == 0 { Value::Null } else { mark };
                ("mark_invoice", json!({ "id": invoice, "mark": mark }))
            }
            17 => {
                let mut allocations =
                    self.desk.call("propose_allocation", json!({ "client": client, "amount": amount }));
                if self.dice.roll(3) == 0 {
                    allocations.as_array_mut()?.pop();
                }
                let account = if self.dice.roll(5) == 0 { "carpa" } else { "firm" };
                let own = client.replace('-', "");
                let retainer = match self.dice.roll(3) {
                    0 => self.one_of(&format!("select id from retainer where client = x'{own}'")),
                    _ => None,
                };
                (
                    "record_payment",
                    json!({ "payment": { "client": client, "received_on": day, "amount": amount, "account": account,
                    "retainer": retainer, "allocations": allocations } }),
                )
            }
            18 if self.dice.roll(4) == 0 => {
                ("request_retainer", json!({ "retainer": { "client": client, "net": amount } }))
            }
            18 if self.dice.roll(2) == 0 => {
                let retainer = self.one_of("select distinct retainer from payment where retainer is not null")?;
                let left = self.desk.call("get_retainer", json!({ "id": retainer }))["available"].as_i64()?;
                // At times more than what is left, which is refused.
                let part = left / [1, 2, 3][self.dice.roll(3)] + i64::from(self.dice.roll(4) == 0);
                ("refund_retainer", json!({ "refund": { "retainer": retainer, "amount": part } }))
            }
            18 => {
                let own = client.replace('-', "");
                let payment = self.one_of(&format!("select id from payment where client = x'{own}'"))?;
                let proposed = json!({ "client": client, "amount": amount / 50 + 1 });
                let allocations = self.desk.call("propose_allocation", proposed);
                ("allocate_payment", json!({ "id": payment, "allocations": allocations }))
            }
            19 if self.dice.roll(3) == 0 => (
                "reverse_payment",
                json!({ "id": self.one_of("select id from payment")?, "on": day, "reason": "essai" }),
            ),
            19 => ("archive_matter", json!({ "id": matter, "archived": self.dice.roll(4) == 0, "closed_on": null })),
            20 => ("undo_last", json!({})),
            _ => {
                let operations = self.desk.call("operations", json!({ "page": { "offset": 0, "limit": 30 } }));
                let which = self.dice.roll(operations.as_array()?.len());
                ("undo_operation", json!({ "operation": operations[which]["id"], "force": self.dice.roll(2) == 0 }))
            }
        })
    }
}

fn rows(desk: &Desk, sql: &str) -> Vec<Vec<Sql>> {
    desk.vault
        .open_base()
        .unwrap()
        .core
        .read(|reader| {
            let mut statement = reader.prepare(sql)?;
            let columns = statement.column_count();
            let rows = statement
                .query_map([], |row| (0..columns).map(|at| row.get(at)).collect::<rusqlite::Result<Vec<Sql>>>())?
                .collect::<rusqlite::Result<_>>()?;
            Ok(rows)
        })
        .unwrap()
}

fn number(value: &Sql) -> i128 {
    match value {
        Sql::Integer(number) => i128::from(*number),
        _ => 0,
    }
}

fn key(value: &Sql) -> String {
    match value {
        Sql::Blob(bytes) => uuid::Uuid::from_slice(bytes).unwrap().to_string(),
        Sql::Text(text) => text.clone(),
        _ => String::new(),
    }
}

/// Half up, and away from zero below it.
fn divided(number: i128, by: i128) -> i128 {
    let half_up = (number.abs() * 2 + by) / (by * 2);
    half_up * number.signum()
}

/// The definitions of DOMAIN §8, row by row, from the tables alone: nothing but lines, numbers and allocations is believed.
fn brute_force(desk: &Desk) -> BTreeMap<String, [i128; 5]> {
    let client_of: HashMap<String, String> =
        rows(desk, "select id, client from matter").iter().map(|row| (key(&row[0]), key(&row[1]))).collect();
    let lines = rows(
        desk,
        "select invoice, kind, amount, vat_basis_points, time_entry, expense, disbursement from invoice_line",
    );
    let invoices = rows(desk, "select id, client, kind, number, credits, due_on, reopens_work from invoice");
    let allocations = rows(desk, "select invoice, amount, payment from payment_allocation");
    let marks: Vec<String> = rows(desk, "select invoice from invoice_mark").iter().map(|row| key(&row[0])).collect();
    let gross = |invoice: &str| {
        let mut by_rate: BTreeMap<i128, i128> = BTreeMap::new();
        let mut outside = 0;
        for line in lines.iter().filter(|line| key(&line[0]) == invoice) {
            if key(&line[1]) == "disbursement" {
                outside += number(&line[2]);
            } else {
                *by_rate.entry(number(&line[3])).or_default() += number(&line[2]);
            }
        }
        outside + by_rate.iter().map(|(rate, net)| net + divided(net * rate, 10_000)).sum::<i128>()
    };
    let reopened: Vec<String> = invoices.iter().filter(|row| number(&row[6]) == 1).map(|row| key(&row[4])).collect();
    let live: Vec<String> = invoices
        .iter()
        .filter(|row| !key(&row[3]).is_empty() && !reopened.contains(&key(&row[0])))
        .map(|row| key(&row[0]))
        .collect();
    let billed: Vec<String> = lines
        .iter()
        .filter(|line| live.contains(&key(&line[0])))
        .flat_map(|line| [key(&line[4]), key(&line[5]), key(&line[6])])
        .collect();
    let mut sums: BTreeMap<String, [i128; 5]> = BTreeMap::new();
    let mut add = |client: &str, at: usize, amount: i128| sums.entry(client.to_owned()).or_default()[at] += amount;
    for row in rows(desk, "select id, matter, minutes * hourly_rate from time_entry where billable = 1") {
        if !billed.contains(&key(&row[0])) {
            add(&client_of[&key(&row[1])], 0, divided(number(&row[2]), 60));
        }
    }
    for (table, at) in [("expense", 0), ("disbursement", 4)] {
        for row in rows(desk, &format!("select id, matter, amount from {table} where billable = 1")) {
            if !billed.contains(&key(&row[0])) {
                add(&client_of[&key(&row[1])], at, number(&row[2]));
            }
        }
    }
    let limit = days_ago(90);
    for row in invoices.iter().filter(|row| key(&row[2]) == "invoice" && !key(&row[3]).is_empty()) {
        let id = key(&row[0]);
        let credited: i128 = invoices
            .iter()
            .filter(|credit| key(&credit[4]) == id && !key(&credit[3]).is_empty())
            .map(|credit| gross(&key(&credit[0])))
            .sum();
        let paid: i128 = allocations
            .iter()
            .filter(|allocation| key(&allocation[0]) == id)
            .map(|allocation| number(&allocation[1]))
            .sum();
        let open = gross(&id) - credited - paid;
        add(&key(&row[1]), 1, open);
        if open > 0 && (key(&row[5]) < limit || marks.contains(&id)) {
            add(&key(&row[1]), 2, open);
        }
    }
    for row in rows(desk, "select id, client, amount from payment where account = 'firm'") {
        let used: i128 = allocations
            .iter()
            .filter(|allocation| key(&allocation[2]) == key(&row[0]))
            .map(|allocation| number(&allocation[1]))
            .sum();
        add(&key(&row[1]), 3, number(&row[2]) - used);
    }
    sums
}

const NAMES: [&str; 5] = ["wip", "balance_due", "doubtful_debt", "unallocated", "unbilled_disbursements"];

fn compare(history: &History, at: u64) {
    let expected = brute_force(&history.desk);
    let mut firm = [0i128; 5];
    for client in &history.clients {
        let sums = expected.get(client).copied().unwrap_or_default();
        let figures = history.desk.figures(client);
        for (name, (sum, total)) in NAMES.iter().zip(sums.iter().zip(&mut firm)) {
            assert_eq!(i128::from(figures[name].as_i64().unwrap()), *sum, "{name} at {at}");
            *total += sum;
        }
        lists_add_up(&history.desk, client, &figures);
    }
    let listed = history.desk.call("sums_of_clients", json!({ "ids": history.clients }));
    for client in &history.clients {
        let figures = history.desk.figures(client);
        let sums = listed.as_array().unwrap().iter().find(|sums| sums["id"] == json!(client));
        for name in ["wip", "balance_due"] {
            assert_eq!(sums.map_or(&json!(0), |sums| &sums[name]), &figures[name], "listed {name} at {at}");
        }
    }
    let board = history.desk.call("dashboard", json!({ "from": days_ago(400), "to": days_ago(0) }));
    for (name, total) in NAMES.iter().zip(firm) {
        assert_eq!(i128::from(board["figures"][name].as_i64().unwrap()), total, "firm {name} at {at}");
    }
    let ageing: i64 = board["ageing"].as_object().unwrap().values().map(|age| age.as_i64().unwrap()).sum();
    assert_eq!(i128::from(ageing), firm[1], "ageing at {at}");
}

/// Each figure opens exactly the rows that add up to it.
fn lists_add_up(desk: &Desk, client: &str, figures: &Value) {
    let page = json!({ "offset": 0, "limit": 1000 });
    let sum = |command: &str, filter: Value, amount: fn(&Value) -> &Value, total: &str| {
        let listed = desk.call(command, json!({ "filter": filter, "page": page }));
        let rows: i64 = listed["rows"].as_array().unwrap().iter().map(|row| amount(row).as_i64().unwrap()).sum();
        assert_eq!(rows, listed[total].as_i64().unwrap(), "{command}");
        rows
    };
    let unbilled =
        sum("list_time", json!({ "client": client, "unbilled": true }), |row| &row["entry"]["amount"], "amount")
            + sum(
                "list_costs",
                json!({ "kind": "expense", "client": client, "unbilled": true }),
                |row| &row["amount"],
                "amount",
            );
    assert_eq!(figures["wip"], unbilled);
    assert_eq!(figures["wip"], work(desk, client, "wip", page.clone()));
    assert_eq!(figures["unbilled_disbursements"], work(desk, client, "disbursements", page.clone()));
    let open = sum("list_invoices", json!({ "client": client, "view": "open" }), |row| &row["open"], "open");
    assert_eq!(figures["balance_due"], open);
    let doubtful =
        sum("list_invoices", json!({ "client": client, "view": "doubtful" }), |row| &row["open"], "doubtful");
    assert_eq!(figures["doubtful_debt"], doubtful);
    let rest = sum(
        "list_payments",
        json!({ "client": client, "unallocated": true }),
        |row| &row["unallocated"],
        "unallocated",
    );
    assert_eq!(figures["unallocated"], rest);
    let retained =
        sum("list_retainers", json!({ "client": client, "available": true }), |row| &row["available"], "available");
    assert_eq!(figures["retained"], retained);
}

/// The sum of the rows of work, which is also that of their matters and the total told.
fn work(desk: &Desk, client: &str, view: &str, page: Value) -> i64 {
    let listed = desk.call("list_work", json!({ "filter": { "view": view, "client": client }, "page": page }));
    let sum = |rows: &Value| rows.as_array().unwrap().iter().map(|row| row["amount"].as_i64().unwrap()).sum::<i64>();
    assert_eq!(sum(&listed["rows"]), listed["amount"].as_i64().unwrap(), "{view}");
    assert_eq!(sum(&listed["matters"]), sum(&listed["rows"]), "{view}");
    sum(&listed["rows"])
}

#[test]
fn figures_equal_a_brute_force_over_random_histories() {
    for seed in [0x9e37_79b9_7f4a_7c15, 0x1234_5678_9abc_def1] {
        let mut history = History::new(seed);
        for at in 0..1500 {
            history.step(at);
            if at % 25 == 24 {
                compare(&history, at);
            }
        }
        // The history is of everything that people do: each of these was done, and more than once.
        for command in [
            "record_time",
            "move_time",
            "issue_invoice",
            "issue_credit_note",
            "record_payment",
            "allocate_payment",
            "reverse_payment",
            "request_retainer",
            "refund_retainer",
            "mark_invoice",
            "undo_last",
            "undo_operation",
            "remove_invoice",
            "archive_matter",
        ] {
            assert!(history.done.get(command).is_some_and(|times| *times > 1), "{command} {:?}", history.done);
        }
        // No gap in the series, whatever was undone.
        let numbers: Vec<String> = history
            .rows("select number from invoice where number <> '' order by year, sequence")
            .iter()
            .map(|row| key(&row[0]))
            .collect();
        let mut next: HashMap<String, u32> = HashMap::new();
        for number in numbers {
            let (series, sequence) = number.split_once('-').unwrap();
            let expected = next.entry(series.to_owned()).or_insert(1);
            assert_eq!(sequence.parse::<u32>().unwrap(), *expected, "{number}");
            *expected += 1;
        }
        history.desk.check();
        assert_eq!(id(&history.desk.contact(&history.clients[0])), history.clients[0]);
    }
}
