//! Words that French names and addresses carry beside what tells them apart: legal forms and their spellings, « Sté », kinds of
//! street, abbreviations of courts, mail providers. All folded.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

/// A legal form. `0` is none.
pub type Form = u8;

/// Spellings of the legal forms, longest first where one begins another, and the form.
const FORMS: &[(&str, Form)] = &[
    ("societe d exercice liberal a responsabilite limitee", 9),
    ("societe a responsabilite limitee unipersonnelle", 2),
    ("entreprise unipersonnelle a responsabilite limitee", 2),
    ("societe par actions simplifiee unipersonnelle", 4),
    ("societe a responsabilite limitee", 1),
    ("societe par actions simplifiee", 3),
    ("societe civile immobiliere", 5),
    ("societe civile professionnelle", 7),
    ("societe civile de moyens", 12),
    ("societe en nom collectif", 8),
    ("societe anonyme", 6),
    ("societe civile", 13),
    ("groupement d interet economique", 14),
    ("sarl", 1),
    ("eurl", 2),
    ("sas", 3),
    ("sasu", 4),
    ("sci", 5),
    ("sa", 6),
    ("scp", 7),
    ("snc", 8),
    ("selarl", 9),
    ("selarlu", 9),
    ("selurl", 9),
    ("selas", 10),
    ("selasu", 10),
    ("association", 11),
    ("assoc", 11),
    ("asso", 11),
    ("ass", 11),
    ("scm", 12),
    ("gie", 14),
    ("scop", 15),
    ("gaec", 16),
    ("earl", 17),
    ("ei", 18),
    ("eirl", 18),
    ("sccv", 19),
    ("aarpi", 20),
];

/// Forms that are one another's variant with a single member, so that either may be written.
pub fn forms_agree(a: Form, b: Form) -> bool {
    a == b || matches!((a.min(b), a.max(b)), (1, 2) | (3, 4) | (9, 10))
}

/// Takes the legal form out of the words of a name: « sarl menuiserie du port » → the form, « menuiserie du port ».
pub fn take_form(words: &mut Vec<&str>) -> Form {
    let mut form = 0;
    for (spelling, known) in FORMS {
        let (Some(first), Some(last)) = (words.first(), words.last()) else { break };
        // In front or at the end, where a form stands; in the middle it is a word of the name.
        let in_front = spelling.starts_with(first);
        if !in_front && !spelling.ends_with(last) {
            continue;
        }
        let parts = spelling.split(' ').count();
        if words.len() <= parts {
            continue;
        }
        let at = if in_front && words[..parts].iter().copied().eq(spelling.split(' ')) {
            0
        } else if words[words.len() - parts..].iter().copied().eq(spelling.split(' ')) {
            words.len() - parts
        } else {
            continue;
        };
        words.drain(at..at + parts);
        if form == 0 {
            form = *known;
        }
    }
    form
}

/// The form that a field « forme juridique » holds.
pub fn form_of(folded: &str) -> Form {
    FORMS.iter().find(|(spelling, _)| *spelling == folded).map_or(0, |(_, form)| *form)
}

/// Words that a name may bear or not, without being another.
pub fn is_filler(word: &str) -> bool {
    matches!(
        word,
        "societe"
            | "ste"
            | "ets"
            | "etablissement"
            | "etablissements"
            | "entreprise"
            | "et"
            | "de"
            | "du"
            | "des"
            | "d"
            | "la"
            | "le"
            | "les"
            | "l"
            | "a"
            | "au"
            | "aux"
            | "en"
            | "the"
            | "and"
            | "of"
            | "maitre"
            | "maitres"
            | "me"
            | "mes"
            | "cabinet"
            | "etude"
            | "france"
    )
}

/// One spelling for words that are abbreviated.
pub fn whole_word(word: &str) -> &str {
    match word {
        "st" => "saint",
        "cie" => "compagnie",
        "assoc" | "associe" | "associees" | "associee" => "associes",
        "freres" | "frere" => "freres",
        "int" | "intl" => "international",
        "constr" => "construction",
        "immo" => "immobilier",
        "transp" => "transports",
        "gpe" | "grp" => "groupe",
        "bat" => "batiment",
        "dev" => "developpement",
        "agce" => "agence",
        "ass" => "association",
        _ => word,
    }
}

/// Titles before the name of a person.
pub fn is_title(word: &str) -> bool {
    matches!(word, "m" | "mr" | "monsieur" | "mme" | "madame" | "mlle" | "mademoiselle" | "me" | "maitre" | "dr" | "pr")
}

/// Words between two surnames of one person: « DURAND née PETIT », « PETIT ép. DURAND ».
pub fn is_between_names(word: &str) -> bool {
    matches!(word, "nee" | "ne" | "epouse" | "ep" | "veuve" | "vve")
}

/// 1 for a man, 2 for a woman, 0 when the civility does not say.
pub fn sex_of(civility: &str) -> u8 {
    match civility {
        "m" | "mr" | "monsieur" => 1,
        "mme" | "madame" | "mlle" | "mademoiselle" => 2,
        _ => 0,
    }
}

/// Types of court under all the names they bore or are abbreviated to; the town follows.
const COURTS: &[(&str, u8)] = &[
    ("tribunal judiciaire", 1),
    ("tribunal de grande instance", 1),
    ("trib jud", 1),
    ("tj", 1),
    ("tgi", 1),
    ("tribunal des activites economiques", 2),
    ("tribunal de commerce", 2),
    ("trib com", 2),
    ("t com", 2),
    ("tcom", 2),
    ("tae", 2),
    ("tc", 2),
    ("cour administrative d appel", 7),
    ("caa", 7),
    ("cour d appel", 3),
    ("ca", 3),
    ("conseil de prud hommes", 4),
    ("conseil de prudhommes", 4),
    ("conseil des prud hommes", 4),
    ("prud hommes", 4),
    ("prudhommes", 4),
    ("cph", 4),
    ("tribunal administratif", 5),
    ("ta", 5),
    ("tribunal de proximite", 6),
    ("tribunal d instance", 6),
    ("tprox", 6),
    ("ti", 6),
];

/// The type of a court and what follows it in its name.
pub fn court_of(folded: &str) -> (u8, &str) {
    for (spelling, class) in COURTS {
        if let Some(rest) = folded.strip_prefix(spelling)
            && (rest.is_empty() || rest.starts_with(' '))
        {
            return (*class, rest.trim_start());
        }
    }
    (0, folded)
}

/// Providers where anybody has a mailbox: their domain says nothing.
pub fn is_webmail(domain: &str) -> bool {
    let label = domain.split('.').next().unwrap_or_default();
    matches!(
        label,
        "gmail"
            | "googlemail"
            | "orange"
            | "free"
            | "wanadoo"
            | "hotmail"
            | "laposte"
            | "yahoo"
            | "outlook"
            | "sfr"
            | "neuf"
            | "live"
            | "msn"
            | "icloud"
            | "me"
            | "aol"
            | "bbox"
            | "numericable"
            | "club-internet"
            | "protonmail"
            | "proton"
            | "gmx"
            | "cegetel"
            | "aliceadsl"
            | "noos"
            | "ymail"
            | "mac"
    )
}

/// Mailboxes that every organisation has.
pub fn is_common_mailbox(local: &str) -> bool {
    matches!(
        local,
        "contact"
            | "info"
            | "infos"
            | "direction"
            | "accueil"
            | "compta"
            | "comptabilite"
            | "secretariat"
            | "admin"
            | "bonjour"
            | "commercial"
            | "mail"
            | "cabinet"
            | "avocat"
            | "bureau"
            | "facturation"
            | "administration"
            | "agence"
            | "etude"
            | "gestion"
            | "greffe"
            | "hello"
            | "juridique"
            | "notaire"
            | "office"
            | "service"
    )
}

/// Kinds of street and what people write around them: the name of the street is what follows.
pub fn is_way(word: &str) -> bool {
    matches!(
        word,
        "rue"
            | "r"
            | "avenue"
            | "av"
            | "ave"
            | "boulevard"
            | "bd"
            | "bld"
            | "boul"
            | "chemin"
            | "ch"
            | "chem"
            | "che"
            | "allee"
            | "allees"
            | "all"
            | "place"
            | "pl"
            | "impasse"
            | "imp"
            | "route"
            | "rte"
            | "quai"
            | "cours"
            | "crs"
            | "square"
            | "sq"
            | "passage"
            | "pass"
            | "esplanade"
            | "faubourg"
            | "fbg"
            | "fg"
            | "residence"
            | "res"
            | "lotissement"
            | "lot"
            | "zone"
            | "za"
            | "zi"
            | "zac"
            | "lieu"
            | "dit"
            | "bis"
            | "ter"
            | "quater"
            | "b"
            | "t"
            | "de"
            | "du"
            | "des"
            | "d"
            | "la"
            | "le"
            | "les"
            | "l"
    )
}

/// One spelling for the words of streets that are abbreviated.
pub fn street_word(word: &str) -> &str {
    match word {
        "gal" | "gen" => "general",
        "mal" => "marechal",
        "pdt" | "pt" => "president",
        "dr" => "docteur",
        "cdt" => "commandant",
        "cne" | "cap" => "capitaine",
        "st" => "saint",
        "ste" => "sainte",
        "gd" => "grand",
        "gde" => "grande",
        "vx" => "vieux",
        "rep" => "republique",
        _ => word,
    }
}

const FIRST_NAMES: &str = include_str!("../../../../data/first_names.tsv");

/// Who bears a first name that many bear: 1 men, 2 women, 3 both; 0 for a name that few bear, or that is mistyped.
pub fn first_name(folded: &str) -> u8 {
    static KNOWN: LazyLock<FxHashMap<&str, u8>> = LazyLock::new(|| {
        let lines = FIRST_NAMES.lines().filter_map(|line| line.split_once('\t'));
        lines
            .map(|(name, who)| {
                (
                    name,
                    if who == "m" {
                        1
                    } else if who == "f" {
                        2
                    } else {
                        3
                    },
                )
            })
            .collect()
    });
    KNOWN.get(folded).copied().unwrap_or(0)
}

/// Spellings of one first name that neither sound nor letters tell.
pub fn one_first_name(a: &str, b: &str) -> bool {
    const SPELLINGS: &[&[&str]] = &[
        &["michael", "mickael", "mikael", "mickel"],
        &["joachim", "joaquim"],
        &["hugo", "ugo"],
        &["yannick", "yanick", "yannic"],
        &["jeremy", "jeremie"],
        &["elodie", "helodie"],
        &["solene", "solenne"],
        &["maelle", "maele"],
        &["mehdi", "medhi"],
    ];
    SPELLINGS.iter().any(|spellings| spellings.contains(&a) && spellings.contains(&b))
}

/// The names that a type of court bore or is abbreviated to.
pub fn court_spellings(class: u8) -> impl Iterator<Item = &'static str> {
    COURTS.iter().filter(move |(_, known)| *known == class).map(|(spelling, _)| *spelling)
}
