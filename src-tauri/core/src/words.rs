//! Texts that the tray menu and the page both use. A test writes them to `ui/src/words.ts`, so that both say the same.

#[cfg(test)]
mod export;

macro_rules! words {
    ($($name:ident = $text:literal;)*) => {
        $(pub(crate) const $name: &str = $text;)*

        /// Every word with its name.
        #[cfg(test)]
        pub(crate) const ALL: &[(&str, &str)] = &[$((stringify!($name), $text)),*];
    };
}

words! {
    CANCEL = "Cancel";
    CHOOSE_APP = "Choose app";
    CONNECT_AGAIN = "Connect again";
    COPY_ADDRESS = "Copy address";
    COPY_AS_AZ = "Copy as az";
    COPY_AS_POWERSHELL = "Copy as PowerShell";
    COPY_AS_REST = "Copy as REST";
    COPY_FOR_ADMIN = "Copy request for your admin";
    DETAILS = "Details";
    DISMISS = "Dismiss";
    EXTEND_ALL = "Extend all";
    FIND_MACHINE = "Find a machine…";
    FIX = "Fix…";
    GO_ON = "Go on";
    KEEP_TRYING = "Keep trying for 15 min";
    NOT_CUT = "A session that is open is not cut. Connect again for new access.";
    NOT_NOW = "Not now";
    NOTHING_CHANGED = "Nothing was changed.";
    NO_FAVOURITES = "No favourites yet";
    OPEN_AGAIN = "Open again";
    OPEN_APP = "Open JIT Tray";
    OPEN_IN_PORTAL = "Open in Azure portal";
    QUIT = "Quit JIT Tray";
    RECENT = "Recent";
    RETRY_NOW = "Retry now";
    RUN_CHECK = "Run connection check";
    SEE_SCREEN = "See screen of the machine";
    SETTINGS = "Settings";
    SHOW = "Show";
    STAY_CONNECTED = "You stay connected, but can't reconnect after that.";
    TROUBLE = "Trouble signing in?";
    TRY_AGAIN = "Try again";
}
