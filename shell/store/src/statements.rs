//! Statements: every SQL text of the house, in one registry; a test prepares all of them on both engines.
//!
//! One text serves both engines wherever both take it; where a set goes in or out, two stand side
//! by side: rows of `?` on SQLite, arrays on PostgreSQL. There each value of a set is looked up by
//! itself (`LATERAL … OFFSET 0`): a plan that was made while a table was small stays right. What one
//! engine does in another way has no text for it, and so cannot be used there by mistake.

use std::sync::LazyLock;

/// A statement.
#[derive(Debug)]
pub struct Statement {
    /// Its name.
    pub name: &'static str,
    /// For SQLite; `{rows}` stands for as many rows as go in. Empty: PostgreSQL alone has it.
    pub sqlite: &'static str,
    /// One such row.
    pub row: &'static str,
    /// For PostgreSQL. Empty: SQLite alone has it.
    pub postgres: &'static str,
}

impl Statement {
    const fn one(name: &'static str, text: &'static str) -> Statement {
        Statement { name, sqlite: text, row: "", postgres: text }
    }

    /// SQLite alone.
    const fn sqlite(name: &'static str, text: &'static str, row: &'static str) -> Statement {
        Statement { name, sqlite: text, row, postgres: "" }
    }

    /// PostgreSQL alone.
    const fn postgres(name: &'static str, text: &'static str) -> Statement {
        Statement { name, sqlite: "", row: "", postgres: text }
    }

    /// The text for so many rows on SQLite.
    pub fn rows(&self, count: usize) -> String {
        let rows = vec![self.row; count].join(",");
        self.sqlite.replace("{rows}", &rows)
    }
}

/// A statement that finds its rows by an index. SQLite keeps no statistics here and would go through all
/// rows of the area.
macro_rules! by_index {
    ($name:literal, $select:literal, $index:literal, $rest:literal) => {
        Statement {
            name: $name,
            sqlite: concat!($select, " INDEXED BY ", $index, $rest),
            row: "",
            postgres: concat!($select, $rest),
        }
    };
}

macro_rules! registry {
    ($list:ident: $($(#[$doc:meta])* $name:ident = $statement:expr;)*) => {
        $($(#[$doc])* pub static $name: Statement = $statement;)*
        /// The statements of this file.
        pub(super) static $list: &[&Statement] = &[$(&$name),*];
    };
}

mod codes;

pub use codes::*;

/// All statements.
pub static ALL: LazyLock<Vec<&'static Statement>> =
    LazyLock::new(|| [OF_BOOKS, codes::OF_CODES].concat());

registry! { OF_BOOKS:
    /// Every column of every table, in the words of one engine.
    CATALOGUE = Statement { name: "catalogue",
        sqlite: "SELECT t.name, c.name, CASE c.type WHEN 'INTEGER' THEN 'BIGINT' WHEN 'BLOB' THEN 'BYTES' ELSE c.type END, \
            c.\"notnull\" = 0 AND c.pk = 0, CAST(c.pk AS BIGINT) \
            FROM sqlite_schema t, pragma_table_info(t.name) c WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' ORDER BY t.name, c.cid",
        row: "",
        postgres: "SELECT c.table_name::text, c.column_name::text, CASE c.data_type WHEN 'bytea' THEN 'BYTES' ELSE upper(c.data_type) END, \
            c.is_nullable = 'YES', COALESCE(k.ordinal_position, 0)::bigint \
            FROM information_schema.columns c \
            LEFT JOIN information_schema.table_constraints p ON p.table_schema = c.table_schema AND p.table_name = c.table_name AND p.constraint_type = 'PRIMARY KEY' \
            LEFT JOIN information_schema.key_column_usage k ON k.constraint_schema = p.constraint_schema AND k.constraint_name = p.constraint_name AND k.column_name = c.column_name \
            WHERE c.table_schema = current_schema() ORDER BY c.table_name COLLATE \"C\", c.ordinal_position" };
    /// The last batch of an area.
    TAIL = Statement::one("tail",
        "SELECT first, last, written, head, sheet FROM batches WHERE area = $1 ORDER BY first DESC LIMIT 1");
    /// The batch that begins at a seq.
    BATCH = Statement::one("batch",
        "SELECT first, last, written, head, sheet FROM batches WHERE area = $1 AND first = $2");
    /// Batches from a seq on.
    BATCHES = Statement::one("batches",
        "SELECT first, last, written, head, sheet FROM batches WHERE area = $1 AND first >= $2 ORDER BY first LIMIT $3");
    /// The last batches before a seq, newest first.
    BATCHES_BACK = Statement::one("batches-back",
        "SELECT first, last, written, head, sheet FROM batches WHERE area = $1 AND first < $2 ORDER BY first DESC LIMIT $3");
    /// The batch in which an event stands.
    BATCH_OF = Statement::one("batch-of",
        "SELECT first, last, written, head, sheet FROM batches WHERE area = $1 AND first <= $2 ORDER BY first DESC LIMIT 1");
    /// Words of an area.
    WORDS = Statement::one("words", "SELECT word FROM words WHERE area = $1 ORDER BY no");
    /// Areas that have a journal, or a desk that is to begin one; from one area to the next by the
    /// index. An area whose lease was taken away still has its journal.
    AREAS = Statement::one("areas",
        "WITH RECURSIVE b(area) AS (SELECT MIN(area) FROM batches UNION ALL SELECT (SELECT MIN(area) FROM batches WHERE area > b.area) FROM b WHERE b.area IS NOT NULL), \
            e(area) AS (SELECT MIN(area) FROM events UNION ALL SELECT (SELECT MIN(area) FROM events WHERE area > e.area) FROM e WHERE e.area IS NOT NULL) \
            SELECT area FROM leases UNION SELECT area FROM b WHERE area IS NOT NULL UNION SELECT area FROM e WHERE area IS NOT NULL ORDER BY area");
    /// Areas that have a catalogue, or in which institutions lie.
    REGISTERED = Statement::one("registered",
        "WITH RECURSIVE i(area) AS (SELECT MIN(area) FROM items UNION ALL SELECT (SELECT MIN(area) FROM items WHERE area > i.area) FROM i WHERE i.area IS NOT NULL) \
            SELECT area FROM institutions UNION SELECT area FROM i WHERE area IS NOT NULL ORDER BY area");
    /// Takes the lease of an area.
    LEASE = Statement::one("lease",
        "INSERT INTO leases (area, epoch, holder) VALUES ($1, 1, $2) ON CONFLICT (area) DO UPDATE SET epoch = leases.epoch + 1, holder = excluded.holder RETURNING epoch");
    /// Who holds the lease of an area.
    HOLDER = Statement::one("holder", "SELECT holder FROM leases WHERE area = $1");
    /// A desk of an area is present, beside others.
    PRESENT = Statement::postgres("present",
        "SELECT pg_try_advisory_lock_shared(1735355239, $1::int)");
    /// The same, and no other is.
    ALONE = Statement::postgres("alone", "SELECT pg_try_advisory_lock(1735355239, $1::int)");
    /// Others may be present again.
    ALONE_NO_MORE = Statement::postgres("alone-no-more",
        "SELECT pg_advisory_unlock(1735355239, $1::int)");
    /// The epoch of an area.
    EPOCH = Statement::one("epoch", "SELECT epoch FROM leases WHERE area = $1");
    /// Events of a span.
    EVENTS = Statement::one("events",
        "SELECT seq, visit, body FROM events WHERE area = $1 AND seq >= $2 AND seq <= $3 ORDER BY seq");
    /// Events of some visits.
    EVENTS_OF_VISITS = Statement::sqlite("events-of-visits",
        "SELECT seq, visit, body FROM events INDEXED BY events_visit WHERE area = ? AND visit IN ({rows}) ORDER BY visit, seq", "?");
    /// Message keys that are there (without a visit) and events of some visits, in one answer.
    FOUND_PG = Statement::postgres("found-pg",
        "SELECT NULL::bigint, k.seq, k.message FROM unnest($2::bytea[]) w(one) CROSS JOIN LATERAL (SELECT seq, message FROM message_keys WHERE area = $1 AND message = w.one OFFSET 0) k \
            UNION ALL SELECT k.visit, k.seq, k.body FROM unnest($3::bigint[]) w(one) CROSS JOIN LATERAL (SELECT visit, seq, body FROM events WHERE area = $1 AND visit = w.one OFFSET 0) k");
    /// Files (without a period) and tallies of some persons, in one answer.
    KEPT_PG = Statement::postgres("kept-pg",
        "SELECT NULL::bigint, k.person, k.body FROM unnest($2::bigint[]) w(one) CROSS JOIN LATERAL (SELECT person, body FROM people WHERE area = $1 AND person = w.one OFFSET 0) k \
            UNION ALL SELECT k.period, k.person, k.body FROM unnest($2::bigint[]) w(one) CROSS JOIN LATERAL (SELECT period, person, body FROM tallies WHERE area = $1 AND person = w.one OFFSET 0) k");
    /// Single events.
    EVENTS_AT = Statement { name: "events-at",
        sqlite: "SELECT seq, visit, body FROM events WHERE area = ? AND seq IN ({rows}) ORDER BY seq",
        row: "?",
        postgres: "SELECT k.* FROM unnest($2::bigint[]) w(one) CROSS JOIN LATERAL (SELECT seq, visit, body FROM events WHERE area = $1 AND seq = w.one OFFSET 0) k ORDER BY seq" };
    /// Message keys that are there.
    KEYS = Statement::sqlite("keys",
        "SELECT message, seq FROM message_keys WHERE area = ? AND message IN ({rows})", "?");
    /// All message keys of an area, in order.
    KEYS_FROM = Statement::one("keys-from",
        "SELECT message, seq FROM message_keys WHERE area = $1 AND message > $2 ORDER BY message LIMIT $3");
    /// Files of persons.
    FILES = Statement::sqlite("files",
        "SELECT person, body FROM people WHERE area = ? AND person IN ({rows})", "?");
    /// Files of an area, in order.
    FILES_FROM = Statement::one("files-from",
        "SELECT person, body FROM people WHERE area = $1 AND person > $2 ORDER BY person LIMIT $3");
    /// Tallies of persons.
    TALLIES = Statement::sqlite("tallies",
        "SELECT person, period, body FROM tallies WHERE area = ? AND person IN ({rows})", "?");
    /// Tallies of an area, in order.
    TALLIES_FROM = Statement::one("tallies-from",
        "SELECT person, period, body FROM tallies WHERE area = $1 AND person > $2 ORDER BY person, period LIMIT $3");
    /// Persons by id.
    PERSONS = Statement { name: "persons",
        sqlite: "SELECT id, person, name, document, sex, division, household FROM persons WHERE area = ? AND id IN ({rows})",
        row: "?",
        postgres: "SELECT k.* FROM unnest($2::text[]) w(one) CROSS JOIN LATERAL (SELECT id, person, name, document, sex, division, household FROM persons WHERE area = $1 AND id = w.one OFFSET 0) k" };
    /// A person by number.
    PERSON = by_index!("person", "SELECT id, person, name, document, sex, division, household FROM persons", "persons_person",
        " WHERE area = $1 AND person = $2");
    /// Persons in the order of their ids.
    PERSONS_FROM = Statement::one("persons-from",
        "SELECT id, person, name, document, sex, division, household FROM persons WHERE area = $1 AND id > $2 ORDER BY id LIMIT $3");
    /// Persons by the number of their document.
    PERSONS_OF_DOCUMENT = by_index!("persons-of-document", "SELECT id, person, name, document, sex, division, household FROM persons", "persons_document",
        " WHERE area = $1 AND document = $2 ORDER BY id");
    /// Credentials of a number.
    CREDENTIALS = Statement::one("credentials",
        "SELECT number, kind, serial, from_day, to_day, person FROM credentials WHERE area = $1 AND number = $2 ORDER BY kind, serial, from_day");
    /// Credentials of some numbers.
    CREDENTIALS_OF = Statement { name: "credentials-of",
        sqlite: "SELECT number, kind, serial, from_day, to_day, person FROM credentials WHERE area = ? AND number IN ({rows})",
        row: "?",
        postgres: "SELECT k.* FROM unnest($2::text[]) w(one) CROSS JOIN LATERAL (SELECT number, kind, serial, from_day, to_day, person FROM credentials WHERE area = $1 AND number = w.one OFFSET 0) k" };
    /// The register of credentials.
    CREDENTIALS_PUT = Statement { name: "credentials-put",
        sqlite: "INSERT INTO credentials (area, number, kind, serial, from_day, to_day, person) VALUES {rows} \
            ON CONFLICT (area, number, kind, serial, from_day) DO UPDATE SET to_day = excluded.to_day, person = excluded.person",
        row: "(?,?,?,?,?,?,?)",
        postgres: "INSERT INTO credentials (area, number, kind, serial, from_day, to_day, person) SELECT $1, n.* FROM unnest($2::text[], $3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::bigint[]) n \
            ON CONFLICT (area, number, kind, serial, from_day) DO UPDATE SET to_day = excluded.to_day, person = excluded.person" };
    /// Divisions of an area.
    DIVISIONS = Statement::one("divisions", "SELECT code, name FROM divisions WHERE area = $1 ORDER BY code");
    /// The register of divisions.
    DIVISION_PUT = Statement::one("division-put",
        "INSERT INTO divisions (area, code, name) VALUES ($1, $2, $3) ON CONFLICT (area, code) DO UPDATE SET name = excluded.name");
    /// Doctors of an institution.
    DOCTORS = Statement::one("doctors",
        "SELECT institution, code, from_day, to_day, name, title, department FROM doctors WHERE institution = $1 ORDER BY code, from_day");
    /// The register of doctors.
    DOCTOR_PUT = Statement::one("doctor-put",
        "INSERT INTO doctors (institution, code, from_day, to_day, name, title, department) VALUES ($1, $2, $3, $4, $5, $6, $7) \
         ON CONFLICT (institution, code, from_day) DO UPDATE SET to_day = excluded.to_day, name = excluded.name, title = excluded.title, department = excluded.department");
    /// An operator signs in; a row that is there stays as it is.
    SIGN_IN = Statement::one("sign-in",
        "INSERT INTO sign_ins (institution, sign_no, message, operator, device, address, signed_in) VALUES ($1, $2, $3, $4, $5, $6, $7) \
         ON CONFLICT (institution, sign_no) DO NOTHING");
    /// An operator signs out, once.
    SIGN_OUT = Statement::one("sign-out",
        "UPDATE sign_ins SET signed_out = $3, out_message = $4 WHERE institution = $1 AND sign_no = $2 AND signed_out IS NULL");
    /// A sign-in by its number.
    SIGN_IN_OF = Statement::one("sign-in-of",
        "SELECT institution, sign_no, message, operator, device, address, signed_in, signed_out, out_message FROM sign_ins WHERE institution = $1 AND sign_no = $2");
    /// A sign-in by the message that signed out.
    SIGN_IN_ENDED_BY = Statement::one("sign-in-ended-by",
        "SELECT institution, sign_no, message, operator, device, address, signed_in, signed_out, out_message FROM sign_ins WHERE institution = $1 AND out_message = $2");
    /// What some institutions are on a day.
    INSTITUTIONS = Statement { name: "institutions",
        sqlite: "SELECT code, from_day, to_day, name, level, rank, kind, area, designated FROM institutions WHERE code IN ({rows}) ORDER BY code, from_day",
        row: "?",
        postgres: "SELECT code, from_day, to_day, name, level, rank, kind, area, designated FROM institutions WHERE code = ANY($1) ORDER BY code, from_day" };
    /// Institutions in order.
    INSTITUTIONS_ALL = Statement::one("institutions-all",
        "SELECT code, from_day, to_day, name, level, rank, kind, area, designated FROM institutions ORDER BY code, from_day");
    /// What some items are on a day.
    ITEMS = Statement { name: "items",
        sqlite: "SELECT code, from_day, to_day, name, class, item_group, first_pay, price_limit FROM items WHERE area = ? AND code IN ({rows}) ORDER BY code, from_day",
        row: "?",
        postgres: "SELECT code, from_day, to_day, name, class, item_group, first_pay, price_limit FROM items WHERE area = $1 AND code = ANY($2) ORDER BY code, from_day" };
    /// A law by its hash.
    LAW = Statement::one("law", "SELECT body FROM laws WHERE hash = $1");
    /// Keeps a law.
    LAW_PUT = Statement::one("law-put",
        "INSERT INTO laws (hash, body) VALUES ($1, $2) ON CONFLICT (hash) DO NOTHING");
    /// What the books say of themselves.
    MARK = Statement::one("mark", "SELECT value FROM marks WHERE name = $1");
    /// The books say it.
    MARK_PUT = Statement::one("mark-put",
        "INSERT INTO marks (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value");
    /// The seq up to which an area is derived.
    FOLLOWED = Statement::one("followed", "SELECT seq FROM follow WHERE area = $1");
    /// An area that was never derived gets a cursor.
    FOLLOW_BEGIN = Statement::one("follow-begin",
        "INSERT INTO follow (area, seq) VALUES ($1, 0) ON CONFLICT (area) DO NOTHING");
    /// The cursor moves, if it is where the step began.
    FOLLOW_MOVE = Statement::one("follow-move",
        "UPDATE follow SET seq = $3 WHERE area = $1 AND seq = $2");
    /// What happened to whom.
    PERSON_EVENTS_PUT = Statement { name: "person-events-put",
        sqlite: "INSERT INTO person_events (area, person, seq) VALUES {rows}",
        row: "(?,?,?)",
        postgres: "INSERT INTO person_events (area, person, seq) SELECT $1, n.* FROM unnest($2::bigint[], $3::bigint[]) n" };
    /// What happened to a person.
    PERSON_EVENTS = Statement::one("person-events",
        "SELECT seq FROM person_events WHERE area = $1 AND person = $2 ORDER BY seq");
    /// Settlements.
    BILLS_PUT = Statement { name: "bills-put",
        sqlite: "INSERT INTO bills (area, seq, person, visit, institution, care, from_day, to_day, ruling_day, written, total, funds, account, cash, mid_stay, corrects, continues, undone_by) VALUES {rows}",
        row: "(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
        postgres: "INSERT INTO bills (area, seq, person, visit, institution, care, from_day, to_day, ruling_day, written, total, funds, account, cash, mid_stay, corrects, continues, undone_by) \
            SELECT $1, n.* FROM unnest($2::bigint[], $3::bigint[], $4::bigint[], $5::text[], $6::text[], $7::bigint[], $8::bigint[], $9::bigint[], $10::bigint[], $11::bigint[], $12::bigint[], $13::bigint[], $14::bigint[], $15::bigint[], $16::bigint[], $17::bigint[], $18::bigint[]) n" };
    /// A settlement is undone, or stands again.
    BILL_MARK = Statement::one("bill-mark",
        "UPDATE bills SET undone_by = $3 WHERE area = $1 AND seq = $2");
    /// A settlement.
    BILL = Statement::one("bill",
        "SELECT seq, person, visit, institution, care, from_day, to_day, ruling_day, written, total, funds, account, cash, mid_stay, corrects, continues, undone_by FROM bills WHERE area = $1 AND seq = $2");
    /// Settlements of a person.
    BILLS_OF = by_index!("bills-of", "SELECT seq, person, visit, institution, care, from_day, to_day, ruling_day, written, total, funds, account, cash, mid_stay, corrects, continues, undone_by FROM bills", "bills_person",
        " WHERE area = $1 AND person = $2 ORDER BY seq");
    /// The last settlements before a seq.
    BILLS_BACK = Statement::one("bills-back",
        "SELECT seq, person, visit, institution, care, from_day, to_day, ruling_day, written, total, funds, account, cash, mid_stay, corrects, continues, undone_by FROM bills WHERE area = $1 AND seq < $2 ORDER BY seq DESC LIMIT $3");
    /// The last day of care of some persons.
    LAST_CARE = Statement { name: "last-care",
        sqlite: "SELECT person, MAX(to_day) FROM bills INDEXED BY bills_person WHERE area = ? AND person IN ({rows}) GROUP BY person",
        row: "?",
        postgres: "SELECT person, MAX(to_day) FROM bills WHERE area = $1 AND person = ANY($2) GROUP BY person" };
    /// What care came to, and what funds paid of it; a stay settled in parts counts once.
    BILL_SUMS = Statement::one("bill-sums",
        "SELECT CAST(COALESCE(SUM(bills), 0) AS BIGINT), CAST(COALESCE(SUM(total), 0) AS BIGINT), CAST(COALESCE(SUM(basic + catastrophic + aid + other), 0) AS BIGINT) FROM care_months WHERE area = $1");
    /// Postings of a fund on a day are added.
    FUND_DAY_ADD = Statement::one("fund-day-add",
        "INSERT INTO fund_days (area, fund, account, day, debit, credit) VALUES ($1, $2, $3, $4, $5, $6) \
         ON CONFLICT (area, fund, account, day) DO UPDATE SET debit = fund_days.debit + excluded.debit, credit = fund_days.credit + excluded.credit");
    /// Every account of every fund over all days.
    FUND_SUMS = Statement::one("fund-sums",
        "SELECT fund, account, MAX(day), CAST(SUM(debit) AS BIGINT), CAST(SUM(credit) AS BIGINT) FROM fund_days WHERE area = $1 GROUP BY fund, account ORDER BY fund, account");
    /// The days of a fund.
    FUND_DAYS = Statement::one("fund-days",
        "SELECT fund, account, day, debit, credit FROM fund_days WHERE area = $1 AND fund = $2 AND day <= $3 ORDER BY account, day");
    /// What a fund owes an institution is added.
    INSTITUTION_DAY_ADD = Statement::one("institution-day-add",
        "INSERT INTO institution_days (area, institution, fund, day, amount) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (area, institution, fund, day) DO UPDATE SET amount = institution_days.amount + excluded.amount");
    /// What funds came to owe institutions within days.
    INSTITUTION_SUMS = Statement::one("institution-sums",
        "SELECT institution, fund, MAX(day), CAST(SUM(amount) AS BIGINT) FROM institution_days WHERE area = $1 AND day >= $2 AND day <= $3 GROUP BY institution, fund ORDER BY institution, fund");
    /// The books as institutions write them.
    SETTLEMENT_ROWS_PUT = Statement { name: "settlement-rows-put",
        sqlite: "INSERT INTO settlement_rows (area, seq, bill, institution, day, sign, person, visit, insurance, care, total, funds, account, cash) VALUES {rows}",
        row: "(?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
        postgres: "INSERT INTO settlement_rows (area, seq, bill, institution, day, sign, person, visit, insurance, care, total, funds, account, cash) \
            SELECT $1, n.* FROM unnest($2::bigint[], $3::bigint[], $4::text[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[], $9::text[], $10::text[], $11::bigint[], $12::bigint[], $13::bigint[], $14::bigint[]) n" };
    /// The last day up to one on which an institution settled.
    SETTLED_LAST = by_index!("settled-last", "SELECT MAX(day) FROM settlement_rows", "settlement_rows_institution", " WHERE area = $1 AND institution = $2 AND day <= $3");
    /// Rows of an institution within days, summed.
    SETTLEMENT_SUMS = by_index!("settlement-sums", "SELECT insurance, care, sign, COUNT(*), CAST(SUM(total) AS BIGINT), CAST(SUM(funds) AS BIGINT), CAST(SUM(account) AS BIGINT), CAST(SUM(cash) AS BIGINT) FROM settlement_rows", "settlement_rows_institution",
        " WHERE area = $1 AND institution = $2 AND day >= $3 AND day <= $4 GROUP BY insurance, care, sign ORDER BY insurance, care, sign");
    /// Rows of an institution within days.
    SETTLEMENT_ROWS = by_index!("settlement-rows", "SELECT seq, bill, institution, day, sign, person, visit, insurance, care, total, funds, account, cash FROM settlement_rows", "settlement_rows_institution",
        " WHERE area = $1 AND institution = $2 AND day >= $3 AND day <= $4 ORDER BY seq LIMIT $5");
    /// Rows by their seq.
    SETTLEMENT_ROWS_AT = Statement { name: "settlement-rows-at",
        sqlite: "SELECT seq, bill, institution, day, sign, person, visit, insurance, care, total, funds, account, cash FROM settlement_rows WHERE area = ? AND seq IN ({rows})",
        row: "?",
        postgres: "SELECT seq, bill, institution, day, sign, person, visit, insurance, care, total, funds, account, cash FROM settlement_rows WHERE area = $1 AND seq = ANY($2)" };
    /// Settlements of a month are added.
    CARE_MONTHS_ADD = Statement { name: "care-months-add",
        sqlite: "INSERT INTO care_months (area, month, insurance, care, level, place, age, class, bills, total, in_scope, basic, catastrophic, aid, other, account, cash) VALUES {rows} \
            ON CONFLICT (area, month, insurance, care, level, place, age, class) DO UPDATE SET bills = care_months.bills + excluded.bills, total = care_months.total + excluded.total, in_scope = care_months.in_scope + excluded.in_scope, basic = care_months.basic + excluded.basic, catastrophic = care_months.catastrophic + excluded.catastrophic, aid = care_months.aid + excluded.aid, other = care_months.other + excluded.other, account = care_months.account + excluded.account, cash = care_months.cash + excluded.cash",
        row: "(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
        postgres: "INSERT INTO care_months (area, month, insurance, care, level, place, age, class, bills, total, in_scope, basic, catastrophic, aid, other, account, cash) \
            SELECT $1, n.* FROM unnest($2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::bigint[], $10::bigint[], $11::bigint[], $12::bigint[], $13::bigint[], $14::bigint[], $15::bigint[], $16::bigint[], $17::bigint[]) n \
            ON CONFLICT (area, month, insurance, care, level, place, age, class) DO UPDATE SET bills = care_months.bills + excluded.bills, total = care_months.total + excluded.total, in_scope = care_months.in_scope + excluded.in_scope, basic = care_months.basic + excluded.basic, catastrophic = care_months.catastrophic + excluded.catastrophic, aid = care_months.aid + excluded.aid, other = care_months.other + excluded.other, account = care_months.account + excluded.account, cash = care_months.cash + excluded.cash" };
    /// Persons with a cover are added.
    INSURED_ADD = Statement { name: "insured-add",
        sqlite: "INSERT INTO insured (area, insurance, status, class, born, from_month, to_month, persons) VALUES {rows} \
            ON CONFLICT (area, insurance, status, class, born, from_month, to_month) DO UPDATE SET persons = insured.persons + excluded.persons",
        row: "(?,?,?,?,?,?,?,?)",
        postgres: "INSERT INTO insured (area, insurance, status, class, born, from_month, to_month, persons) \
            SELECT $1, n.* FROM unnest($2::text[], $3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[]) n \
            ON CONFLICT (area, insurance, status, class, born, from_month, to_month) DO UPDATE SET persons = insured.persons + excluded.persons" };
    /// Settlements of some months by month, insurance and care.
    CARE_BY_MONTH = Statement::one("care-by-month",
        "SELECT month, insurance, care, '', '', '', '', CAST(SUM(bills) AS BIGINT), CAST(SUM(total) AS BIGINT), CAST(SUM(in_scope) AS BIGINT), CAST(SUM(basic) AS BIGINT), CAST(SUM(catastrophic) AS BIGINT), CAST(SUM(aid) AS BIGINT), CAST(SUM(other) AS BIGINT), CAST(SUM(account) AS BIGINT), CAST(SUM(cash) AS BIGINT) FROM care_months WHERE area = $1 AND month >= $2 AND month <= $3 GROUP BY month, insurance, care HAVING SUM(bills) <> 0 OR SUM(total) <> 0 ORDER BY month, insurance, care");
    /// Settlements of some months by insurance, care, age and class.
    CARE_BY_PERSON = Statement::one("care-by-person",
        "SELECT CAST(0 AS BIGINT), insurance, care, '', '', age, class, CAST(SUM(bills) AS BIGINT), CAST(SUM(total) AS BIGINT), CAST(SUM(in_scope) AS BIGINT), CAST(SUM(basic) AS BIGINT), CAST(SUM(catastrophic) AS BIGINT), CAST(SUM(aid) AS BIGINT), CAST(SUM(other) AS BIGINT), CAST(SUM(account) AS BIGINT), CAST(SUM(cash) AS BIGINT) FROM care_months WHERE area = $1 AND month >= $2 AND month <= $3 GROUP BY insurance, care, age, class HAVING SUM(bills) <> 0 OR SUM(total) <> 0 ORDER BY insurance, care, age, class");
    /// Settlements of some months by insurance, care, level and place.
    CARE_BY_PLACE = Statement::one("care-by-place",
        "SELECT CAST(0 AS BIGINT), insurance, care, level, place, '', '', CAST(SUM(bills) AS BIGINT), CAST(SUM(total) AS BIGINT), CAST(SUM(in_scope) AS BIGINT), CAST(SUM(basic) AS BIGINT), CAST(SUM(catastrophic) AS BIGINT), CAST(SUM(aid) AS BIGINT), CAST(SUM(other) AS BIGINT), CAST(SUM(account) AS BIGINT), CAST(SUM(cash) AS BIGINT) FROM care_months WHERE area = $1 AND month >= $2 AND month <= $3 GROUP BY insurance, care, level, place HAVING SUM(bills) <> 0 OR SUM(total) <> 0 ORDER BY insurance, care, level, place");
    /// Persons covered on the last day of a month.
    INSURED = Statement::one("insured",
        "SELECT insurance, status, class, born, CAST(SUM(persons) AS BIGINT) FROM insured WHERE area = $1 AND from_month <= $2 AND to_month >= $2 GROUP BY insurance, status, class, born HAVING SUM(persons) <> 0 ORDER BY insurance, status, class, born");
    /// A person's order was disturbed.
    DISTURBED_PUT = Statement::one("disturbed-put",
        "INSERT INTO disturbed (area, person) VALUES ($1, $2) ON CONFLICT (area, person) DO NOTHING");
    /// Those of some persons whose order was disturbed.
    DISTURBED = Statement { name: "disturbed",
        sqlite: "SELECT person FROM disturbed WHERE area = ? AND person IN ({rows})",
        row: "?",
        postgres: "SELECT person FROM disturbed WHERE area = $1 AND person = ANY($2)" };
    /// A visit has another kind of care by a description.
    DESCRIBED_PUT = Statement::one("described-put",
        "INSERT INTO described (area, visit, seq) VALUES ($1, $2, $3) ON CONFLICT (area, visit) DO UPDATE SET seq = excluded.seq");
    /// Those of some visits that have one, with the last description.
    DESCRIBED = Statement { name: "described",
        sqlite: "SELECT visit, seq FROM described WHERE area = ? AND visit IN ({rows})",
        row: "?",
        postgres: "SELECT visit, seq FROM described WHERE area = $1 AND visit = ANY($2)" };
    /// What was due of a person is due no more.
    DUE_PARTS_CLEAR = Statement::one("due-parts-clear",
        "DELETE FROM due_parts WHERE area = $1 AND bill IN (SELECT bill FROM due WHERE area = $1 AND person = $2)");
    /// The same.
    DUE_CLEAR = Statement::one("due-clear", "DELETE FROM due WHERE area = $1 AND person = $2");
    /// A bill is due.
    DUE_PUT = Statement::one("due-put",
        "INSERT INTO due (area, bill, person, since, paid, would, note) VALUES ($1, $2, $3, $4, $5, $6, $7)");
    /// A payer of a bill that is due.
    DUE_PART_PUT = Statement::one("due-part-put",
        "INSERT INTO due_parts (area, bill, place, part, fund, was, would) VALUES ($1, $2, $3, $4, $5, $6, $7)");
    /// Bills that are due.
    DUE = Statement::one("due",
        "SELECT bill, person, since, paid, would, note FROM due WHERE area = $1 AND bill > $2 ORDER BY bill LIMIT $3");
    /// The payers of a bill that is due.
    DUE_PARTS = Statement::one("due-parts",
        "SELECT part, fund, was, would FROM due_parts WHERE area = $1 AND bill = $2 ORDER BY place");
    /// How many bills are due.
    DUE_COUNT = Statement::one("due-count", "SELECT COUNT(*) FROM due WHERE area = $1");
    /// A read of a person.
    READ_PUT = Statement::one("read-put",
        "INSERT INTO reads (moment, viewer, purpose, area, person) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING");
    /// The last reads of a person.
    READS = Statement::one("reads",
        "SELECT moment, viewer, purpose, area, person FROM reads WHERE area = $1 AND person = $2 ORDER BY moment DESC LIMIT $3");
    /// What came of a check.
    CHECK_PUT = Statement::one("check-put",
        "INSERT INTO checks (area, moment, last, bills, answered, anchors, found, first) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING");
    /// The last checks of an area, newest first.
    CHECKS = Statement::one("checks",
        "SELECT area, moment, last, bills, answered, anchors, found, first FROM checks WHERE area = $1 ORDER BY moment DESC LIMIT $2");
    /// A message that was refused.
    REFUSAL_PUT = Statement::one("refusal-put",
        "INSERT INTO refusals (institution, no, moment, transaction_no, message, code, zh, en, more) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING");
    /// All but the last refusals of an institution go.
    REFUSALS_PAST = Statement::one("refusals-past",
        "DELETE FROM refusals WHERE institution = $1 AND no < (SELECT MIN(no) FROM (SELECT no FROM refusals WHERE institution = $1 ORDER BY no DESC LIMIT $2) newest)");
    /// The last refusals of an institution before one, newest first.
    REFUSALS = Statement::one("refusals",
        "SELECT institution, no, moment, transaction_no, message, code, zh, en, more FROM refusals WHERE institution = $1 AND no < $2 ORDER BY no DESC LIMIT $3");
    /// Everything that is derived of an area is thrown away.
    FORGET_FOLLOW = Statement::one("forget-follow", "DELETE FROM follow WHERE area = $1");
    /// The same.
    FORGET_PERSON_EVENTS = Statement::one("forget-person-events", "DELETE FROM person_events WHERE area = $1");
    /// The same.
    FORGET_BILLS = Statement::one("forget-bills", "DELETE FROM bills WHERE area = $1");
    /// The same.
    FORGET_FUND_DAYS = Statement::one("forget-fund-days", "DELETE FROM fund_days WHERE area = $1");
    /// The same.
    FORGET_INSTITUTION_DAYS = Statement::one("forget-institution-days", "DELETE FROM institution_days WHERE area = $1");
    /// The same.
    FORGET_DISTURBED = Statement::one("forget-disturbed", "DELETE FROM disturbed WHERE area = $1");
    /// The same.
    FORGET_DUE = Statement::one("forget-due", "DELETE FROM due WHERE area = $1");
    /// The same.
    FORGET_DUE_PARTS = Statement::one("forget-due-parts", "DELETE FROM due_parts WHERE area = $1");
    /// The same.
    FORGET_DESCRIBED = Statement::one("forget-described", "DELETE FROM described WHERE area = $1");
    /// The same.
    FORGET_SETTLEMENT_ROWS = Statement::one("forget-settlement-rows", "DELETE FROM settlement_rows WHERE area = $1");
    /// Forgets sums of care.
    FORGET_CARE_MONTHS = Statement::one("forget-care-months", "DELETE FROM care_months WHERE area = $1");
    /// Forgets how many were insured.
    FORGET_INSURED = Statement::one("forget-insured", "DELETE FROM insured WHERE area = $1");
    /// A file that is kept for an institution.
    FILE = Statement::one("file",
        "SELECT institution, number, name, asked, body, made, until FROM files WHERE institution = $1 AND number = $2");
    /// Keeps a file; what stands under its number stays.
    FILE_PUT = Statement::one("file-put",
        "INSERT INTO files (institution, number, name, asked, body, made, until) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (institution, number) DO NOTHING");
    /// Files of an institution that are past their time go.
    FILES_PAST = Statement::one("files-past", "DELETE FROM files WHERE institution = $1 AND until < $2");
    /// The lease, held to the end of the transaction.
    LEASE_HELD = Statement::sqlite("lease-held",
        "SELECT epoch FROM leases WHERE area = $1 AND epoch = $2", "");
    /// One batch with all it brings.
    COMMIT_PG = Statement::postgres("commit-pg",
        "WITH held AS (SELECT area FROM leases WHERE area = $1 AND epoch = $2 FOR SHARE), \
            b AS (INSERT INTO batches (area, first, last, written, head, sheet) SELECT area, $3, $4, $5, $6, $7 FROM held RETURNING area), \
            e AS (INSERT INTO events (area, seq, visit, body) SELECT held.area, n.* FROM held, unnest($8::bigint[], $9::bigint[], $10::bytea[]) n), \
            k AS (INSERT INTO message_keys (area, message, seq) SELECT held.area, n.* FROM held, unnest($11::bytea[], $12::bigint[]) n), \
            t AS (INSERT INTO tallies (area, person, period, body) SELECT held.area, n.* FROM held, unnest($13::bigint[], $14::bigint[], $15::bytea[]) n \
                ON CONFLICT (area, person, period) DO UPDATE SET body = excluded.body) \
            SELECT area FROM b");
    /// A batch.
    BATCH_PUT = Statement::sqlite("batch-put",
        "INSERT INTO batches (area, first, last, written, head, sheet) VALUES ($1, $2, $3, $4, $5, $6)", "");
    /// Events.
    EVENTS_PUT = Statement::sqlite("events-put",
        "INSERT INTO events (area, seq, visit, body) VALUES {rows}", "(?,?,?,?)");
    /// Message keys.
    KEYS_PUT = Statement::sqlite("keys-put",
        "INSERT INTO message_keys (area, message, seq) VALUES {rows}", "(?,?,?)");
    /// Tallies.
    TALLIES_PUT = Statement::sqlite("tallies-put",
        "INSERT INTO tallies (area, person, period, body) VALUES {rows} ON CONFLICT (area, person, period) DO UPDATE SET body = excluded.body", "(?,?,?,?)");
    /// Words.
    WORDS_PUT = Statement { name: "words-put",
        sqlite: "INSERT INTO words (area, no, word) VALUES {rows}",
        row: "(?,?,?)",
        postgres: "INSERT INTO words (area, no, word) SELECT $1, n.* FROM unnest($2::bigint[], $3::text[]) n" };
    /// Files of persons.
    FILES_PUT = Statement { name: "files-put",
        sqlite: "INSERT INTO people (area, person, body) VALUES {rows} ON CONFLICT (area, person) DO UPDATE SET body = excluded.body",
        row: "(?,?,?)",
        postgres: "INSERT INTO people (area, person, body) SELECT $1, n.* FROM unnest($2::bigint[], $3::bytea[]) n ON CONFLICT (area, person) DO UPDATE SET body = excluded.body" };
    /// The register of persons.
    PERSONS_PUT = Statement { name: "persons-put",
        sqlite: "INSERT INTO persons (area, id, person, name, document, sex, division, household) VALUES {rows} \
            ON CONFLICT (area, id) DO UPDATE SET name = excluded.name, document = excluded.document, sex = excluded.sex, division = excluded.division, household = excluded.household",
        row: "(?,?,?,?,?,?,?,?)",
        postgres: "INSERT INTO persons (area, id, person, name, document, sex, division, household) SELECT $1, n.* FROM unnest($2::text[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[]) n \
            ON CONFLICT (area, id) DO UPDATE SET name = excluded.name, document = excluded.document, sex = excluded.sex, division = excluded.division, household = excluded.household" };
    /// The register of institutions.
    INSTITUTION_PUT = Statement::one("institution-put",
        "INSERT INTO institutions (code, from_day, to_day, name, level, rank, kind, area, designated) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) \
         ON CONFLICT (code, from_day) DO UPDATE SET to_day = excluded.to_day, name = excluded.name, level = excluded.level, rank = excluded.rank, kind = excluded.kind, area = excluded.area, designated = excluded.designated");
    /// The catalogue.
    ITEM_PUT = Statement::one("item-put",
        "INSERT INTO items (area, code, from_day, to_day, name, class, item_group, first_pay, price_limit) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) \
         ON CONFLICT (area, code, from_day) DO UPDATE SET to_day = excluded.to_day, name = excluded.name, class = excluded.class, item_group = excluded.item_group, first_pay = excluded.first_pay, price_limit = excluded.price_limit");
}
