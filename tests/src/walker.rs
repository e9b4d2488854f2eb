//! A browser without a screen, for sign-in pages: it keeps cookies, follows redirects, and submits what a page submits by
//! itself. It runs no script.

use std::collections::BTreeMap;

use reqwest::header::{CONTENT_TYPE, COOKIE, LOCATION, SET_COOKIE};
use reqwest::redirect::Policy;
use reqwest::{Certificate, Client, Method};
use url::{Url, form_urlencoded};

/// A browser.
#[derive(Clone)]
pub struct Walker {
    client: Client,
    /// By host, whatever the port, like real ones.
    cookies: BTreeMap<String, BTreeMap<String, String>>,
    shown: Shown,
    /// Whether it stops before it leaves the sign-in pages for the program that waits.
    stays: bool,
    answer: Option<Step>,
}

/// What a browser does next by itself: a method, where to, and the fields of a form.
type Step = (Method, Url, Option<Vec<(String, String)>>);

/// What the browser shows.
#[derive(Debug, Clone)]
pub struct Shown {
    /// Where.
    pub address: Url,
    /// The status.
    pub status: u16,
    /// The page's HTML.
    pub html: String,
}

/// How often a page may lead on to another one by itself.
const HOPS: usize = 10;

impl Walker {
    /// A browser that trusts this certificate authority.
    ///
    /// # Panics
    /// When it is none.
    #[must_use]
    pub fn new(ca_pem: &str) -> Self {
        // Somebody else may be first; then theirs is in place, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let ca = Certificate::from_pem(ca_pem.as_bytes()).unwrap();
        let client = Client::builder().tls_certs_only([ca]).redirect(Policy::none()).no_proxy().build();
        let blank = Shown { address: Url::parse("about:blank").unwrap(), status: 200, html: String::new() };
        Self { client: client.unwrap(), cookies: BTreeMap::new(), shown: blank, stays: false, answer: None }
    }

    /// The same browser, which keeps the answer for the program that waits until [`Self::bring`].
    #[must_use]
    pub fn staying(mut self) -> Self {
        self.stays = true;
        self
    }

    /// Brings the answer that was kept back to the program, as it is after an edit of its fields. Can be done again.
    ///
    /// # Panics
    /// When there is none, or nobody answers.
    pub async fn bring(&mut self, edit: impl Fn(&mut String, &mut String)) -> &Shown {
        let (method, to, mut fields) = self.answer.clone().expect("an answer was kept");
        fields.iter_mut().flatten().for_each(|(name, value)| edit(name, value));
        self.step(method, to, fields).await;
        &self.shown
    }

    /// The same to another program's port.
    ///
    /// # Panics
    /// When there is none, or nobody answers.
    pub async fn bring_to(&mut self, port: u16) -> &Shown {
        if let Some((_, to, _)) = &mut self.answer {
            to.set_port(Some(port)).unwrap();
        }
        self.bring(|_, _| ()).await
    }

    /// The port at which the answer that was kept is waited for.
    ///
    /// # Panics
    /// When there is none.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.answer.as_ref().and_then(|(_, to, _)| to.port()).expect("an answer was kept")
    }

    /// What is shown.
    #[must_use]
    pub fn shown(&self) -> &Shown {
        &self.shown
    }

    /// Opens an address.
    ///
    /// # Panics
    /// When nobody answers there.
    pub async fn open(&mut self, address: &str) -> &Shown {
        self.walk(Method::GET, Url::parse(address).unwrap(), None).await
    }

    /// Presses the button with this name of a person or of what it does, in the page's form.
    ///
    /// # Panics
    /// When there is no such button, or nobody answers.
    pub async fn press(&mut self, label: &str) -> &Shown {
        let html = &self.shown.html;
        let Some(button) = elements(html, "button").find(|button| text(button).contains(label)) else {
            panic!("no button {label} in {html}")
        };
        let mut fields = hidden(html);
        fields.push((attribute(button, "name"), attribute(button, "value")));
        let action = self.action();
        self.walk(Method::POST, action, Some(fields)).await
    }

    async fn walk(&mut self, method: Method, to: Url, fields: Option<Vec<(String, String)>>) -> &Shown {
        let mut next = Some((method, to, fields));
        for _ in 0..HOPS {
            let Some((method, to, fields)) = next.take() else { return &self.shown };
            if self.stays && to.scheme() == "http" {
                self.answer = Some((method, to, fields));
                return &self.shown;
            }
            next = self.step(method, to, fields).await;
        }
        panic!("the browser was sent round in a circle")
    }

    /// One page, and where it leads by itself.
    async fn step(&mut self, method: Method, to: Url, fields: Option<Vec<(String, String)>>) -> Option<Step> {
        let host = to.host_str().unwrap_or_default().to_owned();
        let known = self.cookies.entry(host).or_default();
        let cookies: Vec<String> = known.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut request = self.client.request(method, to.clone()).header(COOKIE, cookies.join("; "));
        if let Some(fields) = fields {
            let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
            request = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(body);
        }
        let answer = request.send().await.unwrap_or_else(|error| panic!("{to} does not answer: {error:?}"));
        for set in answer.headers().get_all(SET_COOKIE) {
            let pair = set.to_str().unwrap().split(';').next().unwrap_or_default();
            if let Some((name, value)) = pair.split_once('=') {
                known.insert(name.trim().to_owned(), value.trim().to_owned());
            }
        }
        let status = answer.status().as_u16();
        let location = answer.headers().get(LOCATION).map(|to| to.to_str().unwrap().to_owned());
        let html = answer.text().await.unwrap();
        self.shown = Shown { address: to.clone(), status, html };
        if let Some(location) = location.filter(|_| (300..400).contains(&status)) {
            return Some((Method::GET, to.join(&location).unwrap(), None));
        }
        let by_itself = self.shown.html.contains("document.forms[0].submit()");
        by_itself.then(|| (Method::POST, self.action(), Some(hidden(&self.shown.html))))
    }

    /// Where the page's form goes.
    fn action(&self) -> Url {
        let form = elements(&self.shown.html, "form").next().unwrap_or_default();
        self.shown.address.join(&attribute(form, "action")).unwrap()
    }
}

impl Shown {
    /// The page's heading.
    #[must_use]
    pub fn heading(&self) -> String {
        elements(&self.html, "h1").next().map(text).unwrap_or_default()
    }

    /// All that can be read on the page.
    #[must_use]
    pub fn text(&self) -> String {
        elements(&self.html, "body").next().map(text).unwrap_or_default()
    }
}

/// The elements of one kind, from their names to their ends.
fn elements<'h>(html: &'h str, kind: &str) -> impl Iterator<Item = &'h str> {
    let (start, end) = (format!("<{kind}"), format!("</{kind}>"));
    let parts: Vec<&str> = html.split(start.as_str()).skip(1).collect();
    parts.into_iter().map(move |part| part.split(end.as_str()).next().unwrap_or_default())
}

fn hidden(html: &str) -> Vec<(String, String)> {
    let inputs = html.split("<input ").skip(1).map(|input| input.split('>').next().unwrap_or_default());
    let hidden = inputs.filter(|input| input.contains("type=\"hidden\""));
    hidden.map(|input| (attribute(input, "name"), attribute(input, "value"))).collect()
}

fn attribute(element: &str, name: &str) -> String {
    let tag = element.split('>').next().unwrap_or_default();
    let value =
        tag.split_once(&format!("{name}=\"")).map(|(_, rest)| rest.split('"').next().unwrap_or_default());
    plain(value.unwrap_or_default())
}

/// What can be read of an element that begins inside its own tag.
fn text(element: &str) -> String {
    let inside = element.split_once('>').map(|(_, inside)| inside).unwrap_or_default();
    let words = inside.split('<').enumerate().map(|(at, part)| match at {
        0 => part,
        _ => part.split_once('>').map(|(_, after)| after).unwrap_or_default(),
    });
    plain(&words.collect::<Vec<_>>().join(" ")).split_whitespace().collect::<Vec<_>>().join(" ")
}

fn plain(text: &str) -> String {
    let text =
        text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&middot;", "·");
    text.replace("&#39;", "'").replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_read_like_people_read_it() {
        let html = "<body><h1 class=\"x\">Pick an account</h1><form method=\"post\" action=\"/t/login?a=1&amp;b=2\">\
                    <input type=\"hidden\" name=\"flow\" value=\"a&quot;b\"><button name=\"user\" value=\"b@c\">\
                    Barbara<span>b@c &middot; Signed in</span></button></form></body>";
        let button = elements(html, "button").next().unwrap();
        assert_eq!(
            (text(button), attribute(button, "value")),
            ("Barbara b@c · Signed in".to_owned(), "b@c".to_owned())
        );
        assert_eq!(hidden(html), [("flow".to_owned(), "a\"b".to_owned())]);
        assert_eq!(attribute(elements(html, "form").next().unwrap(), "action"), "/t/login?a=1&b=2");
        let address = Url::parse("about:blank").unwrap();
        assert_eq!(Shown { address, status: 200, html: html.to_owned() }.heading(), "Pick an account");
    }
}
