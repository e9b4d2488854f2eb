//! Real answers, changed on demand: what a judge of the simulator has to notice.

use hyper::header::{HeaderName, HeaderValue};
use serde_json::Value;

use super::body::WireBody;
use super::faults::Fault;
use crate::message::{Body, Response};

impl Fault {
    /// The request is carried out, and its answer changed.
    pub(super) fn edits(&self) -> bool {
        self.patch.is_some() || self.body.is_some() || !self.headers.is_empty()
    }

    /// Changes status and body; false when the patch does not fit, and the answer is left as it is.
    pub(super) fn edit(&self, response: &mut Response) -> bool {
        if !self.edits() {
            return true;
        }
        // An empty patch changes only the status, also of an answer without a body.
        if let Some(patch) = self.patch.as_ref().filter(|patch| !patch.is_empty()) {
            let Some(mut body) = json(&response.body) else { return false };
            if json_patch::patch(&mut body, patch).is_err() {
                return false;
            }
            response.body = Body::Json(body);
        }
        if let Some(text) = &self.body {
            response.body = Body::Text(text.clone());
        }
        response.status = self.status.unwrap_or(response.status);
        true
    }

    pub(super) fn edit_headers(&self, wire: &mut hyper::Response<WireBody>) {
        for (name, value) in &self.headers {
            let Ok(name) = HeaderName::try_from(name) else { continue };
            match value.as_ref().map(HeaderValue::try_from) {
                Some(Ok(value)) => drop(wire.headers_mut().insert(name, value)),
                _ => drop(wire.headers_mut().remove(name)),
            }
        }
    }
}

fn json(body: &Body) -> Option<Value> {
    match body {
        Body::Json(json) => Some(json.clone()),
        Body::Written(text) => serde_json::from_str(text).ok(),
        Body::Empty | Body::Text(_) | Body::Html(_) => None,
    }
}

pub(super) fn is_header(name: &str) -> bool {
    HeaderName::try_from(name).is_ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn edited(fault: Value) -> (Response, bool) {
        let fault: Fault = serde_json::from_value(fault).unwrap();
        let mut response =
            Response::json(200, json!({ "value": [{ "name": "web-01" }, { "name": "web-02" }] }));
        let fits = fault.edit(&mut response);
        (response, fits)
    }

    fn body(response: &Response) -> &Value {
        let Body::Json(body) = &response.body else { panic!("{response:?}") };
        body
    }

    #[test]
    fn the_json_of_an_answer_is_edited_in_place() {
        let (response, fits) = edited(json!({ "patch": [
            { "op": "remove", "path": "/value/0" },
            { "op": "add", "path": "/nextLink", "value": "https://127.0.0.1/next" },
        ] }));
        assert!(fits);
        assert_eq!(response.status, 200);
        assert_eq!(
            body(&response),
            &json!({ "value": [{ "name": "web-02" }], "nextLink": "https://127.0.0.1/next" })
        );
    }

    #[test]
    fn json_that_is_text_already_is_edited_as_well() {
        let fault: Fault =
            serde_json::from_value(json!({ "patch": [{ "op": "remove", "path": "/data/0" }] })).unwrap();
        let mut response = Response::json(200, json!(null));
        response.body = Body::Written(r#"{"data":[1,2]}"#.into());
        assert!(fault.edit(&mut response));
        assert_eq!(body(&response), &json!({ "data": [2] }));
    }

    #[test]
    fn with_an_edit_a_status_changes_alone() {
        let (response, fits) = edited(json!({ "status": 201, "patch": [] }));
        assert!(fits);
        assert_eq!((response.status, body(&response)["value"][1]["name"].as_str()), (201, Some("web-02")));
    }

    #[test]
    fn an_answer_that_the_patch_does_not_fit_stays_whole() {
        let patch = json!([{ "op": "remove", "path": "/value/0" }, { "op": "remove", "path": "/absent" }]);
        let (response, fits) = edited(json!({ "status": 500, "patch": patch }));
        assert!(!fits);
        assert_eq!((response.status, body(&response)["value"][0]["name"].as_str()), (200, Some("web-01")));
    }

    #[test]
    fn a_text_takes_the_place_of_the_body() {
        let (response, _) = edited(json!({ "body": "<html>" }));
        assert!(matches!(response.body, Body::Text(text) if text == "<html>"));
    }
}
