//! Signing in, and the accounts, as lines of the menu (`ux` 2.2).

use super::{Item, label, lines};
use crate::{AccountView, Intent, OfferView, Problem, SignInView, TenantView, View, WayIn};

/// What there is to do about signing in.
pub(super) fn sign_in(view: &View) -> Vec<Item> {
    match &view.sign_in {
        SignInView::Starting => vec![],
        SignInView::SigningIn { label, purpose } => {
            let mut items = said(label, purpose.as_deref());
            items.push(action("Cancel sign-in", Intent::CancelSignIn));
            items
        }
        SignInView::WaitingForBrowser { label, purpose, .. } => {
            let mut items = said(label, purpose.as_deref());
            items.push(action("Open the page again", Intent::OpenSignInPage));
            items.push(action("Cancel sign-in", Intent::CancelSignIn));
            items
        }
        SignInView::WaitingForCode { purpose, code, address, .. } => {
            let mut items = said(&format!("Enter the code {code} at {address}"), purpose.as_deref());
            items.push(action("Copy code", Intent::CopySignIn));
            items.push(action("Open the page", Intent::OpenSignInPage));
            items.push(action("Cancel sign-in", Intent::CancelSignIn));
            items
        }
        SignInView::NeedsConsent { problem, .. } => {
            let mut items = told(problem);
            items.push(action("Copy request for your admin", Intent::CopySignIn));
            items.push(action("Not now", Intent::CancelSignIn));
            items
        }
        SignInView::NeedsMore { problem, label: text, account, tenant, .. } => {
            let mut items = lines(&problem.message);
            let (account, tenant) = (Some(account.clone()), tenant.clone());
            items.push(Item::Action(label(text), Intent::SignIn { way: None, account, tenant }));
            items.push(action("Not now", Intent::CancelSignIn));
            items
        }
        SignInView::SignedIn { problem, .. } => match problem {
            Some(problem) => [told(problem), vec![action("Dismiss", Intent::CancelSignIn)]].concat(),
            None => vec![],
        },
        SignInView::SignedOut { offers, problem } => {
            let mut items = problem.as_ref().map(told).unwrap_or_default();
            items.extend(offers.iter().map(offer));
            items.push(action("Look around with sample data", Intent::LookAround));
            items
        }
    }
}

/// Who is signed in. What the surroundings bring needs no line: there is nothing to do about it here.
pub(super) fn accounts(view: &View) -> Vec<Item> {
    let mut items: Vec<Item> = view.accounts.iter().filter_map(account).collect();
    if let SignInView::SignedIn { offers, .. } = &view.sign_in
        && !items.is_empty()
    {
        items.push(Item::Submenu("Add an account".to_owned(), offers.iter().map(offer).collect()));
    }
    items
}

fn account(account: &AccountView) -> Option<Item> {
    let sign_out = account.sign_out.as_ref()?;
    let mut entries: Vec<Item> =
        account.tenants.iter().flat_map(|tenant| self::tenant(account, tenant)).collect();
    entries.push(Item::Action(label(sign_out), Intent::SignOut { account: account.id.clone() }));
    Some(Item::Submenu(label(&format!("Signed in as {}", account.name)), entries))
}

fn tenant(account: &AccountView, tenant: &TenantView) -> Vec<Item> {
    let (account, id) = (Some(account.id.clone()), Some(tenant.id.clone()));
    match (&tenant.sign_in, &tenant.problem) {
        (Some(text), _) => {
            vec![Item::Action(label(text), Intent::SignIn { way: None, account, tenant: id })]
        }
        (None, Some(problem)) => lines(&format!("{}: {} {}", tenant.name, problem.message, problem.hint)),
        (None, None) => vec![],
    }
}

fn offer(offer: &OfferView) -> Item {
    let way: Option<WayIn> = Some(offer.way);
    Item::Action(label(&offer.label), Intent::SignIn { way, account: None, tenant: None })
}

fn said(text: &str, purpose: Option<&str>) -> Vec<Item> {
    let mut items = lines(text);
    items.extend(purpose.into_iter().flat_map(lines));
    items
}

fn told(problem: &Problem) -> Vec<Item> {
    [lines(&problem.message), lines(&problem.hint)].concat()
}

fn action(text: &str, intent: Intent) -> Item {
    Item::Action(text.to_owned(), intent)
}
