//! The persons who have a story: couples, brothers and sisters, homonyms, those whose name changed.

use super::cast::Life;

pub(super) struct Person {
    pub civility: &'static str,
    pub first_names: &'static str,
    pub birth_name: &'static str,
    pub usage_name: &'static str,
    pub birth_date: &'static str,
    /// Those of the same home share an address and a landline; 0 for none.
    pub home: usize,
    pub life: Life,
    pub quality: &'static str,
    pub notes: &'static str,
}

#[expect(clippy::too_many_arguments, reason = "one column a field: the table below reads as one")]
const fn p(
    civility: &'static str,
    first_names: &'static str,
    birth_name: &'static str,
    usage_name: &'static str,
    birth_date: &'static str,
    home: usize,
    life: Life,
    quality: &'static str,
    notes: &'static str,
) -> Person {
    Person { civility, first_names, birth_name, usage_name, birth_date, home, life, quality, notes }
}

use Life::{Active, Contact, Former, Later, Lost, LostThenBack, Prospect, Returned};

#[rustfmt::skip]
pub(super) const PERSONS: &[Person] = &[
    // Couples
    p("M.", "Philippe", "Durand", "", "1958-03-14", 1, Active, "", "Succession de sa mère. Préfère le téléphone, jamais avant 10 h."),
    p("Mme", "Anne", "Petit", "Durand", "1962-04-08", 1, Active, "", "Épouse de Philippe Durand. Copie des courriers aux deux."),
    p("M.", "Karim", "Haddadi", "", "1979-11-02", 2, Active, "", "Bail commercial du fonds de commerce de sa femme."),
    p("Mme", "Nadia", "Bouzidi", "Haddadi", "1983-06-21", 2, Active, "", "Exploite la boutique. Rappeler après la fermeture, 19 h 30."),
    p("M.", "Amaury", "de La Rochegrise", "", "1949-01-30", 3, Active, "", "Donation-partage. Courrier recommandé à la maison de campagne de juin à septembre."),
    p("Mme", "Hélène", "Marchandon", "de La Rochegrise", "1953-09-17", 3, Active, "", "Mal entendante : écrire plutôt qu’appeler."),
    p("M.", "Bruno", "Kessler", "", "1971-05-05", 4, Former, "", "Divorce prononcé. Dossier rendu contre récépissé."),
    p("Mme", "Isabelle", "Aubertin", "Kessler", "1974-12-11", 0, Contact, "Adversaire", "Partie adverse dans le divorce Kessler. Ne jamais lui écrire directement : passer par son conseil."),
    p("M.", "Thomas", "Lemaistre", "", "1990-08-23", 5, Prospect, "", "Achat en indivision avec sa compagne, veut un devis de convention."),
    p("Mme", "Julie", "Pons", "", "1992-02-19", 5, Prospect, "", "Vient avec M. Lemaistre. Conventions séparées demandées."),
    p("Mme", "Claire", "Bonnard", "", "1980-10-04", 6, Active, "", "Mariée à Mme Sophie Ruelle. Adoption simple."),
    p("Mme", "Sophie", "Ruelle", "", "1978-07-29", 6, Active, "", "Voir la fiche de Mme Bonnard pour les pièces d’état civil."),
    p("M.", "João", "Da Costa Lima", "", "1966-06-13", 7, Active, "", "Vices de construction, maison de Meaux. Expertise en cours."),
    p("Mme", "Maria de Fátima", "Alves", "Da Costa Lima", "1969-05-13", 7, Active, "", ""),
    // Brothers and sisters
    p("M.", "Yann", "Le Goffic", "", "1965-03-02", 0, Active, "", "Indivision Le Goffic : mandataire de ses sœurs pour le courrier."),
    p("Mme", "Gwenaëlle", "Le Goffic", "Tréguier", "1967-11-15", 0, Active, "", "Indivision Le Goffic. Habite loin : visioconférence."),
    p("Mme", "Soazig", "Le Goffic", "", "1972-01-08", 0, Active, "", "Indivision Le Goffic. N’est pas d’accord avec son frère sur le prix."),
    p("M.", "Minh Khôi", "Nguyen", "", "1986-04-27", 8, Active, "", "Cession de parts du restaurant familial."),
    p("Mme", "Thi Lan", "Nguyen", "", "1988-09-09", 8, Active, "", "Sœur et associée de Minh Khôi Nguyen."),
    p("M.", "Ousmane", "Camara", "", "1995-12-25", 0, Lost, "", "Frère d’Aïcha Camara."),
    p("Mme", "Aïcha", "Camara", "", "1993-03-18", 0, Active, "", "Licenciement économique. Audience de conciliation passée."),
    // A minor and those who stand for her
    p("Mme", "Élodie", "Garnier", "", "1987-07-07", 9, Active, "", "Agit aussi pour sa fille Lou, mineure."),
    p("", "Lou", "Garnier", "", "2014-05-30", 9, Active, "", "Mineure, représentée par sa mère Élodie Garnier. Accident scolaire."),
    p("M.", "Gaspard", "Fontanel", "", "2010-01-12", 0, Active, "", "Mineur émancipé. Contrat d’artiste."),
    p("Mme", "Odette", "Vauquelin", "Marceau", "1934-02-03", 0, Active, "", "Sous tutelle : M. Éric Marceau, son fils, est tuteur. Actes à lui adresser."),
    p("M.", "Éric", "Marceau", "", "1960-08-19", 0, Contact, "", "Tuteur de Mme Odette Marceau."),
    // Homonyms
    p("M.", "Jean", "Martin", "", "1951-06-06", 0, Active, "", "ATTENTION homonymes : celui-ci est né en 1951 et habite la région parisienne. Toujours vérifier la date de naissance."),
    p("M.", "Jean", "Martin", "", "1984-10-22", 0, Former, "", "ATTENTION homonymes : celui-ci est né en 1984."),
    p("M.", "Jean-Marie", "Martin", "", "1969-12-01", 0, Contact, "Adversaire", "À ne pas confondre avec nos deux clients Jean Martin."),
    p("Mme", "Marie", "Martin", "", "1977-02-14", 0, Prospect, "", ""),
    p("Mme", "Marie", "Martin", "Lopes", "1990-04-03", 0, Active, "", "Homonyme de naissance de la prospecte du même nom."),
    p("M.", "Mohamed", "Benali", "", "1970-01-01", 0, Active, "", "Date de naissance de l’état civil d’origine : 1er janvier par défaut."),
    p("M.", "Mohammed", "Benali", "", "1982-05-16", 0, Contact, "Témoin", "Avec deux m. Sans lien avec notre client."),
    // Close spellings
    p("Mme", "Catherine", "Lefèvre", "", "1959-09-30", 0, Active, "", "Avec accent et sans b."),
    p("Mme", "Catherine", "Lefebvre", "", "1964-03-26", 0, Lost, "", "Avec b. Déjà confondue une fois avec Mme Lefèvre."),
    p("M.", "Paul", "Lefébure", "", "1946-11-11", 0, Former, "", ""),
    p("M.", "Rémi", "Thibault", "", "1991-06-18", 0, Active, "", ""),
    p("M.", "Rémy", "Thibaud", "", "1989-01-27", 0, Prospect, "", "Thibaud avec un d."),
    p("M.", "Stéphane", "Meyer", "", "1975-08-08", 0, Active, "", ""),
    p("M.", "Stéphane", "Maillet", "", "1976-07-04", 0, Contact, "Adversaire", ""),
    p("M.", "François", "L’Hôte-Dubosc", "", "1956-10-10", 0, Active, "", "Écrire l’apostrophe et le trait d’union, il y tient."),
    // Names that changed
    p("Mme", "Sandrine", "Pelletan", "Roques", "1972-05-20", 0, Active, "", "A gardé le nom de son ex-mari comme nom d’usage, avec son accord écrit (au dossier)."),
    p("Mme", "Natacha", "Volkonine", "Delestre", "1985-12-31", 0, Active, "", "Divorcée puis remariée : ancien nom Mercadier."),
    p("M.", "Alexis", "Beauregard", "", "1998-03-03", 0, Active, "", "Changement de prénom à l’état civil, décision au dossier. Utiliser seulement le nouveau prénom."),
    p("M.", "Sacha", "Cauchon-Delaunay", "", "1994-09-25", 0, Active, "", "Procédure de changement de nom : décret obtenu."),
    p("Mme", "Ling", "Zhao", "", "1981-02-05", 0, Returned, "", "Prénom d’usage : Céline. Pièces d’identité au nom de Zhao Ling."),
    // The others
    p("Mme", "Yvonne", "Castaing", "", "1938-08-15", 0, Former, "", "Décédée : le dossier est suivi par ses héritiers. Ne plus écrire à cette adresse."),
    p("M.", "Gérard", "Bompard", "", "1947-04-01", 0, Returned, "", "Ancien client revenu pour son divorce."),
    p("M.", "Tristan", "Chabrol-Vignes", "", "1983-07-14", 0, LostThenBack, "", "Avait choisi un autre cabinet ; revenu de lui-même."),
    p("Dr", "Solène", "Abgrall", "", "1973-10-17", 0, Active, "", "Médecin libéral. Joignable entre 13 h et 14 h seulement."),
    p("Pr", "Armand", "Sarkis", "", "1955-02-28", 0, Contact, "Expert", "Professeur de droit comparé, consultations sur le droit libanais."),
    p("M.", "Vincent", "Delorme-Pujol", "", "1988-11-20", 0, Contact, "Apporteur", "Expert-comptable indépendant : nous adresse ses clients. Le remercier à chaque fois."),
    p("Mme", "Patricia", "Oyono", "", "1968-06-26", 0, Active, "", "Paie toujours dans la semaine."),
    p("M.", "Loïc", "Kermorgant", "", "1979-01-16", 0, Active, "", "Marin pêcheur : parfois injoignable trois semaines."),
    // Met in the last two weeks: see story.rs
    p("Mme", "Capucine", "Roubaud", "", "1996-04-12", 0, Later, "", "Premier appel : loyers impayés par son locataire. Rendez-vous proposé jeudi."),
    p("M.", "Désiré", "Mavoungou", "", "1974-09-02", 0, Later, "", "Envoyé par M. Delorme-Pujol."),
    p("Mme", "Léonie", "Castelnau", "", "2001-07-30", 0, Later, "", "Harcèlement au travail. Apporte ses messages imprimés."),
    p("M.", "Édouard", "Saint-Véran", "", "1963-03-21", 0, Later, "", ""),
    p("Me", "Joséphine", "Larrieu", "", "", 0, Later, "Confrère", "Conseil de la partie adverse dans l’affaire Mavoungou."),
];

/// Who bore which name before.
pub(super) const FORMER_NAMES: &[(&str, &str)] = &[
    ("Natacha Volkonine", "Mercadier"),
    ("Alexis Beauregard", "Alexia Beauregard"),
    ("Sacha Cauchon-Delaunay", "Cauchon"),
    ("Sandrine Pelletan", "Pelletan-Roques"),
    ("Ling Zhao", "Chao"),
];

/// Third parties drawn by lot: quality, how many, civility (a lawyer's and a notary's is « Me »).
pub(super) const THIRD_PARTIES: &[(&str, usize, &str)] = &[
    ("Confrère", 17, "Me"),
    ("Expert", 8, ""),
    ("Notaire", 7, "Me"),
    ("Commissaire de justice", 4, "Me"),
    ("Adversaire", 16, ""),
    ("Témoin", 4, ""),
    ("Médiateur", 3, ""),
    ("Mandataire judiciaire", 2, "Me"),
    ("Interprète", 3, ""),
    ("Apporteur", 3, ""),
];

/// What one writes about them.
pub(super) const THIRD_PARTY_NOTES: &[(&str, &[&str])] = &[
    (
        "Confrère",
        &[
            "Barreau de Paris. Communique ses pièces par voie électronique, répond vite.",
            "Barreau des Hauts-de-Seine. Demander toujours un accusé de réception.",
            "Barreau de Lyon. Postule pour nous devant la cour.",
            "Barreau de Nantes. Substitution possible sur l’Ouest.",
            "Barreau de Paris, droit social. Courtois, transige volontiers.",
            "Barreau de Versailles. Demande souvent des renvois.",
            "Barreau de Bordeaux. Correspondance officielle seulement.",
        ],
    ),
    (
        "Expert",
        &[
            "Expert en bâtiment près la cour d’appel. Délais : compter six mois.",
            "Expert en écritures. Veut les originaux, pas de copies.",
            "Expert-comptable judiciaire. Provision à consigner avant toute réunion.",
            "Médecin expert. Réunions le mardi.",
            "Expert automobile.",
        ],
    ),
    (
        "Notaire",
        &["Étude de trois notaires. Demander Mme Chapuis, clerc.", "Suit les successions en ligne directe.", ""],
    ),
    ("Commissaire de justice", &["Constats le week-end possibles.", "Significations : délai de 48 h.", ""]),
    (
        "Adversaire",
        &[
            "A un conseil : ne pas lui écrire directement.",
            "Sans avocat à ce jour.",
            "Adresse donnée par le commissaire de justice.",
            "",
        ],
    ),
    ("Témoin", &["Attestation reçue avec copie de la pièce d’identité.", "Attestation à refaire : date manquante."]),
    ("Médiateur", &["Séances dans nos locaux possibles.", "Médiateur familial diplômé d’État."]),
    ("Mandataire judiciaire", &["Déclarations de créances par courriel acceptées."]),
    ("Interprète", &["Assermenté : portugais, espagnol.", "Assermentée : arabe, kabyle.", "Assermenté : mandarin."]),
    ("Apporteur", &["Réseau d’entrepreneurs du quartier.", "Ancien client. Déjeuner une fois par an."]),
];

/// What a secretary notes about clients.
pub(super) const NOTES: &[&str] = &[
    "Préfère les rendez-vous en fin de journée.",
    "Ne pas laisser de message sur le répondeur : téléphone partagé.",
    "Courrier papier uniquement, ne lit pas ses courriels.",
    "Pièce d’identité à renouveler, lui rappeler.",
    "A demandé une convention au forfait.",
    "Adressé par le bouche-à-oreille.",
    "Provision versée à l’ouverture.",
    "Attend notre réponse sur l’opportunité d’un appel.",
    "Toujours en retard : prévoir quinze minutes de plus.",
    "A changé de numéro deux fois cette année.",
    "Envoyer les projets d’actes en PDF, il annote à la main.",
    "Protection juridique : plafond à vérifier avant chaque facture.",
    "Parle peu le français, vient avec sa fille.",
    "Travaille de nuit, appeler après 15 h.",
    "Souhaite que son employeur ne soit pas informé.",
    "Aide juridictionnelle partielle demandée.",
    "A envoyé les bulletins de paie des douze derniers mois.",
    "Rendez-vous annulé une fois, excusé.",
    "Copie de tous les courriels à son conjoint, accord écrit au dossier.",
    "Interlocutrice : Me Belkacem. Me Vasseur en copie.",
    "Accès difficile : interphone au nom de la gardienne.",
    "Expatrié une partie de l’année, joindre par courriel.",
    "Paiement en trois fois accepté par Me Vasseur.",
    "Numéro de portable à n’utiliser qu’en cas d’urgence.",
];

pub(super) const FORMER_NOTES: &[&str] = &[
    "Dossier archivé, boîte 14.",
    "Dossier archivé, boîte 22. Restitution des pièces faite.",
    "Très satisfait, nous recommande.",
    "Relation terminée en bons termes.",
    "Dernière facture réglée avec retard.",
    "",
];
