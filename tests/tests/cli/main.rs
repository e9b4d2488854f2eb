//! The real programs `jit` and `azure-sim`, as a person at a terminal or a script has them.
#![cfg(unix)]

mod ending;
mod fav;
mod files;
mod home;
mod known;
mod listing;
mod mistakes;
mod networks;
mod shapes;
mod signing;
mod simulator;
mod ssh;
