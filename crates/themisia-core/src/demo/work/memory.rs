//! What is said, remembered and planned in the matters: calls, meetings, notes, tasks, and why a litigation needs no KYC.

use crate::core::{Tx, system_clock};
use crate::day::Day;
use crate::error::Result;
use crate::ids::{ContactId, MatterId, UserId};
use crate::journal::{self, Direction, InteractionDraft, InteractionKind};
use crate::kyc::decision::{self, KycDecisionDraft};
use crate::kyc::standing::KycState;
use crate::todo::{self, TodoDraft, TodoKind};

/// Kind, direction, minutes, subject, text.
type Said = (InteractionKind, Option<Direction>, Option<u32>, &'static str, &'static str);
#[rustfmt::skip]
const SAID: &[Said] = &[
    (InteractionKind::Call, Some(Direction::In), Some(12), "Point sur l’avancement",
     "Demande où en est la procédure. Expliqué le calendrier ; rappellera s’il reçoit un courrier de la partie adverse."),
    (InteractionKind::Call, Some(Direction::Out), Some(8), "Pièces manquantes",
     "Il manque les trois derniers relevés et l’attestation. Promis pour la fin de la semaine."),
    (InteractionKind::Meeting, None, Some(50), "Rendez-vous au cabinet",
     "Passé en revue les pièces et la stratégie. Accord pour proposer une transaction avant l’audience."),
    (InteractionKind::Note, None, None, "À savoir",
     "Préfère être appelé le matin. Ne pas laisser de message à son travail."),
    (InteractionKind::Call, Some(Direction::Out), Some(15), "Proposition adverse",
     "Transmis l’offre de la partie adverse, jugée trop basse. Contre-proposition à écrire."),
    (InteractionKind::Note, None, None, "Stratégie",
     "Soulever d’abord la prescription ; garder l’expertise en subsidiaire."),
    (InteractionKind::Meeting, None, Some(30), "Visioconférence",
     "Relu ensemble le projet de conclusions. Deux dates à corriger, une pièce à ajouter."),
];

/// Kind, title, place, days from now.
type Planned = (TodoKind, &'static str, &'static str, i32);
#[rustfmt::skip]
const PLANNED: &[Planned] = &[
    (TodoKind::Task, "Déposer les conclusions", "", 0),
    (TodoKind::Task, "Relancer pour les pièces manquantes", "", -2),
    (TodoKind::Meeting, "Rendez-vous avec le client", "Au cabinet", 1),
    (TodoKind::Task, "Écrire la contre-proposition", "", 0),
    (TodoKind::Meeting, "Audience de mise en état", "Au tribunal, salle 3", 4),
    (TodoKind::Task, "Vérifier le délai d’appel", "", 6),
    (TodoKind::Task, "Préparer le bordereau de pièces", "", -5),
    (TodoKind::Meeting, "Réunion d’expertise", "Sur place", 9),
];

/// How many working days before today tasks and meetings are written down.
pub(super) const AHEAD: usize = 9;

pub(super) fn say(tx: &Tx, matter: MatterId, client: ContactId, rank: usize) -> Result<()> {
    let (kind, direction, minutes, subject, body) = SAID[rank % SAID.len()];
    let draft = InteractionDraft {
        id: None,
        kind,
        at: tx.now(),
        subject: subject.to_owned(),
        body: body.to_owned(),
        minutes,
        direction,
        matter: Some(matter),
        pinned: kind == InteractionKind::Note && rank.is_multiple_of(2),
        about: vec![client],
        mentioned: Vec::new(),
    };
    journal::save(tx, draft)?;
    Ok(())
}

pub(super) fn plan(tx: &Tx, matter: MatterId, client: ContactId, assignee: UserId, rank: usize) -> Result<()> {
    let (kind, title, place, days) = PLANNED[rank % PLANNED.len()];
    let now = Day::of(system_clock()());
    let day = if days < 0 { now.minus(days.unsigned_abs()) } else { now.plus(days.unsigned_abs()) };
    let is_meeting = kind == TodoKind::Meeting;
    let hour = |hour: usize| is_meeting.then(|| format!("{}T{:02}:30", day.iso(), hour + rank % 6));
    let draft = TodoDraft {
        id: None,
        kind,
        title: title.to_owned(),
        notes: String::new(),
        place: place.to_owned(),
        due_on: (!is_meeting).then_some(day),
        starts_at: hour(9),
        ends_at: hour(10),
        assignee: Some(assignee),
        contact: Some(client),
        matter: Some(matter),
        recurrence: None,
        every: 1,
        until_on: None,
    };
    todo::save(tx, draft)?;
    Ok(())
}

/// What concerns a court is out of the scope (CMF art. L. 561-3, II).
pub(super) fn identify(tx: &Tx, matter: MatterId, client: ContactId) -> Result<()> {
    let reason = "Activité juridictionnelle (CMF, art. L. 561-3, II)".to_owned();
    let draft = KycDecisionDraft { client, matter: Some(matter), to: KycState::OutOfScope, reason };
    decision::decide(tx, draft)?;
    Ok(())
}
