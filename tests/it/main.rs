//! The layer of tests that matters: commands through `dispatch`, over a real encrypted base, as a person would act.
#![allow(clippy::unwrap_used)] // A test that can't go on fails.

mod address_books;
mod backup;
mod commands;
mod conflict;
mod contact;
mod desk;
mod document;
mod duplicate;
mod email;
mod entry;
mod export;
mod figure;
mod find;
mod formats;
mod funnel;
mod history;
mod import;
mod invoice;
mod journal;
mod kyc;
mod letter;
mod mail_merge;

mod many;
mod matter;
mod merge;
mod merge_later;
mod merge_whole;
mod payment;
mod personal_data;
mod personal_papers;
mod print;
mod properties;
mod rate;
mod relation;
mod reminder;
mod search;
mod spoilt;
mod store;
mod summary;
mod tidy;
mod time;
mod todo;
mod undo;
mod vault;
