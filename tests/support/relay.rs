//! A mail relay of our own, as small as RFC 5321 allows: it remembers what it took in charge.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

/// What the relay does with the content of a mail, asked for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Takes it in charge and says so.
    Takes,
    /// Takes it in charge, and the connection breaks before it can say so.
    TakesAndBreaks,
    /// Refuses it for good, and repeats to whom it was, as relays do.
    Refuses,
}

/// A relay on a port of this machine, until the test ends.
#[derive(Clone, Debug)]
pub struct Relay {
    pub port: u16,
    mails: Arc<Mutex<Vec<String>>>,
    greetings: Arc<Mutex<usize>>,
}

impl Relay {
    /// Listens; `answer` decides about each mail.
    pub fn listening(answer: impl FnMut() -> Answer + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let relay = Self { port, mails: Arc::default(), greetings: Arc::default() };
        let answer: Arc<Mutex<dyn FnMut() -> Answer + Send>> = Arc::new(Mutex::new(answer));
        let kept = relay.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (relay, answer) = (kept.clone(), Arc::clone(&answer));
                // A client that goes away in the middle is what this is for.
                thread::spawn(move || relay.speak(&stream, &answer));
            }
        });
        relay
    }

    /// Every mail taken in charge, whole, in the order of its final dot.
    pub fn mails(&self) -> Vec<String> {
        self.mails.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// How many clients were greeted.
    pub fn greeted(&self) -> usize {
        *self.greetings.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn speak(&self, stream: &TcpStream, answer: &Mutex<dyn FnMut() -> Answer + Send>) -> Option<()> {
        let mut lines = BufReader::new(stream.try_clone().ok()?);
        let mut to = stream;
        to.write_all(b"220 relay.example ESMTP\r\n").ok()?;
        *self.greetings.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        let mut recipient = String::new();
        loop {
            let line = read_line(&mut lines)?;
            if let Some(address) = line.trim_end().strip_prefix("RCPT TO:") {
                address.clone_into(&mut recipient);
            }
            match line.get(..4).unwrap_or("").to_ascii_uppercase().as_str() {
                "DATA" => {
                    to.write_all(b"354 go on\r\n").ok()?;
                    let mut mail = String::new();
                    loop {
                        let line = read_line(&mut lines)?;
                        if line == ".\r\n" {
                            break;
                        }
                        mail.push_str(&line);
                    }
                    let answer = (answer.lock().unwrap_or_else(PoisonError::into_inner))();
                    if answer != Answer::Refuses {
                        self.mails.lock().unwrap_or_else(PoisonError::into_inner).push(mail);
                    }
                    match answer {
                        Answer::Refuses => write!(to, "550 nobody of that name: {recipient}\r\n").ok()?,
                        Answer::Takes => to.write_all(b"250 taken in charge\r\n").ok()?,
                        Answer::TakesAndBreaks => return None,
                    }
                }
                "QUIT" => return to.write_all(b"221 goodbye\r\n").ok(),
                _ => to.write_all(b"250 relay.example\r\n").ok()?,
            }
        }
    }
}

/// A whole line, or nothing when the client is gone.
fn read_line(lines: &mut impl BufRead) -> Option<String> {
    let mut line = Vec::new();
    let read = lines.read_until(b'\n', &mut line).ok()?;
    (read > 0 && line.ends_with(b"\n")).then(|| String::from_utf8_lossy(&line).into_owned())
}
