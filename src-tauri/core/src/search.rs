//! The search language of the list, the command line and rules: what people type, and which machines it means.
//!
//! Free words must all be found (alias, name, computer name, resource group, subscription, tags, addresses), without
//! case and accents. `"a phrase"`, `-without`, `this|that`, `field:value`, `field:one,other`, `field:>=n`.
//!
//! | to find | look in |
//! |---|---|
//! | how text is cut into words | `words` |
//! | fields, their values and what people type instead | `field`, `value` |
//! | what a machine must be like | `condition` |
//! | case and accents | `fold` |
//! | many machines at once, and their order | `index`, `entry`, `rank` |

mod condition;
mod context;
mod entry;
mod field;
mod fold;
mod hint;
mod index;
mod query;
mod rank;
#[cfg(test)]
mod tests;
mod value;
mod words;

pub use context::Context;
pub use hint::Hint;
pub use index::{Found, Index};
pub use query::{Filter, Query};
