//! A simulated Azure, for demonstrations, tests and measurements.
//!
//! It answers like Azure Resource Manager, Resource Graph and Entra ID, and it *enforces* access: every port of
//! a machine is a loopback listener that lets bytes through only while the machine is up and the security rules
//! allow the workstation's public address. It imports nothing of the client it is a test for.
//!
//! - [`World`] is what exists and what happens to it as time passes (`world/`). It is data: printed, edited, read back.
//! - [`respond`] is the pure heart: world, request and time give a response. Behind it are `arm/` (authentication,
//!   paths, errors, pages, rate limits), `resource/` (one file per resource), `kql/` (the query language of Resource Graph, for
//!   `resource/resource_graph/`), `entra/` and `address.rs`.
//! - [`start`] puts a thin server (`server/`) and the gates (`gate/`) around a world and gives a [`Running`].
//!
//! # Signing in
//!
//! Applications of the world sign in with their secret. People sign in with a browser or a device code, through any
//! application whose id is a GUID: `az login` and the Azure SDKs do, with this simulator as their authority and instance
//! discovery off. In a browser they choose on a page who they are, and go back to the application's
//! `http://localhost` with a code. Nobody sits in front of a test, so a device code is approved by itself, as the world's first
//! person, at the second poll; `POST /_sim/device` chooses somebody else, declines, or leaves codes to the page at
//! `/device`. Tokens are really signed, with a key that everybody can read. A refresh token is good in every tenant
//! and for every resource; each use replaces it, and the old one is refused after five minutes.
//!
//! Nobody demands more than that until a tenant does: a world's `conditions` and `consent`, [`Running::demand`] and
//! `POST /_sim/demand` say what a sign-in has to show (`world/conditions/` decides). A person shows a second factor to one
//! tenant at a time, and the refresh token carries it on. Whoever enters a device code agrees to all that is asked.
//!
//! # Time
//!
//! No file here waits for time to pass to decide something: the time is an argument, and [`Tempo::Driven`] stops the clock.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod address;
mod arm;
mod clock;
mod config;
mod dice;
mod entra;
mod gate;
mod id;
mod jws;
mod kql;
mod message;
mod prefix;
mod resource;
mod respond;
mod running;
#[cfg(test)]
mod scene;
mod server;
mod sim;
mod stamp;
mod steering;
mod wildcard;
mod world;

pub use clock::Tempo;
pub use config::{Backend, Config, StartError};
pub use id::ResourceId;
pub use message::{Body, Request, Response};
pub use respond::respond;
pub use running::{GateMap, Running, ServicePrincipal, Tokens, start};
pub use server::{Entry, Fault};
pub use world::{
    Challenge, CodeEntry, CodeMode, Condition, Consent, Demand, Demands, Ending, Habits, PersonChange, Shape,
    World, WorldError,
};
