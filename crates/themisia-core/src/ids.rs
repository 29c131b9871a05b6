//! Identifiers: UUID v7 in `blob(16)`, one type a table, so that the wrong one does not compile.

use rusqlite::ToSql;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSqlOutput, ValueRef};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
        #[ts(rename = "Id")]
        pub struct $name(#[ts(type = "string")] pub Uuid);

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                $name(id)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl ToSql for $name {
            fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
                Ok(ToSqlOutput::Borrowed(ValueRef::Blob(self.0.as_bytes())))
            }
        }

        impl FromSql for $name {
            fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
                Uuid::from_slice(value.as_blob()?).map($name).map_err(FromSqlError::other)
            }
        }
    )*};
}

ids! {
    UserId
    DeviceId
    FirmId
    QualityId
    MatterId
    PartyId
    TimekeeperId
    InvoiceId
    PaymentId
    ReminderId
    RetainerId
    InteractionId
    DocumentId
    ContactId
    OperationId
    /// A row of any synced table, where the table is told beside it.
    RecordId
}
