//! Tabular operators: what may stand after a `|`.

use super::Parser;
use crate::kql::Fault;
use crate::kql::lexer::Token;
use crate::kql::syntax::{
    Expansion, Expression, Flavor, Join, MvExpand, Named, Operator, Pattern, Pipeline, SortKey, Source, Union,
};

const OPERATORS: [&str; 19] = [
    "where",
    "filter",
    "project",
    "project-away",
    "project-keep",
    "project-rename",
    "project-reorder",
    "extend",
    "mv-expand",
    "mvexpand",
    "join",
    "order",
    "sort",
    "take",
    "limit",
    "top",
    "summarize",
    "distinct",
    "count",
];

/// Operators of the language that Resource Graph or this simulator does without.
const LACKING: [&str; 27] = [
    "as",
    "consume",
    "evaluate",
    "externaldata",
    "facet",
    "find",
    "fork",
    "getschema",
    "invoke",
    "lookup",
    "make-series",
    "mv-apply",
    "parse",
    "parse-kv",
    "parse-where",
    "partition",
    "print",
    "range",
    "reduce",
    "render",
    "sample",
    "sample-distinct",
    "scan",
    "search",
    "serialize",
    "top-hitters",
    "top-nested",
];

impl Parser<'_> {
    /// The query begins with an operator, not with a table.
    pub(super) fn is_operator(&self) -> bool {
        let (name, end) = self.operator_name();
        let known = OPERATORS.contains(&name) || LACKING.contains(&name);
        let rest = self.lexer.source[end..].trim_start();
        known && !rest.starts_with('|') && (!rest.is_empty() || name == "count")
    }

    pub(super) fn operator(&mut self) -> Result<Operator, Fault> {
        let start = self.current.start;
        let (name, end) = self.operator_name();
        if LACKING.contains(&name) {
            let known = OPERATORS.into_iter().chain(["union"]);
            return Err(Fault::lacking("operator", name, known).at(self.lexer.source, start, end));
        }
        let name = name.to_owned();
        if !OPERATORS.contains(&name.as_str()) && name != "union" {
            return Err(self.unexpected());
        }
        while self.current.end <= end && self.current.token != Token::End {
            self.step()?;
        }
        Ok(match name.as_str() {
            "where" | "filter" => Operator::Where(self.expression()?),
            "project" => Operator::Project(self.named_list()?),
            "project-away" => Operator::ProjectAway(self.list(Self::pattern)?),
            "project-keep" => Operator::ProjectKeep(self.list(Self::pattern)?),
            "project-reorder" => Operator::ProjectReorder(self.list(Self::pattern)?),
            "project-rename" => Operator::ProjectRename(self.named_list()?),
            "extend" => Operator::Extend(self.named_list()?),
            "mv-expand" | "mvexpand" => Operator::MvExpand(self.mv_expand()?),
            "join" => Operator::Join(self.join()?),
            "order" | "sort" => {
                self.expect_word("by")?;
                Operator::Order(self.list(Self::sort_key)?)
            }
            "take" | "limit" => Operator::Take(self.expression()?),
            "top" => {
                let most = self.expression()?;
                self.expect_word("by")?;
                Operator::Top(most, self.list(Self::sort_key)?)
            }
            "summarize" => self.summarize()?,
            "distinct" => {
                let all = self.take_sign("*")?;
                Operator::Distinct(if all { None } else { Some(self.named_list()?) })
            }
            "count" => Operator::Count,
            _ => Operator::Union(self.union()?),
        })
    }

    /// The name that stands here, hyphens included, and where it ends.
    fn operator_name(&self) -> (&str, usize) {
        let source = self.lexer.source;
        let start = self.current.start;
        let rest = &source[start..];
        let length =
            rest.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '-')).unwrap_or(rest.len());
        (&rest[..length], start + length)
    }

    /// A column name, perhaps with `*` in it; blanks end it.
    fn pattern(&mut self) -> Result<Pattern, Fault> {
        if self.is_sign("[") {
            return self.name().map(Pattern);
        }
        let start = self.current.start;
        loop {
            match self.current.token {
                Token::Word(_) | Token::Long(_) | Token::Sign("*") => self.step()?,
                _ => return Err(self.unexpected()),
            };
            let goes_on = matches!(self.current.token, Token::Word(_) | Token::Long(_) | Token::Sign("*"));
            if !goes_on || self.current.start != self.behind {
                break;
            }
        }
        let pattern = self.lexer.source[start..self.behind].to_owned();
        // project-reorder may say how the columns a pattern finds are ordered.
        let _ = self.take_word("asc")? || self.take_word("desc")?;
        Ok(Pattern(pattern))
    }

    fn sort_key(&mut self) -> Result<SortKey, Fault> {
        let expression = self.expression()?;
        let ascending = self.take_word("asc")?;
        if !ascending {
            self.take_word("desc")?;
        }
        let mut nulls_first = ascending;
        if self.take_word("nulls")? {
            nulls_first = self.take_word("first")?;
            if !nulls_first {
                self.expect_word("last")?;
            }
        }
        Ok(SortKey { expression, ascending, nulls_first })
    }

    /// `name = value` settings such as `kind=inner` and `hint.strategy=shuffle`.
    fn setting(&mut self) -> Result<Option<(String, String)>, Fault> {
        let mut attempt = self.clone();
        let Ok(mut name) = attempt.name() else { return Ok(None) };
        while attempt.take_sign(".")? {
            name = format!("{name}.{}", attempt.name()?);
        }
        let known =
            matches!(name.as_str(), "kind" | "bagexpansion" | "with_itemindex" | "withsource" | "isfuzzy");
        if !(known || name.starts_with("hint.")) || !attempt.take_sign("=")? {
            return Ok(None);
        }
        let value = match attempt.step()? {
            Token::Word(word) => word,
            Token::Long(number) => number.to_string(),
            _ => return Ok(None),
        };
        *self = attempt;
        Ok(Some((name, value)))
    }

    fn mv_expand(&mut self) -> Result<MvExpand, Fault> {
        let mut expand =
            MvExpand { columns: Vec::new(), item_index: None, bags_as_arrays: false, limit: None };
        while let Some((name, value)) = self.setting()? {
            match name.as_str() {
                "with_itemindex" => expand.item_index = Some(value),
                "bagexpansion" | "kind" => expand.bags_as_arrays = value == "array",
                _ => {}
            }
        }
        expand.columns = self.list(|parser| {
            let column = parser.named()?;
            let mut to = None;
            if parser.take_word("to")? {
                parser.expect_word("typeof")?;
                parser.expect("(")?;
                to = Some(parser.name()?);
                parser.expect(")")?;
            }
            Ok(Expansion { column, to })
        })?;
        if self.take_word("limit")? {
            let Token::Long(limit) = self.current.token else { return Err(self.unexpected()) };
            self.step()?;
            expand.limit = Some(limit);
        }
        Ok(expand)
    }

    fn join(&mut self) -> Result<Join, Fault> {
        let mut flavor = Flavor::InnerUnique;
        loop {
            let start = self.current.start;
            let Some((name, value)) = self.setting()? else { break };
            if name == "kind" {
                flavor = match value.as_str() {
                    "inner" => Flavor::Inner,
                    "leftouter" => Flavor::LeftOuter,
                    "innerunique" => Flavor::InnerUnique,
                    _ => {
                        let message = format!("The join kind \"{value}\" is not supported or not allowed.");
                        let fault = Fault::new("UnsupportedJoinFlavor", message);
                        return Err(fault.at(self.lexer.source, start, self.behind));
                    }
                };
            }
        }
        let right = Box::new(self.leg()?);
        self.expect_word("on")?;
        let mut on = self.join_condition()?;
        while self.take_sign(",")? || self.take_word("and")? {
            on.extend(self.join_condition()?);
        }
        Ok(Join { flavor, right, on })
    }

    /// `column` or `$left.a == $right.b`; parentheses around are allowed.
    fn join_condition(&mut self) -> Result<Vec<(String, String)>, Fault> {
        if self.take_sign("(")? {
            let mut pairs = self.join_condition()?;
            while self.take_word("and")? {
                pairs.extend(self.join_condition()?);
            }
            self.expect(")")?;
            return Ok(pairs);
        }
        if !self.is_word("$left") && !self.is_word("$right") {
            let name = self.name()?;
            return Ok(vec![(name.clone(), name)]);
        }
        let (first_side, first) = self.side()?;
        self.expect("==")?;
        let (second_side, second) = self.side()?;
        match (first_side.as_str(), second_side.as_str()) {
            ("$left", "$right") => Ok(vec![(first, second)]),
            ("$right", "$left") => Ok(vec![(second, first)]),
            _ => Err(self.unexpected()),
        }
    }

    fn side(&mut self) -> Result<(String, String), Fault> {
        let side = self.name()?;
        let name = if self.take_sign(".")? {
            self.name()?
        } else {
            // `$left['name']`
            self.name()?
        };
        Ok((side, name))
    }

    fn summarize(&mut self) -> Result<Operator, Fault> {
        while self.setting()?.is_some() {}
        let aggregates = if self.is_word("by") { Vec::new() } else { self.named_list()? };
        let keys = if self.take_word("by")? { self.named_list()? } else { Vec::new() };
        Ok(Operator::Summarize(aggregates, keys))
    }

    pub(super) fn union(&mut self) -> Result<Union, Fault> {
        let (mut inner, mut with_source) = (false, None);
        while let Some((name, value)) = self.setting()? {
            match name.as_str() {
                "kind" => inner = value == "inner",
                "withsource" => with_source = Some(value),
                _ => {}
            }
        }
        let legs = self.list(Self::leg)?;
        Ok(Union { inner, with_source, legs })
    }

    /// A table, or a pipeline in parentheses.
    fn leg(&mut self) -> Result<Pipeline, Fault> {
        if self.take_sign("(")? {
            let inner = self.pipeline()?;
            self.expect(")")?;
            return Ok(inner);
        }
        Ok(Pipeline { source: Source::Named(self.name()?), operators: Vec::new() })
    }
}

impl Named {
    /// The name a plain column reference speaks of.
    pub(in crate::kql) fn plain_column(&self) -> Option<&str> {
        match &self.expression {
            Expression::Column(name) => Some(name),
            _ => None,
        }
    }
}
