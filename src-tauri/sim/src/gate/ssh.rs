//! The embedded SSH server: lets everybody in and says which machine it is.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use russh::keys::PrivateKey;
use russh::keys::ssh_key::private::Ed25519Keypair;
use russh::server::{Auth, ChannelOpenHandle, Config, Handler, Msg, Session, VerifiedPublicKey, run_stream};
use russh::{Channel, ChannelId, MethodSet, Pty, SshId};
use tokio::io::{AsyncRead, AsyncWrite};

use super::shell::Shell;
use crate::dice::Dice;

/// The machines' SSH servers; each keeps its host key.
pub(super) struct SshHosts {
    hosts: Mutex<HashMap<String, SshHost>>,
    started: Instant,
}

impl Default for SshHosts {
    fn default() -> Self {
        Self { hosts: Mutex::default(), started: Instant::now() }
    }
}

#[derive(Clone)]
pub(super) struct SshHost {
    name: String,
    config: Arc<Config>,
    started: Instant,
}

impl SshHosts {
    pub(super) fn host(&self, machine: &str, name: &str) -> SshHost {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        let host = hosts.entry(machine.to_owned()).or_insert_with(|| SshHost {
            name: name.to_owned(),
            config: Arc::new(config(machine)),
            started: self.started,
        });
        host.clone()
    }
}

fn config(machine: &str) -> Config {
    Config {
        server_id: SshId::Standard("SSH-2.0-azure_sim".into()),
        methods: MethodSet::server_supported(),
        keys: vec![host_key(machine)],
        auth_rejection_time: std::time::Duration::ZERO,
        inactivity_timeout: None,
        nodelay: true,
        ..Config::default()
    }
}

/// The same machine has the same key in every run, so a demonstration meets its own known hosts again.
/// Nothing is protected by it.
fn host_key(machine: &str) -> PrivateKey {
    let seed =
        machine.bytes().fold(0x5353_485f_4b45_5900_u64, |sum, byte| sum.rotate_left(7) ^ u64::from(byte));
    let mut dice = Dice::new(seed);
    let mut bytes = [0; 32];
    for chunk in bytes.chunks_mut(8) {
        chunk.copy_from_slice(&dice.next().to_le_bytes());
    }
    PrivateKey::from(Ed25519Keypair::from_seed(&bytes))
}

/// Serves one connection to its end.
pub(super) async fn serve<S>(host: SshHost, stream: S)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let visitor = Visitor {
        host: host.clone(),
        user: String::new(),
        terminals: HashSet::new(),
        shells: HashMap::new(),
    };
    match run_stream(host.config, stream, visitor).await {
        Ok(session) => {
            if let Err(error) = session.await {
                tracing::debug!(%error, "SSH session ended");
            }
        }
        Err(error) => tracing::debug!(%error, "SSH handshake failed"),
    }
}

struct Visitor {
    host: SshHost,
    user: String,
    terminals: HashSet<ChannelId>,
    shells: HashMap<ChannelId, Shell>,
}

impl Visitor {
    fn shell(&self, channel: ChannelId) -> Shell {
        let terminal = self.terminals.contains(&channel);
        Shell::new(&self.host.name, &self.user, terminal, self.host.started)
    }

    fn welcome(&mut self, user: &str) -> Result<Auth, russh::Error> {
        user.clone_into(&mut self.user);
        Ok(Auth::Accept)
    }
}

fn end(session: &mut Session, channel: ChannelId, status: u32) -> Result<(), russh::Error> {
    session.exit_status_request(channel, status)?;
    session.eof(channel)?;
    session.close(channel)
}

impl Handler for Visitor {
    type Error = russh::Error;

    async fn auth_none(&mut self, user: &str) -> Result<Auth, Self::Error> {
        self.welcome(user)
    }

    async fn auth_password(&mut self, user: &str, _: &str) -> Result<Auth, Self::Error> {
        self.welcome(user)
    }

    async fn auth_publickey(&mut self, user: &str, _: VerifiedPublicKey<'_>) -> Result<Auth, Self::Error> {
        self.welcome(user)
    }

    async fn channel_open_session(
        &mut self,
        _: Channel<Msg>,
        reply: ChannelOpenHandle,
        _: &mut Session,
    ) -> Result<(), Self::Error> {
        reply.accept().await;
        Ok(())
    }

    async fn pty_request(
        &mut self,
        channel: ChannelId,
        _: &str,
        _: u32,
        _: u32,
        _: u32,
        _: u32,
        _: &[(Pty, u32)],
        session: &mut Session,
    ) -> Result<(), Self::Error> {
        self.terminals.insert(channel);
        session.channel_success(channel)
    }

    async fn shell_request(&mut self, channel: ChannelId, session: &mut Session) -> Result<(), Self::Error> {
        let shell = self.shell(channel);
        session.channel_success(channel)?;
        session.data(channel, shell.greeting())?;
        self.shells.insert(channel, shell);
        Ok(())
    }

    async fn exec_request(
        &mut self,
        channel: ChannelId,
        command: &[u8],
        session: &mut Session,
    ) -> Result<(), Self::Error> {
        let done = self.shell(channel).run(&String::from_utf8_lossy(command));
        session.channel_success(channel)?;
        session.data(channel, done.output)?;
        end(session, channel, done.status)
    }

    async fn data(
        &mut self,
        channel: ChannelId,
        data: &[u8],
        session: &mut Session,
    ) -> Result<(), Self::Error> {
        let Some(shell) = self.shells.get_mut(&channel) else { return Ok(()) };
        let typed = shell.type_in(data);
        session.data(channel, typed.output)?;
        match typed.exit {
            Some(status) => {
                self.shells.remove(&channel);
                end(session, channel, status)
            }
            None => Ok(()),
        }
    }

    async fn channel_eof(&mut self, channel: ChannelId, session: &mut Session) -> Result<(), Self::Error> {
        match self.shells.remove(&channel) {
            Some(_) => end(session, channel, 0),
            None => Ok(()),
        }
    }
}
