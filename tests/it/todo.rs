//! Tasks and meetings: the lists of the day, what comes again, what is put off, calendar files out and in.

use serde_json::{Value, json};
use themisia_core::error::ErrorCode;

use crate::desk::Desk;

impl Desk {
    pub fn todo(&self, title: &str, fields: Value) -> Value {
        let mut draft = json!({ "id": null, "kind": "task", "title": title });
        for (field, value) in fields.as_object().into_iter().flatten() {
            draft[field] = value.clone();
        }
        self.call("save_todo", json!({ "todo": draft }))
    }

    fn todos(&self, filter: Value) -> Vec<String> {
        let page = self.call("list_todos", json!({ "filter": filter, "page": { "offset": 0, "limit": 50 } }));
        let rows = page["rows"].as_array().unwrap();
        assert_eq!(page["total"], rows.len());
        rows.iter().map(|row| row["draft"]["title"].as_str().unwrap().to_owned()).collect()
    }

    fn viewed(&self, view: &str) -> Vec<String> {
        self.todos(json!({ "view": view }))
    }

    fn import_calendar(&self, text: &str) -> Value {
        let path = self.write("agenda.ics", text);
        let preview = self.call("preview_todos", json!({ "path": path }));
        let done = self.call("import_todos", json!({ "path": path, "contact": null, "matter": null }));
        assert_eq!(preview, done, "the preview tells what is done");
        done
    }
}

#[test]
fn lists_of_the_day_tell_what_is_late_what_is_due_and_what_comes() {
    let desk = Desk::new().at("2026-03-02T09:00:00Z");
    desk.todo("Conclure", json!({ "due_on": "2026-02-27" }));
    desk.todo("Appeler", json!({ "due_on": "2026-03-02" }));
    desk.todo("Relire", json!({ "due_on": "2026-03-09" }));
    desk.todo("Ranger", json!({}));
    desk.todo("Audience", json!({ "kind": "meeting", "starts_at": "2026-03-02T14:30", "place": "TJ de Lyon" }));
    desk.todo(
        "Réunion passée",
        json!({ "kind": "meeting", "starts_at": "2026-02-20T10:00", "ends_at": "2026-02-20T11:00" }),
    );
    desk.todo("Colloque", json!({ "kind": "meeting", "starts_at": "2026-03-01T09:00", "ends_at": "2026-03-03T18:00" }));
    assert_eq!(desk.viewed("overdue"), ["Conclure"]);
    assert_eq!(desk.viewed("today"), ["Colloque", "Appeler", "Audience"]);
    assert_eq!(desk.viewed("upcoming"), ["Relire", "Ranger"]);
    assert_eq!(desk.viewed("done"), ["Réunion passée"]);
    assert_eq!(desk.viewed("open").len(), 6);
    let counts = json!({ "overdue": 1, "today": 3, "upcoming": 2, "open": 6 });
    assert_eq!(desk.call("todo_counts", json!({ "assignee": null })), counts);
    assert_eq!(desk.call("home", json!({}))["todos"], counts);
    let meeting = &desk
        .call("list_todos", json!({ "filter": { "view": "today" }, "page": { "offset": 2, "limit": 1 } }))["rows"][0];
    assert_eq!(
        (&meeting["draft"]["ends_at"], &meeting["draft"]["due_on"]),
        (&json!("2026-03-02T15:30"), &json!("2026-03-02"))
    );
    let desk = desk.at("2026-03-10T09:00:00Z");
    assert_eq!(desk.viewed("overdue"), ["Conclure", "Appeler", "Relire"]);
}

#[test]
fn wrong_ones_are_refused_and_say_why() {
    let desk = Desk::new();
    let refused = |fields: Value| {
        let mut draft = json!({ "id": null, "kind": "task", "title": "x" });
        for (field, value) in fields.as_object().unwrap() {
            draft[field] = value.clone();
        }
        let error = desk.refused("save_todo", json!({ "todo": draft }));
        (error.field.unwrap(), error.reason.unwrap())
    };
    let is = |field: &str, reason: &str| (field.to_owned(), reason.to_owned());
    assert_eq!(refused(json!({ "title": " " })), is("title", "required"));
    assert_eq!(refused(json!({ "kind": "meeting" })), is("starts_at", "required"));
    assert_eq!(refused(json!({ "kind": "meeting", "starts_at": "demain" })), is("starts_at", "malformed"));
    let ends = json!({ "kind": "meeting", "starts_at": "2026-03-02T14:30", "ends_at": "2026-03-02T14:00" });
    assert_eq!(refused(ends), is("ends_at", "before_start"));
    assert_eq!(refused(json!({ "recurrence": "daily" })), is("due_on", "required"));
    let over = json!({ "recurrence": "daily", "due_on": "2026-03-02", "until_on": "2026-03-01" });
    assert_eq!(refused(over), is("until_on", "before_start"));
    assert_eq!(
        refused(json!({ "every": 0, "recurrence": "daily", "due_on": "2026-03-02" })),
        is("every", "out_of_bounds")
    );
    desk.refused_with(ErrorCode::NotFound, "save_todo", json!({ "todo": { "id": null, "kind": "task", "title": "x", "matter": "01a20cc6-66c9-7693-955a-7aba5b755b64" } }));
    desk.refused_with(
        ErrorCode::NotFound,
        "complete_todo",
        json!({ "id": "01a20cc6-66c9-7693-955a-7aba5b755b64", "done": true }),
    );
}

#[test]
fn whose_and_of_what_it_is_filters_the_lists_and_a_merge_leads_it_on() {
    let desk = Desk::new().at("2026-03-02T09:00:00Z");
    let (anne, twin) = (desk.person("Anne", "Durand"), desk.person("Anne", "Durant"));
    let matter = desk.matter(&anne, "Bail");
    let me = desk.call("users", json!({}))[0]["id"].clone();
    desk.todo("Du dossier", json!({ "matter": matter }));
    desk.todo("De la jumelle", json!({ "contact": twin, "assignee": me }));
    desk.todo("De personne", json!({}));
    assert_eq!(desk.todos(json!({ "view": "open", "contact": anne })), ["Du dossier"]);
    assert_eq!(desk.todos(json!({ "view": "open", "matter": matter })), ["Du dossier"]);
    assert_eq!(desk.todos(json!({ "view": "open", "assignee": me })).len(), 3, "those of nobody are everybody's");
    desk.call("merge_contacts", json!({ "kept": anne, "absorbed": twin, "choices": {} }));
    assert_eq!(desk.todos(json!({ "view": "open", "contact": twin })), ["De la jumelle", "Du dossier"]);
    let row = &desk.call(
        "list_todos",
        json!({ "filter": { "view": "open", "contact": anne }, "page": { "offset": 0, "limit": 1 } }),
    )["rows"][0];
    assert_eq!((&row["contact_name"], &row["assignee_name"]), (&json!("Anne DURAND"), &json!("Claire Vasseur")));
    desk.check();
    desk.call("undo_last", json!({}));
    assert_eq!(desk.todos(json!({ "view": "open", "contact": anne })), ["Du dossier"]);
}

#[test]
fn what_comes_again_comes_once_it_is_done_and_an_undo_takes_both_back() {
    let desk = Desk::new().at("2026-02-27T09:00:00Z");
    let rent = desk.todo("Loyer", json!({ "due_on": "2026-01-31", "recurrence": "monthly" }));
    let before = desk.rows();
    let done = desk.call("complete_todo", json!({ "id": rent["id"], "done": true }));
    assert_eq!((&done["done_by"], done["done_at"].is_string()), (&json!("Claire Vasseur"), true));
    let next =
        desk.call("list_todos", json!({ "filter": { "view": "open" }, "page": { "offset": 0, "limit": 5 } }))["rows"]
            [0]
        .clone();
    assert_eq!((&next["draft"]["due_on"], &next["draft"]["recurrence"]), (&json!("2026-02-28"), &json!("monthly")));
    // The 31st comes back after a short month.
    desk.call("complete_todo", json!({ "id": next["id"], "done": true }));
    let third =
        desk.call("list_todos", json!({ "filter": { "view": "open" }, "page": { "offset": 0, "limit": 5 } }))["rows"]
            [0]
        .clone();
    assert_eq!(third["draft"]["due_on"], "2026-03-31");
    // To say that it is not done takes its next one away.
    desk.call("complete_todo", json!({ "id": next["id"], "done": false }));
    assert_eq!(desk.viewed("open"), ["Loyer"]);
    for _ in 0..3 {
        desk.call("undo_last", json!({}));
    }
    assert_eq!(desk.rows(), before);
    // Twice the same is once.
    desk.call("complete_todo", json!({ "id": rent["id"], "done": true }));
    desk.call("complete_todo", json!({ "id": rent["id"], "done": true }));
    assert_eq!(desk.viewed("open").len(), 1);
    // A meeting keeps its hours; the last one is the last.
    let fields = json!({ "kind": "meeting", "starts_at": "2026-02-27T14:30", "ends_at": "2026-02-27T16:00",
        "recurrence": "weekly", "every": 2, "until_on": "2026-03-13" });
    let meeting = desk.todo("Point", fields);
    desk.call("complete_todo", json!({ "id": meeting["id"], "done": true }));
    let page = desk.call(
        "list_todos",
        json!({ "filter": { "view": "open", "kind": "meeting" }, "page": { "offset": 0, "limit": 5 } }),
    );
    let draft = &page["rows"][0]["draft"];
    assert_eq!((&draft["starts_at"], &draft["ends_at"]), (&json!("2026-03-13T14:30"), &json!("2026-03-13T16:00")));
    desk.call("complete_todo", json!({ "id": page["rows"][0]["id"], "done": true }));
    assert_eq!(desk.todos(json!({ "view": "open", "kind": "meeting" })), Vec::<String>::new());
    desk.check();
}

#[test]
fn what_is_put_off_leaves_the_lists_of_the_day_until_then() {
    let desk = Desk::new().at("2026-03-02T09:00:00Z");
    let task = desk.todo("Conclure", json!({ "due_on": "2026-02-27" }));
    let snooze = |until: Value| json!({ "id": task["id"], "until": until });
    assert_eq!(desk.refusal("snooze_todo", snooze(json!("2026-03-02"))), "in_past");
    desk.call("snooze_todo", snooze(json!("2026-03-04")));
    assert_eq!((desk.viewed("overdue").len(), desk.viewed("upcoming").len()), (0, 1));
    let desk = desk.at("2026-03-04T09:00:00Z");
    assert_eq!(desk.viewed("overdue"), ["Conclure"]);
    desk.call("snooze_todo", snooze(json!("2026-03-09")));
    // Another day of its own is what counts then.
    let mut draft = desk.call("get_todo", json!({ "id": task["id"] }))["draft"].clone();
    draft["due_on"] = json!("2026-03-04");
    desk.call("save_todo", json!({ "todo": draft }));
    assert_eq!(desk.viewed("today"), ["Conclure"]);
    desk.call("complete_todo", json!({ "id": task["id"], "done": true }));
    assert_eq!(desk.refusal("snooze_todo", snooze(json!("2026-03-09"))), "done");
    desk.call("remove_todo", json!({ "id": task["id"] }));
    desk.call("undo_last", json!({}));
    assert_eq!(desk.viewed("done"), ["Conclure"]);
}

#[test]
fn notices_name_the_meetings_that_begin_soon_and_the_tasks_of_today() {
    let desk = Desk::new().at("2026-03-02T09:00:00Z");
    let here = |minutes: i64| {
        let at: chrono::DateTime<chrono::Utc> = "2026-03-02T09:00:00Z".parse().unwrap();
        (at + chrono::TimeDelta::minutes(minutes)).with_timezone(&chrono::Local).format("%Y-%m-%dT%H:%M").to_string()
    };
    desk.todo("Bientôt", json!({ "kind": "meeting", "starts_at": here(20) }));
    desk.todo("Plus tard", json!({ "kind": "meeting", "starts_at": here(120) }));
    desk.todo("Conclure", json!({ "due_on": "2026-03-02" }));
    desk.todo("En retard", json!({ "due_on": "2026-02-02" }));
    let told = desk.call("notices", json!({ "minutes": 30 }));
    assert_eq!(
        (&told["meetings"][0]["draft"]["title"], told["meetings"].as_array().unwrap().len()),
        (&json!("Bientôt"), 1)
    );
    assert_eq!((&told["tasks"][0]["draft"]["title"], &told["overdue"]), (&json!("Conclure"), &json!(1)));
}

#[test]
fn a_calendar_file_that_goes_out_comes_back_as_it_was() {
    let desk = Desk::new().at("2026-03-02T09:00:00Z");
    let notes = "Pièces ; n° 1, \\ et « 2 »\nsur deux lignes, d’une longueur qui oblige le fichier à couper la ligne en plusieurs";
    let task = desk.todo("Conclure ; suite, fin", json!({ "due_on": "2026-03-31", "recurrence": "monthly", "every": 2, "until_on": "2026-12-31", "notes": notes }));
    desk.todo("Audience", json!({ "kind": "meeting", "starts_at": "2026-03-05T14:30", "ends_at": "2026-03-05T16:00", "place": "TJ de Lyon, salle 3" }));
    let done = desk.todo("Faite", json!({}));
    desk.call("complete_todo", json!({ "id": done["id"], "done": true }));
    let path = desk.data().join("sortie.ics");
    let out = desk.call("export_todos", json!({ "path": path, "filter": { "view": "all" } }));
    assert_eq!(out["count"], 3);
    let text = std::fs::read_to_string(&path).unwrap();
    for said in [
        "BEGIN:VCALENDAR\r\n",
        "BEGIN:VEVENT",
        "DTSTART:20260305T143000\r\n",
        "DUE;VALUE=DATE:20260331\r\n",
        "RRULE:FREQ=MONTHLY",
        "STATUS:COMPLETED",
    ] {
        assert!(text.contains(said), "{said} in {text}");
    }
    assert!(text.lines().all(|line| line.len() <= 75), "{text}");
    // At home it is known again.
    let again = desk.import_calendar(&text);
    assert_eq!((&again["unchanged"], &again["created"], &again["remarks"]), (&json!(3), &json!(0), &json!([])));
    // Elsewhere it is new, the same, and the same file twice changes nothing.
    let other = Desk::new().at("2026-03-02T09:00:00Z");
    assert_eq!(other.import_calendar(&text)["created"], 3);
    let rows = other.call("list_todos", json!({ "filter": { "view": "open" }, "page": { "offset": 0, "limit": 5 } }));
    let meeting = &rows["rows"][0]["draft"];
    assert_eq!(
        (&meeting["title"], &meeting["place"], &meeting["ends_at"]),
        (&json!("Audience"), &json!("TJ de Lyon, salle 3"), &json!("2026-03-05T16:00"))
    );
    let come = &rows["rows"][1]["draft"];
    for field in ["title", "notes", "due_on", "recurrence", "every", "until_on"] {
        assert_eq!(come[field], task["draft"][field], "{field}");
    }
    let before = other.rows();
    let path = other.write("encore.ics", &text);
    let twice = other.call("import_todos", json!({ "path": path, "contact": null, "matter": null }));
    assert_eq!((&twice["unchanged"], other.rows() == before), (&json!(3), true));
    other.call("undo_last", json!({}));
    assert_eq!(other.viewed("all"), Vec::<String>::new(), "an import is undone as one");
}

#[test]
fn calendars_of_other_programs_come_in_with_what_can_be_taken() {
    let desk = Desk::new().at("2026-03-02T09:00:00Z");
    let text = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Autre//FR\r\n\
        BEGIN:VEVENT\r\nUID:1@autre\r\nSUMMARY:En UTC\r\nDTSTART:20260303T130000Z\r\nDTEND:20260303T140000Z\r\nEND:VEVENT\r\n\
        BEGIN:VEVENT\r\nUID:2@autre\r\nSUMMARY:À New York\r\nDTSTART;TZID=America/New_York:20260303T080000\r\nDURATION:PT90M\r\nEND:VEVENT\r\n\
        BEGIN:VEVENT\r\nUID:3@autre\r\nSUMMARY:Deux jours\r\nDTSTART;VALUE=DATE:20260304\r\nDTEND;VALUE=DATE:20260306\r\nEND:VEVENT\r\n\
        BEGIN:VEVENT\r\nUID:4@autre\r\nSUMMARY:Annulé\r\nSTATUS:CANCELLED\r\nDTSTART:20260303T130000Z\r\nEND:VEVENT\r\n\
        BEGIN:VEVENT\r\nUID:5@autre\r\nSUMMARY:Sans date\r\nEND:VEVENT\r\n\
        BEGIN:VEVENT\r\nUID:6@autre\r\nSUMMARY:Premier lundi\r\nDTSTART:20260302T100000\r\nRRULE:FREQ=MONTHLY;BYDAY=1MO\r\nEND:VEVENT\r\n\
        BEGIN:VEVENT\r\nUID:7@autre\r\nSUMMARY:Trois fois\r\nDTSTART:20260302T100000\r\nRRULE:FREQ=WEEKLY;COUNT=3;BYDAY=MO\r\nEND:VEVENT\r\n\
        END:VCALENDAR\r\n";
    let report = desk.import_calendar(text);
    assert_eq!((&report["created"], &report["rejected"]), (&json!(5), &json!(2)));
    assert_eq!(report["remarks"].as_array().unwrap().len(), 3);
    let rows = desk.call("list_todos", json!({ "filter": { "view": "all" }, "page": { "offset": 0, "limit": 10 } }));
    let draft = |title: &str| {
        rows["rows"].as_array().unwrap().iter().find(|row| row["draft"]["title"] == title).unwrap()["draft"].clone()
    };
    let here = |utc: &str| {
        utc.parse::<chrono::DateTime<chrono::Utc>>()
            .unwrap()
            .with_timezone(&chrono::Local)
            .format("%Y-%m-%dT%H:%M")
            .to_string()
    };
    assert_eq!(draft("En UTC")["starts_at"], here("2026-03-03T13:00:00Z"));
    assert_eq!(
        (&draft("À New York")["starts_at"], &draft("À New York")["ends_at"]),
        (&json!(here("2026-03-03T13:00:00Z")), &json!(here("2026-03-03T14:30:00Z")))
    );
    assert_eq!(
        (&draft("Deux jours")["starts_at"], &draft("Deux jours")["ends_at"]),
        (&json!("2026-03-04T00:00"), &json!("2026-03-05T23:59"))
    );
    assert_eq!(draft("Premier lundi")["recurrence"], Value::Null);
    assert_eq!(
        (&draft("Trois fois")["recurrence"], &draft("Trois fois")["until_on"]),
        (&json!("weekly"), &json!("2026-03-16"))
    );
    // A later version of the same file brings up to date, and leaves what was added here.
    let me = desk.call("users", json!({}))[0]["id"].clone();
    let mut own = draft("En UTC");
    own["assignee"] = me.clone();
    desk.call("save_todo", json!({ "todo": own }));
    let report = desk.import_calendar(&text.replace("SUMMARY:En UTC", "SUMMARY:Déplacé"));
    assert_eq!((&report["updated"], &report["unchanged"]), (&json!(1), &json!(4)));
    let moved = desk.call("get_todo", json!({ "id": own["id"] }));
    assert_eq!((&moved["draft"]["title"], &moved["draft"]["assignee"]), (&json!("Déplacé"), &me));
    for (name, content) in
        [("vide.ics", String::new()), ("autre.ics", "Bonjour".to_owned()), ("grand.ics", "X".repeat(11 * 1024 * 1024))]
    {
        let path = desk.write(name, content);
        desk.refused_with(ErrorCode::File, "import_todos", json!({ "path": path, "contact": null, "matter": null }));
    }
    // Spoilt anywhere, it is read as far as it goes, or refused.
    for cut in (0..text.len()).filter(|at| text.is_char_boundary(*at)).step_by(37) {
        let path = desk.write("coupe.ics", &text[..cut]);
        let _ = themisia_core::commands::dispatch(&desk.vault, "preview_todos", json!({ "path": path }));
    }
    desk.check();
}
