//! Carries out effects with Azure and the desktop.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, PoisonError};

use jit_core::{AccessWindow, Answer, Ask, Launch, Notification, Problem, Protocol};

use crate::assemble::Parts;
use crate::perform::{Answering, Perform};
use crate::writer::Writer;

/// The real world.
pub(crate) struct Performer {
    parts: Arc<Parts>,
    writer: Writer,
}

impl Performer {
    pub(crate) fn new(parts: Arc<Parts>) -> Self {
        let writer = Writer::new(parts.dirs.clone());
        Self { parts, writer }
    }
}

impl Perform for Performer {
    fn ask(&self, what: Ask) -> Answering {
        let parts = Arc::clone(&self.parts);
        Box::pin(async move {
            let azure = &parts.azure;
            match what {
                Ask::PublicAddress => Answer::PublicAddress(parts.services.agreed().await),
                Ask::Look(vm) => Answer::Look(azure.look(&vm).await.map(Box::new)),
                Ask::Initiate(request) => Answer::Initiate(azure.initiate(&request).await),
                Ask::Policy { policy, vm } => {
                    Answer::Policy(azure.policy(&policy, vm.tenant.as_deref()).await)
                }
                Ask::Start(vm) => Answer::Start(azure.start(&vm).await),
                Ask::Operation { operation, vm } => {
                    Answer::Operation(azure.operation(&operation, vm.tenant.as_deref()).await)
                }
                Ask::Observe(vm) => Answer::Observe(azure.observe(&vm).await),
                Ask::Probe(probe) => Answer::Probe(jit_host::probe(probe).await),
                Ask::Launch(launch) => Answer::Launch(open(launch, &parts).await),
            }
        })
    }

    fn save_windows(&self, windows: Vec<AccessWindow>) {
        self.writer.windows(windows);
    }

    fn notify(&self, notification: Notification) {
        let parts = Arc::clone(&self.parts);
        tokio::spawn(async move {
            let Some(notifier) = &parts.notifier else { return };
            if let Err(error) = notifier.notify(&notification).await {
                tracing::warn!(%error, "the notification was not shown");
            }
        });
    }

    fn flush(&self) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        let flushed = self.writer.flushed();
        Box::pin(async move {
            // An error says that the writer is gone, which it reported itself.
            let _ = flushed.await;
        })
    }
}

async fn open(launch: Launch, parts: &Parts) -> Result<String, Problem> {
    if let (Some(here), Protocol::Ssh) = (&parts.session_here, launch.protocol) {
        *here.lock().unwrap_or_else(PoisonError::into_inner) = Some(launch);
        return Ok("SSH in this terminal".to_owned());
    }
    let opened = jit_host::launch(&launch, &parts.settings, &parts.surroundings, &parts.dirs).await?;
    Ok(opened.client)
}
