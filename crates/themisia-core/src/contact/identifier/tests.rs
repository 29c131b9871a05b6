use super::*;

fn reason(checked: Checked) -> &'static str {
    checked.map_or_else(|complaint| complaint.reason, |_| "right")
}

#[test]
fn siren_and_siret() {
    for (text, expected) in [
        ("732829320", "right"),
        ("732 829 320", "right"),
        ("732\u{202f}829\u{a0}320", "right"),
        ("732.829.320", "right"),
        ("732829321", "wrong_key"),
        ("000000000", "all_zero"),
        ("73282932", "wrong_length"),
        ("٧٣٢٨٢٩٣٢٠", "wrong_length"),
        ("", "wrong_length"),
    ] {
        assert_eq!(reason(siren(text)), expected, "{text}");
    }
    for (text, expected) in [
        ("732 829 320 00074", "right"),
        ("73282932000075", "wrong_key"),
        ("356 000 000 00048", "right"),
        ("356 000 000 12341", "right"),
        ("356 000 000 00007", "wrong_key"),
        ("35600000000013", "wrong_key"),
        ("00000000000000", "all_zero"),
        ("7328293200007", "wrong_length"),
    ] {
        assert_eq!(reason(siret(text)), expected, "{text}");
    }
}

#[test]
fn vat_numbers() {
    for (text, expected) in [
        ("FR44732829320", "right"),
        ("fr 44 732 829 320", "right"),
        ("FR45732829320", "wrong_key"),
        ("FR83404833048", "right"),
        ("FRK7399859412", "right"),
        ("FRO7399859412", "wrong_format"),
        ("FR53000004605", "right"),
        ("BE0428759497", "right"),
        ("DE136695976", "right"),
        ("NL495445B01", "wrong_format"),
        ("NL04495445B01", "right"),
        ("BE428759497", "right"),
        ("GR 094259216", "right"),
        ("IE8D79739I", "right"),
        ("ESB58378431", "right"),
        ("ATU13585627", "right"),
        ("XI980780684", "right"),
        ("FRIO732829320", "wrong_format"),
        ("FRK8399859412", "wrong_key"),
        ("US123456789", "unknown_country"),
        ("44732829320", "wrong_format"),
        ("é", "wrong_format"),
    ] {
        assert_eq!(reason(vat_number(text)), expected, "{text}");
    }
}

#[test]
fn wrong_keys_are_explained() {
    let complaint = vat_number("FR45732829320").unwrap_err();
    assert!(complaint.message.contains("devrait être 44"), "{}", complaint.message);
    let complaint = iban("FR75 3000 6000 0112 3456 7890 189").unwrap_err();
    assert!(complaint.message.contains("devrait être FR76"), "{}", complaint.message);
    let complaint = vat_number("FRK8399859412").unwrap_err();
    assert!(complaint.message.contains("devrait être"), "{}", complaint.message);
    let complaint = siren("732829321").unwrap_err();
    assert!(complaint.message.contains("devrait être 0"), "{}", complaint.message);
    let complaint = siret("35600000000007").unwrap_err();
    assert!(complaint.message.contains("multiple de 5"), "{}", complaint.message);
    let complaint = siret("73282932000075").unwrap_err();
    assert!(complaint.message.contains("devrait être 4"), "{}", complaint.message);
}

#[test]
fn ibans() {
    for (text, expected) in [
        ("FR76 3000 6000 0112 3456 7890 189", "right"),
        ("fr7630006000011234567890189", "right"),
        ("FR76 3000 6000 0112 3456 7890 188", "wrong_key"),
        ("DE89 3704 0044 0532 0130 00", "right"),
        ("FR76 3000 6000", "wrong_format"),
        ("DE89\u{a0}3704\u{202f}0044 0532 0130 00\u{200b}", "right"),
        ("HN54PISA00000000000000123124", "right"),
        ("PK36 SCBL 0000 0011 2345 6702", "right"),
        ("PK36 SCBL 0000 0011 2345 67", "wrong_key"),
        ("ZZ89 3704 0044 0532 0130 00", "wrong_key"),
        ("é", "wrong_format"),
        ("", "wrong_format"),
    ] {
        assert_eq!(reason(iban(text)), expected, "{text}");
    }
}

#[test]
fn registrations_in_both_orders_with_towns_of_several_words() {
    let read = |text: &str| rcs(text).map(|rcs| (rcs.town, rcs.letter, rcs.siren));
    let is = |town: &str, letter: &str| Some((town.to_owned(), letter.to_owned(), "323159715".to_owned()));
    for (text, expected) in [
        ("RCS Paris 323 159 715", is("Paris", "")),
        ("323 159 715 RCS Le Mans", is("Le Mans", "")),
        ("R.C.S. Saint-Étienne B 323159715", is("Saint-Étienne", "B")),
        ("RCS La Roche-sur-Yon B 323.159.715", is("La Roche-sur-Yon", "B")),
        ("323\u{202f}159\u{a0}715 R.C.S Bourg en Bresse", is("Bourg en Bresse", "")),
        ("RCS de Paris sous le numéro 323 159 715", is("Paris", "")),
        ("Immatriculée au R.C.S. du Mans sous le n° 323 159 715", is("Le Mans", "")),
        ("SAS, 323 159 715 RCS d’Aix-en-Provence", is("Aix-en-Provence", "")),
        ("RCS Paris (B) 323-159-715.", is("Paris", "B")),
        ("Paris RCS 323159715", is("Paris", "")),
        ("RCS LA ROCHE SUR YON 323 159 715", is("LA ROCHE SUR YON", "")),
        ("RCS L’Isle-d’Abeau A 323 159 715", is("L’Isle-d’Abeau", "A")),
        ("RCS Paris 323 159 715 00012", None),
        ("RCS Paris 323 159 71", None),
        ("RCS Paris", None),
        ("323 159 715", None),
        ("RCS 323 159 715", None),
    ] {
        assert_eq!(read(text), expected, "{text}");
    }
    assert_eq!(vat_number_of_siren("732829320").as_deref(), Some("FR44732829320"));
}

#[test]
fn phones() {
    for (text, expected) in [
        ("06 12 34 56 78", "+33612345678"),
        ("06.12.34.56.78", "+33612345678"),
        ("0033635456610", "+33635456610"),
        ("+33 (0)1 44 55 66 77", "+33144556677"),
        ("0690 12 34 56", "+590690123456"),
        ("02 62 12 34 56", "+262262123456"),
        ("+32 2 555 12 12", "+3225551212"),
        ("06 39 98 12 34", "+33639981234"),
        ("0639 69 12 34", "+262639691234"),
        ("+33 6 12 34 56 78", "+33612345678"),
        ("+33(0)6.12.34.56.78", "+33612345678"),
        ("+33 ( 0 ) 6 12 34 56 78", "+33612345678"),
        ("+33 06 12 34 56 78", "+33612345678"),
        ("(+33) 6 12 34 56 78", "+33612345678"),
        ("00 33 6 12 34 56 78", "+33612345678"),
        ("0033 (0)6-12-34-56-78", "+33612345678"),
        ("33612345678", "+33612345678"),
        ("06/12/34/56/78", "+33612345678"),
        ("06-12-34-56-78", "+33612345678"),
        ("06\u{a0}12\u{202f}34\u{2009}56\u{3000}78\u{200b}", "+33612345678"),
        ("(0)6 12 34 56 78", "+33612345678"),
        ("Tél. : 01 44 55 66 77", "+33144556677"),
        ("Port. 06 12 34 56 78", "+33612345678"),
        ("09 72 12 34 56", "+33972123456"),
        ("0 800 123 456", "+33800123456"),
        ("0594 30 12 34", "+594594301234"),
        ("0508 41 12 34", "+508508411234"),
        ("0694 20 12 34", "+594694201234"),
        ("0696 20 12 34", "+596696201234"),
        ("0692 12 34 56", "+262692123456"),
        ("0262 20 12 34", "+262262201234"),
        ("0269 61 12 34", "+262269611234"),
        ("0596 60 12 34", "+596596601234"),
        ("+590 590 12 34 56", "+590590123456"),
        ("+508 41 12 34", "+508411234"),
        ("+687 27 12 34", "+687271234"),
        ("00 687 27 12 34", "+687271234"),
        ("+689 40 50 12 34", "+68940501234"),
        ("+262 (0) 262 12 34 56", "+262262123456"),
        ("+377 93 15 26 00", "+37793152600"),
        ("+1 212 555 2368", "+12125552368"),
        ("+44 20 7946 0958", "+442079460958"),
        ("+41 22 730 51 11", "+41227305111"),
        ("+33 6 12", "+33 6 12"),
        ("17", "17"),
        ("112", "112"),
        ("27 12 34", "27 12 34"),
        ("01 44 55 66 77 poste 12", "01 44 55 66 77 poste 12"),
        ("sur rendez-vous", "sur rendez-vous"),
        ("3631", "3631"),
        ("poste 12", "poste 12"),
        ("", ""),
    ] {
        assert_eq!(phone(text), expected, "{text}");
    }
}

#[test]
fn emails() {
    for (text, right) in [
        ("anne.durand@example.fr", true),
        ("Anne.Durand@EXAMPLE.FR", true),
        (" \u{a0}anne@example.fr\u{200b} ", true),
        ("mailto:anne@example.fr", true),
        ("zoé.éluard@exemple-hôtel.fr", true),
        ("o'brien+cabinet@example.co.uk", true),
        ("anne@avocat.international", true),
        (&format!("{}@example.fr", "a".repeat(64)), true),
        (&format!("{}@example.fr", "a".repeat(65)), false),
        (&format!("a@{}.fr", "b".repeat(63)), true),
        (&format!("a@{}.fr", "b".repeat(64)), false),
        ("anne@@example.fr", false),
        ("anne durand@example.fr", false),
        ("anne@example..fr", false),
        (".anne@example.fr", false),
        ("pas-une-adresse", false),
        ("a@b", false),
        ("Anne <anne@example.fr>", false),
        ("anne@[127.0.0.1]", false),
        ("", false),
    ] {
        assert_eq!(email(text).is_ok(), right, "{text}");
    }
}
