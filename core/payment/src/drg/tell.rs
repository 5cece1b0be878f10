//! Tell: steps of grouping become sentences in Chinese and English.

use super::case::Case;
use super::scheme::Scheme;
use super::settings::Complication;
use super::trace::Step;
use units::Words;

/// The sentence of a step. The case gives the codes that the step names by position.
pub fn tell(scheme: &Scheme, case: &Case, step: Step) -> Words {
    let (zh, en) = match step {
        Step::Swapped { .. } | Step::Counted { .. } | Step::Excluded { .. } => {
            return of_diagnosis(scheme, case, step);
        }
        Step::MdcRefused { mdc, test, .. } => {
            let (mdc, word) = (scheme.mdc_label(mdc), scheme.word_label(test));
            (format!("{mdc}:不符合“{word}”。"), format!("{mdc}: '{word}' does not hold"))
        }
        Step::MdcEntered { mdc, .. } => {
            let mdc = scheme.mdc_label(mdc);
            (format!("进入{mdc}。"), format!("{mdc} is entered"))
        }
        Step::AdrgRefused { node, test, .. } => {
            let (node, word) = (scheme.adrg_label(node), scheme.word_label(test));
            (format!("{node}:不符合“{word}”。"), format!("{node}: '{word}' does not hold"))
        }
        Step::AdrgTaken { node, .. } => {
            let node = scheme.adrg_label(node);
            (format!("符合ADRG {node}。"), format!("ADRG {node} fits"))
        }
        Step::AskedAmbiguous { mdc, holds } => {
            let mdc = scheme.mdc_label(mdc);
            if holds {
                (
                    format!("{mdc}:有手术而无外科ADRG匹配。"),
                    format!("{mdc}: operated, and no surgical ADRG fits"),
                )
            } else {
                (format!("{mdc}:不是歧义病案。"), format!("{mdc}: the case is not ambiguous"))
            }
        }
        Step::GroupRefused { group } => {
            let group = scheme.group_label(group);
            (format!("不符合{group}的条件。"), format!("what {group} asks for is not there"))
        }
        Step::GroupTaken { group } => {
            let code = scheme.group_label(group);
            let name = scheme.group_name(code).unwrap_or("");
            (format!("入组{code}“{name}”。"), format!("the group is {code} ({name})"))
        }
        Step::AdrgWithoutGroup { node } => {
            let node = scheme.adrg_label(node);
            (format!("{node}中没有符合的细分组,继续。"), format!("no group of {node} fits; on"))
        }
        Step::MdcLeft { mdc } => {
            let mdc = scheme.mdc_label(mdc);
            (format!("{mdc}中没有匹配的ADRG,继续。"), format!("no ADRG of {mdc} fits; on"))
        }
        Step::Ended { reason } => return reason.words(),
    };
    Words { zh, en }
}

/// Sentences about one diagnosis.
fn of_diagnosis(scheme: &Scheme, case: &Case, step: Step) -> Words {
    let code = |at: u32| case.diagnoses.all().get(at as usize).copied().unwrap_or("").to_string();
    let level = |level: Complication| if level == Complication::Mcc { "MCC" } else { "CC" };
    let (zh, en) = match step {
        Step::Swapped { swap, position } => {
            let (code, swap) = (code(position), scheme.swap_label(swap));
            (
                format!("主诊断置换({swap}):以{code}为主要诊断。"),
                format!("{code} is taken for the main diagnosis ({swap})"),
            )
        }
        Step::Counted { position, level: is, number } => {
            let (code, level, number) = (code(position), level(is), scheme.number_label(number));
            (
                format!("{code}是{level}(排除表{number})。"),
                format!("{code} counts as {level} (exclusion table {number})"),
            )
        }
        Step::Excluded { position, level: is, number } => {
            let (code, level, number) = (code(position), level(is), scheme.number_label(number));
            (
                format!("{code}在{level}表中,但主要诊断属排除表{number},不计。"),
                format!(
                    "{code} is a {level}, but the main diagnosis is in its exclusion table {number}"
                ),
            )
        }
        _ => return Words::default(),
    };
    Words { zh, en }
}
