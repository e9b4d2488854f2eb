//! Literals that are written with a type: `datetime(…)`, `dynamic(…)` and their like.

use jiff::SignedDuration;
use serde_json::{Map, Value as Json};

use super::Parser;
use crate::kql::Fault;
use crate::kql::lexer::Token;
use crate::kql::syntax::Literal;
use crate::kql::time;

const TYPED: [&str; 13] = [
    "bool", "boolean", "int", "long", "real", "double", "decimal", "datetime", "date", "timespan", "time",
    "guid", "dynamic",
];

impl Parser<'_> {
    /// The current word names a type and a parenthesis follows.
    pub(super) fn is_typed_literal(&self) -> Result<bool, Fault> {
        let Token::Word(word) = &self.current.token else { return Ok(false) };
        Ok(TYPED.contains(&word.as_str()) && self.after()?.token == Token::Sign("("))
    }

    pub(super) fn typed_literal(&mut self) -> Result<Literal, Fault> {
        let Token::Word(kind) = self.step()? else { return Err(self.unexpected()) };
        if kind == "dynamic" {
            self.expect("(")?;
            let value = self.dynamic()?;
            self.expect(")")?;
            return Ok(Literal::Dynamic(value));
        }
        // What stands between the parentheses is no ordinary text: `2024-01-01`, `1.02:00:00`.
        let start = self.current.end;
        let source = self.lexer.source;
        let length = source[start..].find(')').ok_or_else(|| self.unexpected())?;
        let inside = source[start..start + length].trim().trim_matches(['\'', '"']);
        let bad = || Fault::syntax(source, start, start + length, None);
        let literal = if inside.eq_ignore_ascii_case("null") {
            Literal::Null
        } else {
            match kind.as_str() {
                "bool" | "boolean" => match inside.to_ascii_lowercase().as_str() {
                    "true" | "1" => Literal::Bool(true),
                    "false" | "0" => Literal::Bool(false),
                    _ => return Err(bad()),
                },
                "int" | "long" => Literal::Long(inside.parse().map_err(|_| bad())?),
                "real" | "double" | "decimal" => Literal::Real(inside.parse().map_err(|_| bad())?),
                "datetime" | "date" => Literal::Time(time::read_time(inside).ok_or_else(bad)?),
                "timespan" | "time" => Literal::Span(self.span(inside).ok_or_else(bad)?),
                _ => Literal::Text(inside.to_owned()),
            }
        };
        self.lexer.at = start + length;
        self.current = self.lexer.next()?;
        self.expect(")")?;
        Ok(literal)
    }

    fn span(&self, text: &str) -> Option<SignedDuration> {
        let mut lexer = crate::kql::lexer::Lexer::new(text);
        match lexer.next().ok()?.token {
            Token::Span(span) if lexer.next().ok()?.token == Token::End => Some(span),
            _ => time::read_span(text),
        }
    }

    fn dynamic(&mut self) -> Result<Json, Fault> {
        self.deepen()?;
        let value = self.dynamic_item()?;
        self.depth -= 1;
        Ok(value)
    }

    fn dynamic_item(&mut self) -> Result<Json, Fault> {
        if self.take_sign("[")? {
            let mut items = Vec::new();
            while !self.take_sign("]")? {
                items.push(self.dynamic()?);
                if !self.is_sign("]") {
                    self.expect(",")?;
                }
            }
            return Ok(Json::Array(items));
        }
        if self.take_sign("{")? {
            let mut bag = Map::new();
            while !self.take_sign("}")? {
                let Token::Text(_) = self.current.token else { return Err(self.unexpected()) };
                let Token::Text(name) = self.step()? else { return Err(self.unexpected()) };
                self.expect(":")?;
                let value = self.dynamic()?;
                bag.insert(name, value);
                if !self.is_sign("}") {
                    self.expect(",")?;
                }
            }
            return Ok(Json::Object(bag));
        }
        let negative = self.take_sign("-")?;
        let value = match &self.current.token {
            Token::Text(text) if !negative => Json::from(text.as_str()),
            Token::Long(number) => Json::from(if negative { -number } else { *number }),
            Token::Real(number) => Json::from(if negative { -number } else { *number }),
            Token::Word(word) if !negative && word == "null" => Json::Null,
            Token::Word(word) if !negative && word == "true" => Json::Bool(true),
            Token::Word(word) if !negative && word == "false" => Json::Bool(false),
            _ => return Err(self.unexpected()),
        };
        self.step()?;
        Ok(value)
    }
}
