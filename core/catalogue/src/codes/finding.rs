//! Findings: what is wrong with a code set or a map, where, and what to do.

use units::Words;

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The file cannot be used as it is.
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
    /// A line that cannot be read, or a file without any.
    UnreadableLine,
    /// Most codes are not of the kind that was named.
    WrongKind,
    /// A code with characters that no code has, or that only look right.
    OddCode,
    /// A code whose length or shape is not one of its kind.
    MalformedCode,
    /// A code without a name.
    EmptyName,
    /// A name with full-width letters, or with characters that were lost.
    OddName,
    /// A code that stands twice with different names or marks.
    Contradiction,
    /// A code or a pair that stands twice.
    Duplicate,
    /// A name that stands for two codes.
    SharedName,
    /// A map whose source is not in its edition.
    UnknownSource,
    /// A map whose target is not in its edition.
    UnknownTarget,
    /// A source that leads to two targets.
    SeveralTargets,
    /// Codes that lead to each other in a circle.
    Cycle,
    /// A target that is also a source: the map must not be taken twice.
    Chain,
    /// A code of the edition from which no map leads on.
    Unmapped,
}

impl Kind {
    /// The name for machines.
    pub fn name(self) -> &'static str {
        match self {
            Kind::UnreadableLine => "unreadable-line",
            Kind::WrongKind => "wrong-kind",
            Kind::OddCode => "odd-code",
            Kind::MalformedCode => "malformed-code",
            Kind::EmptyName => "empty-name",
            Kind::OddName => "odd-name",
            Kind::Contradiction => "contradiction",
            Kind::Duplicate => "duplicate",
            Kind::SharedName => "shared-name",
            Kind::UnknownSource => "unknown-source",
            Kind::UnknownTarget => "unknown-target",
            Kind::SeveralTargets => "several-targets",
            Kind::Cycle => "cycle",
            Kind::Chain => "chain",
            Kind::Unmapped => "unmapped",
        }
    }

    /// How much it weighs.
    pub fn severity(self) -> Severity {
        match self {
            Kind::UnreadableLine
            | Kind::WrongKind
            | Kind::OddCode
            | Kind::EmptyName
            | Kind::Contradiction
            | Kind::UnknownTarget => Severity::Error,
            Kind::MalformedCode
            | Kind::OddName
            | Kind::Duplicate
            | Kind::SharedName
            | Kind::UnknownSource
            | Kind::SeveralTargets
            | Kind::Cycle => Severity::Warning,
            Kind::Chain | Kind::Unmapped => Severity::Note,
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
    /// The code it is about.
    pub code: String,
}

impl Finding {
    /// A finding about one line or, with line 0, a whole file.
    pub fn new(kind: Kind, at: (&str, usize), code: &str, (zh, en): (String, String)) -> Finding {
        let (file, line) = (at.0.to_string(), at.1);
        let words = Words { zh, en };
        Finding { kind, severity: kind.severity(), words, file, line, code: code.to_string() }
    }
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.line {
            0 => write!(f, "{}: {} {}", self.file, self.words.zh, self.words.en),
            line => write!(f, "{}:{line}: {} {}", self.file, self.words.zh, self.words.en),
        }
    }
}
