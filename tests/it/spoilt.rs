//! Files full of anything: read or refused, never a panic, never without end. `THEMISIA_FUZZ=100000 cargo test -p themisia-it spoilt`
//! tries longer.

use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Value, json};
use themisia_core::commands::dispatch;
use themisia_core::error::ErrorCode;

use crate::desk::Desk;
use crate::export::export;

fn cases() -> u32 {
    std::env::var("THEMISIA_FUZZ").ok().and_then(|count| count.parse().ok()).unwrap_or(150)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_spoilt_file_is_read_or_refused(
        seed in 0..SEED_COUNT,
        changes in proptest::collection::vec((any::<Index>(), any::<u8>()), 0..30),
        cut in any::<Index>(),
        noise in proptest::collection::vec(any::<u8>(), 0..300),
    ) {
        let mut bytes = SEEDS.with(|seeds| seeds[seed].clone());
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if noise.len() % 3 == 0 {
            bytes.truncate(cut.index(bytes.len()));
        }
        let at = cut.index(bytes.len() + 1);
        if noise.len() % 2 == 0 {
            bytes.splice(at..at, noise);
        }
        DESK.with(|desk| {
            let path = desk.write("carnet", &bytes);
            let call = |name: &str, arguments: Value| {
                dispatch(&desk.vault, name, arguments).inspect_err(|error| {
                    // What the program did not expect, a panic too, is an internal error.
                    assert_ne!(error.code, ErrorCode::Internal, "{name}: {error:?}");
                })
            };
            let Ok(preview) = call("preview_import", json!({ "path": path })) else { return };
            let columns = preview["headers"].as_array().unwrap().len();
            let mut mapping = preview["mapping"].clone();
            if columns > 0 && preview["format"] != "vcard" {
                // Whatever the headers became, the rows are read.
                mapping[0] = json!("full_name");
            }
            let asked = json!({ "task": "i", "path": path, "mapping": mapping, "dry_run": true });
            if let Ok(report) = call("import_contacts", asked) {
                assert!(report["rows"].as_u64().unwrap() < 100_000);
            }
        });
    }
}

const SEED_COUNT: usize = 6;

thread_local! {
    static DESK: Desk = Desk::new();
    /// One good file of each format, to be spoilt.
    static SEEDS: Vec<Vec<u8>> = {
        let desk = Desk::new();
        desk.person("Anne", "Durand");
        desk.company("Menuiserie ; du Port");
        let mut files: Vec<Vec<u8>> =
            ["csv", "xlsx", "vcf"].iter().map(|format| std::fs::read(export(&desk, format, None).0).unwrap()).collect();
        files.push(b"BEGIN:VCARD\r\nVERSION:2.1\r\nN;ENCODING=QUOTED-PRINTABLE:=C9luard;Zo=E9=\r\n;;\r\nPHOTO;ENCODING=BASE64:\r\n /9j/\r\n\r\nitem1.TEL;WORK:01\r\nitem1.X-ABLabel:a\r\nBDAY:1970\r\nADR:;;a\\\r\n b;c,d\r\nEND:VCARD\r\n".to_vec());
        files.push(b"Nom;Pr\xe9nom\r\n\"Dur\"\"and\";Anne\r\n".to_vec());
        files.push(
            "\u{feff}sep=;\r\nNom;Prénom;Né(e) le;SIRET;RCS;Tél. portable;Courriel;Capital social;IBAN;Qualité\r\n\
             Durand;Anne;12/03/1970;732 829 320 00074;RCS d’Aix B 732 829 320;+33 (0)6 12 34 56 78;a@example.fr ::: b@example.fr;\
             10 000,50 €;FR76 3000 6000 0112 3456 7890 189;Expert\r\n"
                .into(),
        );
        assert_eq!(files.len(), SEED_COUNT);
        files
    };
}
