//! Carrying out one effect. The seam between the loop and the world.

use std::future::Future;
use std::pin::Pin;

use jit_core::{AccessWindow, Answer, Ask, Notification};

/// An answer on its way.
pub(crate) type Answering = Pin<Box<dyn Future<Output = Answer> + Send>>;

/// What the loop cannot do itself.
pub(crate) trait Perform: Send {
    /// Asks a question; the future ends in its answer and stops when it is dropped.
    fn ask(&self, what: Ask) -> Answering;

    /// Adds the windows to those known to be open, in the order of the calls.
    fn save_windows(&self, windows: Vec<AccessWindow>);

    /// Shows a notification.
    fn notify(&self, notification: Notification);

    /// Writes what is still to be written before the program ends.
    fn flush(&self) -> Pin<Box<dyn Future<Output = ()> + Send>>;
}
