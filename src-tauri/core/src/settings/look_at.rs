//! Which tenants and subscriptions to look at.

use serde::Deserialize;

/// Tenants and subscriptions to look at, and those not to. Each is named by its id or its name, a tenant also by one
/// of its domains; capitals do not matter. An empty list leaves nothing out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LookAt {
    /// Only these tenants.
    pub tenants: Vec<String>,
    /// Only these subscriptions.
    pub subscriptions: Vec<String>,
    /// All but these tenants.
    pub not_tenants: Vec<String>,
    /// All but these subscriptions.
    pub not_subscriptions: Vec<String>,
}

impl LookAt {
    /// Whether to look at the tenant that goes by these names.
    #[must_use]
    pub fn at_tenant(&self, names: &[&str]) -> bool {
        chosen(&self.tenants, &self.not_tenants, names)
    }

    /// Whether to look at the subscription that goes by these names.
    #[must_use]
    pub fn at_subscription(&self, names: &[&str]) -> bool {
        chosen(&self.subscriptions, &self.not_subscriptions, names)
    }

    /// Whether tenants are chosen, so that they have to be known before any is asked.
    #[must_use]
    pub fn chooses_tenants(&self) -> bool {
        !(self.tenants.is_empty() && self.not_tenants.is_empty())
    }

    /// The same of subscriptions.
    #[must_use]
    pub fn chooses_subscriptions(&self) -> bool {
        !(self.subscriptions.is_empty() && self.not_subscriptions.is_empty())
    }

    /// The names that nothing goes by.
    pub fn unknown(&self, tenant: impl Fn(&str) -> bool, subscription: impl Fn(&str) -> bool) -> Vec<String> {
        let tenants = self.tenants.iter().chain(&self.not_tenants).filter(|name| !tenant(name.trim()));
        let subscriptions = self
            .subscriptions
            .iter()
            .chain(&self.not_subscriptions)
            .filter(|name| !subscription(name.trim()));
        let mut unknown: Vec<String> = tenants.chain(subscriptions).map(|name| crate::clean(name)).collect();
        unknown.dedup();
        unknown
    }

    pub(super) fn check(&self) -> Result<(), String> {
        let lists = [
            ("tenants", &self.tenants),
            ("subscriptions", &self.subscriptions),
            ("not_tenants", &self.not_tenants),
            ("not_subscriptions", &self.not_subscriptions),
        ];
        match lists.iter().find(|(_, list)| list.iter().any(|name| name.trim().is_empty())) {
            Some((field, _)) => Err(format!("\"look_at.{field}\" holds an empty name")),
            None => Ok(()),
        }
    }
}

fn chosen(only: &[String], not: &[String], names: &[&str]) -> bool {
    let holds =
        |list: &[String]| list.iter().any(|wanted| names.iter().any(|name| same(wanted.trim(), name)));
    (only.is_empty() || holds(only)) && !holds(not)
}

fn same(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look_at(json: &str) -> LookAt {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn nothing_is_left_out_unless_it_is_said() {
        let all = LookAt::default();
        assert!(all.at_tenant(&["f1", "Contoso"]) && all.at_subscription(&["00ff", "Production"]));
    }

    #[test]
    fn any_name_of_a_thing_will_do() {
        let some = look_at(r#"{"tenants":["contoso.com"],"not_subscriptions":["TEST","00FF"]}"#);
        assert!(some.at_tenant(&["f1", "Contoso", "Contoso.com"]));
        assert!(!some.at_tenant(&["f2", "Fabrikam", "fabrikam.com"]));
        assert!(some.at_subscription(&["11", "Production"]));
        assert!(!some.at_subscription(&["22", "Test"]));
        assert!(!some.at_subscription(&["00ff", "Production"]));
    }

    #[test]
    fn what_is_left_out_stays_out_though_it_is_chosen_too() {
        let both = look_at(r#"{"subscriptions":["Production"],"not_subscriptions":["11"]}"#);
        assert!(!both.at_subscription(&["11", "Production"]));
        assert!(both.at_subscription(&["12", "Production"]));
        assert!(!both.at_subscription(&["13", "Test"]));
    }

    #[test]
    fn a_name_that_nothing_goes_by_is_told() {
        let some = look_at(r#"{"tenants":["Contoso","Fabrikan"],"not_subscriptions":["Test"," Prod "]}"#);
        assert!(some.chooses_tenants() && some.chooses_subscriptions());
        let unknown = some.unknown(|name| name == "Contoso", |name| name == "Prod");
        assert_eq!(unknown, ["Fabrikan", "Test"]);
        assert!(!LookAt::default().chooses_tenants() && !LookAt::default().chooses_subscriptions());
    }
}
