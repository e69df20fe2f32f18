//! How long the rules of R4 take on a body: `cargo run --release --example rules -- FILE…`.
//!
//! Each rule of each element is evaluated, as a check of the body would do it. The expressions are
//! read once, before.

use nabz_fhir::fhirpath::{Context, Expression, Item, PathFault, parse};
use nabz_fhir::tape::Tape;
use nabz_kernel::clock::Stopwatch;
use std::collections::BTreeMap;
use std::error::Error;
use std::io::Write;

const ROUNDS: u32 = 1_000;

/// A rule and what it is about.
type Asked<'t> = (Item<'t>, &'static str);

fn main() -> Result<(), Box<dyn Error>> {
    for file in std::env::args().skip(1) {
        let tape = Tape::parse(std::fs::read(&file)?)?;
        let context = Context::of(&tape).ok_or("no resource of R4")?;
        let asked = asked(&context)?;
        let reading = Stopwatch::start();
        let mut known = BTreeMap::new();
        for (_, text) in &asked {
            known.insert(*text, parse(text)?);
        }
        let read = reading.elapsed().as_micros();
        let mut failed = 0;
        let evaluating = Stopwatch::start();
        for _round in 0..ROUNDS {
            failed = failures(&asked, &known, &context)?;
        }
        let each = evaluating.elapsed().as_nanos() / 1_000 / u128::from(ROUNDS);
        let (rules, texts) = (asked.len(), known.len());
        let told = format!("{rules} rules, {failed} broken, {each} µs; {texts} read in {read} µs");
        writeln!(std::io::stdout(), "{file}: {told}")?;
    }
    Ok(())
}

/// Each element with each rule of its type.
fn asked<'t>(context: &Context<'_, 't>) -> Result<Vec<Asked<'t>>, PathFault> {
    let items = parse("%resource.combine(descendants())")?.evaluate(context)?;
    let rules = |item: Item<'t>| {
        let rules = match &item {
            Item::Part(part) => part.of.rules,
            Item::Value(_) => &[],
        };
        rules.iter().map(move |rule| (item.clone(), rule.expression))
    };
    Ok(items.into_iter().flat_map(rules).collect())
}

fn failures<'t>(
    asked: &[Asked<'t>],
    known: &BTreeMap<&'static str, Expression>,
    context: &Context<'_, 't>,
) -> Result<usize, PathFault> {
    let mut failed = 0;
    for (item, text) in asked {
        let Some(expression) = known.get(text) else { continue };
        let holds = expression.holds(&context.clone().at(item.clone()))?;
        failed += usize::from(!holds);
    }
    Ok(failed)
}
