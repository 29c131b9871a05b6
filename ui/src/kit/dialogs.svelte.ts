/** How many dialogs are open: messages leave the corner where their buttons are. */
export const dialogs = $state({ open: 0 });
