//! Lists that come in pages.

use jit_core::Problem;
use serde::de::DeserializeOwned;

use super::{Arm, Call};
use crate::problem::not_understood;

/// One page. A page may be empty and still have a next one.
#[derive(serde::Deserialize)]
struct Page<T> {
    value: Option<Vec<T>>,
    #[serde(rename = "nextLink")]
    next_link: Option<String>,
}

/// More pages than any list has; a server that goes on is not believed.
const MOST: usize = 1_000;

impl Arm {
    /// All entries of a list.
    pub(crate) async fn all<T: DeserializeOwned>(&self, call: Call) -> Result<Vec<T>, Problem> {
        let (purpose, of_many) = (call.purpose.clone(), call.of_many);
        let mut entries = Vec::new();
        let mut next = call;
        for _ in 0..MOST {
            let answer = self.send(&next).await?;
            let page: Page<T> = answer.json()?;
            entries.extend(page.value.unwrap_or_default());
            match page.next_link.filter(|link| !link.is_empty()) {
                Some(link) => next = Call { of_many, ..Call::follow(link, purpose.clone()) },
                None => return Ok(entries),
            }
        }
        Err(not_understood(&self.place(&next), "the list does not end", self.now()))
    }
}
