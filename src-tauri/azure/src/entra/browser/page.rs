//! The pages the browser shows at the end. They are finished texts of ours: nothing a request brings gets into one.

use hyper::{Response, StatusCode, header};

use http_body_util::Full;
use hyper::body::Bytes;

/// What the person is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Page {
    /// It worked.
    SignedIn,
    /// It did not; the reason is told elsewhere.
    NotSignedIn,
    /// It goes on elsewhere.
    Received,
    /// The answer was here before.
    Finished,
    /// This is no answer to the sign-in that is waited for.
    Foreign,
}

const STYLE: &str = ":root{color-scheme:light dark}\
    body{margin:0;min-height:100vh;display:grid;place-items:center;\
    font:16px/1.5 system-ui,sans-serif;background:Canvas;color:CanvasText}\
    main{max-width:32rem;padding:2rem}h1{font-size:1.5rem;line-height:1.25;margin:0 0 .5rem}p{margin:0}";

impl Page {
    fn texts(self) -> (&'static str, &'static str) {
        match self {
            Self::SignedIn => ("You are signed in, you can close this page", "JIT Tray goes on by itself."),
            Self::NotSignedIn => {
                ("You are not signed in", "JIT Tray says why. You can close this page and look there.")
            }
            Self::Received => ("The sign-in goes on in JIT Tray", "You can close this page and look there."),
            Self::Finished => {
                ("This sign-in is finished already", "You can close this page. JIT Tray says how it ended.")
            }
            Self::Foreign => (
                "This is not the sign-in that JIT Tray waits for",
                "Go on in the newest sign-in page, or begin again in JIT Tray.",
            ),
        }
    }

    fn html(self) -> String {
        let (title, text) = self.texts();
        format!(
            "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width\"><title>{title}</title>\
             <style>{STYLE}</style></head><body><main><h1>{title}</h1><p>{text}</p></main></body></html>"
        )
    }

    /// The page as an answer, after which the browser keeps nothing: no connection, no copy, no address.
    pub(super) fn answer(self, status: StatusCode) -> Response<Full<Bytes>> {
        let mut answer = Response::new(Full::new(Bytes::from(self.html())));
        *answer.status_mut() = status;
        for (name, value) in [
            (header::CONTENT_TYPE, "text/html; charset=utf-8"),
            (
                header::CONTENT_SECURITY_POLICY,
                "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; \
                 frame-ancestors 'none'",
            ),
            (header::CACHE_CONTROL, "no-store"),
            (header::REFERRER_POLICY, "no-referrer"),
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
            (header::CONNECTION, "close"),
        ] {
            answer.headers_mut().insert(name, header::HeaderValue::from_static(value));
        }
        answer
    }
}
