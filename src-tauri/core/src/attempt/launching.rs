//! Stage *launch*: open the client.

use super::{Attempt, End, Turn};
use crate::{Ask, AskId, Launch, Problem, Protocol, Stage};

/// The client.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Launching {
    Waiting,
    Asked(AskId),
}

impl Attempt {
    pub(super) fn open_client(&mut self, turn: &mut Turn<'_>) -> Result<(), (Stage, Problem)> {
        let (Some(at), Some((fitted, _))) = (self.reach.answered, self.request.held()) else { return Ok(()) };
        if self.launch != Launching::Waiting {
            return Ok(());
        }
        if !self.wish.launch {
            self.clocks.skip(Stage::Launch, turn.now);
            self.finish(End::Connected { client: None }, turn);
            return Ok(());
        }
        self.clocks.begin(Stage::Launch, turn.now);
        let launch = Launch {
            protocol: fitted.protocol,
            address: *at.ip(),
            port: at.port(),
            user: self.user(fitted.protocol, turn),
            key: self.wish.key.clone().or_else(|| turn.settings.ssh.key.clone()),
            host_key_alias: self.host_key_alias(),
            title: self.label.clone(),
        };
        self.launch = Launching::Asked(turn.ask(self.id, Ask::Launch(launch)));
        Ok(())
    }

    pub(super) fn launched(
        &mut self,
        ask: AskId,
        opened: Result<String, Problem>,
        turn: &mut Turn<'_>,
    ) -> Result<(), (Stage, Problem)> {
        if self.launch == Launching::Asked(ask) {
            let client = opened.map_err(|problem| (Stage::Launch, problem))?;
            self.clocks.done(Stage::Launch, turn.now);
            self.finish(End::Connected { client: Some(client) }, turn);
        }
        Ok(())
    }

    /// Who to sign in as: the wish, the settings, and for SSH the name the machine was created with.
    pub(super) fn user(&self, protocol: Protocol, turn: &Turn<'_>) -> Option<String> {
        let admin = || self.look.known().and_then(|look| look.vm.admin_user.clone());
        let settings = turn.settings;
        let wished = self.wish.user.clone();
        match protocol {
            Protocol::Ssh => wished.or_else(|| settings.ssh.user.clone()).or_else(admin),
            Protocol::Rdp => wished.or_else(|| settings.rdp.user.clone()),
        }
    }

    /// A name under which `ssh` keeps the machine's host key, whatever its address is today.
    fn host_key_alias(&self) -> String {
        let guid = self.look.known().and_then(|look| look.vm.vm_guid.clone());
        let plain =
            |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        match guid.filter(|guid| plain(guid)) {
            Some(guid) => format!("vm-{}", guid.to_ascii_lowercase()),
            None => {
                let key = self.vm.id.key();
                let word = |c: char| if c.is_ascii_alphanumeric() || c == '-' || c == '.' { c } else { '_' };
                format!("vm{}", key.chars().map(word).collect::<String>())
            }
        }
    }
}
