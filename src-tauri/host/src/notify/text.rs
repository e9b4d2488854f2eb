//! Text for notification services.

use jit_core::clean;

/// A title in the length every desktop shows.
pub(super) fn title(text: &str) -> String {
    cut(&clean(text), 60)
}

/// Plain text for a service that reads the body as markup, or does not.
pub(super) fn body(text: &str, markup: bool) -> String {
    let text = cut(&clean(text), 300);
    if !markup {
        return text;
    }
    // `&` first, or it would be escaped twice.
    [("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("\"", "&quot;"), ("'", "&#39;")]
        .into_iter()
        .fold(text, |text, (plain, escaped)| text.replace(plain, escaped))
}

fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let start: String = text.chars().take(most.saturating_sub(1)).collect();
    format!("{}…", start.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_escaped_where_it_would_be_read() {
        let name = "<b>web&amp;</b> 'x' \"y\"\n";
        assert_eq!(body(name, true), "&lt;b&gt;web&amp;amp;&lt;/b&gt; &#39;x&#39; &quot;y&quot;");
        assert_eq!(body(name, false), "<b>web&amp;</b> 'x' \"y\"");
    }

    #[test]
    fn long_text_is_cut_where_it_stays_text() {
        assert_eq!(title(&"ä".repeat(61)), format!("{}…", "ä".repeat(59)));
        assert_eq!(title("web-01 is\u{202E} ready"), "web-01 is ready");
        assert!(body(&"&".repeat(400), true).ends_with("&amp;…"));
    }
}
