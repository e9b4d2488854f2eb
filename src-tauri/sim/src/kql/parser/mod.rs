//! From tokens to the syntax tree.

mod expression;
mod literal;
mod operator;

use super::Fault;
use super::lexer::{Lexeme, Lexer, Token};
use super::syntax::{Definition, Pipeline, Query, Source};

/// Reads a whole query.
pub(super) fn parse(source: &str) -> Result<Query, Fault> {
    let mut parser = Parser::new(source)?;
    let query = parser.query()?;
    parser.end()?;
    Ok(query)
}

/// Reads expressions separated by commas, as facets have them.
pub(super) fn parse_expressions(source: &str) -> Result<Vec<super::syntax::Named>, Fault> {
    let mut parser = Parser::new(source)?;
    let list = parser.named_list()?;
    parser.end()?;
    Ok(list)
}

/// The table that is meant when a query begins with an operator.
const DEFAULT_TABLE: &str = "resources";

/// How deep expressions and tables may lie in one another.
const DEEPEST: usize = 48;

#[derive(Clone)]
struct Parser<'q> {
    lexer: Lexer<'q>,
    current: Lexeme,
    /// Where the token before the current one ended.
    behind: usize,
    depth: usize,
}

impl<'q> Parser<'q> {
    fn new(source: &'q str) -> Result<Self, Fault> {
        let mut lexer = Lexer::new(source);
        let current = lexer.next()?;
        Ok(Self { lexer, current, behind: 0, depth: 0 })
    }

    fn query(&mut self) -> Result<Query, Fault> {
        let mut definitions = Vec::new();
        while self.is_word("let") {
            self.step()?;
            let name = self.name()?;
            self.expect("=")?;
            definitions.push((name, self.definition()?));
            self.expect(";")?;
        }
        let pipeline = self.pipeline()?;
        while self.take_sign(";")? {}
        Ok(Query { definitions, pipeline })
    }

    /// A table or pipeline, or else a scalar.
    fn definition(&mut self) -> Result<Definition, Fault> {
        let mut attempt = self.clone();
        match attempt.expression() {
            Ok(expression) if attempt.is_sign(";") => {
                *self = attempt;
                Ok(match expression {
                    super::syntax::Expression::Column(name) => {
                        Definition::Tabular(Pipeline { source: Source::Named(name), operators: Vec::new() })
                    }
                    expression => Definition::Scalar(expression),
                })
            }
            _ => self.pipeline().map(Definition::Tabular),
        }
    }

    /// A source and what follows it.
    fn pipeline(&mut self) -> Result<Pipeline, Fault> {
        self.deepen()?;
        let mut operators = Vec::new();
        let source = if self.is_operator() {
            operators.push(self.operator()?);
            Source::Named(DEFAULT_TABLE.into())
        } else if self.is_word("union") {
            self.step()?;
            Source::Union(self.union()?)
        } else if self.take_sign("(")? {
            let inner = self.pipeline()?;
            self.expect(")")?;
            Source::Inner(Box::new(inner))
        } else {
            Source::Named(self.name()?)
        };
        while self.take_sign("|")? {
            operators.push(self.operator()?);
        }
        self.depth -= 1;
        Ok(Pipeline { source, operators })
    }

    fn end(&self) -> Result<(), Fault> {
        if self.current.token == Token::End { Ok(()) } else { Err(self.unexpected()) }
    }

    fn step(&mut self) -> Result<Token, Fault> {
        self.behind = self.current.end;
        let next = self.lexer.next()?;
        Ok(std::mem::replace(&mut self.current, next).token)
    }

    /// What follows the current token.
    fn after(&self) -> Result<Lexeme, Fault> {
        let mut lexer = self.lexer;
        lexer.next()
    }

    fn deepen(&mut self) -> Result<(), Fault> {
        self.depth += 1;
        if self.depth > DEEPEST { Err(self.too_deep()) } else { Ok(()) }
    }

    fn too_deep(&self) -> Fault {
        Fault::new("QueryTooComplex", "The query is nested too deeply.").at(
            self.lexer.source,
            self.current.start,
            self.current.end,
        )
    }

    fn unexpected(&self) -> Fault {
        Fault::syntax(self.lexer.source, self.current.start, self.current.end, None)
    }

    fn is_sign(&self, sign: &str) -> bool {
        matches!(self.current.token, Token::Sign(current) if current == sign)
    }

    fn take_sign(&mut self, sign: &str) -> Result<bool, Fault> {
        let found = self.is_sign(sign);
        if found {
            self.step()?;
        }
        Ok(found)
    }

    fn expect(&mut self, sign: &str) -> Result<(), Fault> {
        if self.take_sign(sign)? {
            return Ok(());
        }
        Err(Fault::syntax(self.lexer.source, self.current.start, self.current.end, Some(sign)))
    }

    fn is_word(&self, word: &str) -> bool {
        matches!(&self.current.token, Token::Word(current) if current == word)
    }

    fn take_word(&mut self, word: &str) -> Result<bool, Fault> {
        let found = self.is_word(word);
        if found {
            self.step()?;
        }
        Ok(found)
    }

    fn expect_word(&mut self, word: &str) -> Result<(), Fault> {
        if self.take_word(word)? {
            return Ok(());
        }
        Err(Fault::syntax(self.lexer.source, self.current.start, self.current.end, Some(word)))
    }

    /// `name` or `['any name']`.
    fn name(&mut self) -> Result<String, Fault> {
        if let Token::Word(_) = self.current.token {
            let Token::Word(name) = self.step()? else { return Err(self.unexpected()) };
            return Ok(name);
        }
        if !self.is_sign("[") {
            return Err(self.unexpected());
        }
        self.step()?;
        let Token::Text(_) = self.current.token else { return Err(self.unexpected()) };
        let Token::Text(name) = self.step()? else { return Err(self.unexpected()) };
        self.expect("]")?;
        Ok(name)
    }

    /// `a, b, c` of anything.
    fn list<T>(&mut self, item: impl Fn(&mut Self) -> Result<T, Fault>) -> Result<Vec<T>, Fault> {
        let mut items = vec![item(self)?];
        while self.take_sign(",")? {
            items.push(item(self)?);
        }
        Ok(items)
    }
}
