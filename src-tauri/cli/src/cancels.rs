//! Ctrl+C.

use std::future::{Future, poll_fn};
use std::task::Poll;

use tokio::sync::mpsc;

/// Every Ctrl+C from now on, also one that comes while something else is being looked at.
pub(crate) async fn cancels() -> mpsc::UnboundedReceiver<()> {
    let (pressed, cancels) = mpsc::unbounded_channel();
    let mut next = Box::pin(tokio::signal::ctrl_c());
    // Asked once at once: before that, Ctrl+C would end the program without a word.
    if poll_fn(|context| Poll::Ready(next.as_mut().poll(context))).await.is_pending() {
        tokio::spawn(async move {
            while next.as_mut().await.is_ok() && pressed.send(()).is_ok() {
                next.set(tokio::signal::ctrl_c());
            }
        });
    }
    cancels
}
