//! The log of this process at its finest, as far as somebody still wants to look at it.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use tracing_subscriber::EnvFilter;

static LOG: OnceLock<Mutex<Log>> = OnceLock::new();

#[derive(Default)]
struct Log {
    /// What was there before the first byte that is kept.
    dropped: usize,
    kept: Vec<u8>,
    /// Where each reader began.
    readers: BTreeMap<usize, usize>,
    next: usize,
}

/// Reads the log from a moment on.
pub(crate) struct Reader(usize);

impl Reader {
    /// Begins now.
    pub(crate) fn new() -> Self {
        let mut log = log();
        let (reader, at) = (log.next, log.end());
        log.next += 1;
        log.readers.insert(reader, at);
        Self(reader)
    }

    /// Everything that was logged since, by whomever.
    pub(crate) fn read(&self) -> Vec<u8> {
        let log = log();
        log.kept[log.readers[&self.0] - log.dropped..].to_vec()
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        let mut log = log();
        log.readers.remove(&self.0);
        let needed = log.readers.values().min().copied().unwrap_or(log.end());
        let spare = needed - log.dropped;
        log.kept.drain(..spare);
        log.dropped = needed;
    }
}

impl Log {
    fn end(&self) -> usize {
        self.dropped + self.kept.len()
    }
}

/// The log, written from the first call on, every library's included.
fn log() -> MutexGuard<'static, Log> {
    let log = LOG.get_or_init(|| {
        // Finer than anybody can ask the product to log. The simulator is not the product.
        let filter = EnvFilter::new("trace,azure_sim=off");
        let lines = tracing_subscriber::fmt().with_env_filter(filter).with_ansi(false).with_writer(|| Writer);
        assert!(lines.try_init().is_ok(), "nobody else logs in a process with a desk");
        Mutex::default()
    });
    log.lock().unwrap_or_else(PoisonError::into_inner)
}

struct Writer;

impl io::Write for Writer {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        if let Some(log) = LOG.get() {
            let mut log = log.lock().unwrap_or_else(PoisonError::into_inner);
            if !log.readers.is_empty() {
                log.kept.extend_from_slice(line);
            } else {
                log.dropped += line.len();
            }
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
