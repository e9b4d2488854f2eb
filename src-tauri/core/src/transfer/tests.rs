mod company;
mod jitfav;
mod matching;
mod preview;
mod rdg;
mod rdp;
mod ssh;
mod written;

use super::found::{Entry, Found, Place};
use super::read::read;

fn found(name: &str, text: &str) -> Found {
    read(name, text.as_bytes()).unwrap().1
}

fn refused(name: &str, text: &str) -> String {
    read(name, text.as_bytes()).unwrap_err().reason
}

fn host(entry: &Entry) -> &str {
    match &entry.place {
        Place::Host(host) => host,
        Place::Machine(vm) => panic!("a machine: {}", vm.id),
    }
}

/// What was dropped, each with the first word of the reason.
fn dropped(entry: &Entry) -> Vec<String> {
    entry.dropped.iter().map(|dropped| format!("{}: {}", dropped.what, dropped.why)).collect()
}

mod hostile {
    use proptest::prelude::*;

    use super::super::read::read;

    /// Pieces that mean something in one of the formats.
    const PIECES: [&str; 30] = [
        "full address:s:",
        "10.0.0.4",
        ":",
        "\r\n",
        "\n",
        "Host ",
        "*",
        "!",
        "?",
        "\"",
        "=",
        "Port ",
        "Match ",
        "<RDCMan>",
        "<group>",
        "</group>",
        "<server>",
        "</server>",
        "<properties>",
        "<name>",
        "</name>",
        "&",
        "&#0;",
        "]]>",
        "<![CDATA[",
        "{\"schema\":1,\"favourites\":[",
        "\u{202E}",
        "[",
        "IdentityFile %d/",
        "screen mode id:i:",
    ];

    proptest! {
        #[test]
        fn no_bytes_break_a_reader(bytes in prop::collection::vec(any::<u8>(), 0..400), ending in 0..5usize) {
            let name = ["a.rdp", "a.rdg", "config", "a.json", "a"][ending];
            let _ = read(name, &bytes);
        }

        #[test]
        fn no_text_of_meaningful_pieces_breaks_a_reader(
            pieces in prop::collection::vec(prop::sample::select(&PIECES[..]), 0..60), ending in 0..5usize,
        ) {
            let name = ["a.rdp", "a.rdg", "config", "a.json", "a"][ending];
            if let Ok((_, found)) = read(name, pieces.concat().as_bytes()) {
                for entry in found.entries {
                    prop_assert!(entry.alias.chars().count() <= 40 && !entry.alias.contains(char::is_control));
                }
            }
        }
    }
}
