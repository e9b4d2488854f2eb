//! The secret store against a real GNOME Keyring: a refresh token outlives the program, and no state of the keyring
//! stops it.
#![cfg(target_os = "linux")]

use std::{collections::HashSet, fs, time::Duration};

use jit_tests::desktop::{Desktop, GnomeKeyring, Keeper, NobodyAnswers};
use serde_json::{Value, json};

const KEY: &str = "login.microsoftonline.com/04b07795-8ddb-461a-bbee-02f9e1bf7b46/oid.tid";
const LONG: Duration = Duration::from_secs(20);
const SHORT: Duration = Duration::from_millis(500);

/// As long as Entra ID's longest, and different everywhere.
fn token() -> String {
    let words = (0u64..).map(|n| format!("{:016x}", n.wrapping_mul(0x9e37_79b9_7f4a_7c15)));
    words.flat_map(|word| word.chars().collect::<Vec<_>>()).take(6_144).collect()
}

fn put(token: &str) -> String {
    format!("put {KEY} {token}")
}

fn get() -> String {
    format!("get {KEY}")
}

/// What another program sees of ours in the keyring: one line for each entry's label.
fn labels(desktop: &Desktop) -> Vec<String> {
    let output = desktop.command("secret-tool").args(["search", "--all", "service", "JIT Tray"]).output();
    let said = String::from_utf8(output.expect("`cargo xtask test` installs it").stdout).unwrap();
    said.lines().filter_map(|line| Some(line.strip_prefix("label = ")?.to_owned())).collect()
}

/// Whether any of it can be read where nobody needs a password: in the keyring's files, or in what was logged.
fn in_the_open(desktop: &Desktop, token: &str) -> bool {
    let files = fs::read_dir(desktop.home().path("data/keyrings")).expect("it has its files there");
    let mut open: Vec<_> = files.map(|file| fs::read(file.unwrap().path()).unwrap()).collect();
    open.push(Keeper::log(desktop).into_bytes());
    let parts: HashSet<&[u8]> = token.as_bytes().chunks_exact(16).collect();
    // As a log shows bytes that it takes for no text.
    let numbers = format!("{:?}", &token.as_bytes()[..16]);
    if Keeper::log(desktop).contains(numbers.trim_matches(['[', ']'])) {
        return true;
    }
    open.iter().any(|bytes| bytes.windows(16).any(|part| parts.contains(part)))
}

#[test]
fn gnome_keyring_holds_a_refresh_token_of_six_kilobytes_across_a_restart() {
    let (desktop, token) = (Desktop::without_screen(), token());
    let keyring = GnomeKeyring::unlocked(&desktop);
    let mut program = Keeper::start(&desktop, LONG);
    assert_eq!(program.ask("look"), json!({ "good": true, "found": "there and unlocked", "hint": null }));
    assert_eq!(program.ask(&get()), json!({ "value": null }));
    assert_eq!(program.ask(&put("an-older-one")), json!({ "done": "put" }));
    assert_eq!(program.ask(&put(&token)), json!({ "done": "put" }));
    program.end();
    drop(keyring);

    let _keyring = GnomeKeyring::unlocked(&desktop);
    let mut next = Keeper::start(&desktop, LONG);
    assert_eq!(next.ask(&get()), json!({ "value": token }));
    assert_eq!(labels(&desktop), ["JIT Tray sign-in"; 5], "a header and four pieces");
    assert!(Keeper::log(&desktop).contains("org.freedesktop.Secret.Item"), "all there is was logged");
    assert!(!in_the_open(&desktop, &token));
    assert_eq!(next.ask(&format!("remove {KEY}")), json!({ "done": "remove" }));
    assert_eq!(next.ask(&get()), json!({ "value": null }));
    assert_eq!(labels(&desktop), Vec::<String>::new(), "nothing is left behind");
}

fn kind(answer: &Value) -> (&str, &str) {
    (answer["kind"].as_str().unwrap_or_default(), answer["message"].as_str().unwrap_or_default())
}

const LOCKED: (&str, &str) = ("Locked", "The secret store is locked, and nobody unlocked it.");

#[test]
fn a_locked_keyring_that_nobody_unlocks_stops_nothing_and_works_once_it_is_unlocked() {
    let (desktop, token) = (Desktop::without_screen(), token());
    let keyring = GnomeKeyring::unlocked(&desktop);
    let mut program = Keeper::start(&desktop, SHORT);
    assert_eq!(program.ask(&put(&token)), json!({ "done": "put" }));
    drop(keyring);

    let keyring = GnomeKeyring::locked(&desktop);
    let nobody = NobodyAnswers::on(&desktop);
    assert_eq!(program.ask("look")["found"], "it is locked");
    assert_eq!(kind(&program.ask(&get())), LOCKED);
    assert_eq!(kind(&program.ask(&put("a-newer-one"))), LOCKED);
    drop((nobody, keyring));

    let _keyring = GnomeKeyring::unlocked(&desktop);
    assert_eq!(program.ask(&get()), json!({ "value": token }));
    assert_eq!(program.ask(&put("a-newer-one")), json!({ "done": "put" }));
    assert_eq!(program.ask(&get()), json!({ "value": "a-newer-one" }));
}

#[test]
fn a_person_who_dismisses_the_question_is_told_the_same_at_once() {
    let desktop = Desktop::without_screen();
    let keyring = GnomeKeyring::unlocked(&desktop);
    let mut program = Keeper::start(&desktop, LONG);
    assert_eq!(program.ask(&put("token")), json!({ "done": "put" }));
    drop(keyring);
    let _keyring = GnomeKeyring::locked(&desktop);
    let started = std::time::Instant::now();
    assert_eq!(kind(&program.ask(&get())), LOCKED);
    assert!(started.elapsed() < LONG, "it was not waited for");
}

#[test]
fn a_keyring_that_comes_up_later_is_used_without_a_restart() {
    let (desktop, token) = (Desktop::without_screen(), token());
    let mut program = Keeper::start(&desktop, LONG);
    let missing = ("Missing", "No secret store runs on this computer.");
    assert_eq!(kind(&program.ask(&get())), missing);
    let refused = program.ask(&put(&token));
    assert_eq!(kind(&refused), missing);
    let hint = "Install and start one, such as GNOME Keyring or KWallet. Until then a sign-in lasts as long as this \
                program runs.";
    assert_eq!(refused["hint"], hint);
    assert_eq!(program.ask("look"), json!({ "good": false, "found": missing.1, "hint": hint }));

    let _keyring = GnomeKeyring::unlocked(&desktop);
    assert_eq!(program.ask(&put(&token)), json!({ "done": "put" }));
    assert_eq!(program.ask(&get()), json!({ "value": token }));
}

#[test]
fn a_keyring_that_has_never_had_a_password_says_what_is_missing() {
    let desktop = Desktop::without_screen();
    let _keyring = GnomeKeyring::locked(&desktop);
    let mut program = Keeper::start(&desktop, SHORT);
    let refused = program.ask(&put("token"));
    assert_eq!(kind(&refused), ("Missing", "The secret store has no default keyring to keep anything in."));
}

#[test]
fn without_a_session_bus_the_person_is_told_so() {
    let desktop = Desktop::without_anything();
    let mut program = Keeper::start(&desktop, LONG);
    let refused = program.ask(&put("token"));
    let (kind, message) = kind(&refused);
    assert_eq!(kind, "Missing");
    assert!(message.starts_with("No secret store can be reached: there is no session bus ("), "{message}");
    assert!(!refused.to_string().contains("token"), "{refused}");
}
