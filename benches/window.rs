//! What articles of any length cost in the window: `cargo bench --bench window`.
//!
//! It drives the real window code without a display: input, panels, text view, tessellation; only the graphics card is
//! left out. `cargo bench --bench window -- 10MB mixed` runs the articles whose names hold all of the words given.
//! `benches/README.md` says how to read the table.

#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used
)]

mod articles;
mod driver;

use std::time::Duration;

use articles::{Shape, Sizes};
use driver::{Cost, Driver};
use egui::{Key, Modifiers};
use glossator::workspace::Workspace;

/// How often frames with and without saving are compared.
const ROUNDS: usize = 5;

fn main() {
    let words: Vec<String> = std::env::args()
        .skip(1)
        .filter(|word| !word.starts_with("--"))
        .collect();
    println!("Milliseconds of this thread's work, median / 99th of 100 / worst; see benches/README.md");
    println!(
        "{:<18} {:>9} {:>9} {:>20} {:>20} {:>8} {:>20} {:>8} {:>8} {:>8}",
        "article", "readable", "labels in", "scrolling", "labelling", "to end", "to marks", "resize", "find", "MB"
    );
    for shape in Shape::ALL {
        for (size, bytes) in Sizes::ALL {
            let name = format!("{size} {}", shape.name());
            if words.iter().all(|word| name.contains(word.as_str())) {
                measure(&name, shape, bytes);
            }
        }
    }
    if words.iter().all(|word| "saving".contains(word.as_str())) {
        saving();
    }
}

/// What saving costs the frames of somebody who labels on and on in a long article.
fn saving() {
    let article = articles::write(Shape::Plain, 10_000_000);
    let (mut on, mut off) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        for (saves, costs) in [(true, &mut on), (false, &mut off)] {
            let change = |workspace: Workspace| if saves { workspace } else { workspace.without_saving() };
            let (mut driver, ..) = Driver::open_in(&article.path, change);
            driver.warm_up();
            costs.extend(driver.label_on(300));
        }
    }
    compare("work", &on, &off, |(cost, _)| cost.time);
    compare("by the clock", &on, &off, |(_, clock)| *clock);
}

fn compare(what: &str, on: &[(Cost, Duration)], off: &[(Cost, Duration)], time: fn(&(Cost, Duration)) -> Duration) {
    let [(on, on_median), (off, off_median)] = [on, off].map(|costs| {
        let mut times: Vec<f64> = costs.iter().map(|cost| millis(time(cost))).collect();
        times.sort_by(f64::total_cmp);
        (times.iter().sum::<f64>() / times.len() as f64, times[times.len() / 2])
    });
    println!(
        "a frame that labels in 10MB paragraphs, {what}: with saving {on:.2} ms, without {off:.2} ms on average, {:.2} times; medians {on_median:.2} and {off_median:.2} ms, {:.2} times",
        on / off,
        on_median / off_median
    );
}

fn measure(name: &str, shape: Shape, bytes: usize) {
    let article = articles::write(shape, bytes);
    let before = driver::resident();
    let (mut driver, readable, labels_in) = Driver::open(&article.path);
    driver.warm_up();

    let scrolling: Vec<Cost> = (0..400).map(|_| driver.wheel(-60.0)).collect();
    let labelling: Vec<Cost> = (0..100)
        .map(|number| driver.key(Modifiers::NONE, [Key::Num1, Key::Num2][number % 2]))
        .collect();
    let drawn = labelling.iter().filter(|cost| cost.work.laid_out > 0).count();
    driver.key(Modifiers::NONE, Key::Home);
    driver.rest();
    let to_end = driver.key(Modifiers::NONE, Key::End);
    driver.rest();
    let to_marks: Vec<Cost> = (1..=40)
        .map(|number| {
            let cost = driver.select(f64::from(number * 27 % 41) / 41.0);
            driver.rest();
            cost
        })
        .collect();
    // Narrow enough for another column of text.
    let resizing: Vec<Cost> = (0..20).map(|_| driver.resize(-40.0)).collect();
    driver.resize(800.0);
    let find = driver.find("government");
    println!(
        "{name:<18} {:>9.1} {:>9.1} {:>20} {:>20} {:>8.1} {:>20} {:>8.1} {:>8.1} {:>8}",
        millis(readable),
        millis(labels_in),
        spread(&scrolling),
        spread(&labelling),
        millis(to_end.time),
        spread(&to_marks),
        millis(resizing.iter().map(|cost| cost.time).max().unwrap_or_default()),
        millis(find),
        driver::resident().saturating_sub(before) >> 20,
    );
    if drawn > 0 {
        println!(
            "{:<18} {drawn} of {} labelling frames laid something out",
            "",
            labelling.len()
        );
    }
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// Median, 99th of 100 and worst.
fn spread(costs: &[Cost]) -> String {
    let mut times: Vec<f64> = costs.iter().map(|cost| millis(cost.time)).collect();
    times.sort_by(f64::total_cmp);
    let at = |share: f64| times[((times.len() - 1) as f64 * share).round() as usize];
    format!("{:.2} / {:.2} / {:.2}", at(0.5), at(0.99), at(1.0))
}
