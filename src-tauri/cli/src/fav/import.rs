//! `jit fav import`.

use std::io::{BufRead, IsTerminal, Read};
use std::path::Path;

use jit_app::Engine;
use jit_core::{
    Code, FavouriteChange, Favourites, ImportPreview, ImportRow, ImportedFavourite, Problem, VmRef, clean,
};
use serde_json::json;

use super::args::Import;
use super::{list, preview};
use crate::out::Out;

/// One more than any file may have: enough to be told that it is too large.
const MOST: u64 = 1024 * 1024 + 1;

pub(super) async fn run(engine: &Engine, args: Import, out: &Out) -> Result<(), Problem> {
    let (name, bytes) = read(&args.file).await?;
    out.progress("Looking for the machines…");
    let shown = engine.preview_import(&name, bytes).await.map_err(|problem| engine.with_command(problem))?;
    if args.dry_run {
        if out.json {
            out.json(&json!({ "schema": 1, "preview": shown }));
        } else {
            out.data(&preview::text(&shown));
        }
        return Ok(());
    }
    if !out.json {
        out.note(&preview::text(&shown));
    }
    let machine = match &args.machine {
        Some(machine) => Some(engine.find(machine).await?.vm),
        None => None,
    };
    let entries = chosen(&shown, &args, machine)?;
    if entries.is_empty() {
        return nothing(engine, &shown, out);
    }
    if !args.yes && !agreed(entries.len(), out).await? {
        let hint = "Choose rows with --only NAME, or look again with --dry-run.";
        return Err(Problem::new(Code::Cancelled, "Cancelled. Nothing was imported.", hint));
    }
    let before = engine.favourites();
    let change = FavouriteChange::Merge { entries, groups: shown.groups.clone() };
    let edited = engine.change_favourites(change).await?;
    tell(&shown, &before, &edited.favourites, out);
    Ok(())
}

async fn read(file: &Path) -> Result<(String, Vec<u8>), Problem> {
    let stdin = file == Path::new("-");
    let name = if stdin { "standard input".to_owned() } else { file.to_string_lossy().into_owned() };
    let path = file.to_owned();
    let read = move || {
        let mut bytes = Vec::new();
        if stdin {
            std::io::stdin().lock().take(MOST).read_to_end(&mut bytes)?;
        } else {
            std::fs::File::open(path)?.take(MOST).read_to_end(&mut bytes)?;
        }
        Ok::<_, std::io::Error>(bytes)
    };
    let failed = |reason: String| {
        let message = format!("{} cannot be read: {reason}.", clean(&name));
        Problem::new(Code::BadFile, message, "Check the path and whether you may read the file.")
    };
    match tokio::task::spawn_blocking(read).await {
        Ok(Ok(bytes)) => {
            // A `.rdp` file gives the favourite its name, so its folder is left out.
            let own = file.file_name().filter(|_| !stdin).map(|name| name.to_string_lossy().into_owned());
            Ok((own.unwrap_or(name), bytes))
        }
        Ok(Err(error)) if error.kind() == std::io::ErrorKind::NotFound => {
            Err(failed("there is no such file".to_owned()))
        }
        Ok(Err(error)) => Err(failed(error.to_string())),
        Err(error) => Err(failed(error.to_string())),
    }
}

/// The entries to import: those that are ticked, or those that are named.
fn chosen(
    preview: &ImportPreview,
    args: &Import,
    machine: Option<VmRef>,
) -> Result<Vec<ImportedFavourite>, Problem> {
    let called = |row: &ImportRow, name: &String| row.label.to_lowercase() == name.to_lowercase();
    for name in &args.only {
        if !preview.rows.iter().any(|row| called(row, name)) {
            let message = format!("Nothing in the file is called \"{}\".", clean(name));
            return Err(Problem::new(Code::Usage, message, "--dry-run shows the names."));
        }
    }
    let wanted = |row: &&ImportRow| match args.only.as_slice() {
        [] => row.ticked || (machine.is_some() && without_machine(row)),
        names => names.iter().any(|name| called(row, name)),
    };
    let rows: Vec<&ImportRow> = preview.rows.iter().filter(wanted).collect();
    let open = rows.iter().filter(|row| without_machine(row)).count();
    if machine.is_some() && open != 1 {
        let message = format!("--machine says which machine one row is, and {open} rows leave that open.");
        return Err(Problem::new(Code::Usage, message, "Name the row with --only."));
    }
    rows.into_iter().map(|row| entry(row, args.share, machine.as_ref())).collect()
}

fn without_machine(row: &ImportRow) -> bool {
    row.entry.as_ref().is_some_and(|entry| entry.vm.is_none())
}

fn entry(row: &ImportRow, share: bool, machine: Option<&VmRef>) -> Result<ImportedFavourite, Problem> {
    let refused = |hint: &str| {
        let note = row.note.as_deref().unwrap_or("It is already there.");
        Problem::new(
            Code::Usage,
            format!("\"{}\" cannot be imported. {}", clean(&row.label), clean(note)),
            hint,
        )
    };
    let mut entry = row.entry.clone().ok_or_else(|| refused("Leave it out."))?;
    if entry.vm.is_none() {
        let vm = machine.cloned().ok_or_else(|| refused("Say which machine it is with --machine."))?;
        entry.vm = Some(vm);
    }
    if share {
        entry.options.extend(row.switches.iter().map(|switch| switch.option.clone()));
    }
    Ok(entry)
}

fn nothing(engine: &Engine, preview: &ImportPreview, out: &Out) -> Result<(), Problem> {
    if out.json {
        tell(preview, &engine.favourites(), &engine.favourites(), out);
    } else {
        out.data("There is nothing to import.");
    }
    Ok(())
}

async fn agreed(count: usize, out: &Out) -> Result<bool, Problem> {
    if out.json || !std::io::stdin().is_terminal() || !std::io::stderr().is_terminal() {
        let message = "Nothing was imported: there is nobody to ask.";
        return Err(Problem::new(Code::Usage, message, "Look with --dry-run, then say --yes."));
    }
    let what = if count == 1 { "1 favourite".to_owned() } else { format!("{count} favourites") };
    out.ask(&format!("Import {what}? [y/N] "));
    let answer = tokio::task::spawn_blocking(|| {
        let mut line = String::new();
        std::io::stdin().lock().read_line(&mut line).map(|_| line)
    });
    // A terminal that is gone agrees to nothing.
    let line = answer.await.ok().and_then(Result::ok).unwrap_or_default();
    Ok(matches!(line.trim().to_lowercase().as_str(), "y" | "yes"))
}

/// What is different now.
fn tell(preview: &ImportPreview, before: &Favourites, after: &Favourites, out: &Out) {
    let imported: Vec<_> =
        after.all().iter().filter(|favourite| before.get(&favourite.id) != Some(favourite)).collect();
    if out.json {
        let imported: Vec<_> = imported.into_iter().map(|favourite| list::json(favourite, after)).collect();
        out.json(&json!({ "schema": 1, "preview": preview, "imported": imported }));
    } else {
        let names: Vec<String> = imported.iter().map(|favourite| clean(&favourite.alias)).collect();
        out.progress(&format!("Imported: {}.", names.join(", ")));
    }
}
