//! Web proxies, good and bad: real sockets on this computer, and the whole client in front of them.

use std::sync::Arc;
use std::time::Duration;

use jit_core::{Cloud, Code, Problem, ProxySettings, WebProxy};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::{Azure, ClientSecret, Pace, SignIn, Surroundings};

/// What a proxy answers to every caller.
enum Proxy {
    Says(&'static str),
    HangsUp,
    Waits,
    IsAbsent,
}

/// What is told of the public cloud behind such a proxy, with `PROXY` for its address.
async fn told(proxy: Proxy, scheme: &str) -> Problem {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let asked = tokio::spawn(async move {
        let mut held = Vec::new();
        if matches!(proxy, Proxy::IsAbsent) {
            return;
        }
        loop {
            let (mut caller, _) = listener.accept().await.unwrap();
            let mut asked = [0; 1024];
            let read = caller.read(&mut asked).await.unwrap();
            assert!(asked[..read].starts_with(b"CONNECT login.microsoftonline.com:443 HTTP/1.1\r\n"));
            match proxy {
                Proxy::Says(answer) => caller.write_all(answer.as_bytes()).await.unwrap(),
                Proxy::Waits => held.push(caller),
                Proxy::HangsUp | Proxy::IsAbsent => drop(caller),
            }
        }
    });
    let url = format!("{scheme}://{address}").parse().unwrap();
    let mut surroundings = Surroundings::new(Arc::new(|_, _| unreachable!("no program is run")))
        .through(ProxySettings::Through(WebProxy { url, no_proxy: Vec::new() }));
    let quick = Duration::from_millis(1);
    surroundings.pace =
        Pace { first_wait: quick, repeats: 1, connect: Duration::from_millis(500), ..Pace::default() };
    let sign_in = SignIn::ServicePrincipal {
        tenant: "contoso".to_owned(),
        client_id: "app".to_owned(),
        client_secret: ClientSecret::new("hidden".to_owned()),
    };
    let azure = Azure::new(&Cloud::built_in("public").unwrap(), sign_in, surroundings).unwrap();
    let mut problem = azure.whoami().await.unwrap_err();
    asked.abort();
    let named = |text: &str| text.replace(&address.to_string(), "PROXY");
    (problem.message, problem.hint) = (named(&problem.message), named(&problem.hint));
    problem
}

#[tokio::test]
async fn what_a_proxy_does_is_told_as_the_proxys() {
    for (proxy, message) in [
        (
            Proxy::Says("HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: NTLM\r\n\r\n"),
            "The web proxy PROXY wants a sign-in.",
        ),
        (
            Proxy::Says("HTTP/1.1 403 Forbidden\r\n\r\n"),
            "The web proxy PROXY does not let us through to login.microsoftonline.com.",
        ),
        (
            Proxy::Says("SSH-2.0-OpenSSH_9.2\r\n"),
            "The web proxy PROXY does not let us through to login.microsoftonline.com.",
        ),
        (Proxy::HangsUp, "What answers at PROXY is no web proxy."),
        (Proxy::IsAbsent, "The web proxy PROXY cannot be reached."),
        (Proxy::Waits, "login.microsoftonline.com was not reached in time through the web proxy PROXY."),
    ] {
        let problem = told(proxy, "http").await;
        assert_eq!((problem.code, problem.message.as_str()), (Code::ProxyFailed, message));
    }
}

#[tokio::test]
async fn the_way_out_of_a_proxys_sign_in_is_told() {
    let answer = "HTTP/1.1 407 Proxy Authentication Required\r\n\r\n";
    assert_eq!(
        told(Proxy::Says(answer), "http").await.hint,
        "Ask who runs it to let login.microsoftonline.com through without one, or set HTTPS_PROXY to \
         http://NAME:PASSWORD@PROXY and leave \"proxy\" out of the settings."
    );
}

#[tokio::test]
async fn behind_a_proxy_that_lets_through_the_host_is_at_fault() {
    let problem = told(Proxy::Says("HTTP/1.1 200 Connection established\r\n\r\n"), "http").await;
    assert_eq!(
        (problem.code, problem.message.as_str()),
        (Code::Offline, "login.microsoftonline.com cannot be reached through the web proxy PROXY.")
    );
}
