//! The picture of each tray state.

use jit_core::TrayIcon;
use tauri::{image::Image, include_image};

mod taskbar;

/// Where the picture is shown, as far as the system says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Panel {
    /// macOS: it colours a template itself, to fit the menu bar.
    MenuBar,
    /// Windows.
    Taskbar { is_dark: bool, scale: f64 },
    /// Linux: nobody can ask what colour the panel has.
    AnyColour,
}

pub fn picture(state: TrayIcon, panel: Panel) -> Image<'static> {
    match panel {
        Panel::MenuBar => template(state),
        Panel::Taskbar { is_dark, scale } => taskbar::taskbar(state, is_dark, scale),
        Panel::AnyColour => outlined(state),
    }
}

fn template(state: TrayIcon) -> Image<'static> {
    match state {
        TrayIcon::Error => include_image!("../icons/tray/error-template-36.png"),
        TrayIcon::Expiring => include_image!("../icons/tray/expiring-template-36.png"),
        TrayIcon::Working => include_image!("../icons/tray/working-template-36.png"),
        TrayIcon::Open => include_image!("../icons/tray/open-template-36.png"),
        TrayIcon::Offline => include_image!("../icons/tray/offline-template-36.png"),
        TrayIcon::Idle => include_image!("../icons/tray/idle-template-36.png"),
    }
}

/// White with a dark outline.
fn outlined(state: TrayIcon) -> Image<'static> {
    match state {
        TrayIcon::Error => include_image!("../icons/tray/error-outlined-44.png"),
        TrayIcon::Expiring => include_image!("../icons/tray/expiring-outlined-44.png"),
        TrayIcon::Working => include_image!("../icons/tray/working-outlined-44.png"),
        TrayIcon::Open => include_image!("../icons/tray/open-outlined-44.png"),
        TrayIcon::Offline => include_image!("../icons/tray/offline-outlined-44.png"),
        TrayIcon::Idle => include_image!("../icons/tray/idle-outlined-44.png"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [TrayIcon; 6] = [
        TrayIcon::Error,
        TrayIcon::Expiring,
        TrayIcon::Working,
        TrayIcon::Open,
        TrayIcon::Offline,
        TrayIcon::Idle,
    ];
    const SMALL: [Image<'static>; 6] = [
        include_image!("../icons/tray/error-black-16.png"),
        include_image!("../icons/tray/expiring-black-16.png"),
        include_image!("../icons/tray/working-black-16.png"),
        include_image!("../icons/tray/open-black-16.png"),
        include_image!("../icons/tray/offline-black-16.png"),
        include_image!("../icons/tray/idle-black-16.png"),
    ];

    #[test]
    fn a07_states_can_be_told_apart_in_sixteen_pixels_of_one_bit() {
        let bits = |image: &Image<'_>| -> Vec<bool> { pixels(image).map(|pixel| pixel[3] > 127).collect() };
        for (place, one) in SMALL.iter().enumerate() {
            for (other_place, other) in SMALL.iter().enumerate().skip(place + 1) {
                let differ = bits(one).iter().zip(bits(other)).filter(|(a, b)| **a != *b).count();
                let names = (ALL[place], ALL[other_place]);
                assert!(differ * 100 >= 8 * 256, "{names:?} differ in {differ} of 256 pixels");
            }
        }
    }

    #[test]
    fn a07_a_template_is_black_and_transparent_only() {
        for state in ALL {
            let image = template(state);
            assert!(pixels(&image).all(|pixel| pixel[3] == 0 || pixel[..3] == [0, 0, 0]), "{state:?}");
        }
    }

    #[test]
    fn an_outlined_picture_shows_on_black_and_on_white() {
        for state in ALL {
            let image = outlined(state);
            let solid =
                |level: u8| pixels(&image).filter(|p| p[3] > 200 && p[0].abs_diff(level) < 32).count();
            assert!(
                solid(255) > 100 && solid(27) > 100,
                "{state:?}: {} white, {} dark",
                solid(255),
                solid(27)
            );
        }
    }

    fn pixels<'a>(image: &'a Image<'_>) -> impl Iterator<Item = &'a [u8]> {
        image.rgba().chunks_exact(4)
    }
}
