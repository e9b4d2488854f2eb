//! `GET /subscriptions/{id}/locations`: the regions.

use serde_json::{Value, json};

use crate::arm::{Answer, Call, list};

struct Region {
    name: &'static str,
    display: &'static str,
    /// Geography, its group, and the country's short name.
    geography: (&'static str, &'static str, &'static str),
    /// Latitude, longitude and the nearest town.
    place: (&'static str, &'static str, &'static str),
    paired: &'static str,
    zones: bool,
}

pub(super) fn answer(call: &mut Call<'_>) -> Answer {
    if call.method() != "GET" {
        return Err(call.method_not_allowed());
    }
    let scope = format!("/subscriptions/{}", call.check_subscription()?);
    call.authorize("Microsoft.Resources/subscriptions/locations/read", &scope)?;
    let items = REGIONS.iter().map(|region| view(region, &scope)).collect();
    list(call, items)
}

/// The names that people read, of the regions resources can be in.
pub(super) fn display_names() -> Vec<&'static str> {
    REGIONS.iter().map(|region| region.display).collect()
}

fn view(region: &Region, scope: &str) -> Value {
    let (geography, group, country) = region.geography;
    let (latitude, longitude, town) = region.place;
    let mut view = json!({
        "id": format!("{scope}/locations/{}", region.name),
        "name": region.name,
        "type": "Region",
        "displayName": region.display,
        "regionalDisplayName": format!("({country}) {}", region.display),
        "metadata": {
            "regionType": "Physical",
            "regionCategory": "Recommended",
            "geography": geography,
            "geographyGroup": group,
            "longitude": longitude,
            "latitude": latitude,
            "physicalLocation": town,
            "pairedRegion": [{ "name": region.paired, "id": format!("{scope}/locations/{}", region.paired) }],
        },
    });
    if region.zones {
        // Which physical zone a logical one is differs between subscriptions.
        let shift = scope.bytes().map(usize::from).sum::<usize>() % 3;
        let zones = (0..3).map(|zone| {
            json!({
                "logicalZone": (zone + 1).to_string(),
                "physicalZone": format!("{}-az{}", region.name, (zone + shift) % 3 + 1),
            })
        });
        view["availabilityZoneMappings"] = json!(zones.collect::<Vec<_>>());
    }
    view
}

const fn region(
    name: &'static str,
    display: &'static str,
    geography: (&'static str, &'static str, &'static str),
    place: (&'static str, &'static str, &'static str),
    paired: &'static str,
    zones: bool,
) -> Region {
    Region { name, display, geography, place, paired, zones }
}

const EUROPE: (&str, &str, &str) = ("Europe", "Europe", "Europe");
const GERMANY: (&str, &str, &str) = ("Germany", "Europe", "Europe");
const KINGDOM: (&str, &str, &str) = ("United Kingdom", "UK", "Europe");
const STATES: (&str, &str, &str) = ("United States", "US", "US");
const ASIA: (&str, &str, &str) = ("Asia Pacific", "Asia Pacific", "Asia Pacific");
const JAPAN: (&str, &str, &str) = ("Japan", "Asia Pacific", "Asia Pacific");

const REGIONS: [Region; 14] = [
    region("westeurope", "West Europe", EUROPE, ("52.3667", "4.9", "Netherlands"), "northeurope", true),
    region("northeurope", "North Europe", EUROPE, ("53.3478", "-6.2597", "Ireland"), "westeurope", true),
    region(
        "germanywestcentral",
        "Germany West Central",
        GERMANY,
        ("50.110924", "8.682127", "Frankfurt"),
        "germanynorth",
        true,
    ),
    region(
        "germanynorth",
        "Germany North",
        GERMANY,
        ("53.073635", "8.806422", "Berlin"),
        "germanywestcentral",
        false,
    ),
    region("uksouth", "UK South", KINGDOM, ("50.941", "-0.799", "London"), "ukwest", true),
    region("ukwest", "UK West", KINGDOM, ("53.427", "-3.084", "Cardiff"), "uksouth", false),
    region("eastus", "East US", STATES, ("37.3719", "-79.8164", "Virginia"), "westus", true),
    region("westus", "West US", STATES, ("37.783", "-122.417", "California"), "eastus", false),
    region("centralus", "Central US", STATES, ("41.5908", "-93.6208", "Iowa"), "eastus2", true),
    region("eastus2", "East US 2", STATES, ("36.6681", "-78.3889", "Virginia"), "centralus", true),
    region("southeastasia", "Southeast Asia", ASIA, ("1.283", "103.833", "Singapore"), "eastasia", true),
    region("eastasia", "East Asia", ASIA, ("22.267", "114.188", "Hong Kong"), "southeastasia", true),
    region("japaneast", "Japan East", JAPAN, ("35.68", "139.77", "Tokyo, Saitama"), "japanwest", true),
    region("japanwest", "Japan West", JAPAN, ("34.6939", "135.5022", "Osaka"), "japaneast", true),
];
