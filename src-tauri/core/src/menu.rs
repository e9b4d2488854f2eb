//! The tray menu as data, made from the view by a pure function.

mod attempts;
mod sign_in;

use crate::{Intent, SettingsSection, SignInView, TrayIcon, View, words};

/// One line of a menu. Labels are ready to show: cleaned, at most 60 characters.
#[derive(Debug, Clone, PartialEq)]
pub enum Item {
    /// A line that does nothing.
    Text(String),
    /// A line that does something.
    Action(String, Intent),
    /// A line that opens a menu of its own; never nested deeper.
    Submenu(String, Vec<Item>),
    /// A rule between groups.
    Separator,
}

/// How many favourites stand in the menu itself.
const FLAT: usize = 12;
const LONGEST_LABEL: usize = 60;

/// The whole menu. The drawer skips it when it equals the last one.
#[must_use]
pub fn menu(view: &View) -> Vec<Item> {
    let mut groups = vec![
        header(view),
        sample_data(view),
        sign_in::sign_in(view),
        attempts::attempts(view),
        windows(view),
    ];
    if view.ready {
        groups.push(favourites(view));
    }
    groups.push(program(view));
    groups.push(settings(view));
    groups.push(vec![Item::Action(label(&view.quit), Intent::Quit)]);
    groups.retain(|group| !group.is_empty());
    groups.join(&Item::Separator)
}

fn header(view: &View) -> Vec<Item> {
    let mut items = vec![Item::Text(label(&view.header))];
    items.extend(attempts::errors(view));
    items.extend(view.machines.offline.iter().flat_map(|offline| lines(offline)));
    let broken =
        |banner: &crate::Problem| Item::Action(label(&format!("! {}", banner.message)), Intent::ShowWindow);
    items.extend(view.banners.iter().map(broken));
    items
}

/// Azure is out of reach: what cannot work is left away, and the way back stands in its place.
fn is_offline(view: &View) -> bool {
    let signed_in = matches!(view.sign_in, SignInView::SignedIn { .. });
    signed_in && (view.machines.offline.is_some() || view.icon == TrayIcon::Offline)
}

fn program(view: &View) -> Vec<Item> {
    let open = Item::Action(words::OPEN_APP.to_owned(), Intent::ShowWindow);
    if !view.ready || is_offline(view) {
        return vec![open];
    }
    vec![Item::Action(words::FIND_MACHINE.to_owned(), Intent::ShowWindow), open]
}

fn settings(view: &View) -> Vec<Item> {
    let mut items = Vec::new();
    if view.ready {
        let section = SettingsSection::General;
        items.push(Item::Action(format!("{}…", words::SETTINGS), Intent::ShowSettings { section }));
    }
    items.extend(sign_in::accounts(view));
    items
}

fn sample_data(view: &View) -> Vec<Item> {
    let leave = Item::Action("Leave the sample data".to_owned(), Intent::LeaveSampleData);
    view.can_leave.then_some(leave).into_iter().collect()
}

/// A text of several sentences, whole, on as many lines as it needs.
fn lines(text: &str) -> Vec<Item> {
    let mut lines: Vec<String> = Vec::new();
    for word in crate::clean(text).split(' ') {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= LONGEST_LABEL => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(label(word)),
        }
    }
    lines.into_iter().map(Item::Text).collect()
}

fn windows(view: &View) -> Vec<Item> {
    let entry = |window: &crate::WindowView| {
        let id = &window.id;
        let mut entries = vec![Item::Text(label(&window.about))];
        entries.push(Item::Action(words::OPEN_AGAIN.to_owned(), Intent::OpenAgain { window: id.clone() }));
        entries.extend(window.extend.iter().map(attempts::action));
        if window.address.is_some() {
            entries.push(Item::Action(
                words::COPY_ADDRESS.to_owned(),
                Intent::CopyAddress { window: id.clone() },
            ));
        }
        entries.extend(window.trouble.iter().map(attempts::action));
        entries.push(Item::Action(words::DETAILS.to_owned(), Intent::ShowWindow));
        Item::Submenu(label(&format!("{} - {}", window.label, lower_first(&window.state))), entries)
    };
    view.windows.iter().map(entry).chain(view.extend_all.iter().map(attempts::action)).collect()
}

fn favourites(view: &View) -> Vec<Item> {
    if is_offline(view) {
        return vec![Item::Action(words::RETRY_NOW.to_owned(), Intent::Refresh)];
    }
    let connect = |favourite: &crate::FavouriteView| {
        let text = label(&format!("Connect to {}", favourite.label));
        Item::Action(text, Intent::Connect { favourite: favourite.id.clone() })
    };
    let mut items = Vec::new();
    let idle = view.favourites.iter().filter(|favourite| favourite.attempt.is_none() && !favourite.missing);
    let entries: Vec<Item> = idle.map(connect).collect();
    if view.favourites.is_empty() {
        items.push(Item::Text(words::NO_FAVOURITES.to_owned()));
    }
    let (flat, more) = entries.split_at(entries.len().min(FLAT));
    items.extend(flat.iter().cloned());
    if !more.is_empty() {
        items.push(Item::Submenu(format!("More favourites ({})", more.len()), more.to_vec()));
    }
    if !view.recent.is_empty() {
        items.push(Item::Submenu(
            words::RECENT.to_owned(),
            view.recent.iter().map(attempts::action).collect(),
        ));
    }
    items
}

/// Makes foreign text fit for a menu: no control or direction characters, at most 60 characters with the
/// middle left out. The drawer doubles `&` where its toolkit wants that.
#[must_use]
pub fn label(text: &str) -> String {
    crate::short::short(text, LONGEST_LABEL)
}

pub(crate) fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}
