//! `az account get-access-token`, run by whoever can run programs here.

use std::ffi::OsStr;
use std::fmt;
use std::io;
use std::process::Output;
use std::sync::{Arc, OnceLock};

use async_trait::async_trait;
use azure_identity::Executor;
use serde::Deserialize;

use crate::RunProgram;

/// Runs `az` for `azure_identity`, and notices which tenant it signed in to.
pub(crate) struct Az {
    run: RunProgram,
    tenant: Option<Arc<OnceLock<String>>>,
}

impl Az {
    pub(crate) fn new(run: RunProgram, tenant: Option<Arc<OnceLock<String>>>) -> Self {
        Self { run, tenant }
    }
}

#[derive(Deserialize)]
struct SignedIn {
    tenant: String,
}

#[async_trait]
impl Executor for Az {
    async fn run(&self, program: &OsStr, args: &[&OsStr]) -> io::Result<Output> {
        let args = args.iter().map(|arg| (*arg).to_owned()).collect();
        let output = (self.run)(program.to_owned(), args).await?;
        if let Some(tenant) = &self.tenant
            && let Ok(signed_in) = serde_json::from_slice::<SignedIn>(&output.stdout)
        {
            tenant.get_or_init(|| signed_in.tenant.to_ascii_lowercase());
        }
        Ok(output)
    }
}

impl fmt::Debug for Az {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Az")
    }
}
