//! `jit fav list`.

use jit_app::Engine;
use jit_core::{Favourite, Favourites, Protocol, clean};
use serde_json::{Value, json};

use crate::out::Out;
use crate::table::{Column, WHOLE, table};

const COLUMNS: [Column; 6] = [
    Column { heading: "NAME", rank: 0, least: 18 },
    Column { heading: "GROUP", rank: 2, least: 10 },
    Column { heading: "OPENS", rank: 1, least: WHOLE },
    Column { heading: "FOR", rank: 4, least: WHOLE },
    Column { heading: "USER", rank: 5, least: 10 },
    Column { heading: "MACHINE", rank: 3, least: 12 },
];

pub(super) fn run(engine: &Engine, out: &Out) {
    let (favourites, sorted) = (engine.favourites(), engine.favourites_sorted());
    if out.json {
        let all: Vec<Value> = sorted.iter().map(|it| json(it, &favourites)).collect();
        out.json(&json!({ "schema": 1, "favourites": all }));
    } else if sorted.is_empty() {
        out.data("There are no favourites. \"jit fav add MACHINE\" makes one.");
    } else {
        let rows: Vec<Vec<String>> = sorted.iter().map(|it| row(it, &favourites)).collect();
        out.data(&table(&COLUMNS, &rows, out.width()));
    }
}

fn row(favourite: &Favourite, favourites: &Favourites) -> Vec<String> {
    let options = favourites.options(favourite);
    let port = options.port.map(|port| port.to_string());
    let opens = match (options.protocol.map(Protocol::label), port) {
        (Some(protocol), Some(port)) => format!("{protocol} on {port}"),
        (Some(protocol), None) => protocol.to_owned(),
        (None, Some(port)) => format!("port {port}"),
        (None, None) => String::new(),
    };
    let machine = favourite.arm.resource_group().map_or_else(
        || favourite.arm.name().to_owned(),
        |group| format!("{} in {group}", favourite.arm.name()),
    );
    let cells = [
        favourite.alias.clone(),
        group(favourite, favourites).unwrap_or_default().to_owned(),
        opens,
        options.duration.map(|duration| duration.to_string()).unwrap_or_default(),
        user(favourite, favourites).unwrap_or_default(),
        machine,
    ];
    cells.iter().map(|cell| clean(cell)).collect()
}

/// As `--json` has it: what counts for it, wherever it was set.
pub(super) fn json(favourite: &Favourite, favourites: &Favourites) -> Value {
    let options = favourites.options(favourite);
    json!({
        "id": favourite.id,
        "alias": favourite.alias,
        "arm": favourite.arm,
        "tenant": favourite.tenant,
        "account": favourite.account,
        "group": group(favourite, favourites),
        "note": favourite.note,
        "protocol": options.protocol,
        "port": options.port,
        "duration": options.duration,
        "user": user(favourite, favourites),
    })
}

fn group<'a>(favourite: &Favourite, favourites: &'a Favourites) -> Option<&'a str> {
    favourites.group(favourite.group.as_deref()?).map(|group| group.name.as_str())
}

fn user(favourite: &Favourite, favourites: &Favourites) -> Option<String> {
    let options = favourites.options(favourite);
    match options.protocol {
        Some(Protocol::Rdp) => options.rdp.user,
        Some(Protocol::Ssh) => options.ssh.user,
        None => options.ssh.user.or(options.rdp.user),
    }
}
