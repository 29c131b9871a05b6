//! Companies, associations and communes, all invented; and the courts, real ones, of which only type and town are told.

use super::cast::Life;

pub(super) struct Organisation {
    pub name: &'static str,
    pub form: &'static str,
    pub acronym: &'static str,
    pub trade_name: &'static str,
    /// One of `places::TOWNS`; drawn when empty.
    pub town: &'static str,
    pub life: Life,
    pub quality: &'static str,
    pub notes: &'static str,
}

const fn client(
    name: &'static str,
    form: &'static str,
    town: &'static str,
    life: Life,
    notes: &'static str,
) -> Organisation {
    Organisation { name, form, acronym: "", trade_name: "", town, life, quality: "", notes }
}

const fn third(
    name: &'static str,
    form: &'static str,
    town: &'static str,
    quality: &'static str,
    notes: &'static str,
) -> Organisation {
    Organisation { name, form, acronym: "", trade_name: "", town, life: Life::Contact, quality, notes }
}

const fn known_as(organisation: Organisation, acronym: &'static str, trade_name: &'static str) -> Organisation {
    Organisation { acronym, trade_name, ..organisation }
}

use Life::{Active, Contact, Former, Later, Lost, LostThenBack, Prospect, Returned};

#[rustfmt::skip]
pub(super) const ORGANISATIONS: &[Organisation] = &[
    // Clients and those who may become so
    client("Menuiserie du Port", "SARL", "Saint-Malo", Active, "Gérant : M. Kerbrat. Factures à adresser à la comptable, Mme Leroux."),
    client("Boulangerie Aux Épis Dorés", "EURL", "Paris", Active, "Fermée le mercredi. Bail commercial à renouveler."),
    client("Transports Delmarre et Fils", "SAS", "Le Havre", Active, "Trois litiges en cours avec des chargeurs. Responsable : Mme Delmarre."),
    client("Clinique vétérinaire des Tilleuls", "SELARL", "Versailles", Active, "Deux associés, statuts à mettre à jour."),
    client("Pharmacie de la Place Ronde", "SELARL", "Montreuil", Former, "Cession d’officine terminée."),
    client("Les Jardins de Bellecombe", "SCEA", "Annecy", Active, "Exploitation maraîchère. Conflit de voisinage."),
    client("Immobilière du Clos Marin", "SCI", "La Rochelle", Active, "SCI familiale, quatre associés. Décisions à l’unanimité."),
    client("La Forge Bleue", "SCI", "Paris", Active, "Gérante : Mme Durand."),
    client("Les Trois Cyprès", "SCI", "Aix-en-Provence", Prospect, ""),
    client("Villa Mirasol", "SCI", "Nice", Former, "SCI dissoute, liquidation amiable close."),
    known_as(client("Ateliers numériques de Brocéliande", "SAS", "Rennes", Active, "Éditeur de logiciels. Contrats en anglais."), "ANB", "Brocéliande"),
    known_as(client("Compagnie lilloise de torréfaction", "SAS", "Lille", Active, "Marque déposée, opposition à surveiller."), "CLT", "Café du Beffroi"),
    known_as(client("Société nouvelle d’entretien et de rénovation", "SARL", "Saint-Denis", Active, "Impayés de sous-traitance."), "SNER", ""),
    known_as(client("Groupe Valombre Distribution", "SA", "Nanterre", Active, "Direction juridique : tout passe par Mme Ferrand. Accusé de réception sous 24 h."), "GVD", "Valombre"),
    client("Valombre Logistique", "SAS", "Orléans", Active, "Filiale de Groupe Valombre Distribution."),
    client("Valombre Immobilier", "SCI", "Nanterre", Active, "Filiale immobilière. Même signataire."),
    client("Studio Papyrus", "SASU", "Paris", Active, "Graphiste. Contrefaçon d’un logo."),
    client("Maison Cabossine", "SARL", "Lyon", Prospect, "Chocolatier, veut protéger ses moules."),
    client("Électricité générale Tavernier", "EURL", "Meaux", Active, ""),
    client("Plomberie Rocamadour", "SARL", "Toulouse", Lost, ""),
    client("Couverture et charpente du Haut-Pays", "SARL", "Grenoble", Active, "Sinistre décennal, assureur appelé en garantie."),
    client("Maçonnerie Ferreira da Rocha", "SARL", "Villeurbanne", Active, "Le fils, Tiago, fait l’interprète."),
    client("Garage de la Croix-Nivert-le-Vieux", "SARL", "Ivry-sur-Seine", Former, ""),
    client("Auto-école Point Mort", "EURL", "Cergy", Active, "Agrément préfectoral contesté."),
    client("Taxis de l’Estuaire gris", "SARL", "Saint-Nazaire", Prospect, ""),
    client("Brasserie Le Petit Prétoire", "SAS", "Paris", Active, "Terrasse : litige avec la copropriété. Nous y déjeunons, ne pas accepter d’invitation."),
    client("Hôtel des Deux Lions", "SAS", "Dijon", Active, ""),
    client("Traiteur Saveurs d’Ararat", "SARL", "Marseille", Active, "Gérante : Mme Terzian."),
    client("Restaurant Le Lotus d’Argent", "SARL", "Paris", Active, "Cession de parts entre frère et sœur (voir Nguyen)."),
    client("Épicerie solidaire du Canal", "SCOP", "Paris", Prospect, ""),
    client("Imprimerie Gutenberg et Cie du Nord", "SA", "Amiens", Former, "Sauvegarde terminée, plan exécuté."),
    client("Confection Belle-Étoile", "SARL", "Paris", Lost, ""),
    client("Textiles Marchand-Lévy", "SAS", "Lille", Returned, "Partie en 2025 pour un cabinet de groupe, revenue."),
    client("Biotechnologies Calendula", "SAS", "Strasbourg", Active, "Levée de fonds : confidentialité renforcée."),
    client("Drones et Cartographie de l’Armorique", "SAS", "Brest", Prospect, "Recommandée par Brocéliande."),
    client("Énergies du Ponant", "SAS", "Nantes", Active, "Recours contre un permis de construire d’éoliennes."),
    client("Ferme photovoltaïque des Causses noirs", "SAS", "Montpellier", Lost, ""),
    client("Chantier naval Kermorvan-Guirec", "SAS", "Brest", Active, "Contrat de construction d’un voilier, retard de livraison."),
    client("Conserverie de la Baie d’Écume", "SA", "Saint-Malo", Active, ""),
    client("Viticulteurs réunis de Castelmoure", "Coopérative", "Bordeaux", Active, "Président : M. Lagarde. Assemblée générale en mars."),
    client("Domaine de Puyrolland", "SCEA", "Bordeaux", Former, ""),
    client("Laboratoire d’analyses Médiane", "SELAS", "Toulouse", Active, ""),
    client("Cabinet dentaire du Mail", "SCM", "Orléans", Active, "Trois dentistes, l’un se retire."),
    client("Résidence Les Glycines bleues", "SAS", "Vincennes", LostThenBack, "Maison de retraite. Reprise de contact par la nouvelle directrice."),
    client("Crèches Petit Navire", "SAS", "Issy-les-Moulineaux", Active, "Onze établissements ; droit social."),
    client("Sécurité Vigiphare", "SAS", "Évry-Courcouronnes", Lost, ""),
    client("Nettoyage Clair Matin", "SARL", "Bordeaux", Active, "Reprise de personnel sur trois sites."),
    client("Librairie La Page cornée", "SARL", "Rennes", Prospect, ""),
    client("Éditions du Sablier vert", "SAS", "Paris", Active, "Contrats d’auteur."),
    client("Production Lanterne rouge", "SAS", "Boulogne-Billancourt", Active, "Cinéma. Délais toujours urgents."),
    client("Menuiserie Duport", "SARL", "Nantes", Contact, "À ne pas confondre avec la Menuiserie du Port (Saint-Malo)."),
    client("Joaillerie Corail et Jais", "SARL", "Ajaccio", Prospect, ""),
    client("Fromagerie des Combes", "EARL", "Clermont-Ferrand", Former, ""),
    client("Cycles Arc-en-Roue", "EURL", "Reims", Active, "Franchise : résiliation contestée."),
    client("Salle d’escalade Verticale 12", "SAS", "Paris", Former, "Accident d’un adhérent, affaire transigée."),
    client("Rhum et Cannes de l’Anse bleue", "SAS", "Fort-de-France", Active, "Décalage horaire : appeler après 14 h."),
    // Associations, unions, condominiums
    client("Les Amis du vieux lavoir", "Association", "Fontainebleau", Active, "Présidente : Mme Huet. Bénévoles, honoraires modérés."),
    client("Chorale Vox Justitiae", "Association", "Paris", Contact, ""),
    client("Club nautique de la Grande Écluse", "Association", "Le Havre", Prospect, ""),
    known_as(client("Association de défense des riverains de la Plaine aux Bœufs", "Association", "Saint-Denis", Active, "Recours contre le projet d’entrepôt. Assemblée avant chaque décision."), "ADRPB", ""),
    client("Solidarité Logement pour demain", "Association", "Montreuil", Active, ""),
    client("Fondation Arpège pour la musique à l’hôpital", "Fondation", "Paris", Active, "Conseil d’administration deux fois par an."),
    client("Ludothèque Pirouette", "Association", "Caen", Former, ""),
    client("Rugby Club des Quatre-Moulins", "Association", "Bayonne", Lost, ""),
    known_as(client("Union syndicale des artisans fictifs", "Syndicat professionnel", "Paris", Active, ""), "USAF", ""),
    client("Copropriété du 12 rue des Lilas", "Syndicat de copropriétaires", "Vincennes", Active, "Syndic : Gestion Pierre et Toit. Autorisation d’agir votée."),
    client("Copropriété Résidence du Belvédère d’Ambre", "Syndicat de copropriétaires", "Grenoble", Former, ""),
    client("Amicale des locataires du Clos Vermeil", "Association", "Villeurbanne", Prospect, ""),
    // Communes and public bodies, which exist on no map
    client("Commune de Valbrume-sur-Orne", "Commune", "", Active, "Mairie. Délibération à demander avant chaque instance."),
    client("Commune de Saint-Fictif-les-Bains", "Commune", "", Active, "Contentieux de la plage. Directrice générale des services : Mme Ollier."),
    client("Commune de Montrêve-le-Château", "Commune", "", Former, ""),
    third("Commune d’Écumeville", "Commune", "", "Adversaire", "Recours Énergies du Ponant."),
    third("Commune de Bois-l’Essai", "Commune", "", "Adversaire", ""),
    client("Communauté de communes des Trois Songes", "Établissement public", "", Prospect, "Appel d’offres attendu au printemps."),
    // Opponents
    third("Promotion Horizon Béton", "SAS", "Meaux", "Adversaire", "Promoteur, affaire Da Costa Lima. Conseil : voir confrères."),
    third("Assurances La Prudente imaginaire", "SA", "Paris", "Assureur", "Joindre la référence du sinistre à chaque envoi."),
    third("Mutuelle du Grand Large", "Mutuelle", "La Rochelle", "Assureur", ""),
    third("Protection juridique Parapluie", "SA", "Nanterre", "Assureur", "Plafonds d’honoraires : barème au dossier."),
    third("Banque coopérative des Alizés", "SA", "Fort-de-France", "Adversaire", "Caution de M. Mavoungou."),
    third("Crédit fictif de l’Ouest", "SA", "Nantes", "Banque", ""),
    third("Supermarchés Toutprès", "SAS", "Lille", "Adversaire", "Bailleur de la boutique Haddadi."),
    third("Chargeurs de la Manche orientale", "SAS", "Dunkerque", "Adversaire", "Litiges Transports Delmarre."),
    third("Télécoms Allô Nuage", "SAS", "Levallois-Perret", "Adversaire", "Licenciement de Mme Camara."),
    // Partners of every day
    third("Gestion Pierre et Toit", "SAS", "Vincennes", "Syndic de copropriété", "Syndic de la copropriété du 12 rue des Lilas."),
    third("Office notarial de la Fontaine aux Clercs", "SCP", "Versailles", "Notaire", "Standard fermé le vendredi après-midi."),
    third("Étude Plume et Sceau", "SELARL", "Bordeaux", "Commissaire de justice", ""),
    third("Cabinet d’avocats Balance et Glaive", "SELARL", "Lyon", "Confrère", "Correspondant à la cour d’appel de Lyon."),
    third("Avocats associés du Vieux Port imaginaire", "SELAS", "Marseille", "Confrère", "Postulation devant le tribunal judiciaire de Marseille."),
    third("Expertises Chiffres et Preuves", "SARL", "Paris", "Expert", "Évaluation de préjudices économiques."),
    third("Traductions Babel douce", "SARL", "Paris", "Interprète", "Devis sous 24 h, traductions assermentées."),
    third("Papeterie de la Basoche", "SARL", "Paris", "Fournisseur", "Commandes le lundi."),
    third("Archives et Cartons réunis", "SAS", "Évry-Courcouronnes", "Fournisseur", "Enlèvement des archives en janvier et en juillet."),
    third("Coursiers Mercure à vélo", "SCOP", "Paris", "Fournisseur", "Dernier enlèvement à 18 h 15."),
    third("Informatique Bit et Toque", "SARL", "Boulogne-Billancourt", "Fournisseur", "Astreinte le samedi matin."),
    third("Centre de médiation Entre-Deux", "Association", "Paris", "Médiateur", "Salles à la demi-journée."),
    third("Mandataires Passif et Actif", "SELARL", "Bobigny", "Mandataire judiciaire", ""),
    // Met in the last two weeks: see story.rs
    client("Torréfaction Nouvelle Vague", "SAS", "Rennes", Later, "Concurrente de la Compagnie lilloise de torréfaction : vérifier avant tout rendez-vous."),
    client("Pépinières du Val d’Ombrelle", "EARL", "Orléans", Later, ""),
];

/// Where communes that are on no map would be.
pub(super) const NOWHERE: &[(&str, &str)] = &[
    ("Valbrume-sur-Orne", "61998"),
    ("Saint-Fictif-les-Bains", "17998"),
    ("Montrêve-le-Château", "36998"),
    ("Écumeville", "50998"),
    ("Bois-l’Essai", "28998"),
    ("Trois Songes", "07998"),
];

/// Type, town, name (« type de town » when empty), acronym, former name.
#[rustfmt::skip]
pub(super) const COURTS: &[(&str, &str, &str, &str, &str)] = &[
    ("Tribunal judiciaire", "Paris", "", "TJ Paris", "Tribunal de grande instance de Paris"),
    ("Tribunal judiciaire", "Nanterre", "", "TJ Nanterre", "Tribunal de grande instance de Nanterre"),
    ("Tribunal judiciaire", "Bobigny", "", "TJ Bobigny", "Tribunal de grande instance de Bobigny"),
    ("Tribunal judiciaire", "Créteil", "", "TJ Créteil", ""),
    ("Tribunal judiciaire", "Versailles", "", "TJ Versailles", ""),
    ("Tribunal judiciaire", "Lyon", "", "TJ Lyon", ""),
    ("Tribunal judiciaire", "Marseille", "", "TJ Marseille", ""),
    ("Tribunal judiciaire", "Bordeaux", "", "TJ Bordeaux", ""),
    ("Tribunal judiciaire", "Saint-Malo", "", "TJ Saint-Malo", ""),
    ("Tribunal judiciaire", "Lille", "", "TJ Lille", ""),
    ("Tribunal de proximité", "Boulogne-Billancourt", "", "", "Tribunal d’instance de Boulogne-Billancourt"),
    ("Tribunal des activités économiques", "Paris", "", "TAE Paris", "Tribunal de commerce de Paris"),
    ("Tribunal des activités économiques", "Nanterre", "", "TAE Nanterre", "Tribunal de commerce de Nanterre"),
    ("Tribunal des activités économiques", "Lyon", "", "TAE Lyon", "Tribunal de commerce de Lyon"),
    ("Tribunal de commerce", "Bordeaux", "", "TC Bordeaux", ""),
    ("Tribunal de commerce", "Bobigny", "", "TC Bobigny", ""),
    ("Conseil de prud’hommes", "Paris", "", "CPH Paris", ""),
    ("Conseil de prud’hommes", "Nanterre", "", "CPH Nanterre", ""),
    ("Conseil de prud’hommes", "Boulogne-Billancourt", "", "CPH Boulogne", ""),
    ("Cour d’appel", "Paris", "", "CA Paris", ""),
    ("Cour d’appel", "Versailles", "", "CA Versailles", ""),
    ("Cour d’appel", "Rennes", "", "CA Rennes", ""),
    ("Cour de cassation", "Paris", "Cour de cassation", "", ""),
    ("Tribunal administratif", "Paris", "", "TA Paris", ""),
    ("Tribunal administratif", "Cergy", "Tribunal administratif de Cergy-Pontoise", "TA Cergy", ""),
    ("Tribunal administratif", "Nantes", "", "TA Nantes", ""),
    ("Cour administrative d’appel", "Paris", "", "CAA Paris", ""),
    ("Conseil d’État", "Paris", "Conseil d’État", "CE", ""),
    ("Instance arbitrale", "Paris", "Cour d’arbitrage de démonstration", "CAD", ""),
];
