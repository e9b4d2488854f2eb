//! The favourite that an imported one is already.

use super::view::{ImportedFavourite, TypedOption};
use crate::{Favourite, FavouriteOptions, Favourites, Os, Protocol};

/// The favourite of the same machine that has the same id, or opens the same. One that leaves open what it opens is
/// meant only where that is known to be the same: with another operating system it is another favourite.
pub(crate) fn counterpart<'a>(
    favourites: &'a Favourites,
    entry: &ImportedFavourite,
    os: Option<Os>,
) -> Option<&'a Favourite> {
    let vm = entry.vm.as_ref()?;
    let set = options_set(&entry.options);
    let of_it: Vec<&Favourite> = favourites.all().iter().filter(|it| it.arm == vm.id).collect();
    let known = of_it.iter().find(|it| Some(&it.id) == entry.id.as_ref());
    let opens = |it: &FavouriteOptions| (it.protocol, it.port);
    let same = || of_it.iter().find(|it| opens(&it.options) == opens(&set));
    let fitting = || {
        let protocol = set.protocol?;
        let found = favourites.opening(vm, set.port.unwrap_or(protocol.usual_port()), protocol)?;
        let says = opens(&favourites.options(found)) != (None, None);
        (says || (set.port.is_none() && os.map(expected) == Some(protocol))).then_some(found)
    };
    known.copied().or_else(|| same().copied()).or_else(fitting)
}

/// What people expect a machine to open.
fn expected(os: Os) -> Protocol {
    if os == Os::Windows { Protocol::Rdp } else { Protocol::Ssh }
}

/// What the options say, as far as they can be used.
pub(crate) fn options_set(options: &[TypedOption]) -> FavouriteOptions {
    let mut set = FavouriteOptions::default();
    for TypedOption { field, value } in options {
        // What cannot be used was told in the preview, and is told again when it is imported.
        let _ = set.set(*field, Some(value));
    }
    set
}
