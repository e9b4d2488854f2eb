//! Names that were read before: a connect by name costs no list, and a machine that is gone is looked for afresh.

use azure_sim::Fault;
use jit_tests::{LOOK, SimulatedAzure, on};

use crate::home::Home;

const GRAPH: &str = "^POST /providers/Microsoft.ResourceGraph/";
const LISTS: &str =
    "^GET /(tenants|subscriptions)\\?|statusOnly=true|^POST /providers/Microsoft.ResourceGraph/";

#[tokio::test(flavor = "multi_thread")]
async fn a_connect_after_a_list_needs_no_list_of_its_own() {
    let azure = SimulatedAzure::start().await;
    let home = Home::at(&azure);
    assert_eq!(home.jit_here(&["list", "web"]).await.code, 0);
    let listed = azure.calls(LISTS).len();
    let ran = home.jit_here(&["connect", "WEB-01", "--no-launch", "--json"]).await;
    assert_eq!((ran.code, &ran.json()["machine"]), (0, &"web-01".into()), "{ran:?}");
    assert_eq!(azure.calls(LISTS).len(), listed);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_machine_that_is_no_longer_there_is_looked_for_afresh() {
    let azure = SimulatedAzure::start().await;
    let home = Home::at(&azure);
    assert_eq!(home.jit_here(&["list"]).await.code, 0);
    let graph = azure.calls(GRAPH).len();
    let gone = Fault { status: Some(404), code: Some("ResourceNotFound".to_owned()), ..on(LOOK) };
    azure.fault(gone.clone());
    let ran = home.jit_here(&["connect", "web-01", "--no-launch"]).await;
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.err.contains("It is not where it was. Looking through all machines…"), "{}", ran.err);
    assert_eq!(azure.calls(GRAPH).len(), 2 * graph, "one more list");
    assert_eq!(azure.initiates().len(), 1);

    azure.fault(Fault { count: Some(2), ..gone });
    let ran = home.jit_here(&["connect", "web-01", "--no-launch", "--json"]).await;
    assert_eq!(
        (ran.code, &ran.error()["code"]),
        (1, &"machine-not-found".into()),
        "it is tried once more only"
    );
}
