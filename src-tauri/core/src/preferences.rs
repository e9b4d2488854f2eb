//! The settings while the program runs: what they were at its start, and what came of changes.

use crate::{
    AboutView, Effect, Problem, SettingView, Settings, SettingsAnswer, SettingsField, SettingsNews,
    SettingsValue, SettingsView, State,
};

/// What is known of the settings beside what they are.
#[cfg_attr(test, derive(Clone))]
#[derive(Default)]
pub(crate) struct Preferences {
    at_start: Settings,
    /// What is wrong with the file.
    pub problem: Option<Problem>,
    answer: Option<SettingsAnswer>,
    pub about: AboutView,
}

impl Preferences {
    pub(crate) fn load(settings: &Settings, problem: Option<Problem>, about: AboutView) -> Self {
        Self { at_start: settings.clone(), problem, answer: None, about }
    }

    fn answered(&mut self, field: SettingsField, problem: Option<Problem>) {
        let number = self.answer.as_ref().map_or(0, |last| last.number) + 1;
        self.answer = Some(SettingsAnswer { number, field, problem });
    }
}

impl State {
    pub(crate) fn told_of_settings(&mut self, news: SettingsNews, effects: &mut Vec<Effect>) {
        let looked_at = self.settings.look_at.clone();
        match news {
            SettingsNews::Read { settings, problem } => {
                (self.settings, self.preferences.problem) = (settings, problem);
            }
            SettingsNews::Changed { field, settings } => {
                (self.settings, self.preferences.problem) = (settings, None);
                self.preferences.answered(field, None);
            }
            SettingsNews::Refused { field, problem } => self.preferences.answered(field, Some(problem)),
        }
        if self.settings.look_at != looked_at {
            effects.push(Effect::ReadMachines);
        }
    }

    pub(crate) fn settings_view(&self) -> SettingsView {
        let usual = Settings::default();
        let view = |field| {
            let value = self.settings.value(field)?;
            Some(SettingView { field, custom: Some(&value) != usual.value(field).as_ref(), value })
        };
        SettingsView {
            theme: self.settings.theme,
            sort_favourites: self.settings.sort_favourites,
            keys: match self.settings.value(SettingsField::Keys) {
                Some(SettingsValue::Named(keys)) => keys,
                Some(_) | None => Vec::new(),
            },
            values: SettingsField::ALL.into_iter().filter_map(view).collect(),
            answer: self.preferences.answer.clone(),
            restart: SettingsField::wait_for_restart(&self.preferences.at_start, &self.settings),
            banners: self.banners_of_settings(),
            about: self.preferences.about.clone(),
        }
    }
}
