//! E-mails kept in the journal (DOMAIN §9): read from `.eml` and `.msg` files ([`read`], [`outlook`]), filed under the contacts whose
//! addresses they bear and the matter whose reference is in their subject ([`filing`]), shown without anything that runs or loads
//! ([`view`]). The same message is one entry; the file itself is kept as it came.

pub mod filing;
pub mod import;
mod outlook;
pub mod proposal;
pub mod read;
pub mod view;
pub mod watch;

pub use import::{EmailReport, EmailVerdict, EmailVerdictKind};
pub use proposal::{AcceptedProposal, EmailProposal};
pub use view::EmailView;
