//! A few machines and favourites to import beside.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use crate::{
    Favourites, FavouritesEdit, ImportPreview, ImportRow, Jit, Machine, Os, Past, Power, ResourceId, Vm,
    VmRef, preview_import,
};

pub(super) fn id(name: &str) -> String {
    format!("/subscriptions/s1/resourceGroups/rg-web/providers/Microsoft.Compute/virtualMachines/{name}")
}

pub(super) fn machine(name: &str, public: Option<[u8; 4]>, private: [u8; 4]) -> Machine {
    let vm = Vm {
        at: VmRef { id: ResourceId::parse(&id(name)).unwrap(), tenant: Some("t1".to_owned()), account: None },
        name: name.to_owned(),
        subscription: "Contoso Production".to_owned(),
        resource_group: "rg-web".to_owned(),
        region: "westeurope".to_owned(),
        os: Os::Linux,
        power: Power::Running,
        admin_user: None,
        vm_guid: None,
        private_address: Some(Ipv4Addr::from(private)),
        public_address: public.map(Ipv4Addr::from),
        dns_name: Some(format!("contoso-{name}.westeurope.cloudapp.azure.com")),
        size: None,
        computer_name: Some(format!("{name}-os")),
        zones: Vec::new(),
        tags: BTreeMap::new(),
    };
    Machine { vm, jit: Jit::Off, past: Past::default() }
}

pub(super) fn machines() -> Vec<Machine> {
    vec![
        machine("web-01", Some([203, 0, 113, 7]), [10, 0, 0, 4]),
        machine("web-02", Some([203, 0, 113, 8]), [10, 0, 0, 5]),
        machine("db-01", None, [10, 0, 0, 5]),
    ]
}

pub(super) fn favourites(records: &str) -> Favourites {
    let groups = r#"[{"id":"g1","name":"Production","settings":{"duration":"PT2H"}}]"#;
    Favourites::from_json(&format!(r#"{{"schema":1,"groups":{groups},"favourites":[{records}]}}"#)).unwrap()
}

pub(super) fn preview(name: &str, text: &str, favourites: &Favourites) -> ImportPreview {
    preview_import(name, text.as_bytes(), favourites, &machines()).unwrap()
}

pub(super) fn only_row(name: &str, text: &str, favourites: &Favourites) -> ImportRow {
    let mut preview = preview(name, text, favourites);
    assert_eq!(preview.rows.len(), 1, "{preview:?}");
    preview.rows.remove(0)
}

/// The favourites with all rows that are ticked taken over.
pub(super) fn merged(preview: ImportPreview, favourites: &Favourites) -> Favourites {
    let chosen = preview.rows.into_iter().filter(|row| row.ticked);
    let entries = chosen.filter_map(|row| row.entry).collect();
    let change = crate::FavouriteChange::Merge { entries, groups: preview.groups };
    favourites.edit(&FavouritesEdit::from(change)).unwrap().favourites
}
