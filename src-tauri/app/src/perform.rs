//! Carrying out one effect. The seam between the loop and the world.

use std::future::Future;
use std::pin::Pin;

use jit_core::{
    AccessWindow, Account, AccountId, Answer, Ask, AttemptId, CheckFact, CheckOrder, Experience,
    FavouritesEdit, FavouritesNews, Notification, Problem, SettingsChange, SettingsNews, SigningIn,
    SigningInNews, Warned, WelcomeProgress,
};

/// An answer on its way.
pub(crate) type Answering = Pin<Box<dyn Future<Output = Answer> + Send>>;

/// A sign-in on its way.
pub(crate) type SigningInEnds = Pin<Box<dyn Future<Output = Result<Account, Problem>> + Send>>;

/// Told of a sign-in while it goes on.
pub(crate) type TellNews = Box<dyn Fn(SigningInNews) + Send + Sync>;

/// Told of every fact of a connection check.
pub(crate) type TellFact = Box<dyn Fn(CheckFact) + Send + Sync>;
/// Told what came of a change of the settings.
pub(crate) type TellSettings = Box<dyn FnOnce(SettingsNews) + Send>;

/// Told what became of a change of the favourites.
pub(crate) type TellFavourites = Box<dyn FnOnce(FavouritesNews) + Send>;

pub(crate) use jit_host::TellNotice;

/// What the loop cannot do itself.
pub(crate) trait Perform: Send {
    /// Asks a question of an attempt; the future ends in its answer and stops when it is dropped.
    fn ask(&self, attempt: AttemptId, what: Ask) -> Answering;

    /// Signs somebody in; the future ends when that is written down, and is cancelled when it is dropped.
    fn sign_in(&self, wanted: SigningIn, tell: TellNews) -> SigningInEnds;

    /// Signs an account out and removes what was kept for it.
    fn sign_out(&self, account: AccountId);

    /// Opens an address in the browser.
    fn open_page(&self, address: String);

    /// Finds out why a machine does not answer, and tells each fact once.
    fn check(&self, order: CheckOrder, tell: TellFact);

    /// Reads the machines anew.
    fn read_machines(&self);

    /// Adds the windows to those known to be open, in the order of the calls.
    fn save_windows(&self, windows: Vec<AccessWindow>);

    /// Adds what an attempt tells of its machine to the history, in the order of the calls.
    fn remember(&self, told: Experience);
    /// Writes down how far the first steps are, in the order of the calls.
    fn save_welcome(&self, progress: WelcomeProgress);

    /// Shows the system's settings of the taskbar.
    fn open_taskbar_settings(&self);

    /// Changes a setting, and tells what came of it.
    fn change_settings(&self, change: SettingsChange, tell: TellSettings);

    /// Changes the favourites, in the order of the calls, and tells what became of it.
    fn change_favourites(&self, edit: FavouritesEdit, tell: TellFavourites);

    /// Shows a notification, and tells what becomes of it.
    fn notify(&self, notification: Notification, tell: TellNotice);

    /// Takes the notification of this tag off the screen.
    fn withdraw(&self, tag: String);

    /// Writes down what people were told of windows, in the order of the calls.
    fn save_warned(&self, warned: Vec<Warned>);

    /// Writes what is still to be written before the program ends.
    fn flush(&self) -> Pin<Box<dyn Future<Output = ()> + Send>>;
}
