//! The demonstration: a base of its own, rich, French, plausible and clearly fictitious.
//!
//! The cast and the story are decided first (the same every time), then played by the functions that people's commands call,
//! under a clock that goes through the last eighteen months. The base is put in place when it is whole.

mod cast;
mod names;
mod organisations;
mod persons;
mod places;
mod story;
#[cfg(test)]
mod tests;
mod work;

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, Datelike, Days, NaiveDate, Utc, Weekday};

use crate::contact::{self, ContactDraft, status};
use crate::core::store::Durability;
use crate::core::{Clock, Core, Signer, Tx, system_clock};
use crate::error::{Error, Result};
use crate::firm::Grade;
use crate::ids::{ContactId, OperationId, QualityId};
use crate::op::Op;
use crate::quality::{self, QualityDraft};
use crate::vault::folder::BaseFiles;
use crate::vault::key::Key;
use crate::vault::{NewBase, create_filled_base_at};
use cast::{Dice, Member, cast};
use story::{Act, Change, Event, FIRST_DAY, Moment, story};
use work::{Desk, Plan, Step};

/// Any number: it makes the cast.
const SEED: u64 = 1810;

/// Who writes; the first is whose base it is. Name, grade, device.
const USERS: &[(&str, Grade, &str)] = &[
    ("Me Claire Vasseur", Grade::Partner, "Portable de Me Vasseur"),
    ("Me Julien Abadie", Grade::Partner, "Portable de Me Abadie"),
    ("Me Inès Belkacem", Grade::Associate, "Portable de Me Belkacem"),
    ("Sophie Renaud", Grade::Assistant, "Poste de l’accueil"),
];

/// Qualities that this firm added to the usual ones.
const QUALITIES: &[&str] = &["Interprète", "Syndic de copropriété", "Banque"];

/// The demonstration holds nothing secret: its key is the same everywhere.
pub fn key() -> Key {
    Key::from_bytes(*b"Themisia, base de demonstration.")
}

/// Names the demonstration among bases.
pub fn id() -> uuid::Uuid {
    uuid::Uuid::new_v5(&uuid::Uuid::NAMESPACE_OID, b"themisia demonstration")
}

/// Makes the demonstration; nothing is in its place before it is whole.
///
/// # Errors
/// `BaseExists` over any existing file.
pub fn create(files: &BaseFiles) -> Result<()> {
    let new = NewBase {
        firm_name: "Cabinet Démonstration".into(),
        user_name: USERS[0].0.into(),
        grade: USERS[0].1,
        passphrase: None,
    };
    let calendar = Calendar { today: system_clock()().date_naive() };
    let time = Time::default();
    time.set(calendar.instant(Moment { days_ago: FIRST_DAY, minute: 420 }));
    // A base that is not in its place yet need not survive a power cut: it is made durable once, at the end.
    create_filled_base_at(files, &new, id(), key(), Durability::Relaxed, time.clock(), |core| {
        let mut dice = Dice(SEED);
        let cast = cast(&mut dice);
        let (plans, story) = story(&cast, &mut dice);
        let mut play = Play::new(core, cast, plans)?;
        let mut story = story.into_iter().peekable();
        while let Some(event) = story.next() {
            time.set(calendar.instant(event.at));
            let mut same = Vec::new();
            while let Some(next) = story.next_if(|next| event.goes_with(next)) {
                same.push(next);
            }
            play.act(event, same)?;
        }
        core.sign_as(play.signers[0]);
        Ok(())
    })?;
    Ok(())
}

/// The time of the story, in milliseconds.
#[derive(Default)]
struct Time(Arc<AtomicI64>);

impl Time {
    fn set(&self, at: DateTime<Utc>) {
        self.0.store(at.timestamp_millis(), Ordering::Relaxed);
    }

    fn clock(&self) -> Clock {
        let now = Arc::clone(&self.0);
        Box::new(move || DateTime::from_timestamp_millis(now.load(Ordering::Relaxed)).unwrap_or_default())
    }
}

/// Working days, counted back from the last one before today: what is told is always past.
struct Calendar {
    today: NaiveDate,
}

impl Calendar {
    fn instant(&self, moment: Moment) -> DateTime<Utc> {
        let mut day = self.today - Days::new(1);
        while matches!(day.weekday(), Weekday::Sat | Weekday::Sun) {
            day = day - Days::new(1);
        }
        let (weeks, days) = (moment.days_ago / 5, moment.days_ago % 5);
        let weekday = usize::try_from(day.weekday().num_days_from_monday()).unwrap_or(0);
        let weekend = if days > weekday { 2 } else { 0 };
        let back = u64::try_from(weeks * 7 + days + weekend).unwrap_or(0);
        let minute = chrono::TimeDelta::minutes(moment.minute.into());
        (day - Days::new(back)).and_time(chrono::NaiveTime::MIN).and_utc() + minute
    }
}

/// The story being played on a base.
struct Play<'a> {
    core: &'a Core,
    cast: Vec<Member>,
    plans: Vec<Plan>,
    desk: Desk,
    /// Of each member that is in the base already.
    ids: HashMap<usize, ContactId>,
    qualities: HashMap<String, QualityId>,
    signers: Vec<Signer>,
    last: Option<OperationId>,
}

impl<'a> Play<'a> {
    fn new(core: &'a Core, cast: Vec<Member>, plans: Vec<Plan>) -> Result<Self> {
        let own = core.signer()?;
        let done = core.transact(Op::Demo, |tx| {
            tx.execute("update device set name = ?2 where id = ?1", (own.device, USERS[0].2))?;
            let mut signers = vec![own];
            for (name, grade, device) in &USERS[1..] {
                let signer = Signer { user: tx.new_id(), device: tx.new_id() };
                tx.execute("insert into user (id, name, grade) values (?1, ?2, ?3)", (signer.user, name, *grade))?;
                tx.execute("insert into device (id, name) values (?1, ?2)", (signer.device, device))?;
                signers.push(signer);
            }
            for name in QUALITIES {
                quality::save(tx, QualityDraft { id: None, name: (*name).into() })?;
            }
            Ok((signers, quality::list(tx)?))
        })?;
        let (signers, qualities) = done.output;
        let qualities = qualities.into_iter().map(|quality| (quality.name, quality.id)).collect();
        Ok(Play { core, cast, plans, desk: Desk::default(), ids: HashMap::new(), qualities, signers, last: None })
    }

    /// `same`: what one person enters at the same moment, in one operation.
    fn act(&mut self, event: Event, same: Vec<Event>) -> Result<()> {
        self.core.sign_as(self.signers[event.by]);
        let shown = event.is_shown();
        if let Act::Undo = event.act {
            let last = self.last.ok_or(Error::NotFound)?;
            self.core.undo(last, false)?;
            return Ok(());
        }
        if let Act::Work(step) = &event.act {
            let lines = self.lines_for(step)?;
            let core = self.core;
            core.transact(step.op(), |tx| {
                self.work(tx, step, lines)?;
                for Event { act, .. } in &same {
                    if let Act::Work(step) = act {
                        self.work(tx, step, Vec::new())?;
                    }
                }
                // The number of an invoice is given by its own operation, and by no other.
                if !shown && !matches!(step, Step::Issue(_)) {
                    tx.set_op(Op::Demo);
                }
                Ok(())
            })?;
            return Ok(());
        }
        let op = match event.act {
            Act::Create(_) => Op::CreateContact,
            Act::Move(..) => Op::ChangeStatus,
            Act::Edit(..) | Act::Undo | Act::Work(_) => Op::EditContact,
            Act::Archive(_) => Op::ArchiveContact,
            Act::AddQuality(_) => Op::SaveQuality,
        };
        let done = self.core.transact(op, |tx| {
            let created = self.write(tx, &event.act)?;
            if !shown {
                tx.set_op(Op::Demo);
            }
            Ok(created)
        })?;
        if let (Act::Create(who), Some(id)) = (&event.act, done.output) {
            self.ids.insert(*who, id);
        }
        self.last = done.operation;
        Ok(())
    }

    fn write(&self, tx: &Tx, act: &Act) -> Result<Option<ContactId>> {
        match act {
            Act::Create(who) => {
                let member = &self.cast[*who];
                let mut draft = member.draft.clone();
                if !member.quality.is_empty() {
                    draft.qualities.push(self.quality(member.quality)?);
                }
                return Ok(Some(contact::save(tx, draft)?.id));
            }
            Act::Move(who, to, reason) => {
                status::change(tx, self.id(*who)?, *to, (*reason).to_owned())?;
            }
            Act::Edit(who, change) => {
                let mut draft: ContactDraft = contact::get(tx, self.id(*who)?)?.draft;
                change.apply(&mut draft);
                if let Change::Quality(name) = change {
                    draft.qualities.push(self.quality(name)?);
                }
                contact::save(tx, draft)?;
            }
            Act::Archive(whom) => {
                let ids = whom.iter().map(|who| self.id(*who)).collect::<Result<Vec<_>>>()?;
                contact::archive(tx, ids, true)?;
            }
            Act::AddQuality(name) => {
                quality::save(tx, QualityDraft { id: None, name: (*name).to_owned() })?;
            }
            Act::Undo | Act::Work(_) => {}
        }
        Ok(None)
    }

    fn id(&self, who: usize) -> Result<ContactId> {
        self.ids.get(&who).copied().ok_or(Error::NotFound)
    }

    fn quality(&self, name: &str) -> Result<QualityId> {
        self.qualities.get(name).copied().ok_or(Error::NotFound)
    }
}
