//! The search language as people use it.

mod asking;
mod company;
mod fields;
mod order;
mod remarks;
