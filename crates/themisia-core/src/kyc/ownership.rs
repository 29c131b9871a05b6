//! Beneficial owners (CMF art. L. 561-2-2, R. 561-1): natural persons who hold more than a share of capital or votes, directly or
//! through companies, and those said to control otherwise; by default the legal representative.

use std::collections::{HashMap, HashSet};

use num_rational::BigRational;
use num_traits::{One, Zero};
use rusqlite::{Connection, named_params};
use serde::Serialize;
use ts_rs::TS;

use super::shares::{self, Holding};
use crate::contact::{self, ContactKind, redirect};
use crate::core::Reader;
use crate::day::Day;
use crate::error::{Error, Result};
use crate::firm::compliance;
use crate::ids::ContactId;
use crate::sql_enum;

/// Holders and held companies looked at behind one, and entries of its tree: what is larger says that it was cut.
const MOST_HOLDERS: usize = 1000;
const MOST_COMPANIES: usize = 100;
const MOST_NODES: usize = 400;
/// Chains told of an owner.
const MOST_WAYS: usize = 5;

sql_enum! {
    /// Shares: more than the threshold of capital or votes. Control: said to control by other means. Representative: nobody else
    /// is, so the legal representative is.
    pub enum OwnerReason {
        Shares = "shares",
        Control = "control",
        Representative = "representative",
    }
}

/// A person, or a company behind which nobody is known, and what it holds in the end. Millionths: 250000 is 25 %.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct Owner {
    pub contact: ContactId,
    pub name: String,
    pub kind: ContactKind,
    /// `None`: can't be computed.
    pub capital: Option<u32>,
    pub votes: Option<u32>,
    pub direct_capital: u32,
    pub direct_votes: u32,
    /// Whether it is a beneficial owner, and why.
    pub reason: Option<OwnerReason>,
    /// « par Holding Béta (60 %), puis Alpha Participations (50 %) », at most five.
    pub ways: Vec<String>,
}

/// A holder in the tree, with those who hold it.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct OwnershipNode {
    pub contact: ContactId,
    pub name: String,
    pub kind: ContactKind,
    /// Of the one above; the company looked at has none. Millionths.
    pub capital: Option<u32>,
    pub votes: Option<u32>,
    /// It stands above itself already: a crossed holding.
    pub is_crossed: bool,
    pub holders: Vec<OwnershipNode>,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct Ownership {
    pub company: ContactId,
    /// Natural persons who are beneficial owners.
    pub owners: Vec<Owner>,
    /// Everybody at the end of a chain, the largest first; the owners are among them unless they are so by default.
    pub holders: Vec<Owner>,
    pub by_default: bool,
    pub tree: OwnershipNode,
    /// The tree was too large and was cut.
    pub cut: bool,
    /// What the figures rest upon and lack, in French.
    pub remarks: Vec<String>,
    pub threshold_basis_points: u32,
    /// Whether exactly the threshold is enough.
    pub threshold_included: bool,
}

/// The beneficial owners of a company as they are on a day, today when none is given.
///
/// # Errors
/// `Invalid` for a contact that is no company; `NotFound`.
pub fn ownership(reader: &Reader, company: ContactId, on: Option<Day>) -> Result<Ownership> {
    of(reader, company, on.unwrap_or_else(|| Day::of(reader.core.now())))
}

pub(super) fn of(conn: &Connection, company: ContactId, on: Day) -> Result<Ownership> {
    let company = redirect::current(conn, company)?;
    if contact::kind_of(conn, company)? != ContactKind::LegalPerson {
        return Err(Error::invalid(
            "company",
            "not_legal_person",
            "Les bénéficiaires effectifs sont ceux d’une personne morale.",
        ));
    }
    let graph = Graph::read(conn, company, on)?;
    let rule = compliance::read(conn)?;
    let threshold = shares::fraction(rule.owner_threshold_basis_points);
    let is_enough =
        |share: &Option<BigRational>| {
            share.as_ref().is_some_and(|share| {
                if rule.owner_threshold_included { *share >= threshold } else { *share > threshold }
            })
        };
    let capital = shares::integrated(graph.contacts.len(), &graph.holdings(|edge| edge.capital), 0);
    let votes = shares::integrated(graph.contacts.len(), &graph.holdings(|edge| edge.votes), 0);
    let mut holders = Vec::new();
    for at in graph.ends() {
        let reason = match graph.contacts[at].kind {
            ContactKind::NaturalPerson if is_enough(&capital[at]) || is_enough(&votes[at]) => Some(OwnerReason::Shares),
            ContactKind::NaturalPerson if graph.controls.contains(&at) => Some(OwnerReason::Control),
            _ => None,
        };
        holders.push(graph.owner(at, reason, &capital, &votes));
    }
    holders.sort_by(|a, b| {
        b.reason
            .is_some()
            .cmp(&a.reason.is_some())
            .then(b.capital.max(b.votes).cmp(&a.capital.max(a.votes)))
            .then(a.name.cmp(&b.name))
    });
    let mut owners: Vec<Owner> = holders.iter().filter(|holder| holder.reason.is_some()).cloned().collect();
    let by_default = owners.is_empty();
    if by_default {
        owners = representatives(conn, company, on)?;
    }
    let mut nodes = 0;
    let tree = graph.node(0, None, &mut vec![], &mut nodes);
    Ok(Ownership {
        company,
        owners,
        by_default,
        tree,
        cut: nodes >= MOST_NODES || graph.cut,
        remarks: graph.remarks(&capital),
        holders,
        threshold_basis_points: rule.owner_threshold_basis_points,
        threshold_included: rule.owner_threshold_included,
    })
}

/// The natural persons who represent a company; of a company that represents it, those who represent that one.
fn representatives(conn: &Connection, company: ContactId, on: Day) -> Result<Vec<Owner>> {
    let mut found: Vec<Owner> = Vec::new();
    let mut seen = HashSet::from([company]);
    let mut asked = vec![company];
    while let Some(company) = asked.pop() {
        for (person, function) in represented_by(conn, company, on)? {
            if !seen.insert(person) {
                continue;
            }
            match contact::kind_of(conn, person)? {
                ContactKind::LegalPerson if seen.len() < MOST_COMPANIES => asked.push(person),
                ContactKind::NaturalPerson => found.push(Owner {
                    contact: person,
                    name: contact::name_of(conn, person)?,
                    kind: ContactKind::NaturalPerson,
                    capital: None,
                    votes: None,
                    direct_capital: 0,
                    direct_votes: 0,
                    reason: Some(OwnerReason::Representative),
                    ways: if function.is_empty() { Vec::new() } else { vec![function] },
                }),
                _ => {}
            }
        }
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(found)
}

pub(super) fn represented_by(conn: &Connection, company: ContactId, on: Day) -> Result<Vec<(ContactId, String)>> {
    let sql = format!(
        "select other, function from contact_link where contact = :company and kind = 'representative' and {CURRENT}
         order by id"
    );
    let found = conn
        .prepare_cached(&sql)?
        .query_map(named_params! { ":company": company, ":on": on }, |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(found)
}

/// A link that lasts on the day `:on`.
pub(super) const CURRENT: &str = "coalesce(starts_on, '') <= :on and coalesce(ends_on, '9999-12-31') >= :on";

struct Known {
    id: ContactId,
    name: String,
    kind: ContactKind,
}

/// Basis points of `company` in the hands of `holder`.
#[derive(Clone, Copy)]
struct Edge {
    company: usize,
    holder: usize,
    capital: u32,
    votes: u32,
}

/// What is known behind a company, which has the rank 0.
struct Graph {
    contacts: Vec<Known>,
    edges: Vec<Edge>,
    /// Said to be beneficial owners without a share.
    controls: HashSet<usize>,
    /// Holders « through » a company whose own holders are not recorded: counted as declared.
    declared: bool,
    cut: bool,
}

struct Link {
    company: ContactId,
    holder: ContactId,
    capital: Option<u32>,
    votes: Option<u32>,
    through: Option<ContactId>,
    is_owner: bool,
}

impl Graph {
    fn read(conn: &Connection, root: ContactId, on: Day) -> Result<Graph> {
        let mut links: Vec<Link> = Vec::new();
        let mut seen = vec![root];
        let (mut at, mut held) = (0, 0);
        let mut cut = false;
        while at < seen.len() {
            let behind = held_by(conn, seen[at], on)?;
            at += 1;
            held += usize::from(!behind.is_empty());
            if held > MOST_COMPANIES {
                cut = true;
                continue;
            }
            for link in behind {
                if !seen.contains(&link.holder) {
                    if seen.len() >= MOST_HOLDERS {
                        cut = true;
                        continue;
                    }
                    seen.push(link.holder);
                }
                links.push(link);
            }
        }
        let contacts = seen
            .iter()
            .map(|id| Ok(Known { id: *id, name: contact::name_of(conn, *id)?, kind: contact::kind_of(conn, *id)? }))
            .collect::<Result<Vec<_>>>()?;
        let rank: HashMap<ContactId, usize> = seen.iter().copied().zip(0..).collect();
        let mut graph = Graph { contacts, edges: Vec::new(), controls: HashSet::new(), declared: false, cut };
        graph.take(&links, &rank);
        Ok(graph)
    }

    fn take(&mut self, links: &[Link], rank: &HashMap<ContactId, usize>) {
        let direct = |company: ContactId, holder: ContactId| {
            links.iter().any(|link| link.through.is_none() && link.company == company && link.holder == holder)
        };
        for link in links {
            let (company, holder) = (rank[&link.company], rank[&link.holder]);
            // Where the company between the two has its own holders recorded, the chain is computed and the declared share
            // would count twice.
            if let Some(through) = link.through {
                if direct(link.company, through) && direct(through, link.holder) {
                    continue;
                }
                self.declared = true;
            }
            let capital = link.capital.unwrap_or(0);
            // Votes go with the capital unless they are said.
            let votes = link.votes.unwrap_or(capital);
            if capital == 0 && votes == 0 {
                if link.is_owner && company == 0 {
                    self.controls.insert(holder);
                }
                continue;
            }
            self.edges.push(Edge { company, holder, capital, votes });
        }
    }

    fn holdings(&self, share: impl Fn(&Edge) -> u32) -> Vec<Holding> {
        let holding =
            |edge: &Edge| Holding { company: edge.company, holder: edge.holder, share: shares::fraction(share(edge)) };
        self.edges.iter().map(holding).collect()
    }

    /// Those whom nobody is known to hold, but the company itself.
    fn ends(&self) -> Vec<usize> {
        (1..self.contacts.len())
            .filter(|at| {
                let held = self.edges.iter().any(|edge| edge.company == *at);
                let holds = self.edges.iter().any(|edge| edge.holder == *at);
                (holds && !held) || self.controls.contains(at)
            })
            .collect()
    }

    fn owner(
        &self,
        at: usize,
        reason: Option<OwnerReason>,
        capital: &[Option<BigRational>],
        votes: &[Option<BigRational>],
    ) -> Owner {
        let known = &self.contacts[at];
        let direct = |share: fn(&Edge) -> u32| {
            let sum: u32 = self.edges.iter().filter(|edge| edge.company == 0 && edge.holder == at).map(share).sum();
            sum * 100
        };
        let mut ways = Vec::new();
        self.ways(0, at, &mut vec![0], &mut ways);
        Owner {
            contact: known.id,
            name: known.name.clone(),
            kind: known.kind,
            capital: capital[at].as_ref().map(shares::millionths),
            votes: votes[at].as_ref().map(shares::millionths),
            direct_capital: direct(|edge| edge.capital),
            direct_votes: direct(|edge| edge.votes),
            reason,
            ways,
        }
    }

    /// The chains from a company to a holder, in words; the direct one needs none.
    fn ways(&self, from: usize, to: usize, path: &mut Vec<usize>, told: &mut Vec<String>) {
        for edge in self.edges.iter().filter(|edge| edge.company == from) {
            if told.len() >= MOST_WAYS || path.len() > 12 {
                return;
            }
            if edge.holder == to {
                let between: Vec<String> = path
                    .windows(2)
                    .map(|pair| format!("{} ({})", self.contacts[pair[1]].name, self.percent(pair[0], pair[1])))
                    .collect();
                if !between.is_empty() {
                    let way = format!("par {}", between.join(", puis "));
                    if !told.contains(&way) {
                        told.push(way);
                    }
                }
            } else if !path.contains(&edge.holder) {
                path.push(edge.holder);
                self.ways(edge.holder, to, path, told);
                path.pop();
            }
        }
    }

    fn percent(&self, company: usize, holder: usize) -> String {
        let points: u32 = self
            .edges
            .iter()
            .filter(|edge| edge.company == company && edge.holder == holder)
            .map(|edge| edge.capital)
            .sum();
        percent(points)
    }

    fn node(&self, at: usize, edge: Option<&Edge>, above: &mut Vec<usize>, nodes: &mut usize) -> OwnershipNode {
        *nodes += 1;
        let is_crossed = above.contains(&at);
        let mut holders = Vec::new();
        if !is_crossed {
            above.push(at);
            let mut held: Vec<&Edge> = self.edges.iter().filter(|edge| edge.company == at).collect();
            held.sort_by_key(|edge| std::cmp::Reverse(edge.capital.max(edge.votes)));
            for edge in held {
                if *nodes >= MOST_NODES {
                    break;
                }
                holders.push(self.node(edge.holder, Some(edge), above, nodes));
            }
            if at == 0 {
                let mut controls: Vec<usize> = self.controls.iter().copied().collect();
                controls.sort_unstable();
                for holder in controls {
                    holders.push(self.node(holder, None, above, nodes));
                }
            }
            above.pop();
        }
        let known = &self.contacts[at];
        OwnershipNode {
            contact: known.id,
            name: known.name.clone(),
            kind: known.kind,
            capital: edge.map(|edge| edge.capital * 100),
            votes: edge.map(|edge| edge.votes * 100),
            is_crossed,
            holders,
        }
    }

    fn remarks(&self, capital: &[Option<BigRational>]) -> Vec<String> {
        let mut remarks = Vec::new();
        for (at, known) in self.contacts.iter().enumerate().filter(|(_, known)| known.kind == ContactKind::LegalPerson)
        {
            let sum = |share: fn(&Edge) -> u32| -> u32 {
                self.edges.iter().filter(|edge| edge.company == at).map(share).sum()
            };
            let (owned, voted) = (sum(|edge| edge.capital), sum(|edge| edge.votes));
            if owned > 10_000 || voted > 10_000 {
                remarks.push(format!("Les parts de {} dépassent 100 % : vérifiez-les.", known.name));
            } else if owned < 10_000 && (at == 0 || capital[at].as_ref().is_some_and(|share| !share.is_zero())) {
                let unknown = percent(10_000 - owned);
                remarks.push(format!("{}\u{a0}: {unknown} du capital n’ont pas de détenteur connu.", known.name));
            }
        }
        if capital.iter().any(Option::is_none) {
            remarks.push(
                "Des sociétés se détiennent entièrement l’une l’autre, ou des parts dépassent 100 % : leurs parts ne se calculent pas."
                    .to_owned(),
            );
        } else if capital[0].as_ref().is_some_and(|share| !share.is_zero() && *share < BigRational::one()) {
            remarks.push("Participations croisées : les parts comptent tous les tours de la boucle.".to_owned());
        }
        if self.declared {
            remarks.push(
                "Des parts indirectes sont comptées telles que déclarées, faute de la chaîne entière.".to_owned(),
            );
        }
        if self.cut {
            remarks.push(format!("Au-delà de {MOST_COMPANIES} sociétés, la chaîne n’est pas suivie."));
        }
        remarks
    }
}

/// 3333 → « 33,33 % »
fn percent(basis_points: u32) -> String {
    let (whole, rest) = (basis_points / 100, basis_points % 100);
    match rest {
        0 => format!("{whole}\u{a0}%"),
        rest if rest % 10 == 0 => format!("{whole},{}\u{a0}%", rest / 10),
        rest => format!("{whole},{rest:02}\u{a0}%"),
    }
}

/// Who holds a company, as far as shares or a beneficial owner are recorded.
fn held_by(conn: &Connection, company: ContactId, on: Day) -> Result<Vec<Link>> {
    let sql = format!(
        "select other, capital_basis_points, votes_basis_points, through, kind = 'beneficial_owner' from contact_link
         where contact = :company and kind in ('beneficial_owner', 'parent_company') and {CURRENT}
             and (kind = 'beneficial_owner' or capital_basis_points > 0 or votes_basis_points > 0)
         order by id"
    );
    let links = conn
        .prepare_cached(&sql)?
        .query_map(named_params! { ":company": company, ":on": on }, |row| {
            Ok(Link {
                company,
                holder: row.get(0)?,
                capital: row.get(1)?,
                votes: row.get(2)?,
                through: row.get(3)?,
                is_owner: row.get(4)?,
            })
        })?
        .collect::<rusqlite::Result<_>>()?;
    Ok(links)
}
