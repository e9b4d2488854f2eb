//! Resource Graph on the wire: the published examples, formats, pages, facets and scopes.

use serde_json::{Value, json};

use super::graph::{INVENTORY, ask};
use crate::scene::{HOME, PRODUCTION, ROBOTICS, Scene, assert_has_shape, code};
use crate::world::World;

fn answer(scene: &mut Scene, body: &Value) -> Value {
    let (status, answer) = ask(scene, body);
    assert_eq!(status, 200, "{body}: {answer}");
    answer
}

fn subscription(path: &str) -> &str {
    path.trim_start_matches("/subscriptions/")
}

/// The queries of the published examples, and what their answers look like.
#[test]
fn published_queries_have_answers_of_the_published_shape() {
    let row = json!({ "id": "/subscriptions/cfbbd179-59d2-4052-aa06-9270a38aa9d6/resourceGroups/RG1/providers/Microsoft.Network/networkInterfaces/myNetworkInterface", "name": "myNetworkInterface", "type": "microsoft.network/networkinterfaces", "location": "centralus" });
    let vms = "type =~ 'Microsoft.Compute/virtualMachines'";
    let cases = [
        ("Resources | project id, name, type, location, tags | limit 3".to_owned(), 3, row.clone()),
        (
            format!(
                "Resources | project id, name, type, location | where {vms} | summarize count() by location | top 3 by count_"
            ),
            2,
            json!({ "location": "centralus", "count_": 11 }),
        ),
        (format!("Resources | project id, name, type, location | where {vms} | limit 3"), 3, row),
        (
            format!(
                "Resources | where {vms} | summarize count() by tostring(properties.storageProfile.osDisk.osType)"
            ),
            2,
            json!({ "properties_storageProfile_osDisk_osType": "Linux", "count_": 7 }),
        ),
        (
            "Resources | project id, name, type, location | summarize by location".to_owned(),
            2,
            json!({ "location": "centralus" }),
        ),
    ];
    let mut scene = Scene::new();
    for (query, least, row) in cases {
        let answer = answer(
            &mut scene,
            &json!({ "subscriptions": [subscription(PRODUCTION), subscription(ROBOTICS)], "query": query }),
        );
        let count = answer["count"].as_u64().unwrap();
        assert!(count >= least || count == answer["totalRecords"].as_u64().unwrap(), "{query}: {answer}");
        let published =
            json!({ "totalRecords": 3, "count": 3, "resultTruncated": "false", "facets": [], "data": [row] });
        assert_has_shape(&answer, &published, &query);
        assert_eq!(
            (&answer["resultTruncated"], answer.get("$skipToken")),
            (&json!("false"), None),
            "{query}"
        );
    }
}

#[test]
fn pages_are_asked_for_by_top_skip_and_token() {
    let mut scene = Scene::new();
    let query = "Resources | where name contains 'web' | project id, name, type, location";
    let all = answer(&mut scene, &json!({ "query": query }));
    let total = all["totalRecords"].as_u64().unwrap();
    assert!(total > 6);
    let first = answer(&mut scene, &json!({ "query": query, "options": { "$top": 3, "$skip": 0 } }));
    assert_eq!((&first["count"], &first["totalRecords"]), (&json!(3), &json!(total)));
    // The token knows the size of the page; it can be overridden, and so can the offset.
    let token = &first["$skipToken"];
    let next = answer(&mut scene, &json!({ "query": query, "options": { "$skipToken": token } }));
    assert_eq!(next["data"].as_array().unwrap()[..], all["data"].as_array().unwrap()[3..6]);
    let wider = answer(
        &mut scene,
        &json!({ "query": query, "options": { "$skipToken": token, "$top": 2, "$skip": 0 } }),
    );
    assert_eq!(wider["data"].as_array().unwrap()[..], all["data"].as_array().unwrap()[3..5]);
    let random = answer(&mut scene, &json!({ "query": query, "options": { "$top": 2, "$skip": 4 } }));
    assert_eq!(random["data"].as_array().unwrap()[..], all["data"].as_array().unwrap()[4..6]);
    assert!(random["$skipToken"].is_string());
    let beyond = answer(&mut scene, &json!({ "query": query, "options": { "$skip": 1000 } }));
    assert_eq!((&beyond["count"], &beyond["data"]), (&json!(0), &json!([])));
    // A token belongs to its query.
    let (status, other) =
        ask(&mut scene, &json!({ "query": "resources", "options": { "$skipToken": token } }));
    assert_eq!((status, &other["error"]["details"][0]["code"]), (400, &json!("InvalidSkipToken")));
}

#[test]
fn what_cannot_be_paged_is_truncated() {
    let mut scene = Scene::new();
    let cases = [
        ("resources | project name", "true"),
        ("resources | project id | take 50", "true"),
        ("resources | project id | limit 5", "false"),
        ("resources | project id", "false"),
    ];
    for (query, truncated) in cases {
        let answer = answer(&mut scene, &json!({ "query": query, "options": { "$top": 10 } }));
        assert_eq!(answer["resultTruncated"], truncated, "{query}");
        let pages = query == "resources | project id";
        assert_eq!(answer.get("$skipToken").is_some(), pages, "{query}");
    }
    let hundred = answer(&mut scene, &json!({ "query": "resources" }));
    assert_eq!(hundred["count"], 100, "a page has a hundred rows unless another number is asked for");
    assert_eq!(hundred["data"][0].as_object().unwrap().len(), 16);
}

#[test]
fn a_table_has_columns_with_types_and_rows_of_cells() {
    let mut scene = Scene::new();
    let query = "resources | where name == 'web-01' | project id, n = 1, r = 1.5, yes = true, at = datetime(2026-02-01), tags";
    let answer = answer(&mut scene, &json!({ "query": query, "options": { "resultFormat": "table" } }));
    let columns: Vec<(&str, &str)> = answer["data"]["columns"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| (c["name"].as_str().unwrap(), c["type"].as_str().unwrap()))
        .collect();
    assert_eq!(
        columns,
        [
            ("id", "string"),
            ("n", "integer"),
            ("r", "number"),
            ("yes", "boolean"),
            ("at", "datetime"),
            ("tags", "object")
        ]
    );
    let row = &answer["data"]["rows"][0];
    assert_eq!(
        row.as_array().unwrap()[1..5],
        [json!(1), json!(1.5), json!(true), json!("2026-02-01T00:00:00.0000000Z")]
    );
}

/// The published example of facets, with its five kinds.
#[test]
fn facets_count_the_rows_of_the_result() {
    let mut scene = Scene::new();
    let facet = |expression: &str, options: Value| json!({ "expression": expression, "options": options });
    let body = json!({
        "query": "Resources | where type =~ 'Microsoft.Compute/virtualMachines' | project id, name, location, resourceGroup, properties.storageProfile.osDisk.osType | limit 5",
        "facets": [
            facet("location", json!({ "sortOrder": "desc", "$top": 3 })),
            facet("properties.storageProfile.osDisk.osType", json!({ "sortOrder": "desc", "$top": 3 })),
            facet("nonExistingColumn", json!({ "sortOrder": "desc", "$top": 3 })),
            facet("resourceGroup", json!({ "sortBy": "tolower(resourceGroup)", "sortOrder": "asc", "$top": 1 })),
            facet("resourceGroup", json!({ "filter": "resourceGroup contains 'no such group'", "$top": 3 })),
        ],
    });
    let answer = answer(&mut scene, &body);
    assert_eq!(answer["count"], 5);
    assert!(answer["data"][0]["properties_storageProfile_osDisk_osType"].is_string());
    let facets = answer["facets"].as_array().unwrap();
    let counts = |facet: &Value| {
        facet["data"].as_array().unwrap().iter().map(|row| row["count"].as_u64().unwrap()).sum::<u64>()
    };
    let result = json!({ "expression": "location", "resultType": "FacetResult", "totalRecords": 3, "count": 3, "data": [{ "location": "eastus", "count": 3 }] });
    assert_has_shape(&facets[0], &result, "facets[0]");
    assert_eq!((counts(&facets[0]), counts(&facets[1])), (5, 5));
    assert!(facets[1]["data"][0]["properties_storageProfile_osDisk_osType"].is_string());
    assert_eq!(
        facets[2],
        json!({
            "expression": "nonExistingColumn",
            "resultType": "FacetError",
            "errors": [
                { "code": "NoValidColumns", "message": "No valid columns in facet expression." },
                { "code": "InvalidColumnNames", "message": "Invalid column names: [nonExistingColumn]." },
            ],
        })
    );
    assert_eq!(facets[3]["count"], 1);
    assert_eq!((&facets[4]["totalRecords"], &facets[4]["data"]), (&json!(0), &json!([])));
}

#[test]
fn scopes_are_subscriptions_in_any_case_or_the_root_of_the_tenant() {
    let mut scene = Scene::new();
    let query = "resources | count";
    let mut count = |scope: Value| {
        let mut body = json!({ "query": query });
        for (name, value) in scope.as_object().unwrap() {
            body[name] = value.clone();
        }
        answer(&mut scene, &body)["data"][0]["Count"].as_u64().unwrap()
    };
    let one = count(json!({ "subscriptions": [subscription(PRODUCTION)] }));
    assert_eq!(count(json!({ "subscriptions": [subscription(PRODUCTION).to_uppercase()] })), one);
    // What the caller cannot see, or what belongs to another tenant, is missing without a word.
    assert_eq!(
        count(
            json!({ "subscriptions": [subscription(PRODUCTION), subscription(ROBOTICS), "ffffffff-0000-0000-0000-000000000000"] })
        ),
        one
    );
    let tenant = count(json!({}));
    assert!(tenant > one);
    assert_eq!(count(json!({ "subscriptions": [], "managementGroups": [HOME] })), tenant);
    let (status, refused) =
        ask(&mut scene, &json!({ "query": query, "subscriptions": [subscription(ROBOTICS)] }));
    assert_eq!((status, code(&refused)), (403, "AccessDenied"));
}

#[test]
fn a_query_that_cannot_be_read_is_refused_as_azure_does() {
    let mut scene = Scene::new();
    let (status, answer) = ask(&mut scene, &json!({ "query": "where where" }));
    assert_eq!((status, code(&answer)), (400, "BadRequest"));
    assert!(
        answer["error"]["message"]
            .as_str()
            .unwrap()
            .starts_with("Please provide below info when asking for support: timestamp = ")
    );
    assert_eq!(
        answer["error"]["details"],
        json!([
            {
                "code": "InvalidQuery",
                "message": "Query is invalid. Please refer to the documentation for the Azure Resource Graph service and fix the error before retrying.",
            },
            { "code": "ParserFailure", "message": "ParserFailure", "line": 1, "characterPositionInLine": 11, "token": "<EOF>" },
        ])
    );
}

#[test]
fn all_pages_of_the_inventory_make_up_the_company() {
    let mut scene = Scene::of(World::fleet(1200, 12, 7));
    let mut ids = Vec::new();
    let mut token = Value::Null;
    loop {
        let answer = answer(
            &mut scene,
            &json!({ "query": INVENTORY, "options": { "$top": 500, "$skipToken": token } }),
        );
        ids.extend(
            answer["data"].as_array().unwrap().iter().map(|row| row["vmKey"].as_str().unwrap().to_owned()),
        );
        match answer.get("$skipToken") {
            Some(next) => token = next.clone(),
            None => break,
        }
    }
    assert!(ids.is_sorted());
    ids.dedup();
    let known: Vec<String> = scene.world.machines.iter().map(|(key, _)| key.clone()).collect();
    assert_eq!(ids, known);
}
