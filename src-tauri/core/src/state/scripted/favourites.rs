//! Nothing goes on: what the popover shows most of the day.

use super::{Scene, Story, company, contoso, starred, with_barbara};
use crate::*;

pub(super) const SCENES: &[Scene] = &[
    ("empty", || company(with_barbara(Loaded::default()))),
    ("idle", contoso),
    ("forty-favourites", forty),
    ("long-names", long_names),
    ("broken-file", broken_file),
    ("no-tray", no_tray),
];

fn forty() -> Story {
    let aliases: Vec<String> = (1..=40).map(|n| format!("app-{n:02}")).collect();
    company(with_barbara(starred(&aliases.iter().map(String::as_str).collect::<Vec<_>>())))
}

fn long_names() -> Story {
    with_barbara(starred(&[
        "a-database-server-with-a-very-long-name",
        "Buchhaltungsabschlussvorbereitungsserver",
        "R&D <web-01> \"quoted\"",
        "数据库服务器一号",
        "خادم-قاعدة-البيانات",
    ]))
}

fn broken_file() -> Story {
    let mut loaded = starred(&["web-01", "db-02"]);
    loaded.problems = vec![Problem::new(
        Code::BadFile,
        "The favourites file cannot be used: two favourites are called \"web\".",
        "Correct the file; until then the last good favourites are used.",
    )];
    with_barbara(loaded)
}

fn no_tray() -> Story {
    let mut story = contoso();
    story.tell(Event::TrayHost(false));
    story
}
