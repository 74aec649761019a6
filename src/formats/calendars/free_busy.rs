//! VFREEBUSY: busy periods computed by a server (RFC 5545 section 3.6.4).

use domain::time::Span;

use crate::formats::calendars::lines::Component;
use crate::formats::calendars::moments::parse_period;
use crate::formats::calendars::report::CalendarError;
use crate::formats::calendars::zones::Zones;

/// The busy spans of a VFREEBUSY. FBTYPE=FREE is left out; every other type, known or not, is busy (RFC 5545
/// section 3.2.9).
///
/// # Errors
/// [`CalendarError::BadValue`] when a busy period cannot be read.
pub(super) fn busy(
    component: &Component,
    zones: &mut Zones,
    busy: &mut Vec<Span>,
) -> Result<(), CalendarError> {
    for property in component.all("FREEBUSY").filter(|property| !property.param_is("FBTYPE", "FREE")) {
        for text in property.value.split(',').filter(|text| !text.trim().is_empty()) {
            let (start, stretch) = parse_period(property, text, zones).ok_or_else(|| {
                property.refused("20260105T090000Z/20260105T100000Z or 20260105T090000Z/PT1H")
            })?;
            let local = start.stamp.written();
            busy.extend(
                start
                    .zone
                    .clocks()
                    .map(|clock| Span::covering(clock.to_utc(local), stretch.end(clock, local))),
            );
        }
    }
    Ok(())
}
