//! Placeholder root while the crate is being laid out.
