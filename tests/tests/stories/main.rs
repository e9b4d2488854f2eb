//! Stories: the real engine at a simulated Azure over loopback TLS, with recorded clients.

mod addressing;
mod after_cancel;
mod breaking;
mod browsers;
mod cancelling;
mod connecting;
mod demo;
mod extending;
mod fitting;
mod hostile;
mod kept;
mod leaks;
mod machines;
mod networks;
mod people;
mod proving;
mod reaching;
mod refusing;
mod remembering;
mod signing_in;
mod starring;
mod staying;
mod tenants;
mod throttling;
mod watching;
