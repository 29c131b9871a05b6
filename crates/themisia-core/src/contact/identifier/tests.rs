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
        ("SIREN : 732 829 320", "right"),
        ("n° SIREN 732 829 320", "right"),
        ("D732829320", "wrong_length"),
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
        ("SIRET 732 829 320 00074", "right"),
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
        ("44732829320", "right"),
        ("23334175221", "right"),
        ("23334175222", "wrong_format"),
        ("TVA intra : FR44732829320", "right"),
        ("N° TVA FR 44 732 829 320", "right"),
        ("n° de TVA intra-communautaire : FR44732829320", "right"),
        ("T.V.A. FR44732829320", "right"),
        ("TVA DE 136695976", "right"),
        ("TVA", "wrong_format"),
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
        ("IBAN FR76 3000 6000 0112 3456 7890 189", "right"),
        ("IBAN : fr76 3000 6000 0112 3456 7890 189", "right"),
        ("IBANFR7630006000011234567890189", "right"),
        ("ibanfr76 3000 6000 0112 3456 7890 189", "right"),
        ("IBANFR7530006000011234567890189", "wrong_key"),
        ("IBAN7630006000011234567890189", "wrong_format"),
        ("IBAN", "wrong_format"),
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
    assert_eq!(iban("IBANFR76 3000 6000 0112 3456 7890 189").unwrap(), "FR7630006000011234567890189");
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
        ("RCS Paris 323 159 715 00012", is("Paris", "")),
        ("RCS Paris n°323 159 715", is("Paris", "")),
        ("RCS Paris num. 323 159 715", is("Paris", "")),
        ("RCS Nancy B323 159 715", is("Nancy", "B")),
        ("SAS au capital de 10 000 euros - RCS Paris 323 159 715", is("Paris", "")),
        ("323 159 715 RCS Paris - Capital 10000 €", is("Paris", "")),
        ("323 159 715 RCS Paris, capital 10000 €", is("Paris", "")),
        ("SIREN 323 159 715 – RCS Paris – TVA FR23323159715", is("Paris", "")),
        ("R C S Paris 323 159 715", is("Paris", "")),
        ("Registre du commerce et des sociétés de Paris 323 159 715", is("Paris", "")),
        ("rcs paris b 323 159 715", is("Paris", "B")),
        ("rcs la roche-sur-yon 323159715", is("La Roche-sur-Yon", "")),
        ("RCS B 323 159 715 Paris", is("Paris", "B")),
        ("RCS : Paris 323 159 715", is("Paris", "")),
        ("SIRET 323 159 715 00012 RCS Paris B 323 159 715", is("Paris", "B")),
        ("12 rue du Port 75001 323 159 715 RCS Paris", is("Paris", "")),
        ("RCS Paris 323 159 715 000", None),
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
        ("+39 06 6988 3511", "+390669883511"),
        ("+39 02 8646 2233", "+390286462233"),
        ("+225 01 02 03 04 05", "+2250102030405"),
        ("00225 07 08 09 10 11", "+2250708091011"),
        ("+229 01 97 12 34 56", "+2290197123456"),
        ("+378 0549 88 63 77", "+3780549886377"),
        ("+33 690 12 34 56", "+590690123456"),
        ("0690 123456", "+590690123456"),
        ("33690123456", "+590690123456"),
        ("+33 (0)596 60 12 34", "+596596601234"),
        ("+33 694 20 12 34", "+594694201234"),
        ("+33 692 12 34 56", "+262692123456"),
        ("0033 269 61 12 34", "+262269611234"),
        ("+33 639 69 12 34", "+262639691234"),
        ("+33 639 98 12 34", "+33639981234"),
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
        ("a@exemple.123", false),
        ("a@192.168.0.1", false),
        ("a@exemple.fr?subject=x", false),
        ("mailto:a@exemple.fr?subject=x", true),
        ("MAILTO:a@exemple.fr", true),
        ("Anne <anne@example.fr>", false),
        ("anne@[127.0.0.1]", false),
        ("", false),
    ] {
        assert_eq!(email(text).is_ok(), right, "{text}");
    }
}

#[test]
fn only_whole_numbers_are_told_right() {
    for (text, right) in [
        ("06 12 34 56 78", true),
        ("+33 6 12 34 56 78", true),
        ("+39 06 6988 3511", true),
        ("+", false),
        ("+abc", false),
        ("+33 6 12", false),
        ("+33 6 12 34 56 78 ext. 12", false),
        ("+33 6 12 34 56 78 / +33 1 44 55 66 77", false),
        ("+32 2 555 12 12 +32 2", false),
        ("3631", false),
    ] {
        let told = check(IdentifierKind::Phone, text);
        assert_eq!((told.valid, told.message.is_none()), (right, right), "{text}: {told:?}");
    }
}

#[test]
fn numbers_are_shown_as_people_write_them_and_read_back() {
    for (number, shown) in [
        ("+33612345678", "06 12 34 56 78"),
        ("+3225551212", "+32 2 555 12 12"),
        ("+12125552368", "+1 212 555 2368"),
        ("+590690123456", "+590 690 12 34 56"),
        ("3631", "3631"),
        ("poste 12", "poste 12"),
        ("+33 6 12", "+33 6 12"),
        ("+999123456789", "+999123456789"),
        // Kept by an older version under a code at which nobody answers: not told as another one.
        ("+33690123456", "+33690123456"),
        ("", ""),
    ] {
        assert_eq!(readable_phone(number), shown);
    }
}

#[test]
fn what_a_number_tells_is_about_itself() {
    let letters = check(IdentifierKind::VatNumber, "FRK7399859412");
    assert_eq!((letters.value.as_str(), letters.vat_number.as_deref()), ("FRK7399859412", Some("FRK7399859412")));
    assert_eq!(check(IdentifierKind::VatNumber, "23334175221").value, "FR23334175221");
    let link = check(IdentifierKind::Email, "mailto:a@Exemple.fr?subject=x");
    assert_eq!(link.value, "a@exemple.fr");
    for country in ["MA", "SN", "CI", "DZ", "CM"] {
        let body = "011519000001205000534921";
        let number = format!("{country}{:02}{body}", iban_key(&format!("{country}00{body}")).unwrap());
        let complaint = iban(&number).unwrap_err();
        assert_eq!(complaint.reason, "unknown_country", "{number}");
        assert!(complaint.message.contains(country) && complaint.message.contains("13616"), "{}", complaint.message);
    }
}
