//! Azure's resources: one file each, with its paths, its wire types and its reading into the core's words.

pub(crate) mod effective_rules;
pub(crate) mod graph;
pub(crate) mod initiate;
pub(crate) mod interface;
pub(crate) mod machine;
pub(crate) mod operation;
pub(crate) mod permissions;
pub(crate) mod policy;
pub(crate) mod power;
pub(crate) mod subscriptions;
pub(crate) mod tags;
pub(crate) mod tenants;
