//! The thread that asks, and stores that fail, hang or panic.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use keyring_core::Error;
use secrecy::SecretString;

use super::fault::Fault;
use super::keeper::{Ask, Keeper, Open};
use super::testing::{Shelf, text};
use super::*;

/// For what answers.
const LONG: Duration = Duration::from_secs(60);
/// For what never does.
const SHORT: Duration = Duration::from_millis(100);
const KEY: &str = "key";

fn get() -> Ask {
    Ask::Get(KEY.to_owned())
}

fn put(value: &str) -> Ask {
    Ask::Put(KEY.to_owned(), value.into())
}

fn keeper(open: impl Fn() -> Result<super::keyring::Keyring, Fault> + Send + Sync + 'static) -> Arc<Keeper> {
    let open: Open = Box::new(open);
    Arc::new(Keeper::new(open))
}

/// A keeper whose first store fails in this way at its first step; the ones after it work. And how many were opened.
fn failing_first(
    shelf: &Shelf,
    error: impl Fn() -> Error + Send + Sync + 'static,
) -> (Arc<Keeper>, Arc<AtomicUsize>) {
    let (shelf, opened) = (shelf.clone(), Arc::new(AtomicUsize::new(0)));
    let (counted, error) = (Arc::clone(&opened), Arc::new(error));
    let keeper = keeper(move || {
        let first = counted.fetch_add(1, Ordering::SeqCst) == 0;
        let error = Arc::clone(&error);
        Ok(shelf.with(move |step| if first && step == 0 { Err(error()) } else { Ok(()) }))
    });
    (keeper, opened)
}

#[tokio::test]
async fn a_store_that_appears_later_works_without_a_restart() {
    let (shelf, there) = (Shelf::new(), Arc::new(Mutex::new(false)));
    let there_now = Arc::clone(&there);
    let keeper = keeper(move || {
        if *there_now.lock().unwrap() {
            Ok(shelf.quiet())
        } else {
            Err(Fault::Failed("no daemon".to_owned()))
        }
    });
    assert_eq!(keeper.ask(put("token"), LONG).await.unwrap_err(), Fault::Failed("no daemon".to_owned()));
    *there.lock().unwrap() = true;
    keeper.ask(put("token"), LONG).await.unwrap();
    assert_eq!(text(keeper.ask(get(), LONG).await.unwrap()).as_deref(), Some("token"));
    keeper.ask(Ask::Remove(KEY.to_owned()), LONG).await.unwrap();
    assert!(keeper.ask(get(), LONG).await.unwrap().is_none());
}

#[tokio::test]
async fn a_store_that_was_restarted_is_opened_again_at_once() {
    let shelf = Shelf::new();
    let opened = Arc::new(AtomicUsize::new(0));
    let (counted, kept) = (Arc::clone(&opened), shelf.clone());
    let keeper = keeper(move || {
        let first = counted.fetch_add(1, Ordering::SeqCst) == 0;
        // The first writing takes four steps: piece, header read, header written, search.
        let gone = move |step| {
            if first && step >= 4 { Err(Error::PlatformFailure("no such session".into())) } else { Ok(()) }
        };
        Ok(kept.with(gone))
    });
    keeper.ask(put("one"), LONG).await.unwrap();
    keeper.ask(put("two"), LONG).await.unwrap();
    assert_eq!(text(keeper.ask(get(), LONG).await.unwrap()).as_deref(), Some("two"));
    assert_eq!(opened.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn a_person_who_dismissed_the_question_is_not_asked_again_at_once() {
    let shelf = Shelf::new();
    let (keeper, opened) = failing_first(&shelf, || Error::NoStorageAccess("prompt dismissed".into()));
    let refused = keeper.ask(put("token"), LONG).await.unwrap_err();
    assert_eq!((refused, opened.load(Ordering::SeqCst)), (Fault::NoAccess("prompt dismissed".to_owned()), 1));
    keeper.ask(put("token"), LONG).await.unwrap();
    assert_eq!(opened.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn a_store_that_panics_is_one_failure() {
    let shelf = Shelf::new();
    let (keeper, _) = failing_first(&shelf, || panic!("poisoned"));
    assert_eq!(keeper.ask(get(), LONG).await.unwrap_err(), Fault::Failed("it broke off".to_owned()));
    keeper.ask(put("token"), LONG).await.unwrap();
    assert_eq!(text(keeper.ask(get(), LONG).await.unwrap()).as_deref(), Some("token"));
}

/// A keeper whose first stores hang at their first step until they are let go, each by one word.
fn hanging(shelf: &Shelf, how_many: usize) -> (Arc<Keeper>, mpsc::Sender<()>) {
    let (let_go, wait) = mpsc::channel();
    let (wait, opened, shelf) = (Arc::new(Mutex::new(wait)), AtomicUsize::new(0), shelf.clone());
    let keeper = keeper(move || {
        let hangs = opened.fetch_add(1, Ordering::SeqCst) < how_many;
        let wait = Arc::clone(&wait);
        Ok(shelf.with(move |step| {
            if hangs && step == 0 {
                wait.lock().unwrap().recv().unwrap();
            }
            Ok(())
        }))
    });
    (keeper, let_go)
}

#[tokio::test]
async fn what_hangs_is_left_behind_and_writes_nothing_later() {
    let shelf = Shelf::new();
    let (keeper, let_go) = hanging(&shelf, 1);
    assert_eq!(keeper.ask(put("old"), SHORT).await.unwrap_err(), Fault::Silent);
    keeper.ask(put("new"), LONG).await.unwrap();
    let before = shelf.names();
    let_go.send(()).unwrap();
    until(|| keeper.threads() == 1).await;
    assert_eq!(text(keeper.ask(get(), LONG).await.unwrap()).as_deref(), Some("new"));
    // The piece it hung in, at most.
    let more: Vec<_> = shelf.names().into_iter().filter(|name| !before.contains(name)).collect();
    assert!(more.len() <= 1 && before.iter().all(|name| shelf.names().contains(name)), "{more:?}");
}

#[tokio::test]
async fn who_waits_behind_one_that_hangs_is_served_by_the_next_thread() {
    let shelf = Shelf::new();
    let (keeper, _let_go) = hanging(&shelf, 1);
    let hangs = async { keeper.ask(get(), SHORT).await };
    let waits = async { keeper.ask(put("token"), LONG).await };
    let (hung, served) = tokio::join!(hangs, waits);
    assert_eq!((hung.unwrap_err(), served.map(drop)), (Fault::Silent, Ok(())));
}

#[tokio::test]
async fn a_store_that_always_hangs_is_left_alone_until_it_comes_back() {
    let shelf = Shelf::new();
    let (keeper, let_go) = hanging(&shelf, 4);
    for _ in 0..4 {
        assert_eq!(keeper.ask(get(), SHORT).await.unwrap_err(), Fault::Silent);
    }
    let start = Instant::now();
    assert_eq!(keeper.ask(get(), LONG).await.unwrap_err(), Fault::Stuck);
    assert!(start.elapsed() < LONG, "nobody waits for it");
    let_go.send(()).unwrap();
    until(|| keeper.threads() == 3).await;
    keeper.ask(put("token"), LONG).await.unwrap();
}

async fn until(condition: impl Fn() -> bool) {
    let start = Instant::now();
    while !condition() {
        assert!(start.elapsed() < LONG, "it never happened");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn names_and_values_that_a_system_may_spoil_are_refused() {
    let store = SecretStore::with_patience(LONG);
    for key in ["", "two words", "schlüssel", &"k".repeat(201)] {
        let refused = store.get(key).await.unwrap_err();
        assert_eq!(refused.kind, NoStoreKind::Failed);
        let message = "The secret store failed: the name of the secret is not printable ASCII of at most 200 characters.";
        assert_eq!(refused.message, message);
    }
    assert!(store.put(KEY, &SecretString::from("")).await.is_err());
    assert_eq!(format!("{store:?}"), "SecretStore");
}

#[test]
fn what_was_kept_is_in_no_error() {
    for error in [
        Error::BadEncoding(b"token".to_vec()),
        Error::BadDataFormat(b"token".to_vec(), "not a secret".into()),
    ] {
        let fault = format!("{:?}", Fault::from(error));
        assert!(!fault.contains("token") && !fault.contains("116"), "{fault}");
    }
}
