//! Parts of a favourites file by themselves: what somebody else wrote is read piece by piece.

use serde_json::Value;

use super::forms::{FavouriteForm, OptionsForm};
use crate::{Favourite, FavouriteOptions};

/// One favourite, without its group.
pub(crate) fn record_of(record: Value) -> Result<Favourite, String> {
    let form: FavouriteForm = serde_json::from_value(record).map_err(|error| error.to_string())?;
    let mut read = super::favourites(vec![form], &[])?;
    read.pop().ok_or_else(|| "there is nothing in it".to_owned())
}

/// The options of a group; none where nothing was written.
pub(crate) fn options_of_record(record: &Value) -> Result<FavouriteOptions, String> {
    if record.is_null() {
        return Ok(FavouriteOptions::default());
    }
    let form: OptionsForm = serde_json::from_value(record.clone()).map_err(|error| error.to_string())?;
    form.options()
}
