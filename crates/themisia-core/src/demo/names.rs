//! First names and surnames, by where families come from. Any resemblance of a pair to a person is chance.

/// Names that go together.
pub(super) struct Origin {
    pub surnames: &'static [&'static str],
    pub women: &'static [&'static str],
    pub men: &'static [&'static str],
    /// How many persons out of a hundred.
    pub share: usize,
}

/// First names given to the generations born from a year on, for families long in France.
pub(super) struct Generation {
    pub from_year: i32,
    pub women: &'static [&'static str],
    pub men: &'static [&'static str],
}

pub(super) const GENERATIONS: &[Generation] = &[
    Generation {
        from_year: 1931,
        women: &[
            "Monique", "Jeannine", "Denise", "Françoise", "Marie-Thérèse", "Jacqueline", "Colette", "Nicole", "Ginette",
            "Odette", "Simone", "Huguette", "Marie-Claude", "Yvette", "Micheline", "Éliane", "Suzanne", "Bernadette",
        ],
        men: &[
            "Michel", "Bernard", "Claude", "Roger", "Jean-Claude", "Marcel", "Guy", "Gérard", "Raymond", "Lucien",
            "Jean-Pierre", "Maurice", "André", "Robert", "Georges", "Yves", "Gaston", "Jacques",
        ],
    },
    Generation {
        from_year: 1956,
        women: &[
            "Catherine", "Sylvie", "Isabelle", "Véronique", "Nathalie", "Corinne", "Sandrine", "Valérie", "Brigitte",
            "Marie-Laure", "Florence", "Laurence", "Béatrice", "Agnès", "Anne-Marie", "Hélène", "Frédérique", "Cécile",
            "Stéphanie", "Delphine", "Karine", "Virginie",
        ],
        men: &[
            "Philippe", "Alain", "Thierry", "Pascal", "Christophe", "Frédéric", "Olivier", "Jean-François", "Didier",
            "Éric", "Laurent", "Stéphane", "Franck", "Jean-Luc", "Denis", "Hervé", "François-Xavier", "Bruno", "Sébastien",
            "Jérôme", "Grégory", "Benoît",
        ],
    },
    Generation {
        from_year: 1985,
        women: &[
            "Julie", "Marine", "Élodie", "Camille", "Pauline", "Marion", "Laura", "Manon", "Chloé", "Léa", "Inès", "Clémence",
            "Anaïs", "Mathilde", "Océane", "Lucie", "Éloïse", "Zoé", "Maëlle", "Anne-Sophie",
        ],
        men: &[
            "Nicolas", "Julien", "Thomas", "Maxime", "Alexandre", "Kévin", "Antoine", "Quentin", "Hugo", "Théo", "Lucas",
            "Baptiste", "Rémi", "Valentin", "Jules", "Maël", "Clément", "Corentin", "Pierre-Louis", "Léo",
        ],
    },
];

/// Surnames of families long in France, from every region, with and without particle.
pub(super) const FRENCH_SURNAMES: &[&str] = &[
    "Bernard", "Dubois", "Moreau", "Laurent", "Simon", "Leroy", "Roux", "Fournier", "Morel", "Girard", "Mercier", "Dupuis",
    "Lambert", "Bonnet", "Fontaine", "Rousseau", "Faure", "Blanchard", "Gauthier", "Perrin", "Robin", "Clément", "Morin",
    "Roussel", "Mathieu", "Masson", "Marchand", "Duval", "Dumont", "Lemaire", "Noël", "Dufour", "Meunier", "Brun", "Giraud",
    "Joly", "Rivière", "Brunet", "Gaillard", "Barbier", "Arnaud", "Renard", "Leroux", "Colin", "Vidal", "Caron", "Picard",
    "Fabre", "Aubert", "Lemoine", "Dumas", "Lacroix", "Bourgeois", "Rolland", "Leclercq", "Lecomte", "Guillot", "Hubert",
    "Berger", "Carpentier", "Moulin", "Deschamps", "Huet", "Poulain", "Charpentier", "Cordier", "Maillard", "Tessier",
    "Besson", "Pasquier", "Chevallier", "Delmas", "Cazenave", "Lagarde", "Bourdin", "Vallée", "Hébert", "Prévost", "Baudry",
    "Le Bihan", "Le Gall", "Le Guen", "Kerbrat", "Quéméner", "Tanguy", "Cadiou", "Schneider", "Klein", "Zimmermann",
    "Kieffer", "Vanhoutte", "Delattre", "Decroix", "Etcheverry", "Harispe", "Poggioli", "Santini", "de Kervadec",
    "de La Brosse", "d’Aubrac", "du Vallon", "de Montcharrier", "Saint-Aubin", "Roux-Delmas", "Lefort-Marchal",
    "Petit-Jean", "Grandclément",
];

pub(super) const ORIGINS: &[Origin] = &[
    Origin {
        surnames: &[
            "Benali", "Haddad", "Bouzid", "Mansouri", "El Amrani", "Ben Salah", "Cherifi", "Aït Ouali", "Belhadj", "Zeroual",
            "Khelifi", "Boudjema", "El Fassi", "Saïdi",
        ],
        women: &[
            "Nadia", "Fatima", "Samira", "Yasmine", "Leïla", "Khadija", "Amel", "Sofia", "Zohra", "Naïma", "Lina", "Meriem",
        ],
        men: &[
            "Karim", "Mohamed", "Rachid", "Samir", "Yacine", "Ahmed", "Nassim", "Abdelkader", "Mehdi", "Bilal", "Farid", "Adam",
        ],
        share: 11,
    },
    Origin {
        surnames: &[
            "Diallo", "Traoré", "Coulibaly", "N’Diaye", "Konaté", "Mbaye", "Kouassi", "Sylla", "Mbemba", "Okou", "Tchamba",
        ],
        women: &["Aminata", "Fatou", "Mariam", "Grâce", "Awa", "Bintou", "Prisca", "Aïssatou", "Rokia"],
        men: &["Mamadou", "Ibrahima", "Moussa", "Christian", "Ousmane", "Serge", "Cheikh", "Adama", "Boubacar"],
        share: 6,
    },
    Origin {
        surnames: &["Da Silva", "Ferreira", "Dos Santos", "Pereira", "Carvalho", "Gonçalves", "Teixeira", "Marques"],
        women: &["Maria", "Sandra", "Paula", "Cristina", "Mélanie", "Ana", "Fernanda"],
        men: &["José", "Manuel", "Antonio", "David", "Carlos", "Filipe", "Joaquim"],
        share: 5,
    },
    Origin {
        surnames: &["Garcia", "Martinez", "Fernandez", "Navarro", "Ricci", "Bellini", "Mancuso", "Ferrero", "Ruiz"],
        women: &["Carmen", "Elena", "Giulia", "Angela", "Dolorès", "Chiara", "Lucia"],
        men: &["Miguel", "Antoine", "Fabio", "Paolo", "Raphaël", "Vincent", "Diego"],
        share: 5,
    },
    Origin {
        surnames: &["Nguyen", "Tran", "Pham", "Chen", "Ly", "Sok", "Wang", "Vo"],
        women: &["Linh", "Mai", "Thi Hoa", "Mélissa", "Kim", "Sophie", "Xiu"],
        men: &["Minh", "Van Duc", "David", "Vincent", "Long", "Alexandre", "Wei"],
        share: 4,
    },
    Origin {
        surnames: &["Payet", "Hoarau", "Grondin", "Jean-Baptiste", "Marie-Joseph", "Céleste", "Bélizaire", "Nestor"],
        women: &["Marie-Josée", "Ludivine", "Guylaine", "Marlène", "Solange", "Tatiana"],
        men: &["Jean-Marc", "Fabrice", "Rodrigue", "Max", "Jimmy", "Ruddy"],
        share: 4,
    },
    Origin {
        surnames: &["Kowalski", "Nowak", "Wisniewski", "Popescu", "Ionescu", "Petrov", "Horvath", "Jovanovic"],
        women: &["Ewa", "Irina", "Magdalena", "Elena", "Monika", "Natalia"],
        men: &["Piotr", "Andrei", "Stanislas", "Marek", "Viktor", "Dragan"],
        share: 3,
    },
    Origin {
        surnames: &["Yilmaz", "Demir", "Sarkissian", "Manoukian", "Aslan", "Kaya", "Terzian"],
        women: &["Elif", "Aylin", "Anahide", "Zeynep", "Talar"],
        men: &["Mehmet", "Emre", "Aram", "Levon", "Can"],
        share: 3,
    },
    Origin {
        surnames: &["Cohen", "Lévy", "Benhamou", "Sivakumar", "Rajan", "Van der Meulen", "O’Connor", "Haidari"],
        women: &["Sarah", "Rachel", "Priya", "Judith", "Kate", "Myriam"],
        men: &["Daniel", "Samuel", "Arun", "Jan", "Patrick", "Élie"],
        share: 3,
    },
];
