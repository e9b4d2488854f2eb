//! The pictures for a Windows taskbar, one for each size it may have.

use jit_core::TrayIcon;
use tauri::{image::Image, include_image};

/// The smallest picture that needs no enlarging at this scale.
pub fn taskbar(state: TrayIcon, is_dark: bool, scale: f64) -> Image<'static> {
    let [at_100, at_125, at_150, at_200] = if is_dark { white(state) } else { black(state) };
    match scale {
        ..=1.0 => at_100,
        ..=1.25 => at_125,
        ..=1.5 => at_150,
        _ => at_200,
    }
}

macro_rules! sizes {
    ($($path:literal)*) => { [$(include_image!($path)),*] };
}

fn white(state: TrayIcon) -> [Image<'static>; 4] {
    match state {
        TrayIcon::Error => sizes!(
            "../icons/tray/error-white-16.png"
            "../icons/tray/error-white-20.png"
            "../icons/tray/error-white-24.png"
            "../icons/tray/error-white-32.png"
        ),
        TrayIcon::Expiring => sizes!(
            "../icons/tray/expiring-white-16.png"
            "../icons/tray/expiring-white-20.png"
            "../icons/tray/expiring-white-24.png"
            "../icons/tray/expiring-white-32.png"
        ),
        TrayIcon::Working => sizes!(
            "../icons/tray/working-white-16.png"
            "../icons/tray/working-white-20.png"
            "../icons/tray/working-white-24.png"
            "../icons/tray/working-white-32.png"
        ),
        TrayIcon::Open => sizes!(
            "../icons/tray/open-white-16.png"
            "../icons/tray/open-white-20.png"
            "../icons/tray/open-white-24.png"
            "../icons/tray/open-white-32.png"
        ),
        TrayIcon::Offline => sizes!(
            "../icons/tray/offline-white-16.png"
            "../icons/tray/offline-white-20.png"
            "../icons/tray/offline-white-24.png"
            "../icons/tray/offline-white-32.png"
        ),
        TrayIcon::Idle => sizes!(
            "../icons/tray/idle-white-16.png"
            "../icons/tray/idle-white-20.png"
            "../icons/tray/idle-white-24.png"
            "../icons/tray/idle-white-32.png"
        ),
    }
}

fn black(state: TrayIcon) -> [Image<'static>; 4] {
    match state {
        TrayIcon::Error => sizes!(
            "../icons/tray/error-black-16.png"
            "../icons/tray/error-black-20.png"
            "../icons/tray/error-black-24.png"
            "../icons/tray/error-black-32.png"
        ),
        TrayIcon::Expiring => sizes!(
            "../icons/tray/expiring-black-16.png"
            "../icons/tray/expiring-black-20.png"
            "../icons/tray/expiring-black-24.png"
            "../icons/tray/expiring-black-32.png"
        ),
        TrayIcon::Working => sizes!(
            "../icons/tray/working-black-16.png"
            "../icons/tray/working-black-20.png"
            "../icons/tray/working-black-24.png"
            "../icons/tray/working-black-32.png"
        ),
        TrayIcon::Open => sizes!(
            "../icons/tray/open-black-16.png"
            "../icons/tray/open-black-20.png"
            "../icons/tray/open-black-24.png"
            "../icons/tray/open-black-32.png"
        ),
        TrayIcon::Offline => sizes!(
            "../icons/tray/offline-black-16.png"
            "../icons/tray/offline-black-20.png"
            "../icons/tray/offline-black-24.png"
            "../icons/tray/offline-black-32.png"
        ),
        TrayIcon::Idle => sizes!(
            "../icons/tray/idle-black-16.png"
            "../icons/tray/idle-black-20.png"
            "../icons/tray/idle-black-24.png"
            "../icons/tray/idle-black-32.png"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_size_follows_the_scale_and_the_colour_the_taskbar() {
        for (scale, size) in [(1.0, 16), (1.25, 20), (1.5, 24), (1.75, 32), (3.0, 32)] {
            assert_eq!(taskbar(TrayIcon::Idle, true, scale).width(), size, "at {scale}");
        }
        let brightest = |image: Image<'_>| {
            image.rgba().chunks_exact(4).filter(|pixel| pixel[3] > 200).map(|pixel| pixel[0]).max().unwrap()
        };
        for state in [TrayIcon::Error, TrayIcon::Expiring, TrayIcon::Working, TrayIcon::Open] {
            assert!(brightest(taskbar(state, true, 2.0)) > 250, "{state:?}");
            assert!(brightest(taskbar(state, false, 2.0)) < 5, "{state:?}");
        }
    }
}
