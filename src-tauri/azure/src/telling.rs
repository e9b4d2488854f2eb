//! Telling whoever waits for a call that it is sent again.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

/// Told how long it takes until a call is sent again, and for the how many-th time.
pub type TellRepeat = Arc<dyn Fn(Duration, u32) + Send + Sync>;

tokio::task_local! {
    static TOLD: TellRepeat;
}

/// Runs what makes calls, and tells of each call that is sent again.
pub async fn telling<F: Future>(tell: TellRepeat, calls: F) -> F::Output {
    TOLD.scope(tell, calls).await
}

/// Tells, where somebody wants to know.
pub(crate) fn sent_again_in(wait: Duration, again: u32) {
    // Nobody follows a call of a list or of a sign-in.
    let _ = TOLD.try_with(|tell| tell(wait, again));
}
