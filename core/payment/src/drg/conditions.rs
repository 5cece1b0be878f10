//! Conditions: the text of a rule becomes alternatives of tests.
//!
//! `、` joins what must hold together, `或` stands between alternatives. Words with several answers
//! of their own (marks) are multiplied out, so that a rule is always a plain list of alternatives.

use super::plan::{Asked, Test};
use super::settings::{Meaning, Of, Position, Word};
use std::collections::{BTreeMap, BTreeSet};

/// What must hold together.
const AND: char = '、';
/// What stands between alternatives.
const OR: char = '或';

/// A word that has no meaning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct UnknownWord(pub(crate) String);

/// The words of a rule: alternatives, each of them words that must hold together.
pub(crate) fn split(text: &str) -> Vec<Vec<&str>> {
    text.split(OR).map(|part| part.split(AND).map(str::trim).collect()).collect()
}

/// Where the codes of a list come from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Source {
    /// The list of a node or MDC in a table.
    Table(String, String),
    /// Codes of the settings.
    Codes(Vec<String>),
    /// All codes with such a start.
    Starts(Vec<String>),
    /// Procedures that are valid.
    Valid,
}

/// Lists of one kind of code, numbered as they are asked for.
#[derive(Debug, Default)]
pub(crate) struct Lists {
    numbers: BTreeMap<Source, u16>,
    /// The lists in the order of their numbers.
    pub(crate) all: Vec<Source>,
    /// Owner and list of all tables.
    pub(crate) there: BTreeSet<(String, String)>,
}

impl Lists {
    /// The number of a list.
    pub(crate) fn number(&mut self, source: Source) -> u16 {
        if let Some(number) = self.numbers.get(&source) {
            return *number;
        }
        // More lists than this would be a scheme of 65,535 nodes; the bound is checked on reading.
        let number = u16::try_from(self.all.len()).unwrap_or(u16::MAX);
        self.numbers.insert(source.clone(), number);
        self.all.push(source);
        number
    }

    /// The first of these lists that the owner has.
    pub(crate) fn first_of(&self, owner: &str, lists: &[String]) -> Option<Source> {
        let source = |list: &String| (owner.to_string(), list.clone());
        let found = lists.iter().map(source).find(|key| self.there.contains(key))?;
        Some(Source::Table(found.0, found.1))
    }
}

/// All that turns words into tests.
#[derive(Debug, Default)]
pub(crate) struct Vocabulary {
    words: BTreeMap<String, (u16, Meaning)>,
    /// Names of words by number.
    pub(crate) names: Vec<String>,
    /// Lists of diagnoses.
    pub(crate) dx: Lists,
    /// Lists of procedures.
    pub(crate) op: Lists,
    /// Sets of codes of how a stay ended.
    pub(crate) leaving: Vec<Vec<String>>,
}

impl Vocabulary {
    /// The words of settings; of two of one name the later holds.
    pub(crate) fn new(words: &[Word]) -> Vocabulary {
        let mut vocabulary = Vocabulary::default();
        for word in words {
            let number = u16::try_from(vocabulary.names.len()).unwrap_or(u16::MAX);
            vocabulary.names.push(word.name.clone());
            vocabulary.words.insert(word.name.clone(), (number, word.means.clone()));
        }
        vocabulary
    }

    /// Numbers the lists of a rule of which any code of a case is asked, so that they come first.
    pub(crate) fn number_shared(&mut self, owner: &str, text: &str) {
        for word in split(text).concat() {
            let Some((_, meaning)) = self.words.get(word).cloned() else { continue };
            let main_alone = matches!(
                meaning,
                Meaning::Diagnosis { of: Of::Main, .. }
                    | Meaning::DiagnosisOneOf { of: Of::Main, .. }
                    | Meaning::DiagnosisStarts { of: Of::Main, .. }
                    | Meaning::Procedure { of: Position::First, .. }
                    | Meaning::ProcedureOneOf { of: Position::First, .. }
            );
            if !main_alone {
                self.tests(owner, &meaning);
            }
        }
    }

    /// The alternatives of a rule.
    pub(crate) fn rule(&mut self, owner: &str, text: &str) -> Result<Vec<Vec<Asked>>, UnknownWord> {
        let mut all = Vec::new();
        for words in split(text) {
            let mut alternatives: Vec<Vec<Asked>> = vec![Vec::new()];
            for name in words {
                let found = self.words.get(name).cloned();
                let (word, meaning) = found.ok_or_else(|| UnknownWord(name.to_string()))?;
                let answers = self.tests(owner, &meaning);
                let mut longer = Vec::new();
                for before in &alternatives {
                    for answer in &answers {
                        let mut tests = before.clone();
                        tests.extend(answer.iter().map(|test| Asked { test: *test, word }));
                        longer.push(tests);
                    }
                }
                alternatives = longer;
            }
            all.extend(alternatives);
        }
        Ok(all)
    }

    /// Alternatives of tests for one meaning.
    fn tests(&mut self, owner: &str, meaning: &Meaning) -> Vec<Vec<Test>> {
        let one = |test: Test| vec![vec![test]];
        match meaning {
            Meaning::Always => one(Test::Always),
            Meaning::Diagnosis { of, lists } => {
                let source = self.dx.first_of(owner, lists);
                one(source.map_or(Test::Never, |source| self.diagnosis(*of, source)))
            }
            Meaning::DiagnosisOneOf { of, codes } => {
                one(self.diagnosis(*of, Source::Codes(codes.clone())))
            }
            Meaning::DiagnosisStarts { of, with } => {
                one(self.diagnosis(*of, Source::Starts(with.clone())))
            }
            Meaning::Procedure { of, lists } => {
                let source = self.op.first_of(owner, lists);
                one(source.map_or(Test::Never, |source| self.procedure(*of, source)))
            }
            Meaning::ProcedureOneOf { of, codes } => {
                one(self.procedure(*of, Source::Codes(codes.clone())))
            }
            Meaning::ProcedureInEach { lists } => vec![self.in_each(owner, lists)],
            Meaning::Valid { of } => one(self.procedure(*of, Source::Valid)),
            Meaning::NoValid => one(Test::NoProcedure(self.op.number(Source::Valid))),
            Meaning::Marks { any } => any.iter().map(|set| self.in_each(owner, set)).collect(),
            Meaning::Sites { at_least } => one(Test::Sites(*at_least)),
            Meaning::Sex { is } => one(Test::Sex(*is)),
            Meaning::Age(range) => one(Test::Age((*range).into())),
            Meaning::Days(range) => one(Test::Days((*range).into())),
            Meaning::Weight(range) => one(Test::Weight((*range).into())),
            Meaning::Stay(range) => one(Test::Stay((*range).into())),
            Meaning::Leaving { one_of } => {
                self.leaving.push(one_of.clone());
                one(Test::Leaving(u16::try_from(self.leaving.len() - 1).unwrap_or(u16::MAX)))
            }
        }
    }

    fn in_each(&mut self, owner: &str, lists: &[String]) -> Vec<Test> {
        let test = |list: &String| {
            let source = self.op.first_of(owner, std::slice::from_ref(list));
            source.map_or(Test::Never, |source| Test::AnyProcedure(self.op.number(source)))
        };
        lists.iter().map(test).collect()
    }

    fn diagnosis(&mut self, of: Of, source: Source) -> Test {
        let list = self.dx.number(source);
        match of {
            Of::Main => Test::Main(list),
            Of::Other => Test::Other(list),
            Of::Any => Test::AnyDiagnosis(list),
        }
    }

    /// A test of procedures.
    pub(crate) fn procedure(&mut self, of: Position, source: Source) -> Test {
        let list = self.op.number(source);
        match of {
            Position::First => Test::First(list),
            Position::Any => Test::AnyProcedure(list),
        }
    }
}
