//! How complete and how clean the base is, each finding as the filter that shows its contacts.

use serde::Serialize;
use ts_rs::TS;

use crate::contact::filter::Lack;
use crate::contact::{self, ContactFilter, ContactView};
use crate::core::Reader;
use crate::duplicate::{self, DuplicateCounts};
use crate::error::Result;

/// Of the contacts of the daily view.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Health {
    pub contacts: u32,
    pub clients: u32,
    pub lacks: Vec<LackCount>,
    pub duplicates: DuplicateCounts,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct LackCount {
    pub lack: Lack,
    pub contacts: u32,
    /// Those of them that are active clients.
    pub clients: u32,
}

pub fn health(reader: &Reader) -> Result<Health> {
    let count = |view: ContactView, lack: Option<Lack>| {
        let lacking = lack.map(|lack| vec![lack]);
        contact::row::count(reader, &ContactFilter { lacking, ..ContactFilter::of_view(view) })
    };
    let mut lacks = Vec::with_capacity(Lack::ALL.len());
    for lack in Lack::ALL {
        lacks.push(LackCount {
            lack: *lack,
            contacts: count(ContactView::Active, Some(*lack))?,
            clients: count(ContactView::ActiveClients, Some(*lack))?,
        });
    }
    Ok(Health {
        contacts: count(ContactView::Active, None)?,
        clients: count(ContactView::ActiveClients, None)?,
        lacks,
        duplicates: duplicate::duplicate_counts(reader)?,
    })
}
