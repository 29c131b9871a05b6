//! What is planned, done: by the functions that people's commands call.

use std::collections::HashMap;

use super::{Done, STANDARD, Step, TIMEKEEPERS, USERS_WHO_WORK, known, memory};
use crate::conflict::{self, AskedName, ConflictDecision, ConflictDraft};
use crate::contact::role::{self, ContactRole, RoleDraft};
use crate::core::Tx;
use crate::day::Day;
use crate::demo::Play;
use crate::error::{Error, Result};
use crate::expense::{self, CostDraft};
use crate::firm::Grade;
use crate::firm::settings::{self, FirmSettings};
use crate::ids::{ContactId, InvoiceId, MatterId, TimekeeperId};
use crate::invoice::line::{LineDraft, LineKind};
use crate::invoice::{self, InvoiceDraft};
use crate::matter::party::{self, PartyDraft, PartyRole, Side};
use crate::matter::{self, BillingMode, MatterDraft};
use crate::money::Cents;
use crate::payment::{self, Account, Allocation, PaymentDraft};
use crate::rate::negotiated::{self, NegotiatedRate};
use crate::rate::standard::{self, StandardRate};
use crate::time_entry::{self, TimeDraft};
use crate::timekeeper::{self, HeldGrade, TimekeeperDraft};

/// What work leaves behind, by the rank of its plan.
#[derive(Default)]
pub(in crate::demo) struct Desk {
    timekeepers: Vec<TimekeeperId>,
    matters: HashMap<usize, MatterId>,
    drafts: HashMap<usize, InvoiceId>,
    invoices: HashMap<usize, InvoiceId>,
}

impl Play<'_> {
    /// The lines that a draft would bill: looked up before it is written.
    pub(in crate::demo) fn lines_for(&self, step: &Step) -> Result<Vec<LineDraft>> {
        let Step::Draft(at) = step else { return Ok(Vec::new()) };
        let (plan, matter) = (&self.plans[*at], self.matter(*at)?);
        if plan.fixed_fee > 0 {
            return Ok(vec![LineDraft {
                kind: LineKind::Fee,
                label: format!("Honoraires forfaitaires : {}", plan.title),
                minutes: None,
                hourly_rate: None,
                amount: Some(Cents(plan.fixed_fee)),
                vat_basis_points: None,
                time_entry: None,
                expense: None,
                disbursement: None,
            }]);
        }
        let client = self.id(plan.client)?;
        self.core.read(|reader| invoice::line::unbilled(reader, client, Some(matter)))
    }

    pub(in crate::demo) fn work(&mut self, tx: &Tx, step: &Step, lines: Vec<LineDraft>) -> Result<()> {
        let today = Day::of(tx.at);
        match step {
            Step::Settle => self.settle(tx, today)?,
            Step::NewRates => {
                for (timekeeper, grade, rate) in [(None, Some(Grade::Associate), 24_000), (Some(1), None, 35_000)] {
                    standard_rate(tx, timekeeper.map(|at: usize| self.desk.timekeepers[at]), grade, today, rate)?;
                }
            }
            Step::Terms(terms) => {
                let client = self.id(terms.client)?;
                negotiated::save(
                    tx,
                    NegotiatedRate {
                        id: None,
                        client,
                        matter: None,
                        timekeeper: terms.timekeeper.map(|at| self.desk.timekeepers[at]),
                        grade: terms.grade,
                        effective_from: today,
                        hourly_rate: Cents(terms.hourly_rate),
                        note: String::new(),
                        document: terms.document.to_owned(),
                        agreement: None,
                        agreed_on: (!terms.document.is_empty()).then_some(today),
                    },
                )?;
            }
            Step::Billing { client, recipient } => {
                let (client, recipient) = (self.id(*client)?, self.id(*recipient)?);
                let role = ContactRole::Billing;
                let draft = RoleDraft {
                    id: None,
                    client,
                    recipient,
                    role,
                    matter: None,
                    is_default: true,
                    starts_on: None,
                    ends_on: None,
                };
                role::save(tx, draft)?;
            }
            Step::Open(at) => self.open(tx, *at, today)?,
            Step::Check(at) => self.check_conflicts(tx, *at)?,
            Step::Identify(at) => memory::identify(tx, self.matter(*at)?, self.id(self.plans[*at].client)?)?,
            Step::Collect(rank, who) => known::collect(tx, *rank, self.id(*who)?)?,
            Step::Validate(who) => known::validate(tx, self.id(*who)?)?,
            Step::Said(at, rank) => memory::say(tx, self.matter(*at)?, self.id(self.plans[*at].client)?, *rank)?,
            Step::Planned(at) => {
                let assignee = tx.signer.user;
                memory::plan(tx, self.matter(*at)?, self.id(self.plans[*at].client)?, assignee, *at)?;
            }
            Step::Time(at, done) => self.enter(tx, *at, done, today)?,
            Step::Cost(at, kind, label, amount) => {
                let matter = self.matter(*at)?;
                let cost = CostDraft {
                    id: None,
                    kind: *kind,
                    matter,
                    incurred_on: Some(today),
                    label: (*label).to_owned(),
                    amount: Cents(*amount),
                    billable: true,
                };
                expense::save(tx, cost)?;
            }
            Step::Draft(at) => self.draft(tx, *at, lines)?,
            Step::Issue(at) => {
                if let Some(draft) = self.desk.drafts.remove(at) {
                    invoice::issue::issue(tx, draft, Some(today))?;
                    self.desk.invoices.insert(*at, draft);
                }
            }
            Step::Pay(at, share) => self.pay(tx, *at, *share, today)?,
            Step::Close(at) => {
                matter::archive(tx, self.matter(*at)?, true, Some(today))?;
            }
        }
        Ok(())
    }

    fn settle(&mut self, tx: &Tx, today: Day) -> Result<()> {
        for (at, (name, grade)) in TIMEKEEPERS.iter().enumerate() {
            let draft = TimekeeperDraft {
                id: None,
                name: (*name).to_owned(),
                initials: String::new(),
                user: (at < USERS_WHO_WORK).then(|| self.signers[at].user),
                left_on: None,
                grades: vec![HeldGrade { grade: *grade, effective_from: today.minus(700) }],
            };
            self.desk.timekeepers.push(timekeeper::save(tx, draft)?.id);
        }
        for (grade, rate) in STANDARD {
            standard_rate(tx, None, *grade, today.minus(700), *rate)?;
        }
        let firm = settings::read(tx)?;
        settings::save_firm_settings(
            tx,
            FirmSettings {
                legal_name: "Cabinet Démonstration".into(),
                legal_form: "AARPI".into(),
                street: "1 rue de la Démonstration".into(),
                postal_code: "75009".into(),
                town: "Paris".into(),
                phone: "0199000001".into(),
                email: "accueil@cabinet-demonstration.example".into(),
                ..firm
            },
        )?;
        Ok(())
    }

    fn open(&mut self, tx: &Tx, at: usize, today: Day) -> Result<()> {
        let plan = &self.plans[at];
        let mut draft = MatterDraft {
            id: None,
            reference: String::new(),
            title: plan.title.to_owned(),
            client: self.id(plan.client)?,
            responsible: Some(self.desk.timekeepers[plan.responsible]),
            opened_on: Some(today),
            billing_mode: BillingMode::Hourly,
            fixed_fee: None,
            court: plan.court.map(|who| self.id(who)).transpose()?,
            court_number: String::new(),
            notes: String::new(),
            opened_despite: String::new(),
            make_client_active: false,
        };
        if draft.court.is_some() {
            draft.court_number = format!("{:02}/{:05}", today.year() % 100, 90_000 + at);
        }
        if plan.fixed_fee > 0 {
            (draft.billing_mode, draft.fixed_fee) = (BillingMode::Fixed, Some(Cents(plan.fixed_fee)));
        }
        let matter = matter::save(tx, draft)?.id;
        let with = |contact: ContactId, role: PartyRole, represents| PartyDraft {
            id: None,
            matter,
            contact,
            side: Side::Against,
            role,
            label: String::new(),
            role_from: Some(today),
            represents,
            note: String::new(),
        };
        let mut opponent = None;
        if let Some((who, role)) = plan.opponent {
            opponent = Some(party::save(tx, with(self.id(who)?, role, None))?.id);
        }
        if let Some(who) = plan.counsel.filter(|_| opponent.is_some()) {
            party::save(tx, with(self.id(who)?, PartyRole::Counsel, opponent))?;
        }
        tx.set_op(crate::op::Op::OpenMatter);
        tx.label(matter::name_of(tx, matter)?);
        self.desk.matters.insert(at, matter);
        Ok(())
    }

    fn check_conflicts(&self, tx: &Tx, at: usize) -> Result<()> {
        let matter = self.matter(at)?;
        let asked = matter::read(tx, matter, Day::of(tx.at))?
            .parties
            .into_iter()
            .map(|party| AskedName {
                name: party.name,
                born: None,
                siren: None,
                contact: Some(party.contact),
                side: Some(party.side),
            })
            .collect();
        let check = ConflictDraft {
            asked,
            depth: 1,
            decision: ConflictDecision::NoConflict,
            agreement: String::new(),
            comment: "Vérifié par l’avocat responsable.".into(),
            matter: Some(matter),
        };
        conflict::record(tx, check)?;
        Ok(())
    }

    fn enter(&self, tx: &Tx, at: usize, done: &[Done], today: Day) -> Result<()> {
        let matter = self.matter(at)?;
        for one in done {
            let draft = TimeDraft {
                id: None,
                matter,
                timekeeper: self.desk.timekeepers[one.timekeeper],
                worked_on: Some(today),
                duration: one.minutes.to_string(),
                narrative: one.narrative.to_owned(),
                billable: one.billable,
                manual_rate: None,
                resolve_again: false,
                timer: None,
            };
            time_entry::save(tx, draft)?;
        }
        Ok(())
    }

    fn draft(&mut self, tx: &Tx, at: usize, lines: Vec<LineDraft>) -> Result<()> {
        if lines.is_empty() {
            return Ok(());
        }
        let plan = &self.plans[at];
        let draft = InvoiceDraft {
            id: None,
            client: self.id(plan.client)?,
            recipient: None,
            matter: Some(self.matter(at)?),
            subject: plan.title.to_owned(),
            note: String::new(),
            payment_days: None,
            lines,
        };
        let id = invoice::save(tx, draft)?.id;
        self.desk.drafts.insert(at, id);
        Ok(())
    }

    fn pay(&mut self, tx: &Tx, at: usize, share: i64, today: Day) -> Result<()> {
        let Some(id) = self.desk.invoices.remove(&at) else { return Ok(()) };
        let due = invoice::get(tx, id)?;
        let amount = Cents(due.open.0 * share / 100);
        if amount <= Cents::ZERO {
            return Ok(());
        }
        let payment = PaymentDraft {
            client: due.client,
            received_on: Some(today),
            amount,
            account: Account::Firm,
            method: "Virement".into(),
            reference: format!("VIR {}", due.number),
            note: String::new(),
            retainer: None,
            allocations: vec![Allocation { invoice: id, amount }],
        };
        payment::record(tx, payment)?;
        Ok(())
    }

    fn matter(&self, at: usize) -> Result<MatterId> {
        self.desk.matters.get(&at).copied().ok_or(Error::NotFound)
    }
}

fn standard_rate(
    tx: &Tx,
    timekeeper: Option<TimekeeperId>,
    grade: Option<Grade>,
    effective_from: Day,
    rate: i64,
) -> Result<()> {
    standard::save(tx, StandardRate { id: None, timekeeper, grade, effective_from, hourly_rate: Cents(rate) })?;
    Ok(())
}
