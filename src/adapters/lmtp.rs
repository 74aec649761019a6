//! An LMTP server (RFC 2033) that accepts mail from our own relay. A mail is acknowledged only once it has been processed.
//! There is no authentication: listen on a loopback address or a closed network.

use std::io;
use std::time::Duration;

use tokio::io::{
    AsyncBufRead, AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader,
};
use tokio::time::timeout;

use crate::formats::incoming_mail::{MAX_BYTES, is_own};
use crate::formats::mail_address::Address;

/// Longest line, in bytes: twice what RFC 5321 section 4.5.3.1.6 allows.
const LINE: u64 = 2_000;
/// Most recipients of a mail.
const MAX_RECIPIENTS: usize = 100;
/// Longest wait for a line (RFC 5321 section 4.5.3.2.7).
const PATIENCE: Duration = Duration::from_mins(5);
/// Most commands that are none before the line is cut.
const MAX_NONSENSE: usize = 20;

/// What became of a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// Dealt with.
    Yes,
    /// Not now: the relay keeps it and comes again.
    Later,
    /// This mailbox is not read; the sender gets a refusal that says so.
    NotRead,
}

impl Taken {
    const fn answer(self) -> &'static str {
        match self {
            Self::Yes => "250 2.0.0 dealt with",
            Self::Later => "451 4.3.0 not now, come again",
            Self::NotRead => {
                "550 5.7.1 Personne ne lit les mails ici, merci de telephoner. Nobody reads mail here, please telephone"
            }
        }
    }
}

/// One session over `stream`: takes mail for `own`, with a tag or without, and hands each to `deal` with its recipients.
///
/// # Errors
/// When the line breaks, or nothing comes for five minutes.
pub async fn session<S, F>(
    stream: S,
    own: &Address,
    mut deal: impl FnMut(Vec<u8>, Vec<String>) -> F,
) -> io::Result<()>
where
    S: AsyncRead + AsyncWrite + Unpin,
    F: Future<Output = Taken>,
{
    let mut stream = BufReader::new(stream);
    say(&mut stream, "220 unisson LMTP").await?;
    let mut envelope = Envelope::default();
    let mut nonsense = 0;
    loop {
        let Some(line) = line(&mut stream).await? else { return Ok(()) };
        let Some(line) = line.text else {
            say(&mut stream, "500 5.5.6 the line is too long").await?;
            continue;
        };
        let (verb, rest) = line.split_once(' ').unwrap_or((&line, ""));
        match verb.to_ascii_uppercase().as_str() {
            "LHLO" => {
                envelope = Envelope::default();
                let size = format!("250 SIZE {MAX_BYTES}");
                for line in
                    ["250-unisson", "250-PIPELINING", "250-ENHANCEDSTATUSCODES", "250-8BITMIME", &size]
                {
                    say(&mut stream, line).await?;
                }
            }
            "MAIL" if address(rest, "FROM:").is_some() => {
                envelope = Envelope { begun: true, recipients: Vec::new() };
                say(&mut stream, "250 2.1.0 ok").await?;
            }
            "RCPT" => say(&mut stream, envelope.recipient(rest, own)).await?,
            "DATA" if envelope.recipients.is_empty() => {
                say(&mut stream, "503 5.5.1 no recipient").await?;
            }
            "DATA" => {
                say(&mut stream, "354 end with a dot on a line of its own").await?;
                let Envelope { recipients, .. } = std::mem::take(&mut envelope);
                let count = recipients.len();
                let Some(content) = content(&mut stream).await? else { return Ok(()) };
                let answer = match content {
                    Some(bytes) => deal(bytes, recipients).await.answer(),
                    None => "552 5.3.4 the mail is too large",
                };
                // One answer for each recipient (RFC 2033 section 4.2).
                for _ in 0..count {
                    say(&mut stream, answer).await?;
                }
            }
            "RSET" => {
                envelope = Envelope::default();
                say(&mut stream, "250 2.0.0 ok").await?;
            }
            "NOOP" => say(&mut stream, "250 2.0.0 ok").await?,
            "QUIT" => return say(&mut stream, "221 2.0.0 bye").await,
            _ => {
                nonsense += 1;
                if nonsense > MAX_NONSENSE {
                    return say(&mut stream, "421 4.7.0 too many errors").await;
                }
                say(&mut stream, "500 5.5.2 not understood").await?;
            }
        }
    }
}

/// What has been said of the next mail.
#[derive(Debug, Default)]
struct Envelope {
    begun: bool,
    recipients: Vec<String>,
}

impl Envelope {
    fn recipient(&mut self, rest: &str, own: &Address) -> &'static str {
        match address(rest, "TO:") {
            _ if !self.begun => "503 5.5.1 MAIL comes first",
            Some(_) if self.recipients.len() >= MAX_RECIPIENTS => "452 4.5.3 too many recipients",
            Some(address) if is_own(own, address) => {
                self.recipients.push(address.to_owned());
                "250 2.1.5 ok"
            }
            Some(_) => "550 5.1.1 no such address here",
            None => "501 5.5.4 write RCPT TO:<address>",
        }
    }
}

/// The address between angle brackets behind `word`.
fn address<'a>(rest: &'a str, word: &str) -> Option<&'a str> {
    let rest = rest.trim_start();
    rest.get(..word.len()).filter(|found| found.eq_ignore_ascii_case(word))?;
    let path = rest[word.len()..].trim_start().strip_prefix('<')?;
    path.split_once('>').map(|(address, _)| address)
}

/// A line without its end; `text` is `None` when it is too long.
struct Line {
    text: Option<String>,
    bytes: Vec<u8>,
}

/// The next line; `None` at the end.
async fn line<R: AsyncBufRead + Unpin>(stream: &mut R) -> io::Result<Option<Line>> {
    let mut bytes = Vec::new();
    let reading = async {
        (&mut *stream).take(LINE).read_until(b'\n', &mut bytes).await?;
        let is_whole = bytes.ends_with(b"\n");
        if !is_whole && bytes.len() as u64 >= LINE {
            // What is left of it is read and forgotten.
            loop {
                let mut rest = Vec::new();
                let read = (&mut *stream).take(LINE).read_until(b'\n', &mut rest).await?;
                if read == 0 || rest.ends_with(b"\n") {
                    break;
                }
            }
            return Ok::<bool, io::Error>(false);
        }
        Ok(true)
    };
    let fits = timeout(PATIENCE, reading).await.map_err(|_| io::Error::from(io::ErrorKind::TimedOut))??;
    if bytes.is_empty() {
        return Ok(None);
    }
    let text = fits.then(|| String::from_utf8_lossy(&bytes).trim_end_matches(['\r', '\n']).to_owned());
    Ok(Some(Line { text, bytes }))
}

/// A mail up to its final dot, dots at the beginnings of lines undone; inside, `None` when it is too large or a line is;
/// outside, when the line breaks before.
async fn content<R: AsyncBufRead + Unpin>(stream: &mut R) -> io::Result<Option<Option<Vec<u8>>>> {
    let mut content = Vec::new();
    let mut fits = true;
    while let Some(line) = line(stream).await? {
        let bytes = line.bytes.as_slice();
        if matches!(bytes, b".\r\n" | b".\n") {
            return Ok(Some(fits.then_some(content)));
        }
        let bytes = bytes.strip_prefix(b".").unwrap_or(bytes);
        fits = fits && line.text.is_some() && content.len() + bytes.len() <= MAX_BYTES;
        if fits {
            content.extend_from_slice(bytes);
        }
    }
    Ok(None)
}

async fn say<S: AsyncWrite + Unpin>(stream: &mut S, text: &str) -> io::Result<()> {
    stream.write_all(text.as_bytes()).await?;
    stream.write_all(b"\r\n").await?;
    stream.flush().await
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a session answers to `said`, and the mails it handed over.
    async fn talk(said: &str, taken: Taken) -> (Vec<String>, Vec<(String, Vec<String>)>) {
        let (ours, theirs) = tokio::io::duplex(1024 * 1024 * 4);
        let (mut reading, mut writing) = tokio::io::split(theirs);
        writing.write_all(said.as_bytes()).await.unwrap();
        writing.shutdown().await.unwrap();
        let own = Address::parse("rdv@dep77.fr").unwrap();
        let mut mails = Vec::new();
        session(ours, &own, |bytes, recipients| {
            mails.push((String::from_utf8(bytes).unwrap(), recipients));
            async move { taken }
        })
        .await
        .unwrap();
        let mut answers = String::new();
        reading.read_to_string(&mut answers).await.unwrap();
        (answers.lines().map(|line| line[..3].to_owned()).collect(), mails)
    }

    const BEGIN: &str = "LHLO mx\r\nMAIL FROM:<> SIZE=100\r\nRCPT TO:<rdv+b1@dep77.fr>\r\n";

    #[tokio::test]
    async fn a_mail_is_taken_and_answered_for_once_for_each_recipient() {
        let said = format!(
            "{BEGIN}RCPT TO:<rdv@dep77.fr>\r\nRCPT TO:<x@dep77.fr>\r\nDATA\r\nA: b\r\n\r\n..c\r\n.\r\nQUIT\r\n"
        );
        let (answers, mails) = talk(&said, Taken::Yes).await;
        let expected = [
            "220", "250", "250", "250", "250", "250", "250", "250", "250", "550", "354", "250", "250", "221",
        ];
        assert_eq!(answers, expected);
        let recipients = vec!["rdv+b1@dep77.fr".to_owned(), "rdv@dep77.fr".to_owned()];
        assert_eq!(mails, [("A: b\r\n\r\n.c\r\n".to_owned(), recipients)]);
    }

    #[tokio::test]
    async fn what_cannot_be_dealt_with_now_stays_with_the_relay() {
        for (taken, code) in [(Taken::Later, "451"), (Taken::NotRead, "550")] {
            let (answers, _) = talk(&format!("{BEGIN}DATA\r\nx\r\n.\r\n"), taken).await;
            assert_eq!(answers.last().unwrap(), code);
        }
    }

    #[tokio::test]
    async fn nonsense_long_lines_and_large_mails_are_refused() {
        let (answers, mails) = talk(
            &format!("DATA\r\nRCPT TO:<rdv@dep77.fr>\r\nRCPT x\r\nFOO\r\n{}\r\nNOOP\r\n", "x".repeat(9_000)),
            Taken::Yes,
        )
        .await;
        assert_eq!(answers, ["220", "503", "503", "503", "500", "500", "250"]);
        assert!(mails.is_empty());
        let large = format!("{BEGIN}DATA\r\n{}.\r\nNOOP\r\n", "0123456789\r\n".repeat(MAX_BYTES / 12 + 1));
        let (answers, mails) = talk(&large, Taken::Yes).await;
        assert_eq!(answers[answers.len() - 2..], ["552", "250"]);
        assert!(mails.is_empty());
        let (answers, _) = talk(&"FOO\r\n".repeat(50), Taken::Yes).await;
        assert_eq!(answers.last().unwrap(), "421");
    }

    #[tokio::test]
    async fn a_line_that_breaks_inside_a_mail_hands_nothing_over() {
        let (_, mails) = talk(&format!("{BEGIN}DATA\r\nA: b\r\n\r\nc\r\n"), Taken::Yes).await;
        assert!(mails.is_empty());
    }
}
