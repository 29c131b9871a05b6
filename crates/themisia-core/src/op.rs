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
        SaveLink = "save_link",
        RemoveLink = "remove_link",
        SaveRole = "save_role",
        RemoveRole = "remove_role",
        SaveView = "save_view",
        RemoveView = "remove_view",
        BulkEdit = "bulk_edit",
        AddCourts = "add_courts",
        NotDuplicates = "not_duplicates",
        MaybeDuplicates = "maybe_duplicates",
        Undo = "undo",
        Redo = "redo",
        Demo = "demo",
    }
}
