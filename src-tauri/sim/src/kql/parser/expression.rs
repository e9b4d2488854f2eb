//! Scalar expressions, by precedence: or, and, comparisons, sums, products, signs, paths.

use super::Parser;
use crate::kql::Fault;
use crate::kql::lexer::Token;
use crate::kql::syntax::{Arithmetic, Comparison, Expression, Literal, Named, Step, WordAct, WordTest};

/// Trees are walked by recursion, so that their depth has to have an end.
const LONGEST_CHAIN: usize = 64;

/// Words that are no names of columns.
const RESERVED: [&str; 11] =
    ["where", "project", "extend", "summarize", "join", "union", "by", "on", "and", "or", "in"];

impl Parser<'_> {
    pub(super) fn expression(&mut self) -> Result<Expression, Fault> {
        self.deepen()?;
        let mut items = vec![self.conjunction()?];
        while self.take_word("or")? {
            items.push(self.conjunction()?);
        }
        self.depth -= 1;
        Ok(one_or(items, Expression::Any))
    }

    pub(super) fn named_list(&mut self) -> Result<Vec<Named>, Fault> {
        self.list(Self::named)
    }

    /// `name = expression` or an expression alone.
    pub(super) fn named(&mut self) -> Result<Named, Fault> {
        let mut attempt = self.clone();
        if let Ok(name) = attempt.name()
            && attempt.take_sign("=")?
        {
            *self = attempt;
            return Ok(Named { name: Some(name), expression: self.expression()? });
        }
        Ok(Named { name: None, expression: self.expression()? })
    }

    fn conjunction(&mut self) -> Result<Expression, Fault> {
        let mut items = vec![self.comparison()?];
        while self.take_word("and")? {
            items.push(self.comparison()?);
        }
        Ok(one_or(items, Expression::All))
    }

    fn comparison(&mut self) -> Result<Expression, Fault> {
        let left = self.sum()?;
        if let Token::Sign(sign) = self.current.token
            && let Some(comparison) = comparison(sign)
        {
            self.step()?;
            return Ok(Expression::Comparison(comparison, Box::new(left), Box::new(self.sum()?)));
        }
        let start = self.current.start;
        let negated = self.is_sign("!") && self.after()?.start == self.current.end;
        let word = if negated { self.after()?.token } else { self.current.token.clone() };
        let Token::Word(word) = word else { return Ok(left) };
        let left = match word.as_str() {
            "in" | "between" => left,
            _ if word_test(&word).is_some() => left,
            _ if negated => {
                self.step()?;
                return Err(Fault::syntax(self.lexer.source, start, self.current.end, None));
            }
            _ => return Ok(left),
        };
        if negated {
            self.step()?;
        }
        self.step()?;
        match (word.as_str(), word_test(&word)) {
            ("in", _) => {
                let any_case = self.take_sign("~")?;
                let list = self.parenthesised()?;
                Ok(Expression::Among { any_case, negated, left: Box::new(left), list })
            }
            ("between", _) => {
                self.expect("(")?;
                let from = Box::new(self.sum()?);
                self.expect("..")?;
                let to = Box::new(self.sum()?);
                self.expect(")")?;
                Ok(Expression::Between { negated, value: Box::new(left), from, to })
            }
            (_, Some(test)) => {
                if test.act == WordAct::Matches {
                    self.expect_word("regex")?;
                }
                let right = match test.act {
                    WordAct::HasAny | WordAct::HasAll => self.parenthesised()?,
                    _ => vec![self.sum()?],
                };
                Ok(Expression::Words { test, negated, left: Box::new(left), right })
            }
            _ => Err(self.unexpected()),
        }
    }

    fn parenthesised(&mut self) -> Result<Vec<Expression>, Fault> {
        self.expect("(")?;
        if self.take_sign(")")? {
            return Ok(Vec::new());
        }
        let items = self.list(Self::expression)?;
        self.expect(")")?;
        Ok(items)
    }

    fn sum(&mut self) -> Result<Expression, Fault> {
        let mut left = self.product()?;
        for _ in 0..LONGEST_CHAIN {
            let act = match self.current.token {
                Token::Sign("+") => Arithmetic::Add,
                Token::Sign("-") => Arithmetic::Subtract,
                _ => return Ok(left),
            };
            self.step()?;
            left = Expression::Arithmetic(act, Box::new(left), Box::new(self.product()?));
        }
        Err(self.too_deep())
    }

    fn product(&mut self) -> Result<Expression, Fault> {
        let mut left = self.signed()?;
        for _ in 0..LONGEST_CHAIN {
            let act = match self.current.token {
                Token::Sign("*") => Arithmetic::Multiply,
                Token::Sign("/") => Arithmetic::Divide,
                Token::Sign("%") => Arithmetic::Remainder,
                _ => return Ok(left),
            };
            self.step()?;
            left = Expression::Arithmetic(act, Box::new(left), Box::new(self.signed()?));
        }
        Err(self.too_deep())
    }

    fn signed(&mut self) -> Result<Expression, Fault> {
        if !self.is_sign("-") && !self.is_sign("+") {
            return self.path();
        }
        let negative = self.take_sign("-")?;
        if !negative {
            self.step()?;
        }
        self.deepen()?;
        let of = self.signed()?;
        self.depth -= 1;
        Ok(if negative { Expression::Negative(Box::new(of)) } else { of })
    }

    fn path(&mut self) -> Result<Expression, Fault> {
        let mut of = self.primary()?;
        for _ in 0..LONGEST_CHAIN {
            let step = if self.take_sign(".")? {
                Step::Name(self.name()?)
            } else if self.take_sign("[")? {
                let item = self.expression()?;
                self.expect("]")?;
                match item {
                    Expression::Literal(Literal::Text(name)) => Step::Name(name),
                    item => Step::Item(Box::new(item)),
                }
            } else {
                return Ok(of);
            };
            of = Expression::Path(Box::new(of), step);
        }
        Err(self.too_deep())
    }

    fn primary(&mut self) -> Result<Expression, Fault> {
        if self.is_typed_literal()? {
            return self.typed_literal().map(Expression::Literal);
        }
        let literal = match &self.current.token {
            Token::Text(text) => Literal::Text(text.clone()),
            Token::Long(number) => Literal::Long(*number),
            Token::Real(number) => Literal::Real(*number),
            Token::Span(span) => Literal::Span(*span),
            Token::Word(word) if word == "true" => Literal::Bool(true),
            Token::Word(word) if word == "false" => Literal::Bool(false),
            Token::Word(_) => return self.column_or_call(),
            Token::Sign("[") => return self.name().map(Expression::Column),
            Token::Sign("*") => {
                self.step()?;
                return Ok(Expression::Star);
            }
            Token::Sign("(") => {
                self.step()?;
                let inner = self.expression()?;
                self.expect(")")?;
                return Ok(inner);
            }
            Token::Sign(_) | Token::End => return Err(self.unexpected()),
        };
        self.step()?;
        Ok(Expression::Literal(literal))
    }

    fn column_or_call(&mut self) -> Result<Expression, Fault> {
        let place = self.current.start..self.current.end;
        let name = self.name()?;
        if RESERVED.contains(&name.as_str()) {
            return Err(self.unexpected());
        }
        if !self.is_sign("(") {
            return Ok(Expression::Column(name));
        }
        let arguments = self.parenthesised()?;
        Ok(Expression::Call { name, arguments, place })
    }
}

fn one_or(mut items: Vec<Expression>, several: impl FnOnce(Vec<Expression>) -> Expression) -> Expression {
    match items.pop() {
        Some(one) if items.is_empty() => one,
        last => {
            items.extend(last);
            several(items)
        }
    }
}

fn comparison(sign: &str) -> Option<Comparison> {
    Some(match sign {
        "==" => Comparison::Equal,
        "!=" | "<>" => Comparison::NotEqual,
        "=~" => Comparison::EqualAnyCase,
        "!~" => Comparison::NotEqualAnyCase,
        "<" => Comparison::Less,
        "<=" => Comparison::LessOrEqual,
        ">" => Comparison::Greater,
        ">=" => Comparison::GreaterOrEqual,
        _ => return None,
    })
}

fn word_test(word: &str) -> Option<WordTest> {
    let (name, exact) = word.strip_suffix("_cs").map_or((word, false), |name| (name, true));
    let act = match name {
        "has" => WordAct::Has,
        "has_any" if !exact => WordAct::HasAny,
        "has_all" if !exact => WordAct::HasAll,
        "hasprefix" => WordAct::HasPrefix,
        "hassuffix" => WordAct::HasSuffix,
        "contains" => WordAct::Contains,
        "startswith" => WordAct::StartsWith,
        "endswith" => WordAct::EndsWith,
        "matches" if !exact => return Some(WordTest { act: WordAct::Matches, exact: true }),
        _ => return None,
    };
    Some(WordTest { act, exact })
}
