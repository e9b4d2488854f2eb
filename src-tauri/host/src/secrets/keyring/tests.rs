//! What is read after each way a writing can end.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use keyring_core::Error;
use secrecy::SecretString;

use super::*;
use crate::secrets::testing::{Shelf, crashed, text};

const KEY: &str = "login.example/app/oid.tid";

/// A value of so many bytes that differs from the ones of other letters everywhere.
fn value(letter: char, len: usize) -> SecretString {
    letter.to_string().repeat(len).into()
}

fn at(second: u64) -> Generation {
    Generation::new(Duration::from_secs(second), u32::try_from(second).unwrap())
}

fn put(keyring: &Keyring, value: &SecretString, second: u64) -> Result<(), Fault> {
    keyring.put(KEY, value, &at(second), &|| true)
}

fn kept(shelf: &Shelf) -> Option<String> {
    text(shelf.quiet().get(KEY).unwrap())
}

#[test]
fn a_value_of_six_kilobytes_is_read_back_replaced_and_removed() {
    let shelf = Shelf::new();
    let keyring = shelf.quiet();
    assert_eq!(kept(&shelf), None);
    put(&keyring, &value('a', 6_144), 1).unwrap();
    assert_eq!(kept(&shelf), text(Some(value('a', 6_144))));
    put(&keyring, &value('b', 2_001), 2).unwrap();
    assert_eq!(kept(&shelf), text(Some(value('b', 2_001))));
    let names = [format!("{KEY}/0"), format!("{KEY}/2-00000002.1"), format!("{KEY}/2-00000002.2")];
    assert_eq!(shelf.names(), names, "the old pieces are gone");
    keyring.remove(KEY, &|| true).unwrap();
    assert_eq!((kept(&shelf), shelf.names()), (None, Vec::new()));
    keyring.remove(KEY, &|| true).unwrap();
}

/// Lets a program die after every number of steps, up to the one with which it comes through.
fn crashes(attempt: impl Fn(usize) -> Arc<AtomicBool>) {
    let through = (0..200).find(|steps| !attempt(*steps).load(Ordering::SeqCst)).unwrap();
    assert!(through > 3, "there is something to interrupt");
}

#[test]
fn a_crash_while_writing_leaves_the_old_or_the_new_value_and_nothing_for_long() {
    for (old_len, new_len) in [(6_144, 4_100), (1, 6_144), (2_000, 2_000)] {
        let (old, new, last) = (value('a', old_len), value('b', new_len), value('c', 3_000));
        crashes(|steps| {
            let shelf = Shelf::new();
            put(&shelf.quiet(), &old, 1).unwrap();
            let (program, crashed) = shelf.crashing_after(steps);
            let written = put(&program, &new, 100);
            let now = kept(&shelf);
            assert!(now == text(Some(old.clone())) || now == text(Some(new.clone())), "after {steps} steps");
            assert!(
                written.is_err() || now == text(Some(new.clone())),
                "told to be there after {steps} steps"
            );
            put(&shelf.quiet(), &last, 1_000).unwrap();
            assert_eq!(kept(&shelf), text(Some(last.clone())));
            assert_eq!(shelf.names().len(), 3, "after {steps} steps: {:?}", shelf.names());
            crashed
        });
    }
}

#[test]
fn a_crash_while_removing_leaves_the_value_or_none_and_can_be_made_good() {
    crashes(|steps| {
        let shelf = Shelf::new();
        put(&shelf.quiet(), &value('a', 6_144), 1).unwrap();
        let (program, crashed) = shelf.crashing_after(steps);
        let removed = program.remove(KEY, &|| true);
        let now = kept(&shelf);
        assert!(now.is_none() || now == text(Some(value('a', 6_144))), "after {steps} steps");
        assert!(removed.is_err() || shelf.names().is_empty());
        shelf.quiet().remove(KEY, &|| true).unwrap();
        assert_eq!(shelf.names(), Vec::<String>::new(), "after {steps} steps");
        crashed
    });
}

#[test]
fn whoever_is_told_to_stop_changes_nothing_more() {
    let shelf = Shelf::new();
    put(&shelf.quiet(), &value('a', 6_144), 1).unwrap();
    let before = shelf.names();
    assert_eq!(shelf.quiet().put(KEY, &value('b', 3_000), &at(2), &|| false), Err(Fault::Silent));
    assert_eq!(shelf.quiet().remove(KEY, &|| false), Err(Fault::Silent));
    assert_eq!(shelf.names(), before);
}

#[test]
fn a_damaged_value_is_as_good_as_none() {
    let shelf = Shelf::new();
    let piece = format!("{KEY}/1-00000001.2");
    for damage in [Some("b".repeat(2_000)), Some("a".repeat(1_999)), Some("a".repeat(2_001)), None] {
        put(&shelf.quiet(), &value('a', 6_144), 1).unwrap();
        match damage {
            Some(other) => shelf.entry(&piece).set_secret(other.as_bytes()).unwrap(),
            None => shelf.entry(&piece).delete_credential().unwrap(),
        }
        assert_eq!(kept(&shelf), None);
    }
    shelf.entry(&format!("{KEY}/0")).set_secret(b"\xff").unwrap();
    assert_eq!(kept(&shelf), None);
}

#[test]
fn a_value_that_is_replaced_while_it_is_read_is_read_whole() {
    for moment in 0..6 {
        let shelf = Shelf::new();
        put(&shelf.quiet(), &value('a', 6_144), 1).unwrap();
        let other = shelf.clone();
        let reader = shelf.with(move |step| {
            if step == moment {
                put(&other.quiet(), &value('b', 4_100), 2).unwrap();
            }
            Ok(())
        });
        let read = text(reader.get(KEY).unwrap());
        assert!(read == text(Some(value('a', 6_144))) || read == text(Some(value('b', 4_100))), "{moment}");
    }
}

#[test]
fn of_two_programs_that_write_at_once_one_wins_whole() {
    for moment in 0..20 {
        let shelf = Shelf::new();
        put(&shelf.quiet(), &value('a', 6_144), 1).unwrap();
        let other = shelf.clone();
        let writer = shelf.with(move |step| {
            if step == moment {
                put(&other.quiet(), &value('b', 4_100), 3).unwrap();
            }
            Ok(())
        });
        put(&writer, &value('c', 2_001), 2).unwrap();
        let read = kept(&shelf);
        assert!(read == text(Some(value('b', 4_100))) || read == text(Some(value('c', 2_001))), "{moment}");
        put(&shelf.quiet(), &value('d', 1), 1_000).unwrap();
        assert_eq!(shelf.names().len(), 2, "{moment}: {:?}", shelf.names());
    }
}

#[test]
fn keys_do_not_touch_each_other() {
    let (shelf, inner) = (Shelf::new(), format!("{KEY}/0"));
    let keyring = shelf.quiet();
    put(&keyring, &value('a', 3_000), 1).unwrap();
    keyring.put(&inner, &value('b', 3_000), &at(1_000), &|| true).unwrap();
    assert_eq!(kept(&shelf), text(Some(value('a', 3_000))));
    keyring.remove(KEY, &|| true).unwrap();
    assert_eq!(text(keyring.get(&inner).unwrap()), text(Some(value('b', 3_000))));
}

#[test]
fn what_an_account_left_over_goes_with_the_next_writing_of_another() {
    let shelf = Shelf::new();
    let gone = shelf.crashing_after(2).0.put("another", &value('x', 6_144), &at(1), &|| true);
    assert_eq!((gone, shelf.names().len()), (Err(crashed().into()), 2));
    put(&shelf.quiet(), &value('a', 1), 30).unwrap();
    assert_eq!(shelf.names().len(), 4, "somebody may still be writing it");
    put(&shelf.quiet(), &value('b', 1), 62).unwrap();
    assert_eq!(shelf.names().len(), 2);
}

#[test]
fn an_entry_that_is_there_twice_is_mended_by_the_next_writing() {
    let shelf = Shelf::new();
    put(&shelf.quiet(), &value('a', 1), 1).unwrap();
    let twice = shelf.clone();
    let keyring = shelf.with(move |step| match step {
        // The piece, the header read, the header written.
        1 | 2 => Err(Error::Ambiguous(vec![twice.entry(&format!("{KEY}/0"))])),
        _ => Ok(()),
    });
    put(&keyring, &value('b', 1), 2).unwrap();
    assert_eq!(kept(&shelf), text(Some(value('b', 1))));
}
