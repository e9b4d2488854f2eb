//! The first steps of somebody who has just installed the program: sign in, where to look, what to star, how to have it
//! at hand. Each can be skipped; they go on where they were left, and never come back by themselves.

mod places;
mod suggestions;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use self::places::Places;
use crate::session::Ended;
use crate::{Code, Effect, Loaded, Problem, State, WelcomeScreen, WelcomeStep, WelcomeView};

const SCREENS: [WelcomeScreen; 4] =
    [WelcomeScreen::SignIn, WelcomeScreen::Where, WelcomeScreen::Favourites, WelcomeScreen::Handy];

/// How far the first steps are, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WelcomeProgress {
    /// The format of the file; this version reads and writes 1.
    pub schema: u32,
    /// The screen that was shown last.
    pub screen: WelcomeScreen,
    /// They are done, or were not wanted.
    pub done: bool,
}

/// The first steps while they are gone through.
#[derive(Debug, Clone)]
pub(crate) struct Welcome {
    screen: WelcomeScreen,
    places: Places,
}

impl WelcomeProgress {
    /// Reads the file.
    ///
    /// # Errors
    /// [`Code::BadFile`] with the reason.
    pub fn from_json(text: &str) -> Result<Self, Problem> {
        let refused = |reason: &str| {
            let message = format!("What is known of the first steps cannot be used: {reason}.");
            Problem::new(Code::BadFile, message, "Nothing needs to be done: it is written anew.")
        };
        let progress: Self = serde_json::from_str(text).map_err(|error| refused(&error.to_string()))?;
        if progress.schema == 1 { Ok(progress) } else { Err(refused("\"schema\" is not 1")) }
    }
}

impl Welcome {
    /// The first steps, where they were begun and not ended, or nobody ever signed in and nothing is starred.
    pub(crate) fn load(loaded: &Loaded) -> Option<Self> {
        let screen = match &loaded.welcome {
            Some(progress) => (!progress.done).then_some(progress.screen),
            None => {
                let is_new = !loaded.was_signed_in && loaded.accounts.is_empty() && loaded.can_ask;
                (is_new && loaded.favourites.all().is_empty()).then_some(WelcomeScreen::SignIn)
            }
        };
        // Whatever is chosen on the later ones needs somebody who is signed in.
        let screen = screen.map(|it| if loaded.accounts.is_empty() { WelcomeScreen::SignIn } else { it });
        screen.map(Self::at)
    }

    fn at(screen: WelcomeScreen) -> Self {
        Self { screen, places: Places::default() }
    }

    fn place(&self) -> usize {
        SCREENS.iter().position(|screen| *screen == self.screen).unwrap_or_default()
    }
}

impl State {
    pub(crate) fn step(&mut self, step: WelcomeStep, effects: &mut Vec<Effect>) {
        let now = self.welcome.as_ref().map(Welcome::place);
        let wanted = match (step, now) {
            (WelcomeStep::Begin, _) => Some(0),
            (WelcomeStep::Back, Some(now)) => Some(now.saturating_sub(1)),
            (WelcomeStep::Next, Some(now)) => Some(now + 1),
            (WelcomeStep::Finish, Some(_)) => None,
            (_, None) => return,
        };
        match wanted.and_then(|place| SCREENS.get(place)) {
            Some(screen) => self.show_first_step(*screen, effects),
            None => {
                self.welcome = None;
                let done = WelcomeProgress { schema: 1, screen: WelcomeScreen::Handy, done: true };
                effects.push(Effect::SaveWelcome(done));
                // What they led to is the popover.
                effects.push(Effect::ShowWindow);
            }
        }
    }

    /// Who has signed in on the first screen has done what it is for.
    pub(crate) fn signed_in_at_first(&mut self, ended: &Ended, effects: &mut Vec<Effect>) {
        let waits = self.welcome.as_ref().is_some_and(|it| it.screen == WelcomeScreen::SignIn);
        if waits && ended.result.is_ok() {
            self.show_first_step(WelcomeScreen::Where, effects);
        }
    }

    /// What there is to be chosen from grows while the machines are read, and nothing that was seen is forgotten: what is
    /// left out has to stay in sight.
    pub(crate) fn see_places(&mut self) {
        let Self { welcome, machines, session, .. } = self;
        if let Some(welcome) = welcome {
            welcome.places.see(machines.inventory(), session);
        }
    }

    pub(crate) fn welcome_view(&self, now: Timestamp) -> Option<WelcomeView> {
        let welcome = self.welcome.as_ref()?;
        let inventory = self.machines.inventory();
        let is_at = |screen| welcome.screen == screen;
        Some(WelcomeView {
            screen: welcome.screen,
            number: u32::try_from(welcome.place() + 1).unwrap_or(1),
            of: u32::try_from(SCREENS.len()).unwrap_or(4),
            reading: !self.session.accounts.is_empty()
                && (inventory.as_of.is_none() || !inventory.waiting.is_empty()),
            places: if is_at(WelcomeScreen::Where) {
                welcome.places.shown(&self.settings.look_at)
            } else {
                Vec::new()
            },
            suggestions: if is_at(WelcomeScreen::Favourites) { self.suggestions(now) } else { Vec::new() },
        })
    }

    fn show_first_step(&mut self, screen: WelcomeScreen, effects: &mut Vec<Effect>) {
        self.welcome.get_or_insert_with(|| Welcome::at(screen)).screen = screen;
        self.see_places();
        effects.push(Effect::SaveWelcome(WelcomeProgress { schema: 1, screen, done: false }));
    }
}
