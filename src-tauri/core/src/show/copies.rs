//! The request an attempt made, to be made elsewhere: Azure CLI, Azure PowerShell, plain HTTP. Never with a token.

use serde_json::{Value, json};

use crate::attempt::Attempt;
use crate::quote::{bash, powershell};
use crate::{ActionView, AttemptId, Initiate, Intent, RequestForm, State, clean, words};

const VERSION: &str = "2020-01-01";

impl State {
    /// What can be copied of an attempt.
    pub(super) fn copies(&self, attempt: &Attempt) -> Vec<ActionView> {
        if attempt.made.is_none() {
            return Vec::new();
        }
        let forms = [
            (words::COPY_AS_AZ, RequestForm::Az),
            (words::COPY_AS_POWERSHELL, RequestForm::Powershell),
            (words::COPY_AS_REST, RequestForm::Rest),
        ];
        let copy = |(label, form)| ActionView::new(label, Intent::CopyRequest { attempt: attempt.id, form });
        forms.into_iter().map(copy).collect()
    }

    /// The request an attempt made, in one of the forms.
    pub(crate) fn request_to_copy(&self, attempt: AttemptId, form: RequestForm) -> Option<String> {
        let made = self.attempts.iter().find(|it| it.id == attempt)?.made.as_ref()?;
        Some(match form {
            RequestForm::Az => az(made),
            RequestForm::Powershell => with_powershell(made),
            RequestForm::Rest => rest(made, &self.endpoints.arm),
        })
    }
}

fn path(made: &Initiate) -> String {
    format!("{}/initiate?api-version={VERSION}", made.policy)
}

fn body(made: &Initiate) -> Value {
    let mut body = json!({ "virtualMachines": [{ "id": made.vm.id.as_str(), "ports": [{
        "number": made.port,
        "allowedSourceAddressPrefix": made.source.to_string(),
        "endTimeUtc": super::second(made.until),
    }] }] });
    if let Some(justification) = &made.justification {
        body["justification"] = json!(clean(justification));
    }
    body
}

/// Without a host, so that the cloud is the one `az` is set to.
fn az(made: &Initiate) -> String {
    format!(
        "az rest --method post --url {} --headers 'Content-Type=application/json' --body {}",
        bash(&path(made)),
        bash(&body(made).to_string())
    )
}

/// The cmdlet for it takes no justification; with one, the request itself is made.
fn with_powershell(made: &Initiate) -> String {
    if made.justification.is_some() {
        return format!(
            "Invoke-AzRestMethod -Method POST -Path {} -Payload {}",
            powershell(&path(made)),
            powershell(&body(made).to_string())
        );
    }
    format!(
        "Start-AzJitNetworkAccessPolicy -ResourceId {} -VirtualMachine @(@{{ id = {}; ports = @(@{{ number = {}; \
         allowedSourceAddressPrefix = @({}); endTimeUtc = {} }}) }})",
        powershell(made.policy.as_str()),
        powershell(made.vm.id.as_str()),
        made.port,
        powershell(&made.source.to_string()),
        powershell(&super::second(made.until)),
    )
}

fn rest(made: &Initiate, arm: &str) -> String {
    // Indented, because people read it; an object of strings and numbers always serialises.
    let body = serde_json::to_string_pretty(&body(made)).unwrap_or_default();
    format!(
        "POST {arm}{}\nAuthorization: Bearer TOKEN\nContent-Type: application/json\n\n{body}",
        path(made).replace(' ', "%20")
    )
}
