//! SMPP PDUs: outgoing messages and bind requests to PDUs, delivered PDUs to provider events.

use domain::sms::alphabet::{self, SmsCoding};
use domain::sms::{PhoneNumber, ReceiptStatus, SenderId, receipt};
use rusmpp::Pdu;
use rusmpp::pdus::{BindTransceiver, DeliverSm, SubmitSm};
use rusmpp::tlvs::TlvValue;
use rusmpp::types::{COctetString, OctetString};
use rusmpp::values::{DataCoding, EsmClass, InterfaceVersion, MessageState, Npi, RegisteredDelivery, Ton};

use super::settings::{NAME, SmppSettings};
use crate::formats::sms::OutgoingSms;
use crate::formats::sms::provider_event::{IncomingSms, ProviderEvent, Receipt};

/// `esm_class`: nothing special. The library's own default says "delivery acknowledgement" (0x08).
const PLAIN: u8 = 0x00;
/// `esm_class`: the text begins with a user data header.
const WITH_HEADER: u8 = 0x40;
/// Bits of `esm_class` that tell a receipt from a message (section 5.2.12).
const IS_RECEIPT: u8 = 0x04;
const IS_NOTIFICATION: u8 = 0x20;
/// `registered_delivery`: tell what becomes of it, well or not (section 5.2.17).
const WITH_RECEIPT: u8 = 0x01;
/// A user data header of one element, concatenation with a one-byte reference (3GPP TS 23.040 section 9.2.3.24.1).
const CONCATENATION: [u8; 3] = [0x05, 0x00, 0x03];

/// The parts of `sms`; `None` when a value has no room in the protocol.
pub(super) fn submits(sms: &OutgoingSms, sender: &SenderId) -> Option<Vec<SubmitSm>> {
    let (ton, npi) = match sender {
        SenderId::Name(_) => (Ton::Alphanumeric, Npi::Unknown),
        SenderId::Short(_) => (Ton::NetworkSpecific, Npi::Unknown),
        SenderId::Long(_) => (Ton::International, Npi::Isdn),
    };
    let total = u8::try_from(sms.encoded.parts.len()).ok()?;
    let joined = sms.message.0.as_bytes()[15];
    let mut parts = Vec::new();
    for (place, data) in (1..=total).zip(&sms.encoded.parts) {
        let (class, text) = if total == 1 {
            (PLAIN, data.clone())
        } else {
            (WITH_HEADER, [&CONCATENATION[..], &[joined, total, place], data].concat())
        };
        parts.push(
            SubmitSm::builder()
                .source_addr_ton(ton)
                .source_addr_npi(npi)
                .source_addr(text_of(sender.as_str())?)
                .dest_addr_ton(Ton::International)
                .dest_addr_npi(Npi::Isdn)
                .destination_addr(text_of(sms.to.digits())?)
                .esm_class(EsmClass::from(class))
                .registered_delivery(RegisteredDelivery::from(WITH_RECEIPT))
                .data_coding(DataCoding::from(sms.encoded.coding.data_coding()))
                .short_message(OctetString::from_vec(text).ok()?)
                .build(),
        );
    }
    Some(parts)
}

/// The words of a bind; `None` when a value has no room in the protocol.
pub(super) fn bind(settings: &SmppSettings) -> Option<BindTransceiver> {
    Some(
        BindTransceiver::builder()
            .system_id(text_of(&settings.system_id)?)
            .password(text_of(settings.password.expose())?)
            .system_type(text_of(&settings.system_type)?)
            .interface_version(InterfaceVersion::Smpp3_4)
            .build(),
    )
}

fn text_of<const LEAST: usize, const MOST: usize>(text: &str) -> Option<COctetString<LEAST, MOST>> {
    let mut bytes = text.as_bytes().to_vec();
    bytes.push(0);
    COctetString::from_vec(bytes).ok()
}

/// The name the exchange gave a message; none when it gave an empty one.
pub(super) fn reference(pdu: Option<&Pdu>) -> Option<String> {
    match pdu {
        Some(Pdu::SubmitSmResp(taken)) => {
            Some(taken.message_id().as_str().to_owned()).filter(|name| !name.is_empty())
        }
        _ => None,
    }
}

/// What the exchange brings: a receipt, or what somebody wrote; `None` for what is neither.
pub(super) fn heard(brought: &DeliverSm) -> Option<ProviderEvent> {
    let class = u8::from(brought.esm_class);
    let values = || brought.tlvs().iter().filter_map(|tlv| tlv.value());
    let payload = values().find_map(|value| match value {
        TlvValue::MessagePayload(payload) => Some(payload.value.as_ref().to_vec()),
        _ => None,
    });
    let mut data = payload.unwrap_or_else(|| brought.short_message().as_ref().to_vec());
    if class & WITH_HEADER != 0 {
        let header = data.first().map_or(0, |length| usize::from(*length) + 1);
        data.drain(..header.min(data.len()));
    }
    if class & (IS_RECEIPT | IS_NOTIFICATION) == 0 {
        let text = match u8::from(brought.data_coding) {
            coding if coding == SmsCoding::Ucs2.data_coding() => alphabet::ucs2(&data),
            3 => data.iter().map(|byte| char::from(*byte)).collect(),
            // Many exchanges say "ASCII" and mean the letters of GSM: `é` is then a control character.
            1 if data.iter().all(|byte| matches!(byte, b' '..=b'~' | b'\r' | b'\n')) => {
                String::from_utf8_lossy(&data).into_owned()
            }
            _ => alphabet::gsm7(&data),
        };
        let from = PhoneNumber::parse(brought.source_addr.as_str())?;
        return Some(ProviderEvent::Reply(IncomingSms { provider: NAME, id: None, from, text }));
    }
    let told = receipt::read(&String::from_utf8_lossy(&data));
    let named = values().find_map(|value| match value {
        TlvValue::ReceiptedMessageId(name) => Some(name.as_str().to_owned()).filter(|name| !name.is_empty()),
        _ => None,
    });
    let state = values().find_map(|value| match value {
        TlvValue::MessageState(state) => Some(fate(*state)),
        _ => None,
    });
    let reference = named.or_else(|| told.as_ref().map(|(name, _)| name.clone()))?;
    let fate = state.or(told.map(|(_, fate)| fate))?;
    Some(ProviderEvent::Receipt(Receipt { provider: NAME, reference, status: fate }))
}

const fn fate(state: MessageState) -> ReceiptStatus {
    match state {
        MessageState::Delivered => ReceiptStatus::Delivered,
        MessageState::Expired | MessageState::Undeliverable | MessageState::Rejected => {
            ReceiptStatus::Undelivered
        }
        MessageState::Deleted | MessageState::Skipped => ReceiptStatus::NotDelivered,
        MessageState::Scheduled | MessageState::Enroute | MessageState::Accepted => ReceiptStatus::InTransit,
        MessageState::Unknown | MessageState::Other(_) => ReceiptStatus::Unknown,
    }
}
