//! Nobody is signed in, or somebody is about to be.

use jiff::SignedDuration;

use super::{Scene, Story, contoso, starred};
use crate::state::story::account;
use crate::*;

pub(super) const SCENES: &[Scene] = &[
    ("starting", starting),
    ("signed-out", signed_out),
    ("signed-out-azure-cli", signed_out_beside_azure_cli),
    ("signing-in-azure-cli", || wanting(WayIn::AzureCli)),
    ("waiting-for-browser", waiting_for_the_browser),
    ("waiting-for-code", waiting_for_the_code),
    ("sign-in-failed", sign_in_failed),
    ("consent-needed", consent_needed),
    ("sample-data", sample_data),
    ("two-accounts", two_accounts),
];

fn starting() -> Story {
    let mut story = contoso();
    story.state = State::new("Azure", jiff::tz::TimeZone::UTC);
    story
}

fn signed_out() -> Story {
    Story::just_with(Loaded { can_ask: true, ..starred(&["web-01 (prod)", "build-agent"]) })
}

fn signed_out_beside_azure_cli() -> Story {
    let mut story = Story::just_with(Loaded { can_ask: true, ..Loaded::default() });
    let signing_in = SigningInState { azure_cli: Some("barbara@contoso.com".into()), ..Default::default() };
    story.tell(Event::SigningInState(Box::new(signing_in)));
    story
}

fn wanting(way: WayIn) -> Story {
    let mut story = signed_out();
    story.want(Intent::SignIn { way: Some(way), account: None, tenant: None });
    story
}

fn waiting_for_the_browser() -> Story {
    waiting(signed_out())
}

pub(super) fn waiting(mut story: Story) -> Story {
    story.want(Intent::SignIn { way: Some(WayIn::Browser), account: None, tenant: None });
    let until = story.now + SignedDuration::from_mins(5);
    let address =
        "https://login.microsoftonline.com/organizations/oauth2/v2.0/authorize?client_id=04b07795".into();
    tell(&mut story, SigningInNews::BrowserOpened { address, until });
    story
}

fn waiting_for_the_code() -> Story {
    let mut story = wanting(WayIn::DeviceCode);
    let until = story.now + SignedDuration::from_mins(15);
    let address = "https://microsoft.com/devicelogin".into();
    tell(&mut story, SigningInNews::CodeShown { code: "F7G3KQ2LM".into(), address, until });
    story
}

fn sign_in_failed() -> Story {
    let mut story = wanting(WayIn::Browser);
    let problem = Problem::new(
        Code::BlockedByOrganisation,
        "Your organisation does not let this account sign in here.",
        "Ask your administrator, or sign in with another account.",
    );
    tell(&mut story, SigningInNews::Ended(Err(problem)));
    story
}

fn consent_needed() -> Story {
    let mut story = wanting(WayIn::Browser);
    let problem = Problem::new(
        Code::ConsentNeeded,
        "Your organisation has not agreed to this application yet.",
        "Send the request to your administrator, then sign in again.",
    );
    tell(&mut story, SigningInNews::Ended(Err(problem)));
    story
}

fn sample_data() -> Story {
    Story::with(Loaded { can_leave: true, ..starred(&["web-01", "gpu-01"]) })
}

fn two_accounts() -> Story {
    let mut story = contoso();
    let mut accounts: Vec<Account> = vec![account("barbara@contoso.com", WayIn::Browser)];
    accounts.push(account("grady@fabrikam.com", WayIn::AzureCli));
    story.tell(Event::Accounts(accounts));
    story
}

fn tell(story: &mut Story, news: SigningInNews) {
    let wanted = |effect: &Effect| if let Effect::SignIn(wanted) = effect { Some(wanted.id) } else { None };
    let id = story.effects.iter().rev().find_map(wanted).unwrap();
    story.tell(Event::SigningIn { id, news });
}
