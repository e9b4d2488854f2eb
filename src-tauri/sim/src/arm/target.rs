//! Taking an ARM path apart.

/// A path as scope, provider namespace and what follows it. Segments are in lower case for
/// matching, and as written for echoing.
#[derive(Debug)]
pub(crate) struct Target {
    raw: Vec<String>,
    low: Vec<String>,
    /// Where the last `providers` segment is.
    provider: Option<usize>,
}

impl Target {
    pub(crate) fn parse(path: &str) -> Self {
        let raw: Vec<String> = path.split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect();
        let low: Vec<String> = raw.iter().map(|part| part.to_lowercase()).collect();
        let provider = low.iter().rposition(|part| part == "providers");
        Self { raw, low, provider }
    }

    /// All segments in lower case.
    pub(crate) fn segments(&self) -> Vec<&str> {
        self.low.iter().map(String::as_str).collect()
    }

    /// The namespace in lower case.
    pub(crate) fn namespace(&self) -> Option<&str> {
        self.low.get(self.provider? + 1).map(String::as_str)
    }

    /// The namespace as the caller wrote it.
    pub(crate) fn namespace_as_written(&self) -> Option<&str> {
        self.raw.get(self.provider? + 1).map(String::as_str)
    }

    /// What follows the namespace, as written.
    pub(crate) fn names(&self) -> Vec<&str> {
        let from = self.provider.map_or(self.raw.len(), |at| at + 2);
        self.raw.iter().skip(from).map(String::as_str).collect()
    }

    /// The path is a resource group and nothing below it.
    pub(crate) fn is_group(&self) -> bool {
        self.group().is_some() && self.raw.len() == 4
    }

    /// What follows the namespace, in lower case.
    pub(crate) fn rest(&self) -> Vec<&str> {
        let from = self.provider.map_or(self.low.len(), |at| at + 2);
        self.low.iter().skip(from).map(String::as_str).collect()
    }

    /// What follows the namespace, as written.
    pub(crate) fn name(&self, index: usize) -> &str {
        let from = self.provider.map_or(self.raw.len(), |at| at + 2);
        self.raw.get(from + index).map_or("", String::as_str)
    }

    /// The path before the last provider, as written: a subscription, a group, or a resource.
    pub(crate) fn scope(&self) -> String {
        let end = self.provider.unwrap_or(self.raw.len());
        self.raw[..end].iter().map(|part| format!("/{part}")).collect()
    }

    /// The subscription and group of the scope, as written.
    pub(crate) fn subscription(&self) -> Option<&str> {
        (self.low.first()? == "subscriptions").then(|| self.raw.get(1).map(String::as_str))?
    }

    pub(crate) fn group(&self) -> Option<&str> {
        (self.low.get(2)? == "resourcegroups").then(|| self.raw.get(3).map(String::as_str))?
    }

    /// The scope holds nothing beyond subscription and group.
    pub(crate) fn is_plain(&self) -> bool {
        matches!((self.provider, self.group()), (Some(2), None) | (Some(4), Some(_)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_provider_counts() {
        let target = Target::parse(
            "/subscriptions/S/resourceGroups/RG/providers/Microsoft.Compute/virtualMachines/VM/providers/Microsoft.Authorization/permissions",
        );
        assert_eq!(target.namespace(), Some("microsoft.authorization"));
        assert_eq!(target.rest(), ["permissions"]);
        assert_eq!(
            target.scope(),
            "/subscriptions/S/resourceGroups/RG/providers/Microsoft.Compute/virtualMachines/VM"
        );
        assert_eq!((target.subscription(), target.group()), (Some("S"), Some("RG")));
        assert!(!target.is_plain());
    }

    #[test]
    fn a_group_is_not_a_subscription() {
        let target = Target::parse("/subscriptions/S/providers/Microsoft.Compute/virtualMachines/");
        assert_eq!((target.subscription(), target.group()), (Some("S"), None));
        assert!(target.is_plain());
        assert_eq!(Target::parse("/tenants").namespace(), None);
    }
}
