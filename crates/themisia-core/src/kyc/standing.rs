//! Where the identification of a client stands, for itself or for one matter: the matter's own file comes before the client's.
//!
//! The state is never stored: it is where the last step of the file led, and a validated file is to be renewed once a document
//! has expired or its review is due.

use std::sync::LazyLock;

use rusqlite::{Connection, OptionalExtension, named_params};
use serde::Serialize;
use ts_rs::TS;

use crate::contact::redirect;
use crate::core::Reader;
use crate::day::Day;
use crate::error::Result;
use crate::ids::{ContactId, MatterId, RecordId};
use crate::sql_enum;

sql_enum! {
    pub enum KycState {
        ToDo = "to_do",
        InProgress = "in_progress",
        Submitted = "submitted",
        Validated = "validated",
        Refused = "refused",
        ToRenew = "to_renew",
        OutOfScope = "out_of_scope",
    }
}

impl KycState {
    /// Whether work may go on without a warning (DOMAIN §5).
    pub fn is_clear(self) -> bool {
        matches!(self, KycState::Validated | KycState::OutOfScope)
    }

    pub fn french(self) -> &'static str {
        match self {
            KycState::ToDo => "À faire",
            KycState::InProgress => "En cours",
            KycState::Submitted => "Soumis",
            KycState::Validated => "Validé",
            KycState::Refused => "Refusé",
            KycState::ToRenew => "À renouveler",
            KycState::OutOfScope => "Hors champ",
        }
    }

    /// What a person may do next. A file that expired is taken up again.
    pub fn allowed_moves(self) -> Vec<KycState> {
        use KycState::{InProgress, OutOfScope, Refused, Submitted, ToDo, ToRenew, Validated};
        match self {
            ToDo => vec![OutOfScope],
            InProgress => vec![Submitted, OutOfScope],
            Submitted => vec![Validated, Refused, InProgress],
            Validated => vec![ToRenew, InProgress],
            Refused | OutOfScope | ToRenew => vec![InProgress],
        }
    }
}

/// Where the identification stands, and since when.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct KycStanding {
    pub state: KycState,
    /// Validated, or out of scope with a reason: no warning.
    pub is_clear: bool,
    pub file: Option<RecordId>,
    /// The matter has a file of its own.
    pub is_of_matter: bool,
    /// The last step: when, by whom and why.
    pub at: Option<String>,
    pub user: Option<String>,
    pub reason: String,
    /// The first day on which a document has expired or the review is due.
    pub renew_on: Option<Day>,
}

impl KycStanding {
    /// Nothing was begun.
    pub(crate) fn none() -> KycStanding {
        KycStanding {
            state: KycState::ToDo,
            is_clear: false,
            file: None,
            is_of_matter: false,
            at: None,
            user: None,
            reason: String::new(),
            renew_on: None,
        }
    }
}

/// Where a client stands, for a matter or in general.
///
/// # Errors
/// `NotFound`.
pub fn kyc_state(reader: &Reader, client: ContactId, matter: Option<MatterId>) -> Result<KycStanding> {
    state(reader, client, matter, Day::of(reader.core.now()))
}

pub(crate) fn state(conn: &Connection, client: ContactId, matter: Option<MatterId>, on: Day) -> Result<KycStanding> {
    let client = redirect::current(conn, client)?;
    let of_matter = match matter {
        Some(matter) => file_of(conn, client, Some(matter))?,
        None => None,
    };
    let file = match of_matter {
        Some(file) => Some(file),
        None => file_of(conn, client, None)?,
    };
    let Some(file) = file else {
        return Ok(KycStanding::none());
    };
    let sql = format!("select {}, {RENEW_ON} from kyc_file where id = :file", *STATE);
    let (state, renew_on): (KycState, Option<Day>) = conn
        .prepare_cached(&sql)?
        .query_row(named_params! { ":file": file, ":on": on }, |row| Ok((row.get(0)?, row.get(1)?)))?;
    let last: Option<(String, String, String)> = conn
        .prepare_cached(
            "select at, user.name, reason from kyc_decision join user on user.id = kyc_decision.user
             where file = ?1 order by at desc, kyc_decision.id desc limit 1",
        )?
        .query_row([file], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    let (at, user, reason) = match last {
        Some((at, user, reason)) => (Some(at), Some(user), reason),
        None => (None, None, String::new()),
    };
    let is_of_matter = of_matter.is_some();
    let renew_on = renew_on.filter(|_| matches!(state, KycState::Validated | KycState::ToRenew));
    Ok(KycStanding { state, is_clear: state.is_clear(), file: Some(file), is_of_matter, at, user, reason, renew_on })
}

/// Where the client's own file stands; `None` when it has none.
pub(crate) fn own(conn: &Connection, client: ContactId, on: Day) -> Result<Option<KycStanding>> {
    Ok(Some(state(conn, client, None, on)?).filter(|standing| standing.file.is_some()))
}

/// Whether a file was ever validated, refused, or recorded out of scope.
pub(crate) fn was_decided(conn: &Connection, file: RecordId) -> Result<bool> {
    let decided = conn
        .prepare_cached(
            "select 1 from kyc_decision where file = ?1 and to_state in ('validated', 'refused', 'out_of_scope')",
        )?
        .exists([file])?;
    Ok(decided)
}

/// The file that counts among those of a client for a matter, or in general. A merge brings two together: the one that was
/// decided upon last counts, whatever happens to it since (DOMAIN §11).
pub(super) fn file_of(conn: &Connection, client: ContactId, matter: Option<MatterId>) -> Result<Option<RecordId>> {
    let sql = format!("select {}", counting_file(":client", ":matter"));
    let file = conn
        .prepare_cached(&sql)?
        .query_row(named_params! { ":client": client, ":matter": matter }, |row| row.get(0))?;
    Ok(file)
}

/// The same in SQL, for the client and the matter that these expressions give.
pub(super) fn counting_file(client: &str, matter: &str) -> String {
    format!(
        "(select counting.id from kyc_file counting where counting.client = {client} and counting.matter is {matter}
          order by (select max(at) from kyc_decision where kyc_decision.file = counting.id
                        and to_state in ('validated', 'refused', 'out_of_scope')) desc nulls last,
              counting.created_at desc, counting.id desc limit 1)"
    )
}

/// The first day on which a validated file is to be renewed: the day of its review, or the one after the last identity
/// document in force of the client or of somebody who represents it. For a row of `kyc_file`; `:on` is the day.
pub(super) const RENEW_ON: &str = "(select min(day) from (
    select kyc_file.review_on as day
    union all
    select date(min(last), '+1 day') from (
        select coalesce(
            (select max(expires_on) from kyc_document where kyc_document.contact = person.id
                 and kyc_document.kind in ('identity_card', 'passport', 'residence_permit', 'driving_licence')),
            person.identity_expires_on) as last
        from contact person
        where person.id = kyc_file.client
            or person.id in (select other from contact_link where contact_link.contact = kyc_file.client
                and contact_link.kind = 'representative'
                and coalesce(starts_on, '') <= :on and coalesce(ends_on, '9999-12-31') >= :on))))";

/// The state of a row of `kyc_file` on the day `:on`.
pub(super) static STATE: LazyLock<String> = LazyLock::new(|| {
    format!(
        "(select case when step = 'validated' and {RENEW_ON} <= :on then 'to_renew' else step end
          from (select coalesce((select to_state from kyc_decision where kyc_decision.file = kyc_file.id
                                 order by at desc, kyc_decision.id desc limit 1), 'in_progress') as step))"
    )
});

/// The state of a client for a matter, in SQL: `:on` is the day.
pub(crate) fn state_sql(client: &str, matter: &str) -> String {
    let of = |file: String| format!("(select {} from kyc_file where id = {file})", *STATE);
    let general = of(counting_file(client, "null"));
    if matter == "null" {
        return format!("coalesce({general}, 'to_do')");
    }
    format!("coalesce({}, {general}, 'to_do')", of(counting_file(client, matter)))
}
