//! The rules of the tree that no compiler checks. Each message names the file and says what to do.

mod crates;
mod icons;
mod layout;
mod page;
mod readme;
mod source;
mod tree;

#[track_caller]
fn assert_none(problems: Vec<String>) {
    assert!(problems.is_empty(), "{} to mend:\n  {}\n", problems.len(), problems.join("\n  "));
}
