//! The notification at the end of an attempt.

use jiff::{SignedDuration, Timestamp};

use crate::attempt::End;
use crate::{Code, Notification, SignInNeeded, State};

/// What desktops show of a title.
const LONGEST_TITLE: usize = 45;
/// A connect that took no longer is not told of.
const QUICK: SignedDuration = SignedDuration::from_secs(15);

impl State {
    /// What to tell when a connect waits for a sign-in (`ux` N12).
    pub(crate) fn sign_in_needed(&self, label: &str, needed: &SignInNeeded) -> Notification {
        let name = self.session.name_of(&needed.account);
        Notification {
            title: "Please sign in again".to_owned(),
            body: format!("Needed to go on with {label}, as {name}."),
            urgent: true,
        }
    }

    /// What to tell when an attempt has ended by itself. A person who cancelled knows it.
    pub(crate) fn announcement(
        &self,
        label: &str,
        end: &End,
        took: SignedDuration,
        now: Timestamp,
    ) -> Option<Notification> {
        match end {
            // The page shows it.
            _ if self.watching => None,
            // It was so quick that whoever pressed still looks.
            End::Connected(_) if took <= QUICK => None,
            End::Extended(until) => {
                let open = format!("is open until {}", self.clock_time(*until, now));
                Some(Notification { title: title(label, &open), body: String::new(), urgent: false })
            }
            End::Connected(found) => {
                let until = self.clock_time(found.until, now);
                let opening = if found.client.is_some() { "is opening" } else { "answers" };
                let body = format!("{} {opening}. Access closes {until}.", found.protocol.label());
                Some(Notification { title: title(label, "is ready"), body, urgent: false })
            }
            // A person who cancelled the sign-in knows it as well.
            End::Failed(problem) if problem.code == Code::Cancelled => None,
            End::Failed(problem) => {
                let body = format!("{} {}", problem.message, problem.hint);
                Some(Notification { title: title(label, "not connected"), body, urgent: true })
            }
            End::Cancelled(_) => None,
        }
    }
}

/// A title that keeps its last words however long the name is.
fn title(label: &str, words: &str) -> String {
    let room = LONGEST_TITLE - 1 - words.chars().count();
    if label.chars().count() <= room {
        format!("{label} {words}")
    } else {
        format!("{}… {words}", label.chars().take(room - 1).collect::<String>())
    }
}
