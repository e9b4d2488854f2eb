//! Which way a cloud is reached: directly, or through a web proxy.

use std::error::Error;
use std::fmt;

use azure_core::error::ErrorKind;
use hyper::Uri;
use hyper_util::client::proxy::matcher::Matcher;
use jit_core::{Cloud, Problem, ProxySettings, WebProxy};
use reqwest::{ClientBuilder, NoProxy, Proxy};

use crate::problem::no_client;

/// The web proxy through which a cloud is reached, `host:port`. `None`: it is reached directly.
#[must_use]
pub fn web_proxy(cloud: &Cloud, settings: &ProxySettings) -> Option<String> {
    Route::to(cloud, settings).proxy(cloud.arm.as_str()).as_ref().map(name)
}

/// The way to a cloud.
#[derive(Debug, Clone)]
pub(crate) enum Route {
    Direct,
    /// As the system says at the time a client is made.
    System,
    Through(WebProxy),
}

impl Route {
    /// The system's proxy cannot reach a cloud on this computer; one the person names may.
    pub(crate) fn to(cloud: &Cloud, settings: &ProxySettings) -> Self {
        match settings {
            ProxySettings::Through(proxy) => Self::Through(proxy.clone()),
            ProxySettings::System if !cloud.is_loopback() => Self::System,
            ProxySettings::System | ProxySettings::Direct => Self::Direct,
        }
    }

    pub(crate) fn set(&self, builder: ClientBuilder) -> Result<ClientBuilder, Problem> {
        Ok(match self {
            Self::System => builder,
            Self::Direct => builder.no_proxy(),
            Self::Through(proxy) => {
                let excepted = NoProxy::from_string(&proxy.no_proxy.join(","));
                let proxy = Proxy::https(proxy.url.clone()).map_err(|error| no_client(&error))?;
                builder.no_proxy().proxy(proxy.no_proxy(excepted))
            }
        })
    }

    /// The same failure with the proxy the call went through, if it went through one.
    pub(crate) fn told(&self, error: azure_core::Error, url: &str) -> azure_core::Error {
        let kind = match error.kind() {
            ErrorKind::Connection => ErrorKind::Connection,
            ErrorKind::Io => ErrorKind::Io,
            _ => return error,
        };
        let Some(uri) = self.proxy(url) else { return error };
        azure_core::Error::new(kind, ViaProxy { proxy: name(&uri), uri, error })
    }

    fn proxy(&self, url: &str) -> Option<Uri> {
        let url = url.parse().ok()?;
        self.matcher()?.intercept(&url).map(|proxy| proxy.uri().clone())
    }

    /// The rules `reqwest` goes by, to know which proxy it took.
    fn matcher(&self) -> Option<Matcher> {
        match self {
            Self::Direct => None,
            Self::System => Some(Matcher::from_system()),
            Self::Through(proxy) => {
                let rules = Matcher::builder().https(proxy.url.as_str()).no(proxy.no_proxy.join(","));
                Some(rules.build())
            }
        }
    }
}

/// A failure on the way through a web proxy.
#[derive(Debug)]
pub(crate) struct ViaProxy {
    /// Host and port. Never a name or a password, which the address in the environment may hold.
    pub(crate) proxy: String,
    uri: Uri,
    error: azure_core::Error,
}

/// What went wrong with the proxy itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ProxyFault {
    /// It wants a name and a password.
    WantsSignIn,
    /// It answered, and did not let the call through.
    Refused,
    /// It was not reached.
    Unreached,
    /// It is of a kind that is not spoken here.
    Socks,
    /// What answered is no web proxy.
    Strange,
}

impl ViaProxy {
    /// The fault of the proxy, if it is at fault rather than what lies behind it.
    pub(crate) fn fault(&self) -> Option<ProxyFault> {
        if self.uri.scheme_str().is_some_and(|scheme| scheme.starts_with("socks")) {
            return Some(ProxyFault::Socks);
        }
        // The type of this error is private to hyper-util; there is nothing but its words to tell it by.
        let words = crate::problem::causes(&self.error)
            .find_map(|cause| cause.to_string().strip_prefix("tunnel error: ").map(str::to_owned))?;
        Some(match words.as_str() {
            "proxy authorization required" => ProxyFault::WantsSignIn,
            "unsuccessful" => ProxyFault::Refused,
            "failed to create underlying connection" => ProxyFault::Unreached,
            _ => ProxyFault::Strange,
        })
    }
}

fn name(uri: &Uri) -> String {
    let host = uri.host().unwrap_or_default();
    uri.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

impl fmt::Display for ViaProxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "through the web proxy {}: {}", self.proxy, self.error)
    }
}

impl Error for ViaProxy {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn through(no_proxy: &[&str]) -> Route {
        Route::Through(WebProxy {
            url: "http://proxy.contoso.com:8080".parse().unwrap(),
            no_proxy: no_proxy.iter().map(|entry| (*entry).to_owned()).collect(),
        })
    }

    fn proxy_named(route: &Route, url: &str) -> Option<String> {
        let error = route.told(azure_core::Error::with_message(ErrorKind::Connection, "x"), url);
        crate::problem::causes(&error)
            .find_map(|cause| cause.downcast_ref::<ViaProxy>())
            .map(|via| via.proxy.clone())
    }

    #[test]
    fn exceptions_are_names_with_what_is_below_them_and_ranges() {
        let route = through(&["contoso.com", ".lab.local", "10.0.0.0/8"]);
        let by = |url: &str| proxy_named(&route, url);
        assert_eq!(by("https://management.azure.com/"), Some("proxy.contoso.com:8080".to_owned()));
        for direct in [
            "https://contoso.com/x",
            "https://arm.contoso.com:8443/",
            "https://a.lab.local/",
            "https://10.1.2.3/",
        ] {
            assert_eq!(by(direct), None, "{direct}");
        }
        assert!(by("https://notcontoso.com/").is_some());
    }

    #[test]
    fn a_cloud_on_this_computer_goes_through_a_proxy_that_is_named_only() {
        let here = Cloud::from_json(
            r#"{"schema":1,"name":"Sim","arm":"https://127.0.0.1:1","authority":"https://127.0.0.1:1"}"#,
        )
        .unwrap();
        let public = Cloud::built_in("public").unwrap();
        let Route::Through(proxy) = through(&[]) else { unreachable!() };
        let named = ProxySettings::Through(proxy);
        assert!(matches!(Route::to(&here, &ProxySettings::System), Route::Direct));
        assert!(matches!(Route::to(&here, &named), Route::Through(_)));
        assert!(matches!(Route::to(&public, &ProxySettings::System), Route::System));
        assert!(matches!(Route::to(&public, &ProxySettings::Direct), Route::Direct));
        assert_eq!(web_proxy(&public, &named).as_deref(), Some("proxy.contoso.com:8080"));
        assert_eq!(web_proxy(&public, &ProxySettings::Direct), None);
    }
}
