//! Which of the three desktops this is. A value, so that each one's rules can be tested on all of them.

/// A desktop operating system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Desktop {
    Linux,
    MacOs,
    Windows,
}

impl Desktop {
    /// The one this program was built for.
    #[must_use]
    pub const fn here() -> Self {
        if cfg!(target_os = "windows") {
            Self::Windows
        } else if cfg!(target_os = "macos") {
            Self::MacOs
        } else {
            Self::Linux
        }
    }
}
