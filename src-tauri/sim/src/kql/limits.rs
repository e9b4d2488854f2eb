//! How much one query may ask for.

use super::Fault;
use super::syntax::{Definition, Operator, Pipeline, Query, Source, Union};

const MOST_JOINS: usize = 3;
const MOST_UNIONS: usize = 3;
const MOST_EXPANSIONS: usize = 3;

#[derive(Default)]
struct Count {
    joins: usize,
    unions: usize,
    expansions: usize,
}

pub(super) fn check(query: &Query) -> Result<(), Fault> {
    let mut count = Count::default();
    count.pipeline(&query.pipeline);
    for (_, definition) in &query.definitions {
        if let Definition::Tabular(pipeline) = definition {
            count.pipeline(pipeline);
        }
    }
    let kinds = [
        ("join", count.joins, MOST_JOINS, "DisallowedMaxNumberOfRemoteTables"),
        ("union", count.unions, MOST_UNIONS, "DisallowedMaxNumberOfRemoteTables"),
        ("mv-expand", count.expansions, MOST_EXPANSIONS, "DisallowedMaxNumberOfMvExpands"),
    ];
    for (name, found, most, code) in kinds {
        if found > most {
            let message = format!("The query has {found} '{name}' operators; at most {most} are allowed.");
            return Err(Fault::new(code, message));
        }
    }
    Ok(())
}

impl Count {
    fn pipeline(&mut self, pipeline: &Pipeline) {
        match &pipeline.source {
            Source::Named(_) => {}
            Source::Inner(inner) => self.pipeline(inner),
            Source::Union(union) => self.union(union, 1),
        }
        for operator in &pipeline.operators {
            match operator {
                Operator::Join(join) => {
                    self.joins += 1;
                    self.pipeline(&join.right);
                }
                Operator::Union(union) => self.union(union, 0),
                Operator::MvExpand(_) => self.expansions += 1,
                _ => {}
            }
        }
    }

    /// The first of the tables is not counted when nothing stands before the union.
    fn union(&mut self, union: &Union, free: usize) {
        self.unions += union.legs.len().saturating_sub(free);
        for leg in &union.legs {
            self.pipeline(leg);
        }
    }
}
