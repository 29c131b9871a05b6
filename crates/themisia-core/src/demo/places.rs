//! Towns and streets. The towns are real, with their postal codes; the numbers in the streets are drawn.

pub(super) struct Town {
    pub name: &'static str,
    pub postal_code: &'static str,
    /// First digit after the 0 of its landlines; 0 where no range is kept for fiction: then only mobiles.
    pub phone_zone: usize,
}

const fn town(name: &'static str, postal_code: &'static str, phone_zone: usize) -> Town {
    Town { name, postal_code, phone_zone }
}

/// A firm in Paris: most of its contacts are around, the others all over the country.
pub(super) const TOWNS: &[Town] = &[
    town("Paris", "75002", 1),
    town("Paris", "75005", 1),
    town("Paris", "75008", 1),
    town("Paris", "75009", 1),
    town("Paris", "75010", 1),
    town("Paris", "75011", 1),
    town("Paris", "75012", 1),
    town("Paris", "75014", 1),
    town("Paris", "75016", 1),
    town("Paris", "75018", 1),
    town("Paris", "75020", 1),
    town("Boulogne-Billancourt", "92100", 1),
    town("Nanterre", "92000", 1),
    town("Issy-les-Moulineaux", "92130", 1),
    town("Levallois-Perret", "92300", 1),
    town("Montreuil", "93100", 1),
    town("Saint-Denis", "93200", 1),
    town("Vincennes", "94300", 1),
    town("Ivry-sur-Seine", "94200", 1),
    town("Versailles", "78000", 1),
    town("Saint-Germain-en-Laye", "78100", 1),
    town("Évry-Courcouronnes", "91000", 1),
    town("Cergy", "95000", 1),
    town("Meaux", "77100", 1),
    town("Fontainebleau", "77300", 1),
    town("Rennes", "35000", 2),
    town("Saint-Malo", "35400", 2),
    town("Brest", "29200", 2),
    town("Nantes", "44000", 2),
    town("Saint-Nazaire", "44600", 2),
    town("Le Havre", "76600", 2),
    town("Rouen", "76000", 2),
    town("Caen", "14000", 2),
    town("Orléans", "45000", 2),
    town("Lille", "59000", 3),
    town("Dunkerque", "59140", 3),
    town("Amiens", "80000", 3),
    town("Reims", "51100", 3),
    town("Strasbourg", "67000", 3),
    town("Dijon", "21000", 3),
    town("Lyon", "69003", 4),
    town("Lyon", "69006", 4),
    town("Villeurbanne", "69100", 4),
    town("Grenoble", "38000", 4),
    town("Annecy", "74000", 4),
    town("Clermont-Ferrand", "63000", 4),
    town("Marseille", "13006", 4),
    town("Aix-en-Provence", "13100", 4),
    town("Nice", "06000", 4),
    town("Montpellier", "34000", 4),
    town("Sète", "34200", 4),
    town("Ajaccio", "20000", 4),
    town("Bordeaux", "33000", 5),
    town("La Rochelle", "17000", 5),
    town("Toulouse", "31000", 5),
    town("Bayonne", "64100", 5),
    town("Limoges", "87000", 5),
    town("Fort-de-France", "97200", 0),
    town("Saint-Pierre", "97410", 0),
];

pub(super) const STREETS: &[&str] = &[
    "rue des Lilas", "avenue Jean-Jaurès", "rue de la République", "boulevard Voltaire", "rue Victor-Hugo",
    "place du Marché", "rue des Écoles", "chemin des Vignes", "allée des Tilleuls", "rue du Moulin",
    "avenue du Général-de-Gaulle", "rue Pasteur", "impasse des Acacias", "quai de la Fosse aux Ours", "rue de l’Église",
    "rue des Frères-Lumière", "cours Gambetta", "rue du Faubourg-Saint-Martin", "rue Émile-Zola", "sente des Roses",
    "boulevard de la Liberté", "rue Saint-Jacques", "avenue des Platanes", "rue George-Sand", "square des Cèdres",
    "rue du Port", "rue de la Fontaine", "rue Marie-Curie", "passage des Tanneurs", "rue des Trois-Frères",
];

pub(super) const BUSINESS_STREETS: &[&str] = &[
    "rue de l’Industrie", "avenue de l’Europe", "zone artisanale des Prés", "rue Gustave-Eiffel", "boulevard Haussmann",
    "rue du Commerce", "quai des Docks", "parc d’activités de la Plaine", "avenue Ampère", "rue des Artisans",
    "place de la Bourse", "rue Denis-Papin", "cours de l’Intendance", "rue des Entrepreneurs", "avenue du Parc",
];

/// Before the street, for some.
pub(super) const COMPLEMENTS: &[&str] = &[
    "Bâtiment B, 3e étage", "Résidence Les Magnolias", "Escalier C, porte 12", "Appartement 24", "Le Clos Fleuri",
    "Chez M. et Mme Pruvost", "Bâtiment A2",
];

/// Where numbers are kept for works of fiction (Arcep, décision n° 2018-0881 modifiée, plan de numérotation): landlines by zone.
pub(super) const LANDLINES: [&str; 6] = ["", "019900", "026191", "035301", "046571", "053649"];
pub(super) const MOBILES: &str = "063998";
