//! Favourites from files and to files.

use std::path::PathBuf;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use jit_core::{
    Code, ExportForm, ImportPreview, ImportRow, ImportStatus, ImportedFavourite, Inventory, Problem,
    preview_import,
};

use crate::Engine;

/// A list of machines this old still tells which machine has which address.
const FRESH_ENOUGH: SignedDuration = SignedDuration::from_mins(5);

impl Engine {
    /// What a file would bring; nothing is changed. Its machines are looked for among those that can be seen.
    ///
    /// # Errors
    /// [`Code::BadFile`] when nothing can be read of the file; why the machines cannot be read, where the file does not
    /// name them by their ids.
    pub async fn preview_import(&self, name: &str, bytes: Vec<u8>) -> Result<ImportPreview, Problem> {
        let preview = |inventory: Arc<Inventory>| {
            let (name, bytes, favourites) = (name.to_owned(), bytes.clone(), self.favourites());
            async move {
                let preview = move || preview_import(&name, &bytes, &favourites, &inventory.machines);
                // Ten thousand machines are compared with every row.
                tokio::task::spawn_blocking(preview).await.unwrap_or_else(|_| Err(interrupted()))
            }
        };
        // A file that cannot be read needs no machines.
        preview(Arc::default()).await?;
        match self.machines_to_find().await {
            Ok(inventory) => preview(inventory).await,
            Err(problem) => {
                let unsure = preview(Arc::default()).await?;
                let needs_machines = |status| matches!(status, ImportStatus::Unseen | ImportStatus::Ask);
                let known = |entry: &ImportedFavourite| entry.vm.is_some();
                let unsure_of =
                    |row: &ImportRow| needs_machines(row.status) && !row.entry.as_ref().is_some_and(known);
                if !unsure.rows.iter().any(unsure_of) { Ok(unsure) } else { Err(problem) }
            }
        }
    }

    /// The text of an export.
    #[must_use]
    pub fn export(&self, form: ExportForm) -> String {
        self.favourites().export(form)
    }

    /// Writes an export to a file, which is replaced where there is one.
    ///
    /// # Errors
    /// [`Code::BadFile`] when it cannot be written.
    pub async fn export_to(&self, form: ExportForm, path: PathBuf) -> Result<(), Problem> {
        let text = self.export(form);
        let write = move || jit_host::write_text(&path, &text);
        tokio::task::spawn_blocking(write).await.unwrap_or_else(|_| Err(interrupted()))
    }

    async fn machines_to_find(&self) -> Result<Arc<Inventory>, Problem> {
        let known = self.cached_inventory().await;
        let fresh = |known: &Arc<Inventory>| {
            let age = known.as_of.map(|as_of| Timestamp::now().duration_since(as_of));
            known.failures.is_empty() && known.waiting.is_empty() && age.is_some_and(|age| age < FRESH_ENOUGH)
        };
        match known {
            Some(known) if fresh(&known) => Ok(known),
            known => match self.inventory().await {
                Ok(inventory) => Ok(inventory),
                Err(problem) => known.filter(|known| !known.machines.is_empty()).ok_or(problem),
            },
        }
    }
}

fn interrupted() -> Problem {
    Problem::new(Code::Interrupted, "The work on the file was cut short.", "Try again.")
}
