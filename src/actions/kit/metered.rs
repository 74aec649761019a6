//! Counts every use case with what became of it.

use tracing::Instrument;

use crate::actions::kit::error::UseCaseError;
use crate::context::Context;

/// Does `verb`, and counts it under `action`: done, or the word of its refusal.
///
/// # Errors
/// Those of `verb`.
pub(in crate::actions) fn metered<T, E: UseCaseError>(
    ctx: &Context,
    action: &'static str,
    verb: impl Future<Output = Result<T, E>>,
) -> impl Future<Output = Result<T, E>> {
    // On the heap: a verb is too large to stand inside the future of everybody who awaits it.
    let verb = Box::pin(verb.instrument(tracing::info_span!("action", action)));
    async move {
        let outcome = verb.await;
        ctx.metrics.acted(action, outcome.as_ref().map_or_else(UseCaseError::word, |_| "done"));
        outcome
    }
}
