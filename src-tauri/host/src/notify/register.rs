//! Makes the application known to Windows, which otherwise drops its notifications or shows another name.

use std::path::Path;

/// Registers the application's id, the name people see and its icon for this person. Elsewhere nothing is needed.
///
/// # Errors
/// Why Windows refused, in its own words. Everything but notifications works without.
#[cfg(windows)]
pub fn register_app(app_id: &str, name: &str, icon: Option<&Path>) -> Result<(), String> {
    let key = format!("Software\\Classes\\AppUserModelId\\{app_id}");
    let registered = || -> windows_registry::Result<()> {
        let key = windows_registry::CURRENT_USER.create(key)?;
        key.set_string("DisplayName", name)?;
        if let Some(icon) = icon.and_then(Path::to_str) {
            key.set_string("IconUri", icon)?;
        }
        Ok(())
    };
    registered().map_err(|error| error.to_string())?;
    own_process(app_id)
}

/// Windows, taskbar and notifications then belong to the same application.
#[cfg(windows)]
fn own_process(app_id: &str) -> Result<(), String> {
    use windows_sys::Win32::UI::Shell::SetCurrentProcessExplicitAppUserModelID;
    let wide: Vec<u16> = app_id.encode_utf16().chain([0]).collect();
    #[expect(unsafe_code, reason = "the call has no safe form; the text ends with 0 and outlives the call")]
    let result = unsafe { SetCurrentProcessExplicitAppUserModelID(wide.as_ptr()) };
    if result >= 0 { Ok(()) } else { Err(std::io::Error::from_raw_os_error(result).to_string()) }
}

/// Registers the application's id, the name people see and its icon for this person. Elsewhere nothing is needed.
///
/// # Errors
/// Only on Windows.
#[cfg(not(windows))]
pub fn register_app(_app_id: &str, _name: &str, _icon: Option<&Path>) -> Result<(), String> {
    Ok(())
}

#[cfg(test)]
#[cfg(windows)]
mod tests {
    use super::*;

    #[test]
    fn the_registry_holds_name_and_icon() {
        let id = format!("jit-tray.test.{}", std::process::id());
        register_app(&id, "JIT Tray ü", Some(Path::new("C:\\icon.png"))).unwrap();
        let path = format!("Software\\Classes\\AppUserModelId\\{id}");
        let key = windows_registry::CURRENT_USER.open(&path).unwrap();
        let read = (key.get_string("DisplayName").unwrap(), key.get_string("IconUri").unwrap());
        windows_registry::CURRENT_USER.remove_tree(&path).unwrap();
        assert_eq!(read, ("JIT Tray ü".to_owned(), "C:\\icon.png".to_owned()));
    }
}
