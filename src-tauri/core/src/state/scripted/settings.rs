//! Settings, as they are and while they are changed.

use super::{Scene, Story, contoso};
use crate::*;

pub(super) const SCENES: &[Scene] = &[
    ("settings", || settled(Settings::default())),
    ("settings-custom", || settled(custom())),
    ("settings-saved", saved),
    ("settings-refused", refused),
    ("settings-restart", restart),
    ("settings-dark", || settled(Settings { theme: Theme::Dark, ..Settings::default() })),
];

pub(super) fn about() -> AboutView {
    let file = |what: &str, path: &str| FileView { what: what.into(), path: path.into() };
    AboutView {
        version: "0.1.0".into(),
        system: System::Linux,
        files: vec![
            file("Settings", "/home/barbara/.config/jit-tray/settings.json"),
            file("Favourites", "/home/barbara/.config/jit-tray/favourites.json"),
            file("Open access", "/home/barbara/.local/share/jit-tray/windows.json"),
        ],
    }
}

/// The program as it started with these settings.
fn settled(settings: Settings) -> Story {
    let mut story = contoso();
    story.tell(Event::Loaded(Box::new(Loaded {
        settings,
        about: about(),
        can_ask: true,
        accounts: story.state.session.accounts.clone(),
        ..Loaded::default()
    })));
    story
}

fn custom() -> Settings {
    Settings::from_json(
        r#"{
            "duration": "90m",
            "theme": "system",
            "start_at_sign_in": true,
            "hotkey": "Ctrl+Alt+J",
            "ssh": { "user": "azureuser", "key": "~/.ssh/id_ed25519", "command": ["ssh", "-p", "{port}", "{host}"] },
            "rdp": { "user": "CONTOSO\\barbara" },
            "address": {
                "fixed": "203.0.113.7",
                "networks": [
                    { "name": "Office", "range": "203.0.113.0/24" },
                    { "name": "Branch", "range": "198.51.100.0/25" }
                ]
            },
            "proxy": { "url": "http://proxy.contoso.com:8080", "no_proxy": ["contoso.com", "10.0.0.0/8"] },
            "look_at": { "not_subscriptions": ["Contoso Test"] }
        }"#,
    )
    .unwrap()
}

fn tell(mut story: Story, news: SettingsNews) -> Story {
    story.tell(Event::Settings(Box::new(news)));
    story
}

fn change(field: SettingsField, value: &str) -> SettingsChange {
    SettingsChange { field, value: Some(SettingsValue::Text(value.into())) }
}

fn saved() -> Story {
    let field = SettingsField::Duration;
    let (_, settings) = Settings::changed(None, &change(field, "2h")).unwrap();
    tell(settled(Settings::default()), SettingsNews::Changed { field, settings })
}

fn refused() -> Story {
    let field = SettingsField::Duration;
    let problem = Settings::changed(None, &change(field, "3 days")).unwrap_err();
    tell(settled(Settings::default()), SettingsNews::Refused { field, problem })
}

fn restart() -> Story {
    let field = SettingsField::Proxy;
    let (_, settings) = Settings::changed(None, &change(field, "none")).unwrap();
    tell(settled(Settings::default()), SettingsNews::Changed { field, settings })
}
