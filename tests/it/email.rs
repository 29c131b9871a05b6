//! E-mails of every shape: filed under whom they concern, once, read as far as they go, shown without harm.

use std::io::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::{Value, json};

use crate::desk::{Desk, id};

/// A message as it stands on a disk: line ends of the network.
fn eml(text: &str) -> String {
    text.trim_start().replace('\n', "\r\n")
}

fn simple(message_id: &str, subject: &str) -> String {
    eml(&format!(
        "From: Luc Martin <luc.martin@exemple.fr>\nTo: Cabinet <cabinet@vasseur-avocats.fr>\nDate: Mon, 23 Nov 2026 10:15:00 +0100\n\
         Message-ID: <{message_id}>\nSubject: {subject}\nContent-Type: text/plain; charset=utf-8\n\nBonjour Maître,\n\nBien à vous\n"
    ))
}

impl Desk {
    fn with_email(&self, first_names: &str, birth_name: &str, address: &str) -> String {
        let draft = json!({ "id": null, "kind": "natural_person", "first_names": first_names, "birth_name": birth_name,
            "emails": [{ "id": null, "label": "", "address": address, "to_check": false }] });
        id(&self.call("save_contact", json!({ "draft": draft })))
    }

    fn import(&self, files: &[(&str, &[u8])]) -> Value {
        let paths: Vec<String> = files.iter().map(|(name, bytes)| self.write(name, bytes)).collect();
        self.call("import_emails", json!({ "task": "t", "paths": paths }))
    }

    /// Takes one message in; gives its verdict and its view.
    fn read(&self, bytes: impl AsRef<[u8]>) -> (Value, Value) {
        let report = self.import(&[("message.eml", bytes.as_ref())]);
        let verdict = report["verdicts"][0].clone();
        let view = self.call("email_view", json!({ "id": verdict["interaction"] }));
        (verdict, view)
    }

    fn attachments(&self, verdict: &Value) -> Vec<String> {
        let entry = self.call("get_interaction", json!({ "id": verdict["interaction"] }));
        entry["documents"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap().to_owned()).collect()
    }
}

#[test]
fn a_message_goes_under_whose_address_it_bears_and_which_matter_it_names() {
    let desk = Desk::new();
    let mut settings = desk.call("firm_settings", json!({}));
    settings["email"] = json!("cabinet@vasseur-avocats.fr");
    desk.call("save_firm_settings", json!({ "settings": settings }));
    let luc = desk.with_email("Luc", "Martin", "Luc.Martin@EXEMPLE.fr");
    let anne = desk.with_email("Anne", "Durand", "anne@exemple.org");
    let matter = id(&desk.call(
        "save_matter",
        json!({ "draft": { "id": null, "client": anne, "title": "Bail", "reference": "2026-0042" } }),
    ));
    let sent = eml(
        "From: =?utf-8?Q?Ma=C3=AEtre_Vasseur?= <claire@vasseur-avocats.fr>\nTo: LUC.MARTIN@exemple.fr, \"Durand, Anne\" <anne@exemple.org>\n\
         Cc: greffe@justice.example.fr\nDate: Tue, 24 Nov 2026 09:00:00 +0100\nMessage-ID: <envoi-1@vasseur>\n\
         Subject: =?iso-8859-1?Q?RE=3A_pi=E8ces_=5B2026-0042=5D?=\n\nCi-joint.\n",
    );
    let report =
        desk.import(&[("a.eml", simple("recu-1@exemple.fr", "Question").as_bytes()), ("b.eml", sent.as_bytes())]);
    assert_eq!((&report["filed"], &report["files"]), (&json!(2), &json!(2)), "{report:#}");
    assert_eq!(report["verdicts"][0]["contacts"], json!(["Luc MARTIN"]));
    assert_eq!(report["verdicts"][1]["contacts"], json!(["Luc MARTIN", "Anne DURAND"]));
    assert_eq!(report["verdicts"][1]["matter"], "2026-0042 Bail");
    let of_luc = desk.journal(json!({ "contact": luc }))["entries"].clone();
    assert_eq!(of_luc[0]["subject"], "RE: pièces [2026-0042]");
    assert_eq!((&of_luc[0]["direction"], &of_luc[1]["direction"]), (&json!("out"), &json!("in")));
    assert_eq!((&of_luc[1]["at"], &of_luc[1]["kind"]), (&json!("2026-11-23T09:15:00.000Z"), &json!("email")));
    assert_eq!(desk.journal(json!({ "matter": matter }))["entries"].as_array().unwrap().len(), 1);
    assert_eq!(desk.journal(json!({ "contact": anne, "text": "joint" }))["entries"].as_array().unwrap().len(), 1);
    // Nobody of the firm is proposed as a new contact.
    let proposed: Vec<&str> =
        report["proposals"].as_array().unwrap().iter().map(|one| one["address"].as_str().unwrap()).collect();
    assert_eq!(proposed, ["greffe@justice.example.fr"]);
    desk.check();
}

#[test]
fn the_same_message_twice_is_one_entry_and_an_import_is_undone_as_one() {
    let desk = Desk::new();
    desk.with_email("Luc", "Martin", "luc.martin@exemple.fr");
    let before = desk.rows();
    let first = desk.import(&[
        ("a.eml", simple("1@e", "Un").as_bytes()),
        ("copie.eml", simple("1@e", "Un").as_bytes()),
        ("b.eml", simple("2@e", "Deux").as_bytes()),
    ]);
    assert_eq!((&first["filed"], &first["already"]), (&json!(2), &json!(1)));
    let again = desk.import(&[("autre nom.eml", simple("1@e", "Un").as_bytes())]);
    assert_eq!((&again["already"], &again["operation"]), (&json!(1), &Value::Null));
    let other = Desk::new();
    let elsewhere = other.import(&[("x.eml", simple("1@e", "Un").as_bytes())]);
    assert_eq!(
        elsewhere["verdicts"][0]["interaction"], first["verdicts"][0]["interaction"],
        "two devices make the same row"
    );
    desk.call("undo_operation", json!({ "operation": first["operation"], "force": false }));
    assert_eq!(desk.rows(), before);
    assert_eq!(
        desk.import(&[("a.eml", simple("1@e", "Un").as_bytes())])["filed"],
        1,
        "what was taken back can come again"
    );
    desk.check();
}

#[test]
fn folders_are_walked_and_what_is_no_mail_is_refused_with_the_reason() {
    let desk = Desk::new();
    std::fs::create_dir_all(desk.data().join("courrier/2026")).unwrap();
    desk.write("courrier/a.eml", simple("1@e", "Un"));
    desk.write("courrier/2026/B.EML", simple("2@e", "Deux"));
    desk.write("courrier/notes.txt", "pas un e-mail");
    let report = desk.call("import_emails", json!({ "task": "t", "paths": [desk.data().join("courrier")] }));
    assert_eq!((&report["files"], &report["unfiled"]), (&json!(2), &json!(2)));
    let report = desk.import(&[
        ("faux.eml", b"%PDF-1.4\0\0binaire"),
        ("vide.eml", b""),
        ("bon.eml", simple("3@e", "Trois").as_bytes()),
    ]);
    assert_eq!((&report["rejected"], &report["unfiled"]), (&json!(2), &json!(1)));
    assert!(report["verdicts"][0]["reason"].as_str().unwrap().contains("document"));
    let empty = desk.data().join("vide");
    std::fs::create_dir(&empty).unwrap();
    assert_eq!(desk.refusal("import_emails", json!({ "task": "t", "paths": [empty] })), "nothing");
    let absent = desk.call("import_emails", json!({ "task": "t", "paths": [desk.data().join("absent.eml")] }));
    assert_eq!(absent["rejected"], 1);
}

#[test]
fn text_comes_out_of_every_encoding() {
    let desk = Desk::new();
    let head = |more: &str| format!("From: a@b.fr\nDate: Mon, 23 Nov 2026 10:15:00 +0100\nMIME-Version: 1.0\n{more}");
    let cases: Vec<(&str, Vec<u8>, &str)> = vec![
        (
            "quoted-printable",
            eml(&head("Message-ID: <qp@e>\nContent-Type: text/plain; charset=iso-8859-15\nContent-Transfer-Encoding: quoted-printable\n\nPr=E9judice : 12=A0000 =A4, =\nsoit la totalit=E9\n")).into_bytes(),
            "Préjudice : 12\u{a0}000 €, soit la totalité",
        ),
        (
            "base64",
            eml(&head("Message-ID: <b64@e>\nContent-Type: text/plain; charset=\"utf-8\"\nContent-Transfer-Encoding: base64\n\nTCfDqXTDqSBkZXJuaWVy\n")).into_bytes(),
            "L'été dernier",
        ),
        (
            "8bit in Windows-1252",
            [eml(&head("Message-ID: <8b@e>\nContent-Type: text/plain; charset=windows-1252\nContent-Transfer-Encoding: 8bit\n\n")).into_bytes(), b"l\x92\x9cuvre d\xe9j\xe0 cit\xe9e\r\n".to_vec()].concat(),
            "l’œuvre déjà citée",
        ),
        (
            "UTF-8 without saying so",
            eml(&head("Message-ID: <u8@e>\n\nDéjà réglé\n")).into_bytes(),
            "Déjà réglé",
        ),
        (
            "multipart/alternative",
            eml(&head("Message-ID: <alt@e>\nContent-Type: multipart/alternative; boundary=\"=_b\"\n\npréambule\n--=_b\nContent-Type: text/plain; charset=utf-8\n\nVersion simple\n--=_b\nContent-Type: text/html; charset=utf-8\n\n<p>Version <b>riche</b></p>\n--=_b--\n")).into_bytes(),
            "Version simple",
        ),
        (
            "HTML only",
            eml(&head("Message-ID: <html@e>\nContent-Type: text/html; charset=utf-8\n\n<html><head><style>p{}</style></head><body><h2>Objet</h2><p>Bonjour&nbsp;Ma&icirc;tre</p><table><tr><td>Loyer</td><td>1200</td></tr></table></body></html>\n")).into_bytes(),
            "Bonjour\u{a0}Maître",
        ),
        (
            "cells and titles of HTML",
            eml(&head("Message-ID: <html2@e>\nContent-Type: text/html; charset=utf-8\n\n<h2>Objet</h2><table><tr><td>Loyer</td><td>1200</td></tr></table>\n")).into_bytes(),
            "Loyer 1200",
        ),
    ];
    for (what, bytes, text) in cases {
        let (verdict, view) = desk.read(bytes);
        let found = view["text"].as_str().unwrap().replace("\u{a0}", " ");
        assert!(found.contains(&text.replace('\u{a0}', " ")), "{what}: {found:?}");
        assert_eq!(verdict["reason"], "", "{what}");
    }
    desk.check();
}

#[test]
fn headers_of_every_dialect_are_read() {
    let desk = Desk::new();
    let (_, view) = desk.read(eml(
        "From: =?UTF-8?B?w4lsb8OvYw==?=\n =?UTF-8?Q?_Lef=C3=A8vre?= <eloic@exemple.fr>\nTo: Equipe: a@exemple.fr, \"B, C\" <b@exemple.fr>;\nBcc: secret@exemple.fr\n\
         Date: 24 Nov 26 08:00 GMT\nMessage-ID: <rfc@e>\nSubject: =?utf-8?Q?Une_longue_ligne?=\n =?utf-8?Q?_pli=C3=A9e?=\n\nx\n",
    ));
    assert_eq!(view["subject"], "Une longue ligne pliée");
    assert_eq!(view["at"], "2026-11-24T08:00:00.000Z");
    let people: Vec<(&str, &str, &str)> = view["people"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["part"].as_str().unwrap(), one["name"].as_str().unwrap(), one["address"].as_str().unwrap()))
        .collect();
    assert_eq!(
        people,
        [
            ("sender", "Éloïc Lefèvre", "eloic@exemple.fr"),
            ("recipient", "", "a@exemple.fr"),
            ("recipient", "B, C", "b@exemple.fr"),
            ("copy", "", "secret@exemple.fr"),
        ]
    );
    // RFC 2231: a name in pieces, with its charset; and Outlook's RFC 2047 inside the quotes.
    let (verdict, _) = desk.read(eml(
        "From: a@b.fr\nDate: Mon, 23 Nov 2026 10:15:00 +0100\nMessage-ID: <2231@e>\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n\
         --b\nContent-Type: text/plain\n\nCi-joint\n\
         --b\nContent-Type: application/pdf\nContent-Disposition: attachment; filename*0*=utf-8''Conclusions%20n%C2%B0; filename*1*=2%20d%C3%A9finitives.pdf\nContent-Transfer-Encoding: base64\n\nJVBERi0=\n\
         --b\nContent-Type: application/octet-stream; name=\"=?iso-8859-1?Q?Re=E7u.txt?=\"\nContent-Disposition: attachment\n\nrecu\n\
         --b\nContent-Type: text/plain; charset=utf-8\nContent-Disposition: attachment; filename=\"..\\\\..\\\\evil/../notes.txt\"\n\nnotes\n--b--\n",
    ));
    assert_eq!(desk.attachments(&verdict), ["Conclusions n°2 définitives.pdf", "Reçu.txt", "notes.txt"]);
}

#[test]
fn messages_within_messages_and_attachments_become_documents() {
    let desk = Desk::new();
    let luc = desk.with_email("Luc", "Martin", "luc.martin@exemple.fr");
    let (verdict, _) = desk.read(eml(
        "From: luc.martin@exemple.fr\nDate: Mon, 23 Nov 2026 10:15:00 +0100\nMessage-ID: <nid@e>\nSubject: Tr: pièces\nMIME-Version: 1.0\n\
         Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain; charset=utf-8\n\nVoir ci-dessous\n\
         --b\nContent-Type: message/rfc822\n\nFrom: Tiers <tiers@exemple.org>\nSubject: Expertise amiable\n\nLe plafond est fissuré\n\
         --b\nContent-Type: text/csv; name=frais.csv\nContent-Disposition: attachment; filename=frais.csv\n\nposte;montant\nhuissier;120\n--b--\n",
    ));
    assert_eq!(desk.attachments(&verdict), ["Expertise amiable.eml", "frais.csv"]);
    for word in ["fissure", "huissier", "dessous"] {
        let found = desk.journal(json!({ "contact": luc, "text": word }))["entries"].clone();
        assert_eq!(found.as_array().unwrap().len(), 1, "{word}");
        assert_eq!(found[0]["id"], verdict["interaction"]);
    }
    assert_eq!(
        desk.journal(json!({}))["entries"].as_array().unwrap().len(),
        1,
        "attachments are shown with their message"
    );
    let page =
        desk.call("list_documents", json!({ "filter": { "contact": luc }, "page": { "offset": 0, "limit": 10 } }));
    assert_eq!(page["total"], 2, "the message as it came is no document");
    desk.call("remove_interaction", json!({ "id": verdict["interaction"] }));
    desk.call("undo_last", json!({}));
    assert_eq!(desk.attachments(&verdict), ["Expertise amiable.eml", "frais.csv"]);
    desk.check();
}

/// A winmail.dat with one file in it, made by the rules of MS-OXTNEF.
fn winmail(name: &str, content: &[u8]) -> Vec<u8> {
    let mut file = vec![0x78, 0x9f, 0x3e, 0x22, 1, 0];
    let mut attribute = |level: u8, id: u32, data: &[u8]| {
        file.push(level);
        file.extend_from_slice(&id.to_le_bytes());
        file.extend_from_slice(&u32::try_from(data.len()).unwrap().to_le_bytes());
        file.extend_from_slice(data);
        let sum = data.iter().fold(0u16, |sum, byte| sum.wrapping_add(u16::from(*byte)));
        file.extend_from_slice(&sum.to_le_bytes());
    };
    attribute(1, 0x0008_9006, &[0, 0, 1, 0]);
    attribute(1, 0x0006_9007, &[0xe4, 4, 0, 0, 0, 0, 0, 0]);
    attribute(2, 0x0006_9002, &[1, 0, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0, 0, 0, 0]);
    let date = [0xea, 7, 11, 0, 23, 0, 10, 0, 15, 0, 0, 0, 1, 0];
    attribute(2, 0x0001_8010, &[name.as_bytes(), &[0]].concat());
    attribute(2, 0x0006_800f, content);
    attribute(2, 0x0003_8012, &date);
    attribute(2, 0x0003_8013, &date);
    attribute(2, 0x0006_9005, &[0, 0, 0, 0]);
    file
}

fn base64_lines(bytes: &[u8]) -> String {
    let whole = BASE64.encode(bytes);
    whole.as_bytes().chunks(76).map(|line| format!("{}\n", String::from_utf8_lossy(line))).collect()
}

#[test]
fn a_winmail_is_unpacked_and_one_that_is_broken_is_kept() {
    let desk = Desk::new();
    let message = |id: &str, content: &[u8]| {
        eml(&format!(
            "From: a@b.fr\nDate: Mon, 23 Nov 2026 10:15:00 +0100\nMessage-ID: <{id}>\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n\
             --b\nContent-Type: text/plain\n\nBonjour\n--b\nContent-Type: application/ms-tnef; name=winmail.dat\nContent-Transfer-Encoding: base64\n\n{}--b--\n",
            base64_lines(content)
        ))
    };
    let (verdict, _) = desk.read(message("tnef@e", &winmail("protocole.txt", b"accord")));
    assert_eq!(desk.attachments(&verdict), ["protocole.txt"]);
    let (verdict, _) = desk.read(message("tnef2@e", b"\x78\x9f\x3e\x22 abime"));
    assert_eq!(desk.attachments(&verdict), ["winmail.dat"]);
}

#[test]
fn an_outlook_file_is_read() {
    let desk = Desk::new();
    let luc = desk.with_email("Luc", "Martin", "luc.martin@exemple.fr");
    let mut file = cfb::CompoundFile::create_with_version(cfb::Version::V3, std::io::Cursor::new(Vec::new())).unwrap();
    file.create_storage("/__attach_version1.0_#00000000").unwrap();
    let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let headers = "Message-ID: <outlook-1@exemple.fr>\r\nDate: Mon, 23 Nov 2026 10:15:00 +0100\r\n";
    for (path, content) in [
        ("/__properties_version1.0", vec![0; 32]),
        ("/__substg1.0_0037001F", wide("Pièces d’Outlook")),
        ("/__substg1.0_0C1A001F", wide("Luc Martin")),
        ("/__substg1.0_0C1F001F", wide("Luc.Martin@exemple.fr")),
        ("/__substg1.0_1000001F", wide("Bonjour Maître,\r\nle devis est joint.")),
        ("/__substg1.0_007D001F", wide(headers)),
        ("/__attach_version1.0_#00000000/__properties_version1.0", vec![0; 8]),
        ("/__attach_version1.0_#00000000/__substg1.0_3707001F", wide("devis.txt")),
        ("/__attach_version1.0_#00000000/__substg1.0_37010102", b"Toiture : 4 200 euros".to_vec()),
    ] {
        file.create_stream(path).unwrap().write_all(&content).unwrap();
    }
    let bytes = file.into_inner().into_inner();
    let report = desk.import(&[("message.msg", &bytes)]);
    let verdict = &report["verdicts"][0];
    assert_eq!(verdict["verdict"], "filed", "{report:#}");
    assert_eq!((&verdict["subject"], &verdict["contacts"]), (&json!("Pièces d’Outlook"), &json!(["Luc MARTIN"])));
    assert_eq!(desk.attachments(verdict), ["devis.txt"]);
    let entries = desk.journal(json!({ "contact": luc, "text": "toiture" }))["entries"].clone();
    assert_eq!(entries[0]["at"], "2026-11-23T09:15:00.000Z");
    // Cut anywhere or with a byte turned, it is refused or read, never a panic that ends the import.
    for cut in [100, 512, bytes.len() / 2, bytes.len() - 600] {
        let report = desk.import(&[("coupe.msg", &bytes[..cut])]);
        assert_eq!(report["files"], 1);
    }
    desk.check();
}

#[test]
fn broken_mail_is_kept_as_far_as_it_goes_with_the_reason() {
    let desk = Desk::new();
    let cases: Vec<(&str, Vec<u8>, &str)> = vec![
        ("no header at all", b"Bonjour,\r\nceci est un texte sans rien d'autre\r\n".to_vec(), "sans rien"),
        ("no sender", eml("Subject: Orphelin\nDate: Mon, 23 Nov 2026 10:15:00 +0100\n\nTexte orphelin\n").into_bytes(), "orphelin"),
        ("a date that is none", eml("From: a@b.fr\nDate: le 32 du mois\nMessage-ID: <date@e>\n\nTexte daté\n").into_bytes(), "daté"),
        (
            "cut in the middle of its base64",
            eml("From: a@b.fr\nDate: Mon, 23 Nov 2026 10:15:00 +0100\nMessage-ID: <cut@e>\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nDébut du texte\n--b\nContent-Type: application/pdf; name=a.pdf\nContent-Transfer-Encoding: base64\n\nJVBERi0xLjQKJ").into_bytes(),
            "Début",
        ),
        (
            "parts without end, inside each other",
            eml(&format!(
                "From: a@b.fr\nDate: Mon, 23 Nov 2026 10:15:00 +0100\nMessage-ID: <deep@e>\n{}\nTout au fond\n",
                (0..300).map(|n| format!("Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n")).collect::<String>()
            )).into_bytes(),
            "",
        ),
    ];
    for (what, bytes, text) in cases {
        let report = desk.import(&[("message.eml", &bytes)]);
        let verdict = &report["verdicts"][0];
        assert!(["broken", "unfiled"].contains(&verdict["verdict"].as_str().unwrap()), "{what}: {report:#}");
        let view = desk.call("email_view", json!({ "id": verdict["interaction"] }));
        assert!(view["text"].as_str().unwrap().contains(text), "{what}: {view:#}");
        assert!(!view["original"].is_null(), "{what}: the file itself is kept");
    }
    let kept = desk.journal(json!({}))["entries"].clone();
    assert_eq!(kept.as_array().unwrap().len(), 5);
    assert!(kept.as_array().unwrap().iter().filter(|entry| entry["problem"] != "").count() >= 3);
    desk.check();
}

#[test]
fn spoilt_messages_never_end_an_import() {
    let desk = Desk::new();
    let whole = eml(
        "From: =?utf-8?Q?=C3=89?= <a@b.fr>\nDate: Mon, 23 Nov 2026 10:15:00 +0100\nSubject: =?utf-8?B?w6k=?=\nMIME-Version: 1.0\n\
         Content-Type: multipart/mixed; boundary=\"b\"\n\n--b\nContent-Type: text/html; charset=utf-8\n\n<p onclick=x>a</p>\n\
         --b\nContent-Disposition: attachment; filename*=utf-8''%C3%A9.txt\nContent-Transfer-Encoding: base64\n\nw6k=\n--b--\n",
    ).into_bytes();
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    for at in (0..whole.len()).step_by(7) {
        let mut bytes = whole.clone();
        bytes[at] = bytes[at].wrapping_add(97);
        files.push((format!("o{at}.eml"), bytes));
        files.push((format!("c{at}.eml"), whole[..at].to_vec()));
    }
    let paths: Vec<String> = files.iter().map(|(name, bytes)| desk.write(name, bytes)).collect();
    let report = desk.call("import_emails", json!({ "task": "t", "paths": paths }));
    let counted: u64 =
        ["filed", "unfiled", "already", "broken", "rejected"].iter().map(|kind| report[*kind].as_u64().unwrap()).sum();
    assert_eq!(counted, files.len() as u64);
    desk.check();
}

#[test]
fn hostile_html_loses_everything_that_runs_loads_or_leads_elsewhere() {
    let desk = Desk::new();
    let html = "<html><head><script>alert(1)</script><meta http-equiv=refresh content='0;url=http://mal.example'><base href=http://mal.example>\
        <style>@import url(http://mal.example/x.css)</style></head><body background=http://mal.example/b.png onload=alert(2)>\
        <p style=\"background:url(http://mal.example/s)\" onclick=alert(3)>Bonjour <b>Maître</b></p>\
        <img src=http://mal.example/pixel.gif width=1><img src=\"cid:logo@e\"><img src=x onerror=alert(4)>\
        <a href=\"javascript:alert(5)\">lien</a><a href=\"http://mal.example\">site</a><iframe src=http://mal.example></iframe>\
        <form action=http://mal.example><input name=a></form><svg><script>alert(6)</script></svg><object data=x></object>\
        <link rel=stylesheet href=http://mal.example/l.css><video src=http://mal.example/v.mp4></video>\
        <math><mtext></form><form><mglyph><style></math><img src onerror=alert(7)></style></mglyph></form></mtext></math></body></html>";
    let (verdict, view) = desk.read(eml(&format!(
        "From: a@b.fr\nDate: Mon, 23 Nov 2026 10:15:00 +0100\nMessage-ID: <xss@e>\nSubject: <script>alert(0)</script>\nMIME-Version: 1.0\n\
         Content-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html; charset=utf-8\n\n{html}\n\
         --b\nContent-Type: image/png; name=logo.png\nContent-ID: <logo@e>\nContent-Transfer-Encoding: base64\n\niVBORw0KGgo=\n--b--\n"
    )));
    let shown = view["html"].as_str().unwrap();
    for word in [
        "script",
        "alert",
        "mal.example",
        "onclick",
        "onload",
        "onerror",
        "style",
        "href",
        "iframe",
        "form",
        "svg",
        "object",
        "link",
        "video",
        "meta",
        "base ",
        "cid:",
    ] {
        assert!(!shown.contains(word), "{word} in {shown}");
    }
    assert!(shown.contains("<b>Maître</b>") && shown.contains("data:image/png;base64,iVBORw0KGgo="), "{shown}");
    assert!(view["blocked"] == 1, "{view:#}");
    assert_eq!(view["subject"], "<script>alert(0)</script>");
    assert_eq!(desk.attachments(&verdict), [""; 0], "a small picture of the text is no document");
}

#[test]
fn unknown_addresses_are_proposed_and_their_messages_follow() {
    let desk = Desk::new();
    let known = desk.with_email("Luc", "Martin", "luc@ancien.exemple.fr");
    let with = |id: &str, from: &str| {
        eml(&format!(
            "From: {from}\nTo: noreply@exemple.fr\nDate: Mon, 23 Nov 2026 10:15:00 +0100\nMessage-ID: <{id}>\nSubject: {id}\n\nx\n"
        ))
    };
    let report = desk.import(&[
        ("1.eml", with("un", "Luc Martin <luc.martin@exemple.fr>").as_bytes()),
        ("2.eml", with("deux", "LUC.MARTIN@EXEMPLE.FR").as_bytes()),
        ("3.eml", with("trois", "SARL Bâtir <contact@batir.exemple.fr>").as_bytes()),
    ]);
    let proposals = report["proposals"].clone();
    assert_eq!(proposals.as_array().unwrap().len(), 2, "a machine is nobody: {proposals:#}");
    let of =
        |address: &str| proposals.as_array().unwrap().iter().find(|one| one["address"] == address).unwrap().clone();
    let luc = of("luc.martin@exemple.fr");
    assert_eq!(
        (&luc["emails"], &luc["draft"]["birth_name"], &luc["draft"]["first_names"]),
        (&json!(2), &json!("Martin"), &json!("Luc"))
    );
    assert_eq!(luc["similar"][0]["contact"]["id"], json!(known), "the one that is there is shown");
    let company = of("contact@batir.exemple.fr");
    assert_eq!(company["draft"]["kind"], "legal_person");
    let before = desk.rows();
    let accepted = json!([
        { "address": "luc.martin@exemple.fr", "contact": known },
        { "address": "contact@batir.exemple.fr", "draft": company["draft"] },
    ]);
    let contacts = desk.call("accept_email_proposals", json!({ "accepted": accepted }));
    assert_eq!(desk.journal(json!({ "contact": known }))["entries"].as_array().unwrap().len(), 2);
    assert_eq!(desk.journal(json!({ "contact": contacts[1] }))["entries"].as_array().unwrap().len(), 1);
    assert_eq!(desk.contact(&known)["draft"]["emails"].as_array().unwrap().len(), 2);
    let left = json!({ "page": { "offset": 0, "limit": 10 } });
    assert_eq!(desk.call("email_proposals", left.clone()), json!([]));
    desk.call("undo_last", json!({}));
    assert_eq!(desk.rows(), before, "one act, one undo");
    assert_eq!(desk.call("email_proposals", left.clone()).as_array().unwrap().len(), 2);
    desk.call("ignore_email_addresses", json!({ "addresses": ["contact@batir.exemple.fr"] }));
    assert_eq!(desk.call("email_proposals", left).as_array().unwrap().len(), 1);
}

#[test]
fn an_email_stays_as_it_came() {
    let desk = Desk::new();
    let anne = desk.person("Anne", "Durand");
    let (verdict, _) = desk.read(simple("fixe@e", "Objet reçu"));
    let mut draft = desk.call("get_interaction", json!({ "id": verdict["interaction"] }))["draft"].clone();
    draft["subject"] = json!("Objet changé");
    draft["body"] = json!("Autre texte");
    draft["about"] = json!([anne]);
    let saved = desk.call("save_interaction", json!({ "draft": draft }));
    assert_eq!(saved["draft"]["subject"], "Objet reçu");
    assert_eq!(desk.journal(json!({ "contact": anne }))["entries"].as_array().unwrap().len(), 1);
    let original = desk.call("email_view", json!({ "id": verdict["interaction"] }))["original"].clone();
    let out = desk.data().join("original.eml");
    desk.call("save_document_copy", json!({ "task": "t", "version": original, "path": out }));
    assert_eq!(std::fs::read_to_string(out).unwrap(), simple("fixe@e", "Objet reçu"), "to the byte");
}

#[test]
fn the_watched_folder_gives_what_is_new_once() {
    let desk = Desk::new();
    assert_eq!(desk.refusal("check_watched_folder", json!({ "task": "t" })), "required");
    let folder = desk.data().join("boite");
    std::fs::create_dir(&folder).unwrap();
    let mut settings = desk.call("device_settings", json!({}));
    settings["watched_folder"] = json!(desk.data().join("absent"));
    assert_eq!(desk.refusal("save_device_settings", json!({ "settings": settings })), "no_folder");
    settings["watched_folder"] = json!(folder);
    desk.call("save_device_settings", json!({ "settings": settings }));
    desk.write("boite/a.eml", simple("1@e", "Un"));
    assert_eq!(desk.call("check_watched_folder", json!({ "task": "t" }))["files"], 1);
    assert_eq!(desk.call("check_watched_folder", json!({ "task": "t" })), Value::Null);
    desk.write("boite/b.eml", simple("2@e", "Deux"));
    assert_eq!(desk.call("check_watched_folder", json!({ "task": "t" }))["files"], 1);
    assert!(desk.data().join("boite/a.eml").exists(), "files stay where they are");
    // By itself, a file that was just written waits.
    desk.write("boite/c.eml", simple("3@e", "Trois"));
    themisia_core::email::watch::tend(&desk.vault).unwrap();
    assert_eq!(desk.journal(json!({}))["entries"].as_array().unwrap().len(), 2);
}
