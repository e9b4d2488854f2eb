//! The system's settings of the taskbar, where it decides which icons are in sight.

/// Shows them. Only Windows has some that decide about icons; elsewhere nothing is shown.
///
/// # Errors
/// Why they are not shown.
pub fn open_taskbar_settings() -> Result<(), String> {
    #[cfg(windows)]
    return open::that_detached("ms-settings:taskbar").map_err(|error| error.to_string());
    #[cfg(not(windows))]
    return Err("this system has no such settings".to_owned());
}
