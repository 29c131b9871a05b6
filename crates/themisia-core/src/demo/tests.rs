use std::path::PathBuf;

use super::*;
use crate::contact::{ContactKind, ContactStatus, identifier};
use crate::kyc::due::KycDueLevel;
use crate::kyc::standing::KycState;
use crate::vault::key_file::KeyFile;
use crate::vault::{OpenBase, Progress, open_base_at};
use crate::{check, operation};

/// The demonstration in a folder that goes with it.
struct Made {
    folder: PathBuf,
    base: Option<OpenBase>,
}

impl Made {
    fn new() -> Made {
        let folder = std::env::temp_dir()
            .join(format!("themisia-demo-{}", uuid::Uuid::new_v7(uuid::Timestamp::now(uuid::NoContext))));
        let files = BaseFiles::in_folder(&folder);
        create(&files).expect("created");
        let key_file = KeyFile::read(&files.key).expect("key file");
        assert_eq!(key_file.base, id());
        let base = open_base_at(&files, key(), key_file, true, Durability::Relaxed, system_clock()).expect("opened");
        Made { folder, base: Some(base) }
    }

    fn core(&self) -> &Core {
        &self.base.as_ref().expect("open until dropped").core
    }

    fn contacts(&self) -> Vec<contact::Contact> {
        let read = self.core().read(|reader| {
            let mut statement = reader.prepare("select id from contact order by id")?;
            let ids = statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<Vec<ContactId>>>()?;
            ids.into_iter().map(|id| contact::get(reader, id)).collect::<Result<Vec<_>>>()
        });
        read.expect("read")
    }
}

impl Drop for Made {
    fn drop(&mut self) {
        self.base = None;
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

#[test]
fn the_demonstration_is_rich_valid_fictitious_and_sound() {
    let made = Made::new();
    let contacts = made.contacts();
    assert!(contacts.len() >= 300, "{} contacts", contacts.len());
    for kind in [ContactKind::NaturalPerson, ContactKind::LegalPerson, ContactKind::Court] {
        assert!(contacts.iter().filter(|contact| contact.draft.kind == kind).count() >= 20, "{kind:?}");
    }
    use ContactStatus::{ActiveClient, FormerClient, LostProspect, Prospect, Unqualified};
    for status in [Unqualified, Prospect, ActiveClient, FormerClient, LostProspect] {
        assert!(contacts.iter().filter(|contact| contact.status == status).count() >= 15, "{status:?}");
    }
    assert!(contacts.iter().filter(|contact| contact.archived_at.is_some()).count() >= 5);
    for contact in &contacts {
        let draft = &contact.draft;
        let name = &contact.display_name;
        assert!(draft.to_check.is_empty(), "{name}");
        for (number, checked) in [
            (&draft.siren, identifier::siren(&draft.siren)),
            (&draft.siret, identifier::siret(&draft.siret)),
            (&draft.vat_number, identifier::vat_number(&draft.vat_number)),
        ] {
            assert!(number.is_empty() || checked.as_ref() == Ok(number), "{name}: {checked:?}");
        }
        assert!(draft.siren.is_empty() || draft.siren.starts_with("9999"), "{name}: {}", draft.siren);
        for phone in &draft.phones {
            assert_eq!(identifier::phone(&phone.number), phone.number, "{name}");
            assert!(is_fictitious_phone(&phone.number), "{name}: {}", phone.number);
        }
        for email in &draft.emails {
            assert_eq!(identifier::email(&email.address).as_ref(), Ok(&email.address), "{name}");
            assert!(is_reserved_domain(&email.address), "{name}: {}", email.address);
        }
        if draft.kind == ContactKind::Court {
            assert!(draft.phones.is_empty() && draft.emails.is_empty(), "{name}");
            assert!(draft.addresses.iter().all(|address| address.street.is_empty()), "{name}");
        }
    }
    let mut mobiles: Vec<_> = contacts.iter().flat_map(|contact| &contact.draft.phones).collect();
    mobiles.retain(|phone| phone.label == "Mobile");
    let count = mobiles.len();
    mobiles.sort_by(|a, b| a.number.cmp(&b.number));
    mobiles.dedup_by(|a, b| a.number == b.number);
    assert_eq!(mobiles.len(), count, "two people share a mobile");
    let report = check::check(made.base.as_ref().expect("open until dropped"), &Progress::silent()).expect("checked");
    assert!(report.ok, "{report:?}");
}

/// Arcep keeps these for works of fiction.
fn is_fictitious_phone(number: &str) -> bool {
    let starts = ["+3319900", "+3326191", "+3335301", "+3346571", "+3353649", "+3363998"];
    number.len() == 12 && starts.iter().any(|start| number.starts_with(start))
}

/// RFC 2606, and the name kept for examples under .fr.
fn is_reserved_domain(address: &str) -> bool {
    let domain = address.rsplit_once('@').map_or("", |(_, domain)| domain);
    ["example", "example.fr", "example.com", "example.org"]
        .iter()
        .any(|reserved| domain == *reserved || domain.ends_with(&format!(".{reserved}")))
}

#[test]
fn every_demonstration_has_the_same_people_and_its_last_act_can_be_taken_back() {
    let (one, other) = (Made::new(), Made::new());
    let people = |made: &Made| {
        let mut people: Vec<_> = made
            .contacts()
            .into_iter()
            .map(|contact| (contact.display_name, contact.status, contact.draft.notes))
            .collect();
        people.sort_by(|a, b| a.0.cmp(&b.0).then(a.2.cmp(&b.2)));
        people
    };
    assert_eq!(people(&one), people(&other));

    let page = contact::Page { offset: 0, limit: 100 };
    let operations = one.core().read(|reader| operation::list(reader, page)).expect("operations");
    assert!(operations.len() >= 30, "{}", operations.len());
    let now = crate::core::timestamp(Utc::now());
    assert!(operations.iter().all(|operation| operation.at < now));
    let undone = operation::undo_last(one.core()).expect("undone").output.expect("something to undo");
    assert_eq!(undone.of_op, Some(Op::EditContact));
    assert_ne!(people(&one), people(&other));
}

#[test]
fn the_story_never_goes_back_in_time_and_keeps_to_working_days() {
    for day in 1..15 {
        let calendar = Calendar { today: NaiveDate::from_ymd_opt(2026, 3, day).expect("date") };
        let mut before = None;
        for days_ago in (0..=FIRST_DAY).rev() {
            let at = calendar.instant(Moment { days_ago, minute: 600 });
            assert!(!matches!(at.weekday(), Weekday::Sat | Weekday::Sun), "{at}");
            assert!(before.is_none_or(|before| before < at), "{at}");
            assert!(at.date_naive() < calendar.today, "{at}");
            before = Some(at);
        }
    }
}

#[test]
fn nothing_is_made_over_an_existing_file() {
    let made = Made::new();
    let files = BaseFiles::in_folder(&made.folder);
    assert!(matches!(create(&files), Err(Error::BaseExists(_))));
    assert_eq!(
        made.contacts().len(),
        made.core().read(|reader| Ok(contact::counts(reader)?.all)).expect("counts") as usize
    );
}

#[test]
fn the_firm_works_bills_and_is_paid() {
    let made = Made::new();
    let count = |sql: &str| -> i64 {
        made.core().read(|reader| Ok(reader.query_row(sql, [], |row| row.get(0))?)).expect("counted")
    };
    assert!(count("select count(*) from matter where status = 'open'") >= 25);
    assert!(count("select count(*) from matter where status = 'archived'") >= 4);
    assert!(count("select count(*) from party where side = 'against'") >= 20);
    assert!(count("select count(*) from time_entry") >= 500);
    assert!(count("select count(*) from time_entry where rate_step like 'client%'") >= 10);
    assert!(count("select count(*) from expense") >= 10 && count("select count(*) from disbursement") >= 10);
    let invoices = count("select count(*) from invoice where number <> ''");
    assert!(invoices >= 30, "{invoices}");
    assert_eq!(
        count("select max(sequence) from invoice where year = (select max(year) from invoice)"),
        count("select count(*) from invoice where number <> '' and year = (select max(year) from invoice)")
    );
    assert!(count("select count(*) from invoice where number = ''") >= 1, "a draft");
    assert!(count("select count(*) from payment") >= 15);
    let overdue = "select count(*) from invoice i where number <> '' and due_on < date('now')
        and gross > (select coalesce(sum(amount), 0) from payment_allocation where invoice = i.id)";
    assert!(count(overdue) >= 3, "some are overdue");
    assert!(count("select count(*) from conflict_check") >= 5);
    assert_eq!(count("select count(*) from contact_role where role = 'billing'"), 2);
    assert!(count("select count(*) from interaction") >= 30);
    assert!(count("select count(*) from todo where kind = 'task'") >= 8);
    assert!(count("select count(*) from todo where kind = 'meeting'") >= 4);
    assert!(count("select count(*) from todo where due_on = date('now', 'localtime')") >= 1, "something is due today");
    assert!(count("select count(*) from kyc_decision where to_state = 'out_of_scope'") >= 8);
    assert_eq!(
        count("select count(distinct client) from kyc_decision where to_state = 'validated' and missing = ''"),
        2
    );
    let due = made.core().read(|reader| crate::kyc::due::due(reader, None, contact::Page { offset: 0, limit: 500 }));
    let due = due.expect("due").rows;
    let of = |name: &str| {
        let named = "select id from contact where trim(first_names || ' ' || birth_name || organisation_name) = ?1";
        let id: ContactId =
            made.core().read(|reader| Ok(reader.query_row(named, [name], |row| row.get(0))?)).expect(name);
        due.iter().find(|row| row.client == id && row.matter.is_none())
    };
    assert_eq!(of("Anne Petit").map(|row| row.level), Some(KycDueLevel::Soon), "one expires within the month");
    assert!(of("Philippe Durand").is_none(), "one is valid for years");
    assert_eq!(
        of("Restaurant Le Lotus d’Argent").map(|row| (row.level, row.state)),
        Some((KycDueLevel::Missing, KycState::InProgress)),
        "one is in scope and not validated"
    );
}
