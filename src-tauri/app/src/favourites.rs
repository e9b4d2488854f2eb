//! The favourites file, which tray, command line and a person with an editor change side by side.

use std::fs;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::{Duration, SystemTime};

use jit_core::{Edited, Event, Favourites, FavouritesEdit, FavouritesNews, Problem};
use jit_host::Dirs;
use tokio::sync::mpsc;

use crate::current::Current;

/// How soon a change of another program is noticed.
const BETWEEN_LOOKS: Duration = Duration::from_secs(5);

/// The favourites as the file has them.
pub(crate) struct Starred {
    dirs: Dirs,
    current: Current<Favourites>,
    /// How the file was when it was last read or written here. One change or reading at a time, each told before
    /// the next begins.
    seen: Mutex<Stamp>,
}

impl Starred {
    pub(crate) fn new(favourites: Favourites, dirs: Dirs) -> Self {
        let seen = Mutex::new(stamp(&dirs));
        Self { dirs, current: Current::new(favourites), seen }
    }

    pub(crate) fn get(&self) -> Arc<Favourites> {
        self.current.get()
    }

    /// Makes a change to the file as it is now, and tells what became of it. Takes as long as the disk does.
    pub(crate) fn change<T>(
        &self,
        edit: &FavouritesEdit,
        tell: impl FnOnce(Result<Edited, Problem>) -> T,
    ) -> T {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let edited = change_file(edit, &self.dirs);
        if let Ok(edited) = &edited {
            self.current.set(edited.favourites.clone());
            *seen = stamp(&self.dirs);
        }
        tell(edited)
    }

    /// Reads the file again where somebody else has written it, and tells what it holds.
    pub(crate) fn look_again(&self, tell: impl FnOnce(FavouritesNews)) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let now = stamp(&self.dirs);
        if *seen == now {
            return;
        }
        *seen = now;
        let loaded = jit_host::load(&self.dirs.favourites(), &self.dirs, Favourites::from_json);
        let favourites = match (loaded.value, &loaded.problem) {
            (Some(favourites), _) => favourites,
            (None, None) => Favourites::default(),
            // Nothing good was ever read, so what is known stays.
            (None, Some(_)) => (*self.get()).clone(),
        };
        self.current.set(favourites.clone());
        tell(FavouritesNews::Are { favourites: Box::new(favourites), problem: loaded.problem });
    }
}

/// What tells that the file was written: when, and how long it is.
type Stamp = Option<(SystemTime, u64)>;

fn stamp(dirs: &Dirs) -> Stamp {
    let meta = fs::metadata(dirs.favourites()).ok()?;
    Some((meta.modified().ok()?, meta.len()))
}

fn change_file(edit: &FavouritesEdit, dirs: &Dirs) -> Result<Edited, Problem> {
    let changed = jit_host::change_file(&dirs.favourites(), dirs, |text| {
        let before = text.map(Favourites::from_json).transpose()?.unwrap_or_default();
        match (before.edit(edit), text) {
            (Ok(edited), _) => Ok((edited.favourites.to_json(), Ok(edited))),
            // What was refused is no fault of the file, which stays as it is.
            (Err(refused), Some(text)) => Ok((text.to_owned(), Err(refused))),
            (Err(refused), None) => Err(refused),
        }
    });
    changed.and_then(|edited| edited)
}

/// Tells of every change that others make to the file, as long as there is anybody to tell.
pub(crate) async fn follow_favourites(inbox: mpsc::UnboundedSender<Event>, starred: Weak<Starred>) {
    while let Some(starred) = starred.upgrade() {
        look_again(&inbox, starred).await;
        tokio::time::sleep(BETWEEN_LOOKS).await;
    }
}

/// Tells of what others changed until now.
pub(crate) async fn look_again(inbox: &mpsc::UnboundedSender<Event>, starred: Arc<Starred>) {
    let inbox = inbox.clone();
    // After the end nobody listens.
    let tell = move |news| drop(inbox.send(Event::Favourites(news)));
    if tokio::task::spawn_blocking(move || starred.look_again(tell)).await.is_err() {
        tracing::error!("the favourites were not read again");
    }
}

#[cfg(test)]
mod tests;
