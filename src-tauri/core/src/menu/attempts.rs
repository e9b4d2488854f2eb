//! Connects that run or ended, as lines of the menu: everything a card offers is here too.

use super::{Item, label, lines};
use crate::{ActionView, AttemptView, CardView, Intent, OutcomeView, View, words};

/// One line for each failure, so that it is seen before any menu is opened.
pub(super) fn errors(view: &View) -> Vec<Item> {
    let error = |attempt: &AttemptView| {
        let OutcomeView::Failed { card, .. } = attempt.outcome.as_ref()? else { return None };
        let room = super::LONGEST_LABEL - "! ".len() - " - ".len() - words::FIX.chars().count();
        let title = crate::short::short(&named(&attempt.label, card), room);
        Some(Item::Action(format!("! {title} - {}", words::FIX), Intent::ShowWindow))
    };
    view.attempts.iter().filter_map(error).collect()
}

/// Most titles name the machine themselves.
fn named(machine: &str, card: &CardView) -> String {
    if card.title.contains(machine) { card.title.clone() } else { format!("{machine}: {}", card.title) }
}

pub(super) fn attempts(view: &View) -> Vec<Item> {
    view.attempts.iter().filter_map(attempt).collect()
}

fn attempt(attempt: &AttemptView) -> Option<Item> {
    let id = attempt.id;
    let details = || Item::Action(words::DETAILS.to_owned(), Intent::ShowWindow);
    let entries = match &attempt.outcome {
        None => vec![Item::Action(words::CANCEL.to_owned(), Intent::Cancel { attempt: id }), details()],
        Some(OutcomeView::Connected(_) | OutcomeView::Extended { .. }) => return None,
        Some(OutcomeView::Failed { state, card, .. }) => {
            let mut entries = lines(&card.title);
            entries.extend(lines(&card.body));
            entries.extend(lines(state));
            entries.push(action(&card.action));
            let (dismiss, more): (Vec<_>, Vec<_>) =
                card.more.iter().partition(|more| matches!(more.intent, Intent::Dismiss { .. }));
            entries.extend(more.into_iter().map(action));
            entries.push(details());
            entries.extend(dismiss.into_iter().map(action));
            entries
        }
        Some(OutcomeView::Cancelled { state, offers }) => {
            let mut entries = lines(state);
            entries.extend(offers.iter().map(action));
            entries.push(Item::Action(words::GO_ON.to_owned(), Intent::Retry { attempt: id }));
            entries.push(Item::Action(words::DISMISS.to_owned(), Intent::Dismiss { attempt: id }));
            entries
        }
    };
    Some(Item::Submenu(label(&format!("{} - {}", attempt.label, attempt.state)), entries))
}

/// A menu cannot ask back: what has to be confirmed is shown where it can.
pub(super) fn action(action: &ActionView) -> Item {
    if action.confirm.is_some() {
        return Item::Action(label(&format!("{}…", action.label)), Intent::ShowWindow);
    }
    Item::Action(label(&action.label), action.intent.clone())
}
