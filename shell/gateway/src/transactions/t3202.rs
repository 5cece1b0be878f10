//! 3202 reconcile details (对明细账): an uploaded file of the institution's settlements and refunds, beside
//! ours; every difference is a line of a file that 9102 fetches.

use super::archive::{Unfit, pack, unpack};
use super::books::{agency, cleared_as, days, with_refunds};
use super::call::{Call, outside, turned};
use super::t3201::result;
use crate::door::{Room, Turned, Wrong, moment_text};
use crate::fields::{Mistake, Row, canonical, file_line, file_rows};
use office::FileRow;
use office::fetch_file::fetch_file;
use office::keep_file::{File, keep_file, kept_before};
use office::reconcile_details::{Difference, Ours, Part, Theirs, Why, reconcile_details};
use office::reconcile_totals::{Balance, Span};
use serde_json::{Value, json};
use units::Fen;

/// The field that names the file.
const FILE: &str = "file_qury_no";
/// A row is no refund, or is one.
const FLAGS: [&str; 2] = ["0", "1"];

pub(super) async fn reconcile(call: &Call<'_>) -> Result<Value, Turned> {
    let (room, row) = (call.room()?, call.input()?.row("data")?);
    agency(call, &room, &row)?;
    let (address, asked) = (call.address(), canonical(call.infno(), call.input));
    let store = call.door.store();
    let not_read = |error: &dyn ToString| Wrong::not_read(&error.to_string());
    let before = kept_before(&*store, &address, &asked, call.came).await;
    if let Some(kept) = before.map_err(|error| not_read(&error))?.map_err(turned)? {
        return Ok(told(&kept));
    }
    let days = days(&row)?;
    let span = Span {
        institution: call.sender(),
        days,
        insurance: None,
        care: &cleared_as(row.text("clr_type")?),
        refunds: with_refunds(&row)?,
    };
    let number = row.need_text(FILE)?;
    let sent = fetch_file(&*store, call.sender(), number, call.came).await;
    let sent = sent.map_err(|error| not_read(&error))?.map_err(turned)?;
    let path = format!("{}.{FILE}", row.path());
    let theirs = rows(sent.body, path).await?;
    let found = reconcile_details(&room.journal, &call.viewer(), &span, theirs).await;
    let found = found.map_err(|error| not_read(&error))?.map_err(turned)?;
    let lines: Vec<String> = found.iter().map(|one| line(&room, one) + "\n").collect();
    let name = format!("{}-{}-{}", call.infno(), days.0, days.1);
    let body = pack(&format!("{name}.txt"), &lines.concat()).map_err(|error| not_read(&error))?;
    let file = File { name: format!("{name}.zip"), body };
    let kept = keep_file(&*store, &address, (file, &asked), call.came).await;
    Ok(told(&kept.map_err(|error| not_read(&error))?.map_err(turned)?))
}

fn told(file: &FileRow) -> Value {
    json!({ "fileinfo": {
        "file_qury_no": file.number,
        "filename": file.name,
        "dld_endtime": moment_text(file.until),
    } })
}

/// The rows of an uploaded file: all of them, or what is wrong with them.
async fn rows(file: Vec<u8>, path: String) -> Result<Vec<Theirs>, Turned> {
    let read = move || -> Result<Vec<Theirs>, Turned> {
        let text = unpack(&file).map_err(|unfit: Unfit| unfit.turned(&path))?;
        Ok(file_rows("3202", &text, theirs)?)
    };
    // To unpack takes as long as many messages: it must not hold them up.
    let read = tokio::task::spawn_blocking(read).await;
    read.map_err(|error| Wrong::not_read(&error.to_string()))?
}

fn theirs(line: usize, row: &Row<'_>) -> Result<Theirs, Mistake> {
    Ok(Theirs {
        line,
        settlement: row.need_text("setl_id")?.to_string(),
        visit: row.need_text("mdtrt_id")?.to_string(),
        person: row.need_text("psn_no")?.to_string(),
        refund: row.flag("refd_setl_flag")?,
        total: row.need_fen("medfee_sumamt")?,
        funds: row.need_fen("fund_pay_sumamt")?,
        account: row.need_fen("acct_pay")?,
    })
}

/// A difference as a line of the file: our figures where we have the row, else theirs.
fn line(room: &Room, difference: &Difference) -> String {
    let (balance, memo) = match difference {
        Difference::Differs(theirs, ours, parts) => {
            (Balance::Mixed, differs(room, theirs, ours, parts))
        }
        Difference::OursOnly(_) => (
            Balance::OursMore,
            "中心有而机构文件没有此笔; the file does not have this row".to_string(),
        ),
        Difference::TheirsOnly(theirs, why) => (Balance::TheirsMore, unknown(theirs, why)),
        Difference::Twice(theirs, first) => (
            Balance::TheirsMore,
            format!(
                "文件第 {} 行与第 {first} 行重复; line {} stands in line {first} before",
                theirs.line, theirs.line
            ),
        ),
    };
    match difference {
        Difference::Differs(_, ours, _) | Difference::OursOnly(ours) => {
            ours_line(room, ours, balance, memo)
        }
        Difference::TheirsOnly(theirs, _) | Difference::Twice(theirs, _) => {
            let amounts = [theirs.total, theirs.funds, theirs.account];
            let ids = [&theirs.person, &theirs.visit, &theirs.settlement].map(String::clone);
            cells(ids, None, (balance, theirs.refund, memo), amounts)
        }
    }
}

fn ours_line(room: &Room, ours: &Ours, balance: Balance, memo: String) -> String {
    let row = &ours.row;
    let ids = [ours.person.clone(), outside(room, row.visit as u64), outside(room, row.seq as u64)];
    let amounts = [Fen(row.total), Fen(row.funds), Fen(row.account)];
    cells(ids, ours.message.clone(), (balance, row.sign < 0, memo), amounts)
}

fn cells(
    [person, visit, settlement]: [String; 3],
    message: Option<String>,
    (balance, refund, memo): (Balance, bool, String),
    [total, funds, account]: [Fen; 3],
) -> String {
    file_line(
        "3202",
        &[
            ("psn_no", Some(person)),
            ("mdtrt_id", Some(visit)),
            ("setl_id", Some(settlement)),
            ("msgid", message),
            ("stmt_rslt", Some(result(balance).to_string())),
            ("refd_setl_flag", Some(FLAGS[usize::from(refund)].to_string())),
            ("memo", Some(memo)),
            ("medfee_sumamt", Some(total.to_string())),
            ("fund_pay_sumamt", Some(funds.to_string())),
            ("acct_pay", Some(account.to_string())),
        ],
    )
}

/// What differs, with both figures.
fn differs(room: &Room, theirs: &Theirs, ours: &Ours, parts: &[Part]) -> String {
    let row = &ours.row;
    let flag = |refund: bool| FLAGS[usize::from(refund)].to_string();
    let one = |part: &Part| {
        let (zh, en, here, there) = match part {
            Part::Visit => {
                ("就诊ID", "visit", outside(room, row.visit as u64), theirs.visit.clone())
            }
            Part::Person => ("人员编号", "person", ours.person.clone(), theirs.person.clone()),
            Part::Refund => ("退费标志", "refund", flag(row.sign < 0), flag(theirs.refund)),
            Part::Total => {
                ("医疗费总额", "total", Fen(row.total).to_string(), theirs.total.to_string())
            }
            Part::Funds => {
                ("基金支付", "funds", Fen(row.funds).to_string(), theirs.funds.to_string())
            }
            Part::Account => {
                ("个人账户", "account", Fen(row.account).to_string(), theirs.account.to_string())
            }
        };
        let zh = format!("{zh}中心 {here} 机构 {there}");
        (zh, format!("{en}: ours {here}, theirs {there}"))
    };
    let (zh, en): (Vec<String>, Vec<String>) = parts.iter().map(one).unzip();
    format!("文件第 {} 行：{}; {}", theirs.line, zh.join("，"), en.join(", "))
}

fn unknown(theirs: &Theirs, why: &Why) -> String {
    let line = theirs.line;
    match why {
        Why::Unknown => {
            format!(
                "文件第 {line} 行：中心没有本机构的此笔结算; line {line}: no settlement of yours"
            )
        }
        Why::OtherDay(day) => {
            format!(
                "文件第 {line} 行：此笔于 {day} 结算，不在对账日期内; line {line}: settled on {day}"
            )
        }
        Why::NotMeant => format!(
            "文件第 {line} 行：此笔的清算类别或退费标志不在所对范围内; line {line}: not of the kind reconciled"
        ),
    }
}
