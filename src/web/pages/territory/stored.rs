//! What is stored about beneficiaries in general. What is stored about one is shown on their own pages.

use axum::response::Response;

use crate::text::{Key, TextError};
use crate::web::layout::page::Failure;
use crate::web::pages::territory::public_layout::{PublicLayout, Section, Sections};

/// Shows it.
///
/// # Errors
/// [`Failure`].
pub async fn show(layout: PublicLayout) -> Result<Response, Failure> {
    let section = |title: Key, lines: &[Key]| -> Result<Section, TextError> {
        let lines = lines.iter().map(|line| layout.text.html(*line, &[]).map(|html| html.0));
        Ok(Section { title: layout.say(title)?, lines: lines.collect::<Result<_, _>>()? })
    };
    let parts = vec![
        section(
            Key("stored-what-title"),
            &[Key("stored-what-who"), Key("stored-what-appointment"), Key("stored-what-needs")],
        )?,
        section(Key("stored-never-title"), &[Key("stored-never")])?,
        section(Key("stored-who-title"), &[Key("stored-who")])?,
        section(Key("stored-visit-title"), &[Key("stored-visit")])?,
        section(Key("stored-rights-title"), &[Key("stored-rights"), Key("stored-cnil")])?,
    ];
    let page = Sections {
        title: layout.say(Key("stored-title"))?,
        lead: layout.say(Key("stored-lead"))?,
        parts,
        layout,
    };
    page.layout.show(&page)
}
