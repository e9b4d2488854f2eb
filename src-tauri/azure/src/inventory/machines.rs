//! Rows of Resource Graph, one for each IP configuration, read into machines.

use futures::future::{BoxFuture, FutureExt};
use jit_core::{Increment, Part, Power, ResourceId, Vm};

use super::{Tell, Told};
use crate::Azure;
use crate::resource::graph::{self, Row};
use crate::resource::machine::os;

/// The rows of one machine.
type Rows = (ResourceId, Vec<Row>);

impl Azure {
    pub(super) fn told_machines<'a>(
        &'a self,
        tenant: Option<String>,
        name: String,
        tell: Tell<'a>,
    ) -> BoxFuture<'a, Told> {
        let part = Part::Machines(tenant.clone());
        tell(Increment::Asked(part.clone(), name));
        async move {
            let arm = self.arm(tenant.as_deref());
            let mut pages = graph::Pages::new(&arm, self.known().chosen(tenant.as_deref()));
            let mut held: Option<Rows> = None;
            loop {
                match pages.next().await {
                    Ok(Some(rows)) => {
                        let machines = whole(&mut held, rows);
                        tell(Increment::Page(tenant.clone(), self.read_rows(machines, tenant.as_deref())));
                    }
                    Ok(None) => {
                        let last = held.take().into_iter().collect();
                        tell(Increment::Page(tenant.clone(), self.read_rows(last, tenant.as_deref())));
                        tell(Increment::Listed(tenant));
                        return Told::Nothing;
                    }
                    Err(problem) => {
                        tell(Increment::Failed(part, problem));
                        return Told::Nothing;
                    }
                }
            }
        }
        .boxed()
    }

    fn read_rows(&self, machines: Vec<Rows>, tenant: Option<&str>) -> Vec<Vm> {
        machines.into_iter().map(|(id, rows)| self.read_machine(id, rows, tenant)).collect()
    }

    fn read_machine(&self, id: ResourceId, mut rows: Vec<Row>, tenant: Option<&str>) -> Vm {
        rows.sort_by_key(Row::rank);
        self.known().note_interfaces(&id, interfaces(&rows));
        let private_address = rows.iter().find_map(Row::private_address);
        let public_address = rows.iter().find_map(Row::public_address);
        let dns_name = rows.iter().find_map(Row::dns_name);
        let first = rows.into_iter().next().unwrap_or_default();
        Vm {
            name: first.name.unwrap_or_else(|| id.name().to_owned()),
            subscription: first.subscription_id.unwrap_or_else(|| id.subscription().to_owned()),
            resource_group: id.resource_group().unwrap_or_default().to_owned(),
            region: first.location.unwrap_or_default(),
            os: os(first.os_type.as_deref()),
            power: Power::Unknown,
            admin_user: first.admin_user.filter(|user| !user.is_empty()),
            vm_guid: first.vm_guid.filter(|guid| !guid.is_empty()),
            private_address,
            public_address,
            dns_name,
            size: first.vm_size.filter(|size| !size.is_empty()),
            computer_name: first.computer_name.filter(|name| !name.is_empty()),
            zones: first.zones.unwrap_or_default(),
            tags: first.tags,
            at: self.at(id, tenant),
        }
    }
}

/// The machines of a page whose rows are all there. Rows come ordered by machine, so the last one of a page may go on
/// in the next and is held back.
fn whole(held: &mut Option<Rows>, rows: Vec<Row>) -> Vec<Rows> {
    let mut machines: Vec<Rows> = held.take().into_iter().collect();
    for row in rows {
        let Some(id) = row.id.as_deref().and_then(|id| ResourceId::parse(id).ok()) else { continue };
        match machines.last_mut() {
            Some((last, rows)) if *last == id => rows.push(row),
            _ => machines.push((id, vec![row])),
        }
    }
    *held = machines.pop();
    machines
}

fn interfaces(rows: &[Row]) -> Vec<ResourceId> {
    let mut interfaces: Vec<ResourceId> = Vec::new();
    for row in rows {
        if let Some(id) = row.nic_key.as_deref().and_then(|id| ResourceId::parse(id).ok())
            && !interfaces.contains(&id)
        {
            interfaces.push(id);
        }
    }
    interfaces
}
