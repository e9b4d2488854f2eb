//! A program that keeps secrets, for tests: does what the lines of its input say, and answers each with one line.
//! The first argument says how many milliseconds it waits for the store. It logs all there is to log to standard error.
#![forbid(unsafe_code)]

use std::io::{Error, Result, Write as _, stderr, stdin, stdout};
use std::time::Duration;

use jit_host::{NoStore, SecretStore};
use secrecy::ExposeSecret as _;
use serde_json::{Value, json};

#[tokio::main]
async fn main() -> Result<()> {
    tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
        .with_writer(stderr)
        .init();
    let patience = std::env::args().nth(1).and_then(|word| word.parse().ok()).map(Duration::from_millis);
    let store = SecretStore::with_patience(patience.ok_or_else(|| Error::other("how long to wait?"))?);
    for line in stdin().lines() {
        let line = line?;
        let answer = match line.split(' ').collect::<Vec<_>>()[..] {
            ["put", key, value] => store.put(key, &value.into()).await.map(|()| json!({ "done": "put" })),
            ["get", key] => store
                .get(key)
                .await
                .map(|value| json!({ "value": value.as_ref().map(|value| value.expose_secret()) })),
            ["remove", key] => store.remove(key).await.map(|()| json!({ "done": "remove" })),
            ["look"] => Ok(look().await),
            _ => return Err(Error::other("not a line for this program")),
        };
        let answer = answer.unwrap_or_else(|no_store| refused(&no_store));
        writeln!(stdout(), "{answer}")?;
        stdout().flush()?;
    }
    Ok(())
}

async fn look() -> Value {
    let found = jit_host::found_secret_store().await;
    json!({ "good": found.good, "found": found.found, "hint": found.hint })
}

fn refused(no_store: &NoStore) -> Value {
    json!({ "kind": format!("{:?}", no_store.kind), "message": no_store.message, "hint": no_store.hint })
}
