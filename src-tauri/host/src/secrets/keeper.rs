//! The thread that asks the store. Some stores block for as long as they like, for instance while they ask the
//! person to unlock them, and none may be asked from two threads at once.

mod turn;

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use secrecy::SecretString;
use tokio::sync::oneshot;

use super::fault::Fault;
use super::keyring::{Generation, Keyring};
use turn::Turn;

/// A thread that hangs in a store cannot be ended. A store that hangs every time must not collect them.
const THREADS: usize = 4;

/// Opens the store.
pub(super) type Open = Box<dyn Fn() -> Result<Keyring, Fault> + Send + Sync>;

/// What a store is asked.
pub(super) enum Ask {
    Get(String),
    Put(String, SecretString),
    Remove(String),
}

type Answer = Result<Option<SecretString>, Fault>;

/// Asks the store, one thing after the other. A thread that hangs is left behind, and another one takes its place.
pub(super) struct Keeper {
    open: Arc<Open>,
    jobs: Mutex<Sender<Job>>,
    inbox: Arc<Mutex<Receiver<Job>>>,
    /// Whether a thread takes jobs.
    at_work: AtomicBool,
    /// As many as there are threads, and one.
    threads: Arc<()>,
}

struct Job {
    ask: Ask,
    turn: Arc<Turn>,
    answer: oneshot::Sender<Answer>,
}

impl Keeper {
    pub(super) fn new(open: Open) -> Self {
        let (jobs, inbox) = channel();
        Self {
            open: Arc::new(open),
            jobs: Mutex::new(jobs),
            inbox: Arc::new(Mutex::new(inbox)),
            at_work: AtomicBool::new(false),
            threads: Arc::new(()),
        }
    }

    /// Must be polled to its end: it is what notices that the thread hangs.
    pub(super) async fn ask(&self, ask: Ask, patience: Duration) -> Answer {
        self.have_a_thread()?;
        let turn = Arc::new(Turn::default());
        let (answer, mut answered) = oneshot::channel();
        let job = Job { ask, turn: Arc::clone(&turn), answer };
        let sent = self.jobs.lock().unwrap_or_else(PoisonError::into_inner).send(job);
        sent.map_err(|_| broke_off())?;
        match tokio::time::timeout(patience, &mut answered).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(_)) => {
                // The store panicked, and the thread is gone.
                self.replace_thread();
                Err(broke_off())
            }
            Err(_) => {
                if turn.give_up() {
                    self.replace_thread();
                }
                answered.try_recv().unwrap_or(Err(Fault::Silent))
            }
        }
    }

    #[cfg(test)]
    pub(super) fn threads(&self) -> usize {
        Arc::strong_count(&self.threads) - 1
    }

    fn replace_thread(&self) {
        self.at_work.store(false, Ordering::SeqCst);
        if let Err(fault) = self.have_a_thread() {
            tracing::warn!(?fault, "the secret store hangs");
        }
    }

    fn have_a_thread(&self) -> Result<(), Fault> {
        if self.at_work.swap(true, Ordering::SeqCst) {
            return Ok(());
        }
        let started = if Arc::strong_count(&self.threads) > THREADS {
            Err(Fault::Stuck)
        } else {
            let (inbox, open) = (Arc::clone(&self.inbox), Arc::clone(&self.open));
            let counted = Arc::clone(&self.threads);
            let thread = std::thread::Builder::new().name("secret store".to_owned());
            let spawned = thread.spawn(move || {
                let _counted = counted;
                work(&inbox, &open);
            });
            spawned.map(drop).map_err(|error| Fault::Failed(error.to_string()))
        };
        if started.is_err() {
            self.at_work.store(false, Ordering::SeqCst);
        }
        started
    }
}

impl fmt::Debug for Keeper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keeper")
    }
}

fn broke_off() -> Fault {
    Fault::Failed("it broke off".to_owned())
}

/// Does jobs until nobody can ask any more, or until somebody gave up on one: then another thread has taken over.
fn work(inbox: &Mutex<Receiver<Job>>, open: &Open) {
    let mut keyring = None;
    loop {
        let next = inbox.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(Job { ask, turn, answer }) = next else { return };
        if !turn.begin() {
            continue;
        }
        // Nobody may be waiting for it.
        let _ = answer.send(answer_to(&ask, &mut keyring, open, &turn));
        if !turn.end() {
            return;
        }
    }
}

/// A store that was opened earlier may have been restarted since, so a failure of it is no failure yet.
fn answer_to(ask: &Ask, keyring: &mut Option<Keyring>, open: &Open, turn: &Turn) -> Answer {
    let opened_earlier = keyring.is_some();
    let mut answer = attempt(ask, keyring, open, turn);
    if opened_earlier && matches!(answer, Err(Fault::Failed(_))) && turn.goes_on() {
        *keyring = None;
        answer = attempt(ask, keyring, open, turn);
    }
    if answer.is_err() {
        *keyring = None;
    }
    answer
}

fn attempt(ask: &Ask, keyring: &mut Option<Keyring>, open: &Open, turn: &Turn) -> Answer {
    let keyring = match keyring {
        Some(keyring) => keyring,
        None => keyring.insert(open()?),
    };
    let go_on = || turn.goes_on();
    match ask {
        Ask::Get(key) => keyring.get(key),
        Ask::Put(key, value) => keyring.put(key, value, &Generation::now()?, &go_on).map(|()| None),
        Ask::Remove(key) => keyring.remove(key, &go_on).map(|()| None),
    }
}
