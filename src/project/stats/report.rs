//! The numbers of a project as a page to read, print and mail: no script, nothing from the network.

use std::io::{self, Write};

use super::{Bar, Chart, Stats};
use crate::labels::LabelSet;

const STYLE: &str = "\
:root{color-scheme:light dark;--page:#fffdf9;--text:#24211c;--muted:#6a645a;--line:#e0dace;--bar:#2f5d8c}\
@media(prefers-color-scheme:dark){:root{--page:#1b1c1f;--text:#e8e4dc;--muted:#a29d93;--line:#303338;--bar:#8db8ea}}\
body{margin:2rem auto;max-width:56rem;padding:0 1rem;font:16px/1.5 system-ui,sans-serif;background:var(--page);color:var(--text)}\
h1{font-size:1.6rem}h2{font-size:1.05rem;margin:2rem 0 .5rem}p,td,th{color:var(--muted)}b{color:var(--text)}\
table{border-collapse:collapse;width:100%}th{font-weight:400;text-align:left;width:14rem;padding:.15rem .6rem .15rem 0}\
td.n{text-align:right;width:5rem;padding-left:.6rem;color:var(--text);font-variant-numeric:tabular-nums}\
.b{display:flex;height:.9rem}.b i{display:block;background:var(--bar)}\
.k{display:inline-block;width:.8rem;height:.8rem;margin:0 .4rem 0 1rem;vertical-align:-.05rem}\
li{margin:.3rem 0}@media print{body{margin:0}}";

/// Writes the page.
///
/// # Errors
/// If `out` cannot be written to.
pub fn html(name: &str, stats: &Stats, labels: &LabelSet, out: &mut dyn Write) -> io::Result<()> {
    let name = escaped(name);
    writeln!(out, "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">")?;
    writeln!(
        out,
        "<meta name=\"viewport\" content=\"width=device-width\">\n<title>{name}</title>\n<style>{STYLE}</style>"
    )?;
    writeln!(out, "<h1>{name}</h1>")?;
    writeln!(
        out,
        "<p><b>{}</b> articles, <b>{}</b> done; <b>{}</b> spans by {}, {} of them unsure; {:.1} % of the text of begun \
         articles is labelled.",
        stats.articles,
        stats.done,
        stats.annotations,
        escaped(&stats.annotator),
        stats.unsure,
        stats.covered
    )?;
    if let Some(seconds) = stats.seconds {
        writeln!(out, "The middle annotation took {seconds:.0} s.")?;
    }
    for line in stats.astray.lines() {
        writeln!(out, "<p>Left out: {}.", escaped(&line))?;
    }
    write!(out, "<p>")?;
    for series in &stats.labels {
        let color = color(labels, &series.id);
        writeln!(
            out,
            "<span class=\"k\" style=\"background:{color}\"></span>{}",
            escaped(&series.name)
        )?;
    }
    for chart in &stats.charts {
        self::chart(chart, stats, labels, out)?;
    }
    if !stats.standouts.is_empty() {
        writeln!(out, "<h2>Articles that stand out</h2>\n<ul>")?;
        for standout in &stats.standouts {
            let (title, name, why) = (
                escaped(&standout.title),
                escaped(&standout.name),
                escaped(&standout.why),
            );
            writeln!(out, "<li><b>{title}</b> ({name}): {why}</li>")?;
        }
        writeln!(out, "</ul>")?;
    }
    writeln!(out, "</html>")
}

fn chart(chart: &Chart, stats: &Stats, labels: &LabelSet, out: &mut dyn Write) -> io::Result<()> {
    let most = chart.bars.iter().map(Bar::total).max().unwrap_or(1).max(1);
    writeln!(out, "<h2>{}</h2>\n<table>", escaped(&chart.title))?;
    for bar in &chart.bars {
        write!(out, "<tr><th>{}</th><td><div class=\"b\">", escaped(&bar.name))?;
        for (place, value) in bar.values.iter().enumerate().filter(|(_, value)| **value > 0) {
            let share = 100.0 * *value as f64 / most as f64;
            let series = stats
                .labels
                .get(place)
                .filter(|_| bar.values.len() > 1)
                .map(|series| &series.id);
            let style = match series.or(bar.label.as_ref()) {
                Some(label) => format!("width:{share:.2}%;background:{}", color(labels, label)),
                None => format!("width:{share:.2}%"),
            };
            write!(out, "<i style=\"{style}\" title=\"{value}\"></i>")?;
        }
        writeln!(out, "</div></td><td class=\"n\">{}</td></tr>", bar.total())?;
    }
    writeln!(out, "</table>")
}

fn color(labels: &LabelSet, id: &crate::labels::LabelId) -> String {
    labels
        .get(id)
        .map_or_else(|| "#808080".to_owned(), |label| label.color.to_string())
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::labels::{self, LabelId};

    #[test]
    fn names_cannot_break_out_of_the_page() {
        let stats = Stats {
            charts: vec![Chart {
                title: "Spans".to_owned(),
                unit: "spans",
                bars: vec![Bar {
                    name: "<script>alert(\"1\")</script>".to_owned(),
                    values: vec![3],
                    label: Some(LabelId::new("fact")),
                    query: None,
                }],
            }],
            ..Stats::default()
        };
        let mut page = Vec::new();
        html("A & B", &stats, &labels::built_in(), &mut page).expect("written");
        let page = String::from_utf8(page).expect("UTF-8");
        assert!(
            page.contains("<title>A &amp; B</title>") && !page.contains("<script"),
            "{page}"
        );
        assert!(page.contains("width:100.00%;background:#0072b2"), "{page}");
    }
}
