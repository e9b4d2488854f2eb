//! Which menu id stands for which intent.

use jit_core::Intent;

/// An intent keeps its id as long as the program runs. So a click on a menu that was replaced while it was open
/// still means what the line said.
#[derive(Default)]
pub struct Intents(Vec<Intent>);

impl Intents {
    pub fn id(&mut self, intent: &Intent) -> String {
        let place = self.0.iter().position(|known| known == intent).unwrap_or_else(|| {
            self.0.push(intent.clone());
            self.0.len() - 1
        });
        format!("intent-{place}")
    }

    pub fn of(&self, id: &str) -> Option<&Intent> {
        let place = self.0.iter().enumerate().position(|(place, _)| id == format!("intent-{place}"))?;
        self.0.get(place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_intent_keeps_its_id_and_an_unknown_id_means_nothing() {
        let mut intents = Intents::default();
        let connect = Intent::Connect { favourite: "a".to_owned() };
        let quit = intents.id(&Intent::Quit);
        let first = intents.id(&connect);
        assert_ne!(quit, first);
        assert_eq!(intents.id(&Intent::Quit), quit);
        assert_eq!(intents.id(&connect), first);
        assert_eq!(intents.of(&first), Some(&connect));
        assert_eq!(intents.of(&quit), Some(&Intent::Quit));
        assert_eq!(intents.of("intent-7"), None);
        assert_eq!(intents.of("Quit"), None);
    }
}
