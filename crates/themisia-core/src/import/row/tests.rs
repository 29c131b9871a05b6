//! Rows of other programs, as they become contacts.

use super::*;

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 24).unwrap()
}

fn reader(headers: Vec<String>) -> RowReader {
    RowReader {
        month_first: mend::is_month_first(&headers),
        mapping: crate::import::mapping::guess(&headers),
        headers,
        qualities: HashMap::new(),
        today: today(),
        has_apostrophes: false,
        own: None,
    }
}

fn read(headers: &str, cells: &str) -> ReadRow {
    let reader = reader(headers.split(';').map(str::to_owned).collect());
    let texts = cells.split(';').map(str::to_owned).collect();
    reader.read(2, Cells { texts, unclosed: None })
}

fn contact(row: &ReadRow) -> &ContactDraft {
    match &row.outcome {
        Outcome::Contact(draft) => draft,
        other => panic!("{other:?}"),
    }
}

#[test]
fn whole_names_are_cut() {
    for (name, last, first) in [
        ("DURAND Anne", "DURAND", "Anne"),
        ("Anne DURAND", "DURAND", "Anne"),
        ("Anne Durand", "Durand", "Anne"),
        ("Durand, Anne", "Durand", "Anne"),
        ("DE LA SOUFI Pascale", "DE LA SOUFI", "Pascale"),
        ("Durand", "Durand", ""),
    ] {
        let row = read("Nom;Téléphone", &format!("{name};"));
        assert_eq!((contact(&row).birth_name.as_str(), contact(&row).first_names.as_str()), (last, first), "{name}");
    }
    assert_eq!(contact(&read("Nom;Téléphone", "SARL Menuiserie;")).kind, ContactKind::LegalPerson);
    assert_eq!(contact(&read("Nom;Téléphone", "Tribunal judiciaire de Paris;")).kind, ContactKind::Court);
}

#[test]
fn what_is_wrong_is_kept_and_told() {
    let row = read("Raison sociale;SIRET;E-mail;Né(e) le", "Menuiserie;73282932000075;pas-une-adresse;31/02/1980");
    let draft = contact(&row);
    assert_eq!(draft.siret, "73282932000075");
    assert_eq!(draft.to_check, ["siret"]);
    assert!(draft.emails[0].to_check);
    assert!(draft.notes.contains("31/02/1980"));
    assert_eq!(row.remarks.len(), 3);
}

#[test]
fn a_row_without_name_is_rejected_and_an_empty_one_is_not_a_row() {
    assert!(matches!(read("Nom;Prénom;Ville", ";;Paris").outcome, Outcome::Rejected));
    assert!(matches!(read("Nom;Prénom;Ville", "; ;").outcome, Outcome::Empty));
}

#[test]
fn a_quote_that_was_mended_is_told_with_its_cell() {
    let headers = ["Nom", "Prénom", "Téléphone"].map(str::to_owned).to_vec();
    let reader = reader(headers);
    let told = |texts: &[&str], unclosed| {
        let texts = texts.iter().map(|text| (*text).to_owned()).collect();
        let remarks = reader.read(2, Cells { texts, unclosed }).remarks;
        remarks.into_iter().map(|remark| (remark.field.as_str(), remark.value, remark.reason)).collect::<Vec<_>>()
    };
    assert_eq!(told(&["Durand", "\"Anne", ""], Some(1)), [("first_names", "\"Anne".to_owned(), UNCLOSED.to_owned())]);
    assert_eq!(told(&["Durand", "Anne", "\"x y"], Some(5)), [("phone", "\"x y".to_owned(), UNCLOSED.to_owned())]);
    assert_eq!(told(&["Durand", "Anne", ""], None), []);
}

#[test]
fn what_an_export_shows_for_reading_changes_no_contact() {
    let headers = ["Nom", "Prénom", "Statut", "Liens", "Rôles"].map(str::to_owned).to_vec();
    let mut reader = reader(headers);
    reader.mapping[2..].copy_from_slice(&[ImportField::Status, ImportField::Links, ImportField::Roles]);
    let texts = |status: &str| ["Durand", "Anne", status, "Époux : DURAND Luc", ""].map(str::to_owned).to_vec();
    let one = reader.read(2, Cells { texts: texts("Prospect"), unclosed: None });
    let other = reader.read(2, Cells { texts: texts("Client actif"), unclosed: None });
    assert_eq!(contact(&one).notes, "");
    assert_eq!(one.hash, other.hash);
}
