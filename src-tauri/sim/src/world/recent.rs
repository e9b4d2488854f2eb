//! Answers of Resource Graph that were just given: the pages of one question are cut from one answer.

use std::sync::Arc;

use jiff::Timestamp;

/// Graph's own data is seconds to minutes old; this adds little, and a slow machine still reads all pages of one
/// answer. Changes of the world end an answer at once.
const SECONDS: i64 = 30;
const MOST: usize = 4;
/// What all answers together may take; an answer that is larger is worked out again for each page.
const MOST_BYTES: usize = 48 << 20;

/// All rows of an answer as JSON text.
#[derive(Clone, Debug)]
pub(crate) struct RecentAnswer {
    /// What stands before the rows; in the table format, the columns.
    pub(crate) head: String,
    pub(crate) total: usize,
    pub(crate) pageable: bool,
    pub(crate) rows: Vec<Box<str>>,
}

impl RecentAnswer {
    pub(crate) fn is_complete(&self) -> bool {
        self.rows.len() == self.total
    }

    fn bytes(&self) -> usize {
        self.rows.iter().map(|row| row.len() + 16).sum()
    }
}

#[derive(Clone, Debug, Default)]
pub(crate) struct RecentAnswers(Vec<(u64, Timestamp, Arc<RecentAnswer>)>);

impl RecentAnswers {
    #[cfg(test)]
    pub(crate) fn count(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn get(&self, key: u64, now: Timestamp) -> Option<Arc<RecentAnswer>> {
        let fresh = |at: Timestamp| (0..SECONDS).contains(&now.duration_since(at).as_secs());
        self.0
            .iter()
            .find(|(known, at, _)| *known == key && fresh(*at))
            .map(|(_, _, answer)| Arc::clone(answer))
    }

    pub(crate) fn keep(&mut self, key: u64, now: Timestamp, answer: Arc<RecentAnswer>) {
        self.0.retain(|(known, at, _)| *known != key && now.duration_since(*at).as_secs().abs() < SECONDS);
        self.0.push((key, now, answer));
        while self.0.len() > MOST
            || self.0.iter().map(|(_, _, answer)| answer.bytes()).sum::<usize>() > MOST_BYTES
        {
            self.0.remove(0);
        }
    }
}
