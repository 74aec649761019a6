//! The curve of the wait as a picture: SVG that stands alone, needs no font of its own, and says in words what it
//! shows to those who do not see it.

use std::fmt::Display;

use domain::survival::{CurveStep, Survival};

use crate::text::{Arg, Catalogue, Key, TextError, dates, waiting_time};

/// Size of the picture.
const SIZE: (u32, u32) = (720, 420);
/// Left, right, top and bottom edge of the field.
const FIELD: (f64, f64, f64, f64) = (64.0, 700.0, 24.0, 360.0);
/// A tick of the axis of days at least so many apart, and the field no shorter than two.
const TICK: u32 = 30;
/// As many ticks as have room.
const TICKS: u32 = 12;

/// The axis of days.
#[derive(Clone, Copy)]
struct Axis {
    days: u32,
    tick: u32,
}

impl Axis {
    fn holding(day: u32) -> Self {
        let tick = TICK * (day.div_ceil(TICK * TICKS)).max(1);
        Self { days: (day.div_ceil(tick) * tick).max(2 * TICK), tick }
    }

    fn x(self, day: u32) -> f64 {
        let (left, right, ..) = FIELD;
        left + (right - left) * f64::from(day) / f64::from(self.days)
    }
}

fn y(share: f64) -> f64 {
    let (.., top, bottom) = FIELD;
    bottom - (bottom - top) * share
}

/// The curve with its 95 % band; `limit` draws the legal limit in days.
///
/// # Errors
/// [`TextError`].
pub fn svg(
    words: &Catalogue,
    about: waiting_time::ReportScope<'_>,
    group: &Survival,
    limit: Option<u32>,
) -> Result<String, TextError> {
    let today = dates::day_long(about.today);
    let title = words.get(Key("curve-title"), &[("day", Arg::from(&today))])?;
    let median = waiting_time::quantile(words, group.quantile(0.5))?;
    let whose = waiting_time::whose(words, about)?;
    let described = words.get(Key("curve-described"), &[("median", Arg::from(&median))])?;
    let described = format!("{whose}. {}. {described}", waiting_time::counts(words, group)?);
    let axis = Axis::holding(group.last_day.max(limit.unwrap_or(0)));
    let (left, right, top, bottom) = FIELD;
    let (width, height) = SIZE;
    let mut parts = vec![
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" \
             height=\"{height}\" role=\"img\" aria-labelledby=\"curve-title curve-desc\" font-family=\"sans-serif\" \
             font-size=\"14\" fill=\"#1e1e1e\" lang=\"{}\">",
            words.language()
        ),
        format!("<title id=\"curve-title\">{}</title>", escaped(&title)),
        format!("<desc id=\"curve-desc\">{}</desc>", escaped(&described)),
        format!("<rect width=\"{width}\" height=\"{height}\" fill=\"#fff\"/>"),
    ];
    for percent in [0_u32, 25, 50, 75, 100] {
        let y = y(f64::from(percent) / 100.0);
        parts.push(format!("<path d=\"M{left} {y:.1}H{right}\" stroke=\"#ccc\"/>"));
        parts.push(label(left - 8.0, y + 5.0, "end", format!("{percent} %")));
    }
    for day in (0..=axis.days).step_by(axis.tick as usize) {
        let x = axis.x(day);
        parts.push(format!("<path d=\"M{x:.1} {bottom}v6\" stroke=\"#1e1e1e\"/>"));
        parts.push(label(x, bottom + 22.0, "middle", day));
    }
    parts.push(label(right, bottom + 46.0, "end", words.get(Key("curve-days"), &[])?));
    parts.push(label(left, top - 8.0, "start", words.get(Key("curve-share"), &[])?));
    parts.extend(band(axis, group));
    parts.push(format!(
        "<path d=\"{}\" fill=\"none\" stroke=\"#12438c\" stroke-width=\"2.5\"/>",
        line(axis, group)
    ));
    if let Some(limit) = limit {
        let x = axis.x(limit);
        parts.push(format!(
            "<path d=\"M{x:.1} {top}V{bottom}\" stroke=\"#8c2a12\" stroke-width=\"2\" stroke-dasharray=\"6 4\"/>"
        ));
        let said = words.get(Key("curve-limit"), &[("count", Arg::Count(limit))])?;
        // Beside its line, on the side that has room.
        let (side, anchor) = if x > f64::midpoint(left, right) { (-6.0, "end") } else { (6.0, "start") };
        parts.push(label(x + side, top + 14.0, anchor, said));
    }
    parts.push("</svg>\n".to_owned());
    Ok(parts.join("\n"))
}

fn label(x: f64, y: f64, anchor: &str, text: impl Display) -> String {
    format!("<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\">{}</text>", escaped(&text.to_string()))
}

/// Each step lasts until the next, the last one until nobody has been seen longer.
fn stretches(group: &Survival) -> impl DoubleEndedIterator<Item = (&CurveStep, u32)> {
    let steps = group.curve();
    (0..steps.len()).map(move |at| (&steps[at], steps.get(at + 1).map_or(group.last_day, |next| next.day)))
}

fn line(axis: Axis, group: &Survival) -> String {
    let mut path = format!("M{:.1} {:.1}", axis.x(0), y(1.0));
    for step in group.curve() {
        path = format!("{path}H{:.1}V{:.1}", axis.x(step.day), y(step.waiting.value));
    }
    format!("{path}H{:.1}", axis.x(group.last_day))
}

/// The band between the bounds, where there are any.
fn band(axis: Axis, group: &Survival) -> Option<String> {
    let bounded: Vec<(f64, f64, (f64, f64))> = stretches(group)
        .filter_map(|(step, end)| Some((axis.x(step.day), axis.x(end), step.waiting.interval?)))
        .collect();
    let over = bounded.iter().flat_map(|(from, to, (_, high))| [(*from, *high), (*to, *high)]);
    let under = bounded.iter().rev().flat_map(|(from, to, (low, _))| [(*to, *low), (*from, *low)]);
    let points: Vec<String> = over.chain(under).map(|(x, share)| format!("{x:.1},{:.1}", y(share))).collect();
    let points = points.join(" ");
    (!bounded.is_empty())
        .then(|| format!("<polygon points=\"{points}\" fill=\"#12438c\" fill-opacity=\".18\"/>"))
}

/// Names are other people's text.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
