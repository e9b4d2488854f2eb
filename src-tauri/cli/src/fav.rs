//! `jit fav`.

mod add;
mod args;
mod import;
mod list;
mod preview;

use jit_app::Engine;
use jit_core::{Code, ExportForm, FavouriteChange, Favourites, Problem, clean};
use serde_json::json;

pub(crate) use args::{Fav, FavCommand};

use crate::out::Out;

pub(crate) async fn run(engine: &Engine, args: Fav, out: &Out) -> Result<(), Problem> {
    match args.command {
        FavCommand::List => {
            list::run(engine, out);
            Ok(())
        }
        FavCommand::Add(args) => add::run(engine, args, out).await,
        FavCommand::Rm(args) => remove(engine, &args, out).await,
        FavCommand::Import(args) => import::run(engine, args, out).await,
        FavCommand::Export(args) => {
            // JSON either way: the export has its own schema number.
            let form = if args.csv { ExportForm::Csv } else { ExportForm::Favourites };
            out.data(engine.export(form).trim_end());
            Ok(())
        }
    }
}

/// All of them or none: who misspells one name has removed nothing.
async fn remove(engine: &Engine, args: &args::Rm, out: &Out) -> Result<(), Problem> {
    let favourites = engine.favourites();
    let mut gone = Vec::new();
    for name in &args.names {
        let favourite = favourites.get(name).ok_or_else(|| unknown(name, &favourites))?;
        if !gone.contains(&favourite) {
            gone.push(favourite);
        }
    }
    for favourite in &gone {
        engine.change_favourites(FavouriteChange::Unstar { favourite: favourite.id.clone() }).await?;
        out.progress(&format!("{} is no longer a favourite.", clean(&favourite.alias)));
    }
    if out.json {
        let removed: Vec<_> = gone.into_iter().map(|favourite| list::json(favourite, &favourites)).collect();
        out.json(&json!({ "schema": 1, "removed": removed }));
    }
    Ok(())
}

fn unknown(name: &str, favourites: &Favourites) -> Problem {
    let message = format!("No favourite is called \"{}\".", clean(name));
    let hint = match favourites.all() {
        [] => "There are none yet; \"jit fav add MACHINE\" makes one.",
        _ => "\"jit fav list\" shows them.",
    };
    Problem::new(Code::UnknownMachine, message, hint)
}
