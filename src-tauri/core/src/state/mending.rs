//! What a card's buttons do: go on with one thing changed, or hand somebody else what they need.

use jiff::Timestamp;

use super::State;
use crate::attempt::{Attempt, End};
use crate::{Adjustment, AttemptId, Code, PortalPage, Problem, Protocol, Remedy, StartChoice, VmRef, Wish};

impl State {
    /// Goes on where an attempt failed, with one thing changed.
    pub(super) fn retry_with(&mut self, attempt: AttemptId, adjustment: Adjustment, now: Timestamp) {
        let ended = |it: &&mut Attempt| it.id == attempt && !it.is_running() && !it.dismissed;
        let Some(found) = self.attempts.iter_mut().find(ended) else { return };
        adjust(&mut found.wish, adjustment);
        self.retry(attempt, now);
    }

    /// Goes on where an attempt failed for want of capacity, and asks again and again.
    pub(super) fn keep_trying(&mut self, attempt: AttemptId, now: Timestamp) {
        let passes = |it: &Attempt| match &it.end {
            Some(End::Failed(problem)) => {
                matches!(problem.remedy.as_deref(), Some(Remedy::Capacity | Remedy::OtherChange))
            }
            _ => false,
        };
        if self.attempts.iter().any(|it| it.id == attempt && !it.dismissed && passes(it)) {
            self.retry(attempt, now);
            let again = self.attempts.pop();
            self.attempts.extend(again.map(|it| it.that_keeps_on(now)));
        }
    }

    /// The client was opened and the machine did not let the person in.
    pub(super) fn sign_in_refused_by_machine(&mut self, attempt: AttemptId) {
        let Some(found) = self.attempts.iter_mut().find(|it| it.id == attempt && !it.dismissed) else {
            return;
        };
        if matches!(&found.end, Some(End::Connected(found)) if found.protocol == Protocol::Rdp) {
            found.end = Some(End::Failed(Problem::new(
                Code::GuestRefused,
                "Windows did not accept the sign-in.",
                "Check the user name. If the domain is unreachable, a local administrator (.\\name) often works.",
            )));
        }
    }

    /// The address of a page about a machine in the cloud's portal.
    pub(crate) fn portal_page(&self, vm: &VmRef, page: PortalPage) -> Option<String> {
        let portal = self.endpoints.portal.as_deref()?;
        let plain = |text: &&str| text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'.');
        let tenant = vm.tenant.as_deref().filter(plain).filter(|tenant| !tenant.is_empty());
        let at = tenant.map(|tenant| format!("@{tenant}")).unwrap_or_default();
        let blade = match page {
            PortalPage::Overview => "overview",
            PortalPage::BootDiagnostics => "bootDiagnostics",
            PortalPage::Networking => "networking",
        };
        Some(format!("{portal}/#{at}/resource{}/{blade}", escaped(vm.id.as_str())))
    }
}

fn adjust(wish: &mut Wish, adjustment: Adjustment) {
    match adjustment {
        Adjustment::Port { port } => {
            wish.port = Some(port);
            // The other service's usual port was chosen: it is that service that is wanted.
            let usual = [Protocol::Ssh, Protocol::Rdp].into_iter().find(|it| it.usual_port() == port);
            wish.protocol = usual.or(wish.protocol.filter(|it| it.usual_port() != port));
        }
        Adjustment::Duration { duration } => wish.duration = duration,
        Adjustment::WholeRange => wish.whole_range = true,
        Adjustment::Address { address } => wish.address = Some(address),
        Adjustment::PrivateAddress => wish.private = true,
        Adjustment::User { user, key } => {
            wish.user = user.or(wish.user.take());
            wish.key = key.or(wish.key.take());
        }
        Adjustment::Start => wish.start = StartChoice::Auto,
    }
}

/// A resource id as part of a web address.
fn escaped(id: &str) -> String {
    let mut text = String::new();
    for byte in id.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-._~()".contains(&byte) {
            text.push(char::from(byte));
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
    }
    text
}
