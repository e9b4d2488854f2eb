//! Whose machines a list holds: names for what is known by ids, and the commands that let more be seen.

use std::collections::BTreeSet;

use jit_app::Engine;
use jit_core::{Account, Inventory, Machine, Problem, SignInNeeded};

/// Who is signed in, and who has to.
#[derive(Debug, Default)]
pub(super) struct Signed {
    accounts: Vec<Account>,
    commands: Vec<(SignInNeeded, String)>,
}

impl Signed {
    pub(super) fn of(engine: &Engine, inventory: &Inventory) -> Self {
        let needed = inventory.failures.iter().filter_map(|failure| failure.problem.sign_in.as_deref());
        let commands = needed.map(|needed| (needed.clone(), engine.sign_in_command(needed))).collect();
        Self { accounts: engine.accounts(), commands }
    }

    /// The command that mends the problem, where one does.
    pub(super) fn command(&self, problem: &Problem) -> Option<&str> {
        let needed = problem.sign_in.as_deref()?;
        self.commands.iter().find(|(known, _)| known == needed).map(|(_, command)| command.as_str())
    }

    /// The name of the account that a machine is reached with.
    pub(super) fn account<'a>(&'a self, machine: &'a Machine) -> Option<&'a str> {
        let id = machine.vm.at.account.as_ref()?;
        let known = self.accounts.iter().find(|account| account.id == *id);
        Some(known.map_or(id.0.as_str(), |account| account.name.as_str()))
    }

    /// Whether machines of more than one account may be in the list.
    pub(super) fn several(&self) -> bool {
        self.accounts.len() > 1
    }
}

/// The name of a machine's tenant, or its id.
pub(super) fn tenant<'a>(machine: &'a Machine, inventory: &'a Inventory) -> Option<&'a str> {
    let id = machine.vm.at.tenant.as_deref()?;
    Some(inventory.tenants.get(&id.to_ascii_lowercase()).map_or(id, String::as_str))
}

/// Whether the machines are of more than one tenant.
pub(super) fn of_several_tenants(inventory: &Inventory) -> bool {
    let tenants = inventory.machines.iter().filter_map(|machine| machine.vm.at.tenant.as_ref());
    tenants.map(|tenant| tenant.to_ascii_lowercase()).collect::<BTreeSet<_>>().len() > 1
}

#[cfg(test)]
mod tests {
    use jit_core::{AccountId, Code, Part, Unanswered, WayIn};

    use super::super::tests::{inventory, listing_of};
    use super::super::words;
    use super::*;

    fn account(name: &str) -> Account {
        let id = AccountId(format!("id-of-{name}"));
        Account { id, way: WayIn::Browser, name: format!("{name}@contoso.com"), tenant: None }
    }

    /// Two accounts and two tenants, of which one wants its own sign-in.
    fn seen() -> (Inventory, Signed) {
        let needed = SignInNeeded { account: AccountId("id-of-ada".into()), tenant: Some("t2".into()) };
        let problem = Problem::new(Code::MoreProofNeeded, "It wants more proof.", "Sign in.");
        let problem = problem.mended_by(needed.clone());
        let (part, scope) = (Part::Subscriptions(Some("t2".into())), "Contoso Robotics".to_owned());
        let mut inventory = inventory();
        inventory.failures = vec![Unanswered { part, scope, problem, known_from: None }];
        inventory.tenants = [("t1".to_owned(), "Contoso".to_owned())].into();
        for (place, machine) in inventory.machines.iter_mut().enumerate() {
            machine.vm.at.account = Some(account(if place == 0 { "ada" } else { "eve" }).id);
            machine.vm.at.tenant = Some(if place == 0 { "T1" } else { "t3" }.to_owned());
        }
        let commands = vec![(needed, "jit login --tenant contosorobotics.com".to_owned())];
        (inventory, Signed { accounts: vec![account("ada"), account("eve")], commands })
    }

    #[test]
    fn a_tenant_that_wants_its_own_sign_in_comes_with_the_command() {
        let (inventory, signed) = seen();
        let notes = listing_of(&inventory, &signed, "web", |listing| listing.notes());
        assert_eq!(
            notes,
            ["note: Contoso Robotics: sign in to see its machines: jit login --tenant contosorobotics.com"]
        );
        assert_eq!(words::count(5, &inventory), "5 machines; sign in to see more: Contoso Robotics.");
        let json = listing_of(&inventory, &signed, "web", |listing| listing.json());
        assert_eq!(json["failures"][0]["sign_in"]["command"], "jit login --tenant contosorobotics.com");
        assert_eq!(json["failures"][0]["sign_in"]["tenant"], "t2");
    }

    #[test]
    fn tenant_and_account_are_shown_where_there_are_several() {
        let (mut inventory, mut signed) = seen();
        let zone = jiff::tz::TimeZone::UTC;
        let first = |inventory: &Inventory, signed: &Signed| {
            let table = listing_of(inventory, signed, "", |listing| listing.table(&zone, None));
            let lines: Vec<&str> = table.lines().take(2).collect();
            lines.iter().map(|line| line.split("  ").map(str::trim).collect::<Vec<_>>().join("|")).collect()
        };
        let shown: Vec<String> = first(&inventory, &signed);
        assert!(shown[0].ends_with("|TENANT|ACCOUNT"), "{shown:?}");
        assert!(shown[1].ends_with("|Contoso|ada@contoso.com"), "{shown:?}");
        let json = listing_of(&inventory, &signed, "db-01", |listing| listing.json());
        let machine = &json["machines"][0];
        assert_eq!(
            (&machine["account"], &machine["tenant_name"]),
            (&"ada@contoso.com".into(), &"Contoso".into())
        );

        signed.accounts.pop();
        inventory.machines.iter_mut().for_each(|machine| machine.vm.at.tenant = Some("t1".to_owned()));
        let shown: Vec<String> = first(&inventory, &signed);
        assert!(shown[0].ends_with("|SUBSCRIPTION"), "{shown:?}");
    }

    #[test]
    fn names_that_lead_nowhere_are_told() {
        let (mut inventory, _) = seen();
        assert_eq!(words::unknown(&inventory), None);
        inventory.unknown = vec!["Fabrikan".to_owned()];
        assert_eq!(
            words::unknown(&inventory).unwrap(),
            "note: \"Fabrikan\" in \"look_at\" of the settings is the name, domain or id of no tenant or \
             subscription that was found. \"jit whoami\" shows the tenants."
        );
    }
}
