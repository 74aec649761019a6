//! Statistics of messages: by kind, by day, and their cost.

use std::collections::BTreeMap;

use domain::channel::Channel;
use domain::ids::TerritoryId;
use domain::zone::to_local;

use super::filter::{Filter, LIVES, bounds};
use crate::store::message_statistics;
use crate::store::message_statistics::Count;
use crate::store::messages::Status;
use crate::text::{Arg, Key, TextError, dates};
use crate::web::errors::office_error::OfficeError;
use crate::web::layout::messages::{Wall, channel_key, kind_key, status_key};
use crate::web::layout::office_layout::OfficeLayout;
use crate::web::state::State as App;

/// Every number of the page.
pub struct Numbers {
    pub total: String,
    /// What was billed and what is to come, a sentence each; none when there are no short messages.
    pub sms: Vec<String>,
    pub by_kind: Table,
    pub by_day: Table,
}

/// A table of numbers: a column for each way in which a message may stand and one of the table does.
pub struct Table {
    pub columns: Vec<String>,
    pub rows: Vec<MessageCountRow>,
}

/// A line of a table.
pub struct MessageCountRow {
    pub name: String,
    /// Each with the name of its column, and whether it is nothing.
    pub cells: Vec<(String, String, bool)>,
    pub total: String,
}

/// What of a message is counted: [`LIVES`] holds it.
fn life(status: Status) -> Status {
    if status == Status::Sending { Status::Planned } else { status }
}

/// The column of a message.
#[expect(
    clippy::expect_used,
    reason = "`LIVES` holds every status but `Sending`, which counts as planned; tested"
)]
fn column(status: Status) -> usize {
    LIVES.iter().position(|known| *known == life(status)).expect("every status has a column")
}

impl Numbers {
    /// The numbers of a territory.
    ///
    /// # Errors
    /// [`OfficeError`].
    pub async fn of(
        app: &App,
        layout: &OfficeLayout,
        territory: TerritoryId,
        filter: Filter,
        wall: Wall,
    ) -> Result<Self, OfficeError> {
        let today = to_local(wall.zone, wall.now).date();
        let days = filter.period.days(today);
        let mut counts =
            message_statistics::counts(app.ctx.db.read(), territory, &bounds(&days, wall.zone)).await?;
        counts.retain(|count| filter.takes(count.channel, life(count.status)));
        let mut kinds: BTreeMap<(Channel, String), [u64; LIVES.len()]> = BTreeMap::new();
        let mut by_day: BTreeMap<(usize, Channel), [u64; LIVES.len()]> = BTreeMap::new();
        for count in &counts {
            let column = column(count.status);
            let kind = layout.say(kind_key(count.kind))?;
            // Kinds of one name are one line: whoever reads it counts what people receive.
            kinds.entry((count.channel, kind)).or_default()[column] += count.messages;
            by_day.entry((count.part, count.channel)).or_default()[column] += count.messages;
        }
        let channel = |channel| layout.say(channel_key(channel));
        let kinds = kinds
            .into_iter()
            .map(|((by, kind), counted)| {
                let by = channel(by)?;
                let args = [("kind", Arg::from(&kind)), ("channel", Arg::from(&by))];
                Ok((layout.text.get(Key("message-by"), &args)?, counted))
            })
            .collect::<Result<Vec<_>, TextError>>()?;
        let by_day = by_day
            .into_iter()
            .map(|((part, by), counted)| {
                // The query numbers the days that it was given.
                let day = dates::Dates::day(&dates::French, days[part], today);
                let by = channel(by)?;
                let args = [("day", Arg::from(&day)), ("channel", Arg::from(&by))];
                Ok((layout.text.get(Key("messages-day-by"), &args)?, counted))
            })
            .collect::<Result<Vec<_>, TextError>>()?;
        let total: u64 = counts.iter().map(|count| count.messages).sum();
        Ok(Self {
            total: layout.text.get(Key("messages-total"), &[("count", whole(total))])?,
            sms: sms(&counts, app.sms_price, layout)?,
            by_kind: Table::of(kinds, layout)?,
            by_day: Table::of(by_day, layout)?,
        })
    }
}

/// What short messages cost, and will. Every text is written to fit into one message, so that those to come are counted
/// as one each.
fn sms(counts: &[Count], price: Option<u32>, layout: &OfficeLayout) -> Result<Vec<String>, TextError> {
    let of_sms = || counts.iter().filter(|count| count.channel == Channel::Sms);
    if of_sms().next().is_none() {
        return Ok(Vec::new());
    }
    let billed: u64 = of_sms().map(|count| count.segments).sum();
    let spent: i64 = of_sms().filter_map(|count| count.cost).sum();
    let to_come: u64 =
        of_sms().filter(|count| life(count.status) == Status::Planned).map(|count| count.messages).sum();
    let mut said = vec![layout.text.get(Key("messages-billed"), &[("count", whole(billed))])?];
    if of_sms().any(|count| count.cost.is_some()) {
        let spent = euros(spent);
        said.push(layout.text.get(Key("messages-cost"), &[("cost", Arg::from(&spent))])?);
    }
    said.push(layout.text.get(Key("messages-to-come"), &[("count", whole(to_come))])?);
    match price {
        Some(price) if to_come > 0 => {
            let cost = euros(i64::from(price).saturating_mul(i64::try_from(to_come).unwrap_or(i64::MAX)));
            said.push(layout.text.get(Key("messages-cost-to-come"), &[("cost", Arg::from(&cost))])?);
        }
        Some(_) => {}
        None => said.push(layout.say(Key("messages-no-price"))?),
    }
    Ok(said)
}

impl Table {
    fn of(rows: Vec<(String, [u64; LIVES.len()])>, layout: &OfficeLayout) -> Result<Self, TextError> {
        let used: Vec<usize> =
            (0..LIVES.len()).filter(|column| rows.iter().any(|(_, counted)| counted[*column] > 0)).collect();
        let columns: Vec<String> =
            used.iter().map(|column| layout.say(status_key(LIVES[*column]))).collect::<Result<_, _>>()?;
        let rows = rows
            .into_iter()
            .map(|(name, counted)| MessageCountRow {
                name,
                cells: columns
                    .iter()
                    .zip(&used)
                    .map(|(name, column)| (name.clone(), grouped(counted[*column]), counted[*column] == 0))
                    .collect(),
                total: grouped(counted.iter().sum()),
            })
            .collect();
        Ok(Self { columns, rows })
    }
}

fn whole(count: u64) -> Arg<'static> {
    Arg::from(count)
}

/// `12 345`, with the narrow space that never ends a line.
fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut said = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            said.push('\u{202f}');
        }
        said.push(digit);
    }
    said
}

/// Ten-thousandths of a euro as `12,35 €`; what is less than a cent is said when there is nothing else.
fn euros(cost: i64) -> String {
    let cost = cost.max(0);
    let (euros, rest) = (cost / 10_000, cost % 10_000);
    let euros_said = grouped(u64::try_from(euros).unwrap_or(0));
    if euros == 0 && rest % 100 != 0 {
        let said = format!("{rest:04}");
        return format!("0,{}\u{a0}€", said.trim_end_matches('0'));
    }
    let cents = (rest + 50) / 100;
    // 99.5 cents and more are one euro.
    match cents {
        100 => format!("{},00\u{a0}€", grouped(u64::try_from(euros + 1).unwrap_or(0))),
        cents => format!("{euros_said},{cents:02}\u{a0}€"),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_status_has_a_column() {
        let columns = [
            Status::Planned,
            Status::Sending,
            Status::Sent,
            Status::Delivered,
            Status::Bounced,
            Status::Failed,
            Status::Doubtful,
            Status::Dropped,
        ]
        .map(column);
        assert_eq!(columns[0], columns[1]);
        assert_eq!(BTreeSet::from(columns).len(), LIVES.len());
    }

    #[test]
    fn money_is_said_as_it_is_paid() {
        for (cost, said) in [
            (0, "0,00 €"),
            (450, "0,045 €"),
            (900, "0,09 €"),
            (4_500, "0,45 €"),
            (19_950, "2,00 €"),
            (123_456, "12,35 €"),
            (45_000_000, "4\u{202f}500,00 €"),
        ] {
            assert_eq!(euros(cost), said.replace(' ', "\u{a0}"), "{cost}");
        }
        assert_eq!(grouped(1_234_567), "1\u{202f}234\u{202f}567");
        assert_eq!(grouped(12), "12");
    }
}
