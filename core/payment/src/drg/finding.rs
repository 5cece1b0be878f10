//! Findings: what is wrong with a scheme, where, and what to do.

use units::Words;

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The scheme cannot be used, or a part of it can never hold.
    Error,
    /// Something is probably not as it was meant.
    Warning,
    /// Worth knowing.
    Note,
}

impl Severity {
    /// The name for machines.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        }
    }
}

/// What kind of finding; in the order in which they are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A table that must be there is not.
    MissingTable,
    /// A line that cannot be read.
    UnreadableLine,
    /// A setting that cannot be.
    UnreadableSetting,
    /// A rule with a word that has no meaning.
    UnknownWord,
    /// A node in an order that has no rule, or twice.
    UnknownNode,
    /// A node that is in no order.
    NodeWithoutOrder,
    /// A rule that asks for a list the node does not have.
    MissingList,
    /// A list that no rule asks for.
    IdleList,
    /// A list of a node that has no rule.
    ListWithoutNode,
    /// A node without groups.
    NodeWithoutGroup,
    /// A group without a node.
    GroupWithoutNode,
    /// A group that its settings never reach, or an ADRG whose groups leave cases out.
    GroupOutOfReach,
    /// A node that no case can reach.
    Unreachable,
    /// A code that the tables of codes do not know.
    DanglingCode,
    /// A complication whose exclusion number no main diagnosis has.
    IdleExclusion,
    /// A code of MCC or CC that is in no exclusion table.
    NoExclusion,
    /// Cases that fit two nodes or MDCs; the order decides.
    Overlap,
    /// A code that stands twice and says two things.
    Contradiction,
    /// The same row twice.
    Duplicate,
}

impl Kind {
    /// The name for machines.
    pub fn name(self) -> &'static str {
        match self {
            Kind::MissingTable => "missing-table",
            Kind::UnreadableLine => "unreadable-line",
            Kind::UnreadableSetting => "unreadable-setting",
            Kind::UnknownWord => "unknown-word",
            Kind::UnknownNode => "unknown-node",
            Kind::NodeWithoutOrder => "node-without-order",
            Kind::MissingList => "missing-list",
            Kind::IdleList => "idle-list",
            Kind::ListWithoutNode => "list-without-node",
            Kind::NodeWithoutGroup => "node-without-group",
            Kind::GroupWithoutNode => "group-without-node",
            Kind::GroupOutOfReach => "group-out-of-reach",
            Kind::Unreachable => "unreachable",
            Kind::DanglingCode => "dangling-code",
            Kind::IdleExclusion => "idle-exclusion",
            Kind::NoExclusion => "no-exclusion",
            Kind::Overlap => "overlap",
            Kind::Contradiction => "contradiction",
            Kind::Duplicate => "duplicate",
        }
    }
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What kind.
    pub kind: Kind,
    /// How much it weighs.
    pub severity: Severity,
    /// What it is and what to do.
    pub words: Words,
    /// The file.
    pub file: String,
    /// The line, or 0 for the whole file.
    pub line: usize,
    /// The code, node or word it is about.
    pub code: String,
    /// How many such there are, where one finding stands for many.
    pub count: usize,
}

impl Finding {
    /// A finding about one line or, with line 0, a whole file.
    pub(crate) fn new(kind: Kind, severity: Severity, at: (&str, usize), code: &str) -> Finding {
        let (file, line) = (at.0.to_string(), at.1);
        let words = Words::default();
        Finding { kind, severity, words, file, line, code: code.to_string(), count: 1 }
    }

    /// With its sentence.
    pub(crate) fn say(mut self, zh: String, en: String) -> Finding {
        self.words = Words { zh, en };
        self
    }

    /// That it stands for many.
    pub(crate) fn counting(mut self, count: usize) -> Finding {
        self.count = count;
        self
    }
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.line {
            0 => write!(f, "{}: {}", self.file, self.words.en),
            line => write!(f, "{}:{line}: {}", self.file, self.words.en),
        }
    }
}
