//! The tables beside the journal: words, files, sums, the register; each row to its worker.

use super::kept_rows::Row;
use super::report::{Check, Findings, Unchecked};
use super::walk::Walk;
use record::canon::{Tally, read_file};

/// Rows that are read at once.
const ROWS: i64 = 4096;

impl Walk<'_> {
    /// What is wrong with all that is kept beside the journal.
    pub(super) async fn tables(&mut self) -> Result<Findings, Unchecked> {
        let mut findings = Findings::of(&self.code);
        self.words(&mut findings).await?;
        self.files(&mut findings).await?;
        self.sums(&mut findings).await?;
        self.register().await?;
        self.crew.rows_end(&mut findings)?;
        self.key_rows(&mut findings).await?;
        Ok(findings)
    }

    async fn words(&mut self, findings: &mut Findings) -> Result<(), Unchecked> {
        let table = self.store.words(self.number).await?;
        let (found, should) = (table.len(), self.lexicon.len());
        if found != should {
            let sentence = format!("{found} words were found, {should} should be");
            findings.whole(Check::Chain, sentence);
        }
        for ((number, should), found) in self.lexicon.since(0).zip(&table) {
            if should != found {
                let (found, should) = (found.escape_debug(), should.escape_debug());
                let sentence = format!("word {number} '{found}' was found, '{should}' should be");
                findings.whole(Check::Chain, sentence);
            }
        }
        Ok(())
    }

    async fn files(&mut self, findings: &mut Findings) -> Result<(), Unchecked> {
        let mut after = i64::MIN;
        loop {
            let rows = self.store.files_from(self.number, after, ROWS).await?;
            let Some((last, _)) = rows.last() else { return Ok(()) };
            after = *last;
            for (person, body) in rows {
                match read_file(&self.code, &self.lexicon, &body) {
                    Ok(file) => self.crew.row(Row::File(person as u64, Box::new(file)))?,
                    Err(error) => {
                        let sentence = format!("person {person}: the file that is kept: {error}");
                        findings.whole(Check::Sums, sentence);
                    }
                }
            }
        }
    }

    async fn sums(&mut self, findings: &mut Findings) -> Result<(), Unchecked> {
        let (mut after, mut most) = (i64::MIN, ROWS);
        loop {
            let mut rows = self.store.tallies_from(self.number, after, most).await?;
            let Some(last) = rows.last().map(|row| row.person) else { return Ok(()) };
            if rows.len() as i64 == most {
                // The last person's rows may be cut off: they come again.
                rows.retain(|row| row.person != last);
            }
            let Some(end) = rows.last().map(|row| row.person) else {
                most *= 2;
                continue;
            };
            after = end;
            let mut own: Vec<(i64, Tally)> = Vec::new();
            for (at, row) in rows.iter().enumerate() {
                match Tally::read(&self.code, &self.lexicon, &row.body) {
                    Ok(tally) => own.push((row.period, tally)),
                    Err(error) => {
                        let (person, period) = (row.person, row.period);
                        let sentence = format!("person {person}: sums of {period}: {error}");
                        findings.whole(Check::Sums, sentence);
                    }
                }
                if rows.get(at + 1).is_none_or(|next| next.person != row.person) {
                    let own = std::mem::take(&mut own);
                    self.crew.row(Row::Sums(row.person as u64, own))?;
                }
            }
        }
    }

    async fn register(&mut self) -> Result<(), Unchecked> {
        let mut after = String::new();
        loop {
            let rows = self.store.persons_from(self.number, &after, ROWS).await?;
            let Some(last) = rows.last() else { return Ok(()) };
            after = last.id.clone();
            for row in rows {
                self.crew.row(Row::Id(row.person as u64, row.id))?;
            }
        }
    }
}
