//! What a person can do to the base, as the log names it.

use crate::sql_enum;

sql_enum! {
    pub enum Op {
        Init = "init",
        CreateContact = "create_contact",
        EditContact = "edit_contact",
        ChangeStatus = "change_status",
        ArchiveContact = "archive_contact",
        UnarchiveContact = "unarchive_contact",
        ImportContacts = "import_contacts",
        SaveQuality = "save_quality",
        SaveUser = "save_user",
        SaveFirm = "save_firm",
        RestoreValue = "restore_value",
        Undo = "undo",
        Redo = "redo",
        Demo = "demo",
    }
}
