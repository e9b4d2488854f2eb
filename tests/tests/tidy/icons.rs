//! The icon of Windows has a picture for each scale, so that none is blurred.

use std::{fs, path::Path};

/// The sizes in an .ico file's directory. A width of 0 means 256.
fn sizes(ico: &[u8]) -> Vec<u32> {
    assert_eq!(ico[..4], [0, 0, 1, 0], "this is an icon");
    let count = usize::from(u16::from_le_bytes([ico[4], ico[5]]));
    let entries = ico[6..].chunks_exact(16).take(count);
    entries.map(|entry| if entry[0] == 0 { 256 } else { u32::from(entry[0]) }).collect()
}

#[test]
fn a07_the_icon_of_windows_has_every_size() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../icons/icon.ico");
    let found = sizes(&fs::read(path).unwrap());
    for size in [16, 20, 24, 32, 40, 48] {
        assert!(found.contains(&size), "{size} is missing in {found:?}");
    }
}

#[test]
fn a07_every_tray_state_has_every_size_in_both_colours() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../icons/tray");
    for state in ["error", "expiring", "idle", "offline", "open", "working"] {
        for colour in ["black", "white"] {
            for size in [16_u32, 20, 24, 32, 40, 48] {
                let png = fs::read(folder.join(format!("{state}-{colour}-{size}.png"))).unwrap();
                let side = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().unwrap());
                assert_eq!((side(16), side(20)), (size, size), "{state}-{colour}");
            }
        }
    }
}
