//! Files of the person: where they lie, how they are written so that no crash loses one, how they are read so
//! that no mistake in one loses another.

mod accounts;
mod cache;
mod change;
mod dirs;
mod history;
mod load;
mod own;
mod warned;
mod welcome;
mod windows;
mod write;

pub use accounts::{load_accounts, save_accounts};
pub use cache::{load_cache, remove_cache, save_cache};
pub use change::change_file;
pub use dirs::Dirs;
pub use history::{add_to_history, load_history};
pub use load::{LoadedFile, Read, load, read};
pub use warned::{load_warned, save_warned};
pub use welcome::{load_welcome, save_welcome};
pub use windows::{load_windows, save_windows};
pub use write::{write_json, write_text};
