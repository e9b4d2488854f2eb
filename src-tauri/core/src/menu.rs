//! The tray menu as data, made from the view by a pure function.

mod sign_in;

use crate::{AttemptView, Intent, OutcomeView, View};

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
    let mut groups =
        vec![header(view), sample_data(view), sign_in::sign_in(view), attempts(view), windows(view)];
    if view.ready {
        groups.push(favourites(view));
    }
    groups.push(sign_in::accounts(view));
    groups.push(vec![
        Item::Action("Open JIT Tray".to_owned(), Intent::ShowWindow),
        Item::Action("Quit JIT Tray".to_owned(), Intent::Quit),
    ]);
    groups.retain(|group| !group.is_empty());
    groups.join(&Item::Separator)
}

fn header(view: &View) -> Vec<Item> {
    let mut lines = vec![Item::Text(label(&view.header))];
    let broken =
        |banner: &crate::Problem| Item::Action(label(&format!("! {}", banner.message)), Intent::ShowWindow);
    lines.extend(view.banners.iter().map(broken));
    lines
}

fn sample_data(view: &View) -> Vec<Item> {
    let leave = Item::Action("Leave the sample data".to_owned(), Intent::LeaveSampleData);
    view.can_leave.then_some(leave).into_iter().collect()
}

fn attempts(view: &View) -> Vec<Item> {
    view.attempts.iter().filter_map(attempt).collect()
}

fn attempt(attempt: &AttemptView) -> Option<Item> {
    let id = attempt.id;
    let title = label(&format!("{} - {}", attempt.label, attempt.state));
    let entries = match &attempt.outcome {
        None => vec![Item::Action("Cancel".to_owned(), Intent::Cancel { attempt: id })],
        Some(OutcomeView::Connected(_)) => return None,
        Some(OutcomeView::Failed { problem, state }) => {
            let mut entries = lines(&problem.message);
            entries.extend(lines(&problem.hint));
            entries.extend(lines(state));
            entries.push(Item::Action("Try again".to_owned(), Intent::Retry { attempt: id }));
            entries.push(Item::Action("Details".to_owned(), Intent::ShowWindow));
            entries.push(Item::Action("Dismiss".to_owned(), Intent::Dismiss { attempt: id }));
            entries
        }
        Some(OutcomeView::Cancelled { state }) => {
            let mut entries = lines(state);
            entries.push(Item::Action("Go on".to_owned(), Intent::Retry { attempt: id }));
            entries.push(Item::Action("Dismiss".to_owned(), Intent::Dismiss { attempt: id }));
            entries
        }
    };
    Some(Item::Submenu(title, entries))
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
        entries.push(Item::Action("Open again".to_owned(), Intent::OpenAgain { window: id.clone() }));
        if window.address.is_some() {
            entries.push(Item::Action("Copy address".to_owned(), Intent::CopyAddress { window: id.clone() }));
        }
        Item::Submenu(label(&format!("{} - {}", window.label, lower_first(&window.state))), entries)
    };
    view.windows.iter().map(entry).collect()
}

fn favourites(view: &View) -> Vec<Item> {
    let entries: Vec<Item> = view
        .favourites
        .iter()
        .filter(|favourite| favourite.attempt.is_none())
        .map(|favourite| {
            let text = label(&format!("Connect to {}", favourite.label));
            Item::Action(text, Intent::Connect { favourite: favourite.id.clone() })
        })
        .collect();
    if view.favourites.is_empty() {
        return vec![Item::Text("No favourites yet".to_owned())];
    }
    let (flat, more) = entries.split_at(entries.len().min(FLAT));
    let mut items = flat.to_vec();
    if !more.is_empty() {
        items.push(Item::Submenu(format!("More favourites ({})", more.len()), more.to_vec()));
    }
    items
}

/// Makes foreign text fit for a menu: no control or direction characters, at most 60 characters with the
/// middle left out. The drawer doubles `&` where its toolkit wants that.
#[must_use]
pub fn label(text: &str) -> String {
    let clean: Vec<char> = crate::clean(text).chars().collect();
    if clean.len() <= LONGEST_LABEL {
        return clean.into_iter().collect();
    }
    let head = (LONGEST_LABEL - 1) / 2 + 6;
    let tail = LONGEST_LABEL - 1 - head;
    clean[..head].iter().chain(&['…']).chain(&clean[clean.len() - tail..]).collect()
}

pub(crate) fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}
