//! Stage *launch*: open the client.

use super::{Attempt, Connection, End, Step, Turn};
use crate::{Ask, AskId, Launch, Problem, Protocol, Stage};

/// Opening the client.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Launching {
    Waiting,
    Asked(AskId, Connection),
}

impl Attempt {
    pub(super) fn open_client(&mut self, turn: &mut Turn<'_>) -> Step {
        let (Some(at), Some((fitted, accepted))) = (self.reach.answered, self.request.held()) else {
            return Ok(());
        };
        if self.launch != Launching::Waiting {
            return Ok(());
        }
        let connection = Connection {
            at,
            protocol: fitted.protocol,
            source: fitted.source,
            until: self.our_time(accepted.until),
            client: None,
        };
        if !self.wish.launch {
            self.clocks.skip(Stage::Launch, turn.now);
            self.finish(End::Connected(connection), turn);
            return Ok(());
        }
        self.clocks.begin(Stage::Launch, turn.now);
        let launch = Launch {
            protocol: connection.protocol,
            address: *at.ip(),
            port: at.port(),
            user: self.user(connection.protocol, turn),
            key: self.key(turn),
            rdp: self.wish.rdp.clone(),
            host_key_alias: self.host_key_alias(),
            title: self.label.clone(),
        };
        self.launch = Launching::Asked(turn.ask(self.id, Ask::Launch(launch)), connection);
        Ok(())
    }

    pub(super) fn launched(
        &mut self,
        ask: AskId,
        opened: Result<String, Problem>,
        turn: &mut Turn<'_>,
    ) -> Step {
        match &self.launch {
            Launching::Asked(ours, connection) if *ours == ask => {
                let client = opened.map_err(|problem| (Stage::Launch, problem))?;
                let connection = Connection { client: Some(client), ..connection.clone() };
                self.clocks.done(Stage::Launch, turn.now);
                self.finish(End::Connected(connection), turn);
                Ok(())
            }
            Launching::Asked(..) | Launching::Waiting => Ok(()),
        }
    }

    /// The client was opened, and the machine let nobody in. Says whether that is news.
    pub(crate) fn turned_away(&mut self, problem: Problem, turn: &mut Turn<'_>) -> bool {
        match (&self.end, &self.launch) {
            // It was quicker than the word that the client is open.
            (None, Launching::Asked(..)) => self.fail(Stage::Launch, problem, turn),
            (Some(End::Connected(_)), _) => {
                self.clocks.fail(Stage::Launch, turn.now);
                self.end = Some(End::Failed(problem));
            }
            _ => return false,
        }
        true
    }

    /// Who to sign in as: the wish, the settings, and for SSH the name the machine was created with.
    pub(super) fn user(&self, protocol: Protocol, turn: &Turn<'_>) -> Option<String> {
        let admin = || self.look.known().and_then(|look| look.vm.admin_user.clone());
        let settings = turn.settings;
        let (wish, wished) = (&self.wish, self.wish.user.clone());
        match protocol {
            Protocol::Ssh => {
                let kept = wished.or_else(|| wish.ssh.user.clone()).or_else(|| settings.ssh.user.clone());
                kept.or_else(admin)
            }
            Protocol::Rdp => wished.or_else(|| wish.rdp.user.clone()).or_else(|| settings.rdp.user.clone()),
        }
    }

    fn key(&self, turn: &Turn<'_>) -> Option<String> {
        let wished = self.wish.key.clone().or_else(|| self.wish.ssh.key.clone());
        wished.or_else(|| turn.settings.ssh.key.clone())
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
