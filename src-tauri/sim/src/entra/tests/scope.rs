//! Scopes, as clients write them.

use crate::entra::scope::Scope;
use crate::scene::HOME;

#[test]
fn resource_and_permissions_are_told_apart() {
    let cases = [
        (
            "https://management.azure.com/.default",
            (
                "https://management.azure.com",
                "https://management.azure.com/user_impersonation https://management.azure.com/.default",
            ),
        ),
        (
            "openid https://management.azure.com/user_impersonation offline_access",
            ("https://management.azure.com", "https://management.azure.com/user_impersonation"),
        ),
        (
            "https://management.core.windows.net//.default",
            (
                "https://management.core.windows.net/",
                "https://management.core.windows.net//user_impersonation https://management.core.windows.net//.default",
            ),
        ),
        (
            "User.Read openid profile",
            ("https://graph.microsoft.com", "https://graph.microsoft.com/User.Read openid profile"),
        ),
        ("openid", ("https://graph.microsoft.com", "openid")),
        ("https://vault.azure.net/.default", ("https://vault.azure.net", "https://vault.azure.net/.default")),
    ];
    for (text, (audience, granted)) in cases {
        let scope = Scope::read(text, HOME).unwrap();
        assert_eq!((scope.audience.as_str(), scope.granted.as_str()), (audience, granted), "{text}");
        assert_eq!(
            (scope.openid, scope.offline),
            (text.contains("openid"), text.contains("offline")),
            "{text}"
        );
    }
}

#[test]
fn two_resources_at_once_are_refused() {
    let two = "https://management.azure.com/.default https://graph.microsoft.com/.default";
    let refused = format!("{:?}", Scope::read(two, HOME).unwrap_err());
    assert!(refused.contains("28000") && refused.contains("more than one resource"), "{refused}");
}
