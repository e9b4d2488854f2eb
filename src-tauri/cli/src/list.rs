//! `jit list`.

mod cells;
mod json;
mod read;
mod signed;
#[cfg(test)]
mod tests;
mod words;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use jit_app::Engine;
use jit_core::search::{Context, Index, Query};
use jit_core::{Inventory, Machine, Problem};

use self::signed::Signed;
use crate::args::List;
use crate::out::Out;
use crate::table::table;

pub(crate) async fn run(engine: &Engine, args: &List, out: &Out) -> Result<(), Problem> {
    let query = Query::parse(&args.query.join(" "));
    let inventory = read::read(engine, args.cached, out).await?;
    let (favourites, windows) = (engine.favourites(), engine.windows());
    let context =
        Context { now: Timestamp::now(), favourites: &favourites, windows: &windows, last_used: None };
    let signed = Signed::of(engine, &inventory);
    let listing = Listing::new(&inventory, &query, context, &signed);
    if args.cached
        && let Some(line) = words::age(&inventory, context.now)
    {
        out.progress(&line);
    }
    for note in listing.notes() {
        out.note(&note);
    }
    if out.json {
        out.json(&listing.json());
    } else if listing.machines.is_empty() {
        out.note(&words::nothing(&inventory, &query));
    } else {
        out.data(&listing.table(&TimeZone::system(), out.width()));
        out.progress(&words::count(listing.machines.len(), &inventory));
    }
    Ok(())
}

/// The machines that were asked for, in order.
struct Listing<'a> {
    inventory: &'a Inventory,
    query: &'a Query,
    context: Context<'a>,
    signed: &'a Signed,
    machines: Vec<&'a Machine>,
    undecided: usize,
}

impl<'a> Listing<'a> {
    fn new(inventory: &'a Inventory, query: &'a Query, context: Context<'a>, signed: &'a Signed) -> Self {
        let all = &inventory.machines;
        let found = Index::new(all, context.favourites).search(all, query, &context);
        let machines = found.machines.iter().filter_map(|place| all.get(*place)).collect();
        Self { inventory, query, context, signed, machines, undecided: found.undecided }
    }

    /// What has to be said before the list: what is missing, and what the search does not mean.
    fn notes(&self) -> Vec<String> {
        let hints = self.query.hints(&self.context);
        let mut notes = words::warnings(self.inventory, self.signed, self.context.now);
        notes.extend(words::unknown(self.inventory));
        notes.extend(hints.iter().map(|hint| format!("note: {hint}")));
        if hints.is_empty() {
            notes.extend(words::undecided(self.undecided));
        }
        notes
    }

    fn table(&self, zone: &TimeZone, width: Option<usize>) -> String {
        let several = signed::of_several_tenants(self.inventory);
        let row = |machine: &&Machine| {
            let account = self.signed.account(machine).filter(|_| self.signed.several());
            let tenant = signed::tenant(machine, self.inventory).filter(|_| several);
            let mut row = cells::row(machine, &self.context, zone);
            row.extend([tenant, account].map(|name| jit_core::clean(name.unwrap_or_default())));
            row
        };
        table(&cells::COLUMNS, &self.machines.iter().map(row).collect::<Vec<_>>(), width)
    }

    fn json(&self) -> serde_json::Value {
        json::list(self.query, self.inventory, self.signed, &self.machines, &self.context)
    }
}
