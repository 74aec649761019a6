//! An exchange for short messages of our own (SMPP 3.4), byte by byte, so that it shares no letter with the library the
//! service speaks with. A script decides about each message.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

const BIND_TRANSCEIVER: u32 = 0x09;
const SUBMIT: u32 = 0x04;
const DELIVER: u32 = 0x05;
const UNBIND: u32 = 0x06;
const ENQUIRE: u32 = 0x15;
const ANSWER: u32 = 0x8000_0000;

/// What the exchange does with a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Takes it and says so.
    Takes,
    /// Answers with that status.
    Answers(u32),
    /// Takes it and never says so.
    TakesInSilence,
    /// Takes it, and the connection breaks before it can say so.
    TakesAndBreaks,
    /// Tells its fate before it says that it has taken it.
    TellsFirst,
}

/// A message the exchange has taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submitted {
    pub name: String,
    pub from: (u8, u8, String),
    pub to: (u8, u8, String),
    pub esm_class: u8,
    pub registered: u8,
    pub coding: u8,
    pub data: Vec<u8>,
}

impl Submitted {
    /// Its text, when it has no header and plain letters.
    pub fn plain(&self) -> String {
        domain::sms::alphabet::gsm7(&self.data)
    }
}

#[derive(Default)]
struct Seen {
    taken: Vec<Submitted>,
    binds: usize,
    asked: usize,
    thanks: Vec<(u32, u32)>,
    unbound: usize,
    most_at_once: usize,
    links: Vec<TcpStream>,
    brought: u32,
    unsaid: Vec<Vec<u8>>,
}

/// An exchange on a port of this machine, until the test ends.
#[derive(Clone)]
pub struct Exchange {
    pub port: u16,
    first: usize,
    seen: Arc<Mutex<Seen>>,
}

type Script = Arc<Mutex<dyn FnMut(usize) -> Verdict + Send>>;

impl Exchange {
    /// Listens; `script` decides about each message, by how many came before.
    pub fn listening(script: impl FnMut(usize) -> Verdict + Send + 'static) -> Self {
        Self::made(0xA000, |_| 0, script)
    }

    /// As [`Exchange::listening`]; the first message is called `first`, in hexadecimal.
    pub fn named(first: usize, script: impl FnMut(usize) -> Verdict + Send + 'static) -> Self {
        Self::made(first, |_| 0, script)
    }

    /// As [`Exchange::listening`]; `bind` answers each bind with a status, by how many came before.
    pub fn binding(
        bind: impl Fn(usize) -> u32 + Send + Sync + 'static,
        script: impl FnMut(usize) -> Verdict + Send + 'static,
    ) -> Self {
        Self::made(0xA000, bind, script)
    }

    fn made(
        first: usize,
        bind: impl Fn(usize) -> u32 + Send + Sync + 'static,
        script: impl FnMut(usize) -> Verdict + Send + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let exchange = Self { port: listener.local_addr().unwrap().port(), first, seen: Arc::default() };
        let script: Script = Arc::new(Mutex::new(script));
        let bind = Arc::new(bind);
        let kept = exchange.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                stream.set_nodelay(true).unwrap();
                let (exchange, script, bind) = (kept.clone(), Arc::clone(&script), Arc::clone(&bind));
                // A client that goes away in the middle is what this is for.
                thread::spawn(move || exchange.speak(stream, &script, &*bind));
            }
        });
        exchange
    }

    fn seen<T>(&self, of: impl FnOnce(&mut Seen) -> T) -> T {
        of(&mut self.seen.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Every message taken, in order.
    pub fn taken(&self) -> Vec<Submitted> {
        self.seen(|seen| seen.taken.clone())
    }

    /// How many messages were taken.
    pub fn count(&self) -> usize {
        self.seen(|seen| seen.taken.len())
    }

    /// How many sessions were begun.
    pub fn binds(&self) -> usize {
        self.seen(|seen| seen.binds)
    }

    /// How often somebody asked whether it is there.
    pub fn asked(&self) -> usize {
        self.seen(|seen| seen.asked)
    }

    /// How many sessions ended with a goodbye.
    pub fn unbound(&self) -> usize {
        self.seen(|seen| seen.unbound)
    }

    /// How many messages came at most before any of them was answered.
    pub fn most_at_once(&self) -> usize {
        self.seen(|seen| seen.most_at_once)
    }

    /// The statuses with which what was brought was thanked for, in order.
    pub fn thanks(&self) -> Vec<u32> {
        self.seen(|seen| seen.thanks.iter().map(|(_, status)| *status).collect())
    }

    /// Breaks every connection.
    pub fn breaks(&self) {
        for link in self.seen(|seen| std::mem::take(&mut seen.links)) {
            let _ = link.shutdown(Shutdown::Both);
        }
    }

    /// Says goodbye on every connection.
    pub fn says_goodbye(&self) {
        self.write_to_all(UNBIND, &[]);
    }

    /// Says at last that it has taken what it took in silence.
    pub fn answers_at_last(&self) {
        self.seen(|seen| {
            for answer in std::mem::take(&mut seen.unsaid) {
                for link in &mut seen.links {
                    let _ = link.write_all(&answer);
                }
            }
        });
    }

    /// Brings a receipt.
    pub fn tells(&self, receipt: &str) {
        self.brings("38123", 0x04, 0, receipt.as_bytes());
    }

    /// Brings what somebody wrote, in letters of 7 bits, or in UCS-2 when they are no ASCII.
    pub fn hears(&self, from: &str, text: &str) {
        if text.is_ascii() {
            self.brings(from, 0, 0, text.as_bytes());
        } else {
            let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
            self.brings(from, 0, 8, &bytes);
        }
    }

    fn brings(&self, from: &str, esm_class: u8, coding: u8, data: &[u8]) {
        let mut body = vec![0, 1, 1];
        body.extend(from.as_bytes());
        body.extend([0, 3, 0]);
        body.extend(b"38123\0");
        body.extend([esm_class, 0, 0, 0, 0, 0, 0, coding, 0, u8::try_from(data.len()).unwrap()]);
        body.extend(data);
        self.write_to_all(DELIVER, &body);
    }

    fn write_to_all(&self, id: u32, body: &[u8]) {
        self.seen(|seen| {
            seen.brought += 1;
            let sequence = 0x1000 + seen.brought;
            for link in &mut seen.links {
                let _ = link.write_all(&command(id, 0, sequence, body));
            }
        });
    }

    fn speak(&self, stream: TcpStream, script: &Script, bind: &dyn Fn(usize) -> u32) -> Option<()> {
        let mut from = std::io::BufReader::with_capacity(1 << 16, stream.try_clone().ok()?);
        let mut to = stream;
        loop {
            let (id, status, sequence, body) = read(&mut from)?;
            match id {
                BIND_TRANSCEIVER => {
                    let before = self.seen(|seen| {
                        seen.binds += 1;
                        seen.binds - 1
                    });
                    let status = bind(before);
                    to.write_all(&command(id | ANSWER, status, sequence, b"exchange\0")).ok()?;
                    if status != 0 {
                        return None;
                    }
                    let link = to.try_clone().ok()?;
                    self.seen(|seen| seen.links.push(link));
                }
                SUBMIT => {
                    // Everything that has come already is read before the first answer.
                    let mut batch = vec![(sequence, body)];
                    while !from.buffer().is_empty() {
                        let (id, _, sequence, body) = read(&mut from)?;
                        if id == SUBMIT {
                            batch.push((sequence, body));
                        } else {
                            self.other(&mut to, id, sequence)?;
                        }
                    }
                    self.seen(|seen| seen.most_at_once = seen.most_at_once.max(batch.len()));
                    let mut answers = Vec::new();
                    for (sequence, body) in batch {
                        answers.extend(self.submitted(sequence, &body, script)?);
                    }
                    to.write_all(&answers).ok()?;
                }
                id if id == DELIVER | ANSWER => self.seen(|seen| seen.thanks.push((sequence, status))),
                id => self.other(&mut to, id, sequence)?,
            }
        }
    }

    fn other(&self, to: &mut TcpStream, id: u32, sequence: u32) -> Option<()> {
        match id {
            ENQUIRE => {
                self.seen(|seen| seen.asked += 1);
                to.write_all(&command(id | ANSWER, 0, sequence, &[])).ok()
            }
            UNBIND => {
                self.seen(|seen| seen.unbound += 1);
                to.write_all(&command(id | ANSWER, 0, sequence, &[])).ok()?;
                None
            }
            _ => Some(()),
        }
    }

    fn submitted(&self, sequence: u32, body: &[u8], script: &Script) -> Option<Vec<u8>> {
        let so_far = self.count();
        let verdict = (script.lock().unwrap_or_else(PoisonError::into_inner))(so_far);
        if let Verdict::Answers(status) = verdict {
            return Some(command(SUBMIT | ANSWER, status, sequence, &[]));
        }
        let name = format!("{:X}", self.first + so_far);
        let submitted = parse(body, name.clone())?;
        self.seen(|seen| seen.taken.push(submitted));
        let taken = command(SUBMIT | ANSWER, 0, sequence, &[name.as_bytes(), &[0]].concat());
        match verdict {
            Verdict::TakesInSilence => {
                self.seen(|seen| seen.unsaid.push(taken));
                Some(Vec::new())
            }
            Verdict::TakesAndBreaks => {
                self.breaks();
                None
            }
            Verdict::TellsFirst => {
                self.tells(&format!("id:{name} sub:001 dlvrd:001 stat:DELIVRD err:000 text:"));
                Some(taken)
            }
            Verdict::Takes | Verdict::Answers(_) => Some(taken),
        }
    }
}

fn command(id: u32, status: u32, sequence: u32, body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(16 + body.len()).unwrap();
    [length, id, status, sequence]
        .into_iter()
        .flat_map(u32::to_be_bytes)
        .chain(body.iter().copied())
        .collect()
}

/// A whole command: what it is, its status, its number, its body. Nothing when the client is gone.
fn read(from: &mut impl Read) -> Option<(u32, u32, u32, Vec<u8>)> {
    let mut head = [0; 16];
    from.read_exact(&mut head).ok()?;
    let word = |at: usize| u32::from_be_bytes([head[at], head[at + 1], head[at + 2], head[at + 3]]);
    let mut body = vec![0; word(0) as usize - 16];
    from.read_exact(&mut body).ok()?;
    Some((word(4), word(8), word(12), body))
}

fn parse(body: &[u8], name: String) -> Option<Submitted> {
    let mut rest = body;
    let mut byte = || {
        let (first, after) = rest.split_first()?;
        rest = after;
        Some(*first)
    };
    let text = |byte: &mut dyn FnMut() -> Option<u8>| {
        let mut text = String::new();
        loop {
            match byte()? {
                0 => return Some(text),
                letter => text.push(char::from(letter)),
            }
        }
    };
    let _service = text(&mut byte)?;
    let from = (byte()?, byte()?, text(&mut byte)?);
    let to = (byte()?, byte()?, text(&mut byte)?);
    let esm_class = byte()?;
    let (_protocol, _priority) = (byte()?, byte()?);
    let (_when, _until) = (text(&mut byte)?, text(&mut byte)?);
    let registered = byte()?;
    let _replace = byte()?;
    let coding = byte()?;
    let _canned = byte()?;
    let length = usize::from(byte()?);
    let data = (0..length).map(|_| byte()).collect::<Option<Vec<u8>>>()?;
    Some(Submitted { name, from, to, esm_class, registered, coding, data })
}
