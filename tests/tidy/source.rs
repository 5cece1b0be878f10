//! A Rust file as the checks see it: code, strings and comments apart, and which lines are tests.

/// One file.
pub(crate) struct Source {
    /// Path from the top of the tree.
    pub(crate) path: String,
    /// The text as it stands.
    pub(crate) text: String,
    /// The text with strings emptied and comments taken out; as many lines as the text.
    pub(crate) code: String,
    /// Every string literal with the line (from 1) on which it begins.
    pub(crate) strings: Vec<(usize, String)>,
    /// Whether a line (from 0) belongs to an item under `#[cfg(test)]`.
    pub(crate) tests: Vec<bool>,
}

impl Source {
    /// Reads a text.
    pub(crate) fn new(path: &str, text: &str) -> Source {
        let mut cut = Cut::new(text);
        cut.run();
        let tests = tests(&cut.code, path);
        Source {
            path: path.to_string(),
            text: text.to_string(),
            code: cut.code,
            strings: cut.strings,
            tests,
        }
    }

    /// Lines of code that are not tests, numbered from 1.
    pub(crate) fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.code.lines().enumerate();
        lines.filter(|(at, _)| !self.tests[*at]).map(|(at, line)| (at + 1, line))
    }

    /// String literals that are not in tests.
    pub(crate) fn literals(&self) -> impl Iterator<Item = (usize, &str)> {
        let all = self.strings.iter();
        all.filter(|(line, _)| !self.tests[line - 1]).map(|(line, text)| (*line, text.as_str()))
    }

    /// Functions outside tests: name, line, and lines of code in the body.
    pub(crate) fn functions(&self) -> Vec<(String, usize, usize)> {
        let mut found = Vec::new();
        for at in words(&self.code, "fn") {
            let line = self.code[..at].matches('\n').count();
            let name: String =
                self.code[at + 2..].trim_start().chars().take_while(|c| is_word(*c)).collect();
            let Some((open, close)) = body(&self.code, at) else {
                continue;
            };
            if name.is_empty() || self.tests[line] {
                continue;
            }
            let inside = self.code[open + 1..close].lines();
            let count = inside.filter(|line| !line.trim().is_empty()).count();
            found.push((name, line + 1, count));
        }
        found
    }
}

/// A letter, digit or underscore.
pub(crate) fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Where a text stands as a whole word.
pub(crate) fn words<'t>(text: &'t str, word: &'t str) -> impl Iterator<Item = usize> + 't {
    text.match_indices(word).filter_map(move |(at, _)| {
        let before = text[..at].chars().next_back().is_none_or(|c| !is_word(c));
        let after = text[at + word.len()..].chars().next();
        (before && after.is_none_or(|c| !is_word(c))).then_some(at)
    })
}

/// The braces of the item that begins at `at`; none when it ends with a semicolon.
fn body(code: &str, at: usize) -> Option<(usize, usize)> {
    let (mut round, mut open, mut depth) = (0, None, 0);
    for (offset, c) in code[at..].char_indices() {
        match c {
            '(' | '[' => round += 1,
            ')' | ']' => round -= 1,
            ';' if round == 0 && depth == 0 => return None,
            '{' if round == 0 || depth > 0 => {
                open = open.or(Some(at + offset));
                depth += 1;
            }
            '}' if depth > 0 => {
                depth -= 1;
                if depth == 0 {
                    return Some((open?, at + offset));
                }
            }
            _ => {}
        }
    }
    None
}

fn tests(code: &str, path: &str) -> Vec<bool> {
    let count = code.lines().count() + 1;
    if path.ends_with("/tests.rs") || path.contains("/benches/") {
        return vec![true; count];
    }
    let mut tests = vec![false; count];
    for (at, found) in code.match_indices("#[cfg(test)]") {
        let end = match body(code, at + found.len()) {
            Some((_, close)) => close,
            None => code[at..].find(';').map_or(code.len(), |n| at + n),
        };
        let line = |at: usize| code[..at].matches('\n').count();
        tests[line(at)..=line(end)].fill(true);
    }
    tests
}

/// Cuts a text into code, strings and comments.
struct Cut {
    chars: Vec<char>,
    at: usize,
    line: usize,
    code: String,
    strings: Vec<(usize, String)>,
}

impl Cut {
    fn new(text: &str) -> Cut {
        Cut {
            chars: text.chars().collect(),
            at: 0,
            line: 1,
            code: String::with_capacity(text.len()),
            strings: Vec::new(),
        }
    }

    fn peek(&self, ahead: usize) -> char {
        self.chars.get(self.at + ahead).copied().unwrap_or('\0')
    }

    fn run(&mut self) {
        while self.at < self.chars.len() {
            let after_word = self.code.chars().next_back().is_some_and(is_word);
            match (self.peek(0), self.peek(1)) {
                ('/', '/') => self.skip_until(|cut| cut.peek(0) == '\n'),
                ('/', '*') => self.block_comment(),
                ('"', _) => self.string(0, false),
                ('r', '"' | '#') if !after_word || self.code.ends_with(['b', 'c']) => self.raw(),
                ('\'', _) => self.quote(),
                (c, _) => self.keep(c),
            }
        }
    }

    fn keep(&mut self, c: char) {
        self.code.push(c);
        self.step();
    }

    /// Over one character; line ends stay in the code so that lines keep their numbers.
    fn step(&mut self) -> char {
        let c = self.peek(0);
        self.line += usize::from(c == '\n');
        self.at += 1;
        c
    }

    fn skip_until(&mut self, done: impl Fn(&Cut) -> bool) {
        while self.at < self.chars.len() && !done(self) {
            if self.step() == '\n' {
                self.code.push('\n');
            }
        }
    }

    fn block_comment(&mut self) {
        let mut depth = 0;
        loop {
            let two = (self.peek(0), self.peek(1));
            depth += i32::from(two == ('/', '*')) - i32::from(two == ('*', '/'));
            if self.at >= self.chars.len() {
                return;
            }
            if two == ('/', '*') || two == ('*', '/') {
                self.at += 1;
            }
            if self.step() == '\n' {
                self.code.push('\n');
            }
            if depth == 0 {
                return;
            }
        }
    }

    fn raw(&mut self) {
        let hashes = (1..).take_while(|n| self.peek(*n) == '#').count();
        if self.peek(hashes + 1) != '"' {
            self.keep('r');
            return;
        }
        self.at += hashes + 1;
        self.string(hashes, true);
    }

    /// A string whose first quote stands here; it is emptied in the code.
    fn string(&mut self, hashes: usize, raw: bool) {
        let line = self.line;
        let (mut text, mut breaks) = (String::new(), 0);
        self.step();
        while self.at < self.chars.len() {
            let end = self.peek(0) == '"' && (1..=hashes).all(|n| self.peek(n) == '#');
            if end {
                self.at += hashes + 1;
                break;
            }
            if self.peek(0) == '\\' && !raw {
                text.push(self.step());
            }
            let c = self.step();
            breaks += usize::from(c == '\n');
            text.push(c);
        }
        self.code.push_str("\"\"");
        self.code.push_str(&"\n".repeat(breaks));
        self.strings.push((line, text));
    }

    /// A character, or the tick of a lifetime.
    fn quote(&mut self) {
        let long = self.peek(1) == '\\';
        if !long && self.peek(2) != '\'' {
            self.keep('\'');
            return;
        }
        self.at += if long { 3 } else { 2 };
        while self.at < self.chars.len() && self.peek(0) != '\'' {
            self.at += 1;
        }
        self.at += 1;
        self.code.push_str("' '");
    }
}

#[test]
fn strings_comments_and_tests_are_told_apart() {
    let text = "//! Room.\nfn a() { let s = \"x // {\"; } // not } here\n/* { /* { */ */ const C: char = '\"';\n\
                fn b<'a>(x: &'a str) -> [u8; 2] {\n    r#\"one \"two\" {\"#;\n\n    b\"\\\"\"\n}\n\
                #[cfg(test)]\nmod tests {\n    fn c() { \"t\"; }\n}\nfn d();\n";
    let source = Source::new("core/x/src/a.rs", text);
    assert_eq!(source.code.lines().count(), text.lines().count());
    let strings: Vec<&str> = source.literals().map(|(_, s)| s).collect();
    assert_eq!(strings, ["x // {", "one \"two\" {", "\\\""]);
    assert!(!source.code.contains("not") && source.tests[8] && source.tests[11]);
    assert!(!source.tests[12], "what follows a test module is no test");
    let functions = source.functions();
    assert_eq!(functions.len(), 2, "{functions:?}");
    assert_eq!(functions[1], ("b".to_string(), 4, 2));
}
