//! The menu as the toolkit wants it.

use jit_core::Item;
use tauri::{
    AppHandle,
    menu::{IsMenuItem, Menu, MenuItem, PredefinedMenuItem, Submenu},
};

use crate::intents::Intents;

/// Makes the toolkit's menu of `items`, and keeps in `intents` what each line means.
pub fn build(app: &AppHandle, items: &[Item], intents: &mut Intents) -> tauri::Result<Menu<tauri::Wry>> {
    let lines = lines(app, items, intents)?;
    Menu::with_items(app, &borrowed(&lines))
}

type Line = Box<dyn IsMenuItem<tauri::Wry>>;

fn lines(app: &AppHandle, items: &[Item], intents: &mut Intents) -> tauri::Result<Vec<Line>> {
    items.iter().map(|item| line(app, item, intents)).collect()
}

fn line(app: &AppHandle, item: &Item, intents: &mut Intents) -> tauri::Result<Line> {
    Ok(match item {
        Item::Text(label) => Box::new(MenuItem::new(app, literal(label), false, None::<&str>)?),
        Item::Action(label, intent) => {
            Box::new(MenuItem::with_id(app, intents.id(intent), literal(label), true, None::<&str>)?)
        }
        Item::Submenu(label, items) => {
            let lines = lines(app, items, intents)?;
            Box::new(Submenu::with_items(app, literal(label), true, &borrowed(&lines))?)
        }
        Item::Separator => Box::new(PredefinedMenuItem::separator(app)?),
    })
}

fn borrowed(lines: &[Line]) -> Vec<&dyn IsMenuItem<tauri::Wry>> {
    lines.iter().map(AsRef::as_ref).collect()
}

/// A single `&` would underline the letter behind it.
fn literal(label: &str) -> String {
    label.replace('&', "&&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ampersand_stays_one() {
        assert_eq!(literal("R&D & friends"), "R&&D && friends");
    }
}
