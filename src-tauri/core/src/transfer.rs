//! Favourites that come from files and go to files. What is read becomes a preview first; nothing is taken over unseen.
//!
//! | to find | look in |
//! |---|---|
//! | which format a file has | `read`, `text` |
//! | the formats | `jitfav`, `rdp_file`, `ssh_config`, `rdg`, `csv` |
//! | which machine is meant | `matching` |
//! | the preview | `preview`, `counterpart`, `view` |
//! | what goes to a file | `export` |

mod counterpart;
mod csv;
mod export;
mod found;
mod jitfav;
mod matching;
mod preview;
mod rdg;
mod rdp_file;
mod read;
mod ssh_config;
#[cfg(test)]
mod tests;
mod text;
mod view;

pub(crate) use counterpart::counterpart;
pub use export::ExportForm;
pub use found::DroppedView;
pub use preview::preview_import;
pub use view::{
    ImportCandidate, ImportPreview, ImportRow, ImportStatus, ImportSwitch, ImportedFavourite, ImportedGroup,
    TypedOption,
};
