//! Keeps `ui/src/scripted/views/`, the views that the page is looked at and tested with, equal to what core says.
//!
//! A scene is a story told up to one moment. Its name is its address in the page: `index.html?state=NAME`.
#![expect(clippy::disallowed_methods, reason = "this test compares files, and renews them when asked")]

mod company;
mod connecting;
pub(crate) mod failures;
mod favourites;
mod machines;
mod settings;
mod signing_in;
pub(super) mod welcome;
mod windows;

use std::{collections::BTreeMap, env, fs, path::Path};

use serde::Serialize;

use super::story::Story;
use crate::{Cloud, Favourites, Intent, Loaded, MachinesPage, View};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../ui/src/scripted/views");
const RENEW: &str = "JIT_UPDATE_VIEWS=1 cargo test -p jit-core scripted";

/// The name of a scene, and how it is told.
type Scene = (&'static str, fn() -> Story);

/// Every scene there is. Add yours to the list of its file, or a list of your own here.
fn scenes() -> impl Iterator<Item = &'static Scene> {
    [
        settings::SCENES,
        welcome::SCENES,
        signing_in::SCENES,
        favourites::SCENES,
        machines::SCENES,
        connecting::SCENES,
        failures::SCENES,
        windows::SCENES,
    ]
    .into_iter()
    .flatten()
}

#[derive(Serialize)]
struct Written {
    /// The page's clock stands still at this time.
    now: String,
    view: View,
    /// What the search finds, by what was typed.
    machines: BTreeMap<&'static str, MachinesPage>,
}

#[test]
fn the_pages_scripted_views_are_up_to_date() {
    let wanted: BTreeMap<String, String> =
        scenes().map(|(name, tell)| (format!("{name}.json"), written(name, tell()))).collect();
    assert_eq!(wanted.len(), scenes().count(), "two scenes have the same name");
    if env::var_os("JIT_UPDATE_VIEWS").is_some() {
        renew(&wanted);
    }
    let stale: Vec<&String> =
        wanted.iter().filter(|(name, text)| found(name) != **text).map(|it| it.0).collect();
    assert!(stale.is_empty(), "in ui/src/scripted/views are stale: {stale:?}; renew them with: {RENEW}");
    let strange: Vec<String> = names().into_iter().filter(|name| !wanted.contains_key(name)).collect();
    assert!(strange.is_empty(), "in ui/src/scripted/views nobody tells of {strange:?}; renew with: {RENEW}");
}

fn written(name: &str, mut story: Story) -> String {
    let (view, machines) = (story.view(), machines::found(name, &mut story));
    let written = Written { now: story.now.to_string(), view, machines };
    format!("{}\n", serde_json::to_string_pretty(&written).unwrap())
}

fn renew(wanted: &BTreeMap<String, String>) {
    let folder = Path::new(FOLDER);
    fs::create_dir_all(folder).unwrap();
    for name in names().into_iter().filter(|name| !wanted.contains_key(name)) {
        fs::remove_file(folder.join(name)).unwrap();
    }
    for (name, text) in wanted.iter().filter(|(name, text)| found(name) != **text) {
        fs::write(folder.join(name), text).unwrap();
    }
}

fn found(name: &str) -> String {
    fs::read_to_string(Path::new(FOLDER).join(name)).unwrap_or_default().replace("\r\n", "\n")
}

fn names() -> Vec<String> {
    let Ok(entries) = fs::read_dir(FOLDER) else { return vec![] };
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

/// Favourites of these names, on machines of the same names.
fn starred(aliases: &[&str]) -> Loaded {
    let favourite = |alias: &&str| {
        let arm = super::story::named(&machine(alias)).id;
        format!(r#"{{"alias":{},"arm":"{arm}"}}"#, serde_json::to_string(alias).unwrap())
    };
    let list = aliases.iter().map(favourite).collect::<Vec<_>>().join(",");
    let favourites = Favourites::from_json(&format!(r#"{{"schema":1,"favourites":[{list}]}}"#)).unwrap();
    Loaded { favourites, ..Loaded::default() }
}

/// `web-01` for `web-01 (prod)`: what stands in brackets is the person's remark. Azure's names are plain.
fn machine(alias: &str) -> String {
    let name = alias.split(" (").next().unwrap_or(alias);
    name.chars().map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { 'x' }).collect()
}

/// Four favourites, and Barbara signed in.
fn contoso() -> Story {
    company(with_barbara(starred(&["web-01 (prod)", "build-agent", "sql-test", "db-02"])))
}

fn with_barbara(loaded: Loaded) -> Story {
    let barbara = super::story::account("barbara@contoso.com", crate::WayIn::Browser);
    let endpoints = Cloud::built_in("public").unwrap().endpoints();
    Story::just_with(Loaded { accounts: vec![barbara], can_ask: true, endpoints, ..loaded })
}

/// The machines are known.
fn company(mut story: Story) -> Story {
    let machines = company::read(&story);
    machines::tell(&mut story, machines);
    story
}

fn press(story: &mut Story, alias: &str) {
    let favourite = story.view().favourites.into_iter().find(|it| it.label == alias).unwrap().id;
    story.want(Intent::Connect { favourite });
}

/// Lets time pass in steps that are no jump of the clock.
fn wait(story: &mut Story, seconds: i64) {
    for _ in 0..seconds {
        story.pass_ms(1_000);
    }
}
