//! Carrying out one effect. The seam between the loop and the world.

use std::future::Future;
use std::pin::Pin;

use jit_core::{
    AccessWindow, Account, AccountId, Answer, Ask, Notification, Problem, SigningIn, SigningInNews,
};

/// An answer on its way.
pub(crate) type Answering = Pin<Box<dyn Future<Output = Answer> + Send>>;

/// A sign-in on its way.
pub(crate) type SigningInEnds = Pin<Box<dyn Future<Output = Result<Account, Problem>> + Send>>;

/// Told of a sign-in while it goes on.
pub(crate) type TellNews = Box<dyn Fn(SigningInNews) + Send + Sync>;

/// What the loop cannot do itself.
pub(crate) trait Perform: Send {
    /// Asks a question; the future ends in its answer and stops when it is dropped.
    fn ask(&self, what: Ask) -> Answering;

    /// Signs somebody in; the future ends when that is written down, and is cancelled when it is dropped.
    fn sign_in(&self, wanted: SigningIn, tell: TellNews) -> SigningInEnds;

    /// Signs an account out and removes what was kept for it.
    fn sign_out(&self, account: AccountId);

    /// Opens an address in the browser.
    fn open_page(&self, address: String);

    /// The window is shown to somebody, who may unlock what is locked.
    fn window_shown(&self);

    /// Adds the windows to those known to be open, in the order of the calls.
    fn save_windows(&self, windows: Vec<AccessWindow>);

    /// Shows a notification.
    fn notify(&self, notification: Notification);

    /// Writes what is still to be written before the program ends.
    fn flush(&self) -> Pin<Box<dyn Future<Output = ()> + Send>>;
}
