//! The options of a favourite, a group or all, in words: what counts, and where it comes from.

use super::set::words;
use super::{ChoiceView, FavouriteOptions, Favourites, OptionField, OptionLevel, OptionView};
use crate::{Protocol, Settings};

/// In the order a form shows them.
pub(crate) const FIELDS: [OptionField; 20] = [
    OptionField::Protocol,
    OptionField::Port,
    OptionField::Duration,
    OptionField::Justification,
    OptionField::Start,
    OptionField::AfterUse,
    OptionField::Address,
    OptionField::SshUser,
    OptionField::SshKey,
    OptionField::RdpUser,
    OptionField::RdpScreen,
    OptionField::RdpSize,
    OptionField::RdpAdmin,
    OptionField::RdpRestrictedAdmin,
    OptionField::RdpRemoteGuard,
    OptionField::RdpClipboard,
    OptionField::RdpDrives,
    OptionField::RdpPrinters,
    OptionField::RdpAudio,
    OptionField::RdpGateway,
];

impl Favourites {
    /// The options of a level, with those it inherits. Where a favourite opens one protocol only, the other's are left
    /// out: `protocol` is what people expect on the machine, where that is known.
    #[must_use]
    pub fn options_in_words(
        &self,
        level: &OptionLevel,
        protocol: Option<Protocol>,
        settings: &Settings,
    ) -> Vec<OptionView> {
        let Some((own, above)) = self.levels(level) else { return Vec::new() };
        let counts = above.iter().fold(own.clone(), |own, (_, above)| own.or(above));
        let opens = counts.protocol.or(counts.port.is_none().then_some(protocol).flatten());
        let shown =
            |field: &OptionField| of_protocol(*field).is_none_or(|of| opens.is_none_or(|it| it == of));
        let fields = FIELDS.into_iter().filter(shown);
        fields
            .map(|field| OptionView {
                field,
                label: label(field).to_owned(),
                value: counts.typed(field),
                custom: own.typed(field).is_some(),
                inherited: inherited(field, own, &above, settings),
                choices: choices(field),
            })
            .collect()
    }

    /// What a level says itself, and the levels above it by name, the nearest first.
    fn levels(&self, level: &OptionLevel) -> Option<(&FavouriteOptions, Vec<(String, &FavouriteOptions)>)> {
        let all = || ("all favourites".to_owned(), &self.defaults);
        match level {
            OptionLevel::All => Some((&self.defaults, Vec::new())),
            OptionLevel::Group { group } => Some((&self.group(group)?.options, vec![all()])),
            OptionLevel::Favourite { favourite } => {
                let favourite = self.by_id(favourite)?;
                let group = favourite.group.as_deref().and_then(|id| self.group(id));
                let group = group.map(|group| (group.name.clone(), &group.options));
                Some((&favourite.options, group.into_iter().chain([all()]).collect()))
            }
        }
    }
}

fn inherited(
    field: OptionField,
    own: &FavouriteOptions,
    above: &[(String, &FavouriteOptions)],
    settings: &Settings,
) -> String {
    // What is opened belongs together: a port of one's own hides the protocol above, and the other way round.
    let hides = match field {
        OptionField::Protocol => own.port.is_some(),
        OptionField::Port => own.protocol.is_some(),
        _ => false,
    };
    let mut levels = above.iter().take_while(|_| !hides);
    let found = levels.find_map(|(name, options)| options.typed(field).map(|typed| (name, typed)));
    match found {
        Some((name, typed)) => format!("{}, from {name}", in_words(field, &typed)),
        None => unset(field, settings),
    }
}

/// What counts where no favourite, group or default says anything.
fn unset(field: OptionField, settings: &Settings) -> String {
    use OptionField as Of;
    let set = match field {
        Of::Duration => Some(settings.duration.to_string()),
        Of::SshUser => settings.ssh.user.clone(),
        Of::SshKey => settings.ssh.key.clone(),
        Of::RdpUser => settings.rdp.user.clone(),
        _ => None,
    };
    if let Some(set) = set {
        return format!("{}, from the settings", crate::clean(&set));
    }
    match field {
        Of::Protocol => "What the machine usually opens",
        Of::Port => "The usual port",
        Of::Justification => "None",
        Of::Start => "Start it",
        Of::AfterUse => "Ask",
        Of::Address => "Public address",
        Of::SshUser => "The name the machine was created with",
        Of::SshKey => "The keys ssh knows",
        Of::RdpUser => "Asked for by the client",
        Of::RdpGateway => "None",
        _ => "As the client is set up",
    }
    .to_owned()
}

pub(crate) fn in_words(field: OptionField, typed: &str) -> String {
    if words(field).is_empty() {
        let duration = typed.parse::<crate::JitDuration>().ok().filter(|_| field == OptionField::Duration);
        return duration.map_or_else(|| crate::clean(typed), |duration| duration.to_string());
    }
    choice(field, typed).to_owned()
}

fn choices(field: OptionField) -> Vec<ChoiceView> {
    let view =
        |value: &'static str| ChoiceView { value: value.to_owned(), label: choice(field, value).to_owned() };
    words(field).into_iter().map(view).collect()
}

fn choice(field: OptionField, value: &str) -> &str {
    match (field, value) {
        (_, "ssh") => Protocol::Ssh.label(),
        (_, "rdp") => Protocol::Rdp.label(),
        (OptionField::Start, "auto") => "Start it",
        (OptionField::Start, "ask") => "Ask first",
        (OptionField::Start, "never") => "Do not start it",
        (_, "ask") => "Ask",
        (_, "leave") => "Leave it running",
        (_, "stop") => "Stop it",
        (_, "public") => "Public address",
        (_, "private") => "Private address",
        (_, "full") => "Full screen",
        (_, "window") => "A window",
        (_, "multi") => "All screens",
        (_, "local") => "On this computer",
        (_, "remote") => "On the machine",
        (_, "off") => "Nowhere",
        (_, "true") => "On",
        (_, "false") => "Off",
        (_, other) => other,
    }
}

fn of_protocol(field: OptionField) -> Option<Protocol> {
    use OptionField as Of;
    match field {
        Of::Protocol | Of::Port | Of::Duration | Of::Justification => None,
        Of::Start | Of::AfterUse | Of::Address => None,
        Of::SshUser | Of::SshKey => Some(Protocol::Ssh),
        _ => Some(Protocol::Rdp),
    }
}

pub(crate) fn label(field: OptionField) -> &'static str {
    match field {
        OptionField::Protocol => "Opens",
        OptionField::Port => "Port",
        OptionField::Duration => "Duration",
        OptionField::Justification => "Reason",
        OptionField::Start => "When it is stopped",
        OptionField::AfterUse => "After use",
        OptionField::Address => "Go to",
        OptionField::SshUser => "SSH user",
        OptionField::SshKey => "SSH key file",
        OptionField::RdpUser => "Remote Desktop user",
        OptionField::RdpScreen => "Screen",
        OptionField::RdpSize => "Window size",
        OptionField::RdpAdmin => "Administrative session",
        OptionField::RdpRestrictedAdmin => "Restricted admin mode",
        OptionField::RdpRemoteGuard => "Remote Credential Guard",
        OptionField::RdpClipboard => "Share the clipboard",
        OptionField::RdpDrives => "Share drives",
        OptionField::RdpPrinters => "Share printers",
        OptionField::RdpAudio => "Sound",
        OptionField::RdpGateway => "Gateway",
    }
}
