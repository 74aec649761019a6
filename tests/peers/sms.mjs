// Do short messages leave as they should, met by an exchange that is not ours?
//
// The real binary sends the messages of a real booking to npm `smpp`, which throttles, forgets, breaks, refuses to bind, tells
// fates out of order, speaks TLS and brings what people write. One scenario is one function, with a copy of the same database. Prints a
// line per scenario; ends with 1 when anything differs.

import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import smpp from 'smpp';

const ROOT = join(import.meta.dirname, '..', '..');
const BINARY = join(ROOT, process.env.CARGO_TARGET_DIR ?? 'target', 'debug', 'unisson');
const THROTTLED = 0x58;
const QUEUE_FULL = 0x14;

/** An exchange, and what it saw. `at` decides about each message, by how many came before; with a certificate it speaks TLS. */
async function exchange(at = () => 'takes', bind = () => 0, certificate = {}) {
    const seen = { taken: [], binds: [], links: new Set(), thanks: [], enquired: 0, unbound: 0 };
    const server = smpp.createServer(certificate, (link) => {
        link.on('bind_transceiver', (pdu) => {
            seen.binds.push(pdu);
            const status = bind(seen.binds.length - 1);
            link.send(pdu.response({ command_status: status }));
            if (status === 0) seen.links.add(link);
            else link.close();
        });
        link.on('submit_sm', (pdu) => {
            const verdict = at(seen.taken.length, seen);
            if (typeof verdict === 'number') return link.send(pdu.response({ command_status: verdict }));
            const name = (0x8c1f00d + seen.taken.length).toString(16).toUpperCase();
            seen.taken.push({ ...pdu, name, text: pdu.short_message.message });
            if (verdict === 'silence') return undefined;
            if (verdict === 'breaks') return link.destroy();
            if (verdict === 'tells first') tell(seen, name, 'DELIVRD');
            return link.send(pdu.response({ message_id: name }));
        });
        link.on('deliver_sm_resp', (pdu) => seen.thanks.push(pdu.command_status));
        link.on('enquire_link', (pdu) => { seen.enquired += 1; link.send(pdu.response()); });
        link.on('unbind', (pdu) => { seen.unbound += 1; link.send(pdu.response()); link.close(); });
        link.on('error', () => seen.links.delete(link));
        link.on('close', () => seen.links.delete(link));
    });
    await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
    return { seen, port: server.address().port, close: () => { for (const link of seen.links) link.destroy(); server.close(); } };
}

/** A certificate for `name`, which the authority in `ca.pem` signed; what our service needs to trust it. */
function certified(folder, name) {
    const openssl = (...words) => execFileSync('openssl', words, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
    openssl('req', ...key, '-x509', '-subj', '/CN=A test authority', '-days', '2', '-keyout', 'ca.key', '-out', 'ca.pem');
    openssl('req', ...key, '-subj', '/CN=exchange', '-keyout', 'own.key', '-out', 'own.csr');
    writeFileSync(join(folder, 'names'), `subjectAltName=DNS:${name}\nextendedKeyUsage=serverAuth\n`);
    openssl('x509', '-req', '-in', 'own.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '2', '-extfile', 'names', '-out', 'own.pem');
    const [own, secret] = ['own.pem', 'own.key'].map((file) => readFileSync(join(folder, file)));
    const trust = { UNISSON_SMPP_HOST: 'localhost', UNISSON_SMPP_ENCRYPTION: 'tls', SSL_CERT_FILE: join(folder, 'ca.pem') };
    return { certificate: { cert: own, key: secret }, trust };
}

function bring(seen, fields) {
    for (const link of seen.links) link.deliver_sm({ source_addr: '33612345678', destination_addr: '38123', ...fields });
}

function tell(seen, name, word) {
    const text = `id:${name} sub:001 dlvrd:001 submit date:2701101200 done date:2701101201 stat:${word} err:000 text:RDV`;
    bring(seen, { esm_class: 4, short_message: text });
}

/** Somebody at a terminal, with a copy of the database of their own. */
class Desk {
    constructor(from) {
        this.folder = mkdtempSync(join(tmpdir(), 'unisson-sms-'));
        if (from) cpSync(from.folder, this.folder, { recursive: true });
        writeFileSync(join(this.folder, 'password'), 'secret\n');
    }

    environment(port, more = {}) {
        return {
            PATH: process.env.PATH, RUST_LOG: 'warn', UNISSON_PUBLIC_URL: 'https://rdv.dep99.fr', UNISSON_SMS_PROVIDER: 'smpp',
            UNISSON_SMS_SENDER: '38123', UNISSON_SMS_REPLIES: 'read', UNISSON_SMPP_HOST: '127.0.0.1',
            UNISSON_SMPP_PORT: String(port), UNISSON_SMPP_ENCRYPTION: 'none', UNISSON_SMPP_USER: 'unisson',
            UNISSON_SMPP_PASSWORD_FILE: 'password', UNISSON_LISTEN: '127.0.0.1:0', ...more,
        };
    }

    run(args, port = 1, more = {}) {
        return new Promise((done, failed) => {
            const child = spawn(BINARY, args, { cwd: this.folder, env: this.environment(port, more) });
            let said = '';
            child.stdout.on('data', (text) => { said += text; });
            child.stderr.on('data', (text) => { said += text; });
            child.on('close', (code) => (code === 0 || more.fails ? done(said) : failed(new Error(`${args}: ${said}`))));
        });
    }

    serve(port, more = {}) {
        const child = spawn(BINARY, ['serve'], { cwd: this.folder, env: this.environment(port, more), stdio: ['ignore', 'ignore', 'pipe'] });
        let log = '';
        child.stderr.on('data', (text) => { log += text; });
        return {
            log: () => log,
            stop: () => new Promise((ended) => { child.on('close', ended); child.kill('SIGINT'); }),
            kill: () => new Promise((ended) => { child.on('close', ended); child.kill('SIGKILL'); }),
        };
    }

    rows(sql) {
        const script = 'import json,sqlite3,sys\n'
            + 'db = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True, timeout=10)\ndb.row_factory = sqlite3.Row\n'
            + 'print(json.dumps([{k: r[k] for k in r.keys() if not isinstance(r[k], bytes)} for r in db.execute(sys.argv[2])]))';
        return JSON.parse(execFileSync('python3', ['-c', script, join(this.folder, 'unisson.db'), sql], { encoding: 'utf8' }));
    }

    states() {
        return this.rows("SELECT state FROM message WHERE channel = 'sms' AND kind = 'confirmation'").map((row) => row.state);
    }

    async until(what, it) {
        for (const end = Date.now() + 60_000; Date.now() < end;) {
            if (it()) return;
            await pause(50);
        }
        throw new Error(`never: ${what}; ${JSON.stringify(this.rows('SELECT kind, channel, state, problem FROM message'))}`);
    }

    leave() { rmSync(this.folder, { recursive: true, force: true }); }
}

async function bench() {
    const desk = new Desk();
    const example = readFileSync(join(ROOT, 'docs', 'territory.example.toml'), 'utf8');
    const family = 'family_name = "Benali"\n';
    assert(example.includes(family));
    let sheet = example.replace(family, `${family}phone = "06 12 34 56 78"\n`);
    if (!sheet.includes('born_on')) sheet = sheet.replace(family, `${family}born_on = 1990-02-03\n`);
    writeFileSync(join(desk.folder, 'essai.toml'), sheet);
    await desk.run(['import', 'territory', 'essai.toml']);
    const offers = await desk.run(['offer', '--referral', 'r-1']);
    const start = offers.split('\n').map((line) => line.trim()).find((line) => /^20.*Z$/.test(line));
    await desk.run(['book', '--referral', 'r-1', '--start', start, '--site', 'melun']);
    return desk;
}

const SCENARIOS = {
    async 'a message leaves once, with everything the exchange wants'(desk, { seen, port }) {
        await desk.run(['send'], port);
        assert.equal(seen.taken.length, 1);
        const [sms] = seen.taken;
        assert.deepEqual([sms.destination_addr, sms.dest_addr_ton, sms.dest_addr_npi], ['33612345678', 1, 1]);
        assert.deepEqual([sms.source_addr, sms.registered_delivery, sms.data_coding, sms.esm_class], ['38123', 1, 0, 0]);
        assert.match(sms.text, /^RDV noté : .* à \d+h.*rdv\.dep99\.fr\/r\/([0-9A-Z]{8} ou |[\w-]{27}$)/);
        assert.equal(seen.binds[0].interface_version, 0x34);
        assert.equal(seen.unbound, 1, 'and says goodbye');
        await desk.run(['send'], port);
        assert.equal(seen.taken.length, 1);
        assert.deepEqual(desk.states(), ['sent']);
    },
    async 'receipts are believed, in whatever order and base'(desk, { seen, port }) {
        const service = desk.serve(port);
        await desk.until('sent', () => desk.states()[0] === 'sent');
        tell(seen, 'FFFFFFFFF', 'DELIVRD');
        tell(seen, String(parseInt(seen.taken[0].name, 16)), 'ACCEPTD');
        tell(seen, String(parseInt(seen.taken[0].name, 16)), 'DELIVRD');
        await desk.until('delivered', () => desk.states()[0] === 'delivered');
        tell(seen, seen.taken[0].name, 'UNDELIV');
        await desk.until('thanked', () => seen.thanks.length === 4);
        assert.deepEqual(seen.thanks, [0, 0, 0, 0]);
        assert.deepEqual(desk.states(), ['delivered']);
        await service.stop();
    },
    'a receipt before the answer': [(count) => 'tells first', async (desk, { port }) => {
        const service = desk.serve(port);
        await desk.until('delivered', () => desk.states()[0] === 'delivered');
        await service.stop();
    }],
    'who throttles is heeded': [(count, seen) => { seen.no = (seen.no ?? 0) + 1; return seen.no < 3 ? [THROTTLED, QUEUE_FULL][seen.no - 1] : 'takes'; }, async (desk, { seen, port }) => {
        const service = desk.serve(port);
        await desk.until('sent', () => desk.states()[0] === 'sent');
        assert.equal(seen.taken.length, 1);
        assert.equal(desk.rows("SELECT attempts FROM message WHERE kind = 'confirmation' AND channel = 'sms'")[0].attempts, 1, 'only the last was a try');
        await service.stop();
    }],
    'a connection cut before the answer leaves a doubt, once': [(count) => (count === 0 ? 'breaks' : 'takes'), async (desk, { seen, port }) => {
        const service = desk.serve(port);
        await desk.until('doubtful', () => desk.states()[0] === 'doubtful');
        await desk.until('back', () => seen.binds.length === 2);
        assert.equal(seen.taken.length, 1);
        assert.match(await desk.run(['messages'], port), /confirmation/i);
        await service.stop();
    }],
    async 'a service that is killed before the answer leaves a doubt, and sends nothing twice'(desk, given) {
        const { seen, port } = given;
        const service = desk.serve(port);
        await desk.until('taken', () => seen.taken.length === 1);
        await service.kill();
        const again = desk.serve(port);
        await pause(3000);
        assert.equal(seen.taken.length, 1);
        assert.ok(['sending', 'sent'].includes(desk.states()[0]));
        await again.stop();
    },
    async 'who is not let in comes back'(desk, given) {
        given.close();
        const { seen, port, close } = await exchange(undefined, (before) => [0x0d, 0x0e, 0][before] ?? 0);
        const service = desk.serve(port);
        await desk.until('bound', () => seen.binds.length === 3);
        assert.equal(seen.taken.length, 0);
        await service.stop();
        close();
    },
    async 'what people write is understood'(desk, { seen, port }) {
        const service = desk.serve(port);
        await desk.until('sent', () => desk.states()[0] === 'sent');
        bring(seen, { short_message: '1' });
        await desk.until('noted', () => desk.rows("SELECT * FROM sms_reply WHERE meaning = 'comes'").length === 1);
        bring(seen, { short_message: 'نعم' });
        bring(seen, { short_message: 'Puis-je venir avec mon bébé ?' });
        await desk.until('a call', () => desk.rows("SELECT * FROM callback WHERE reason = 'sms_reply'").length === 1);
        await desk.until('read', () => desk.rows("SELECT * FROM sms_reply WHERE text = 'Puis-je venir avec mon bébé ?'").length === 1);
        await desk.until('answered', () => seen.taken.length === 4);
        assert.equal(desk.rows("SELECT * FROM sms_reply WHERE meaning = 'comes'").length, 2);
        assert.match(seen.taken[1].text, /^Merci, c'est noté/);
        bring(seen, { short_message: 'STOP' });
        await desk.until('refused', () => desk.rows("SELECT * FROM refused_channel WHERE channel = 'sms'").length === 1);
        assert.ok(!service.log().includes('33612345678') && !service.log().includes('bébé'), 'no word of it in the log');
        await service.stop();
    },
    async 'over TLS a message leaves and what comes back is heard'(desk, given) {
        given.close();
        const { certificate, trust } = certified(desk.folder, 'localhost');
        const { seen, port, close } = await exchange(undefined, undefined, certificate);
        const service = desk.serve(port, trust);
        await desk.until('sent', () => desk.states()[0] === 'sent');
        assert.deepEqual([seen.taken.length, seen.taken[0].destination_addr], [1, '33612345678']);
        for (const link of seen.links) assert.match(link.socket.getProtocol(), /^TLSv1\.[23]$/);
        tell(seen, seen.taken[0].name, 'DELIVRD');
        await desk.until('delivered', () => desk.states()[0] === 'delivered');
        bring(seen, { short_message: '1' });
        await desk.until('noted', () => desk.rows("SELECT * FROM sms_reply WHERE meaning = 'comes'").length === 1);
        await service.stop();
        close();
    },
    async 'an exchange with the certificate of another name is told nothing'(desk, given) {
        given.close();
        const { certificate, trust } = certified(desk.folder, 'ailleurs.example');
        const { seen, port, close } = await exchange(undefined, undefined, certificate);
        await desk.run(['send'], port, trust);
        assert.match(await desk.run(['doctor'], port, { ...trust, fails: true }), /no protected connection.*certificate/);
        const [message] = desk.rows("SELECT state, problem FROM message WHERE kind = 'confirmation' AND channel = 'sms'");
        assert.equal(message.state, 'planned', 'it waits for an exchange that is the right one');
        assert.match(message.problem, /protected/, 'and was tried');
        // Nor is the right name believed when nobody whom the machine trusts has signed it.
        cpSync(join(desk.folder, 'ca.pem'), join(desk.folder, 'other-ca.pem'));
        const right = certified(desk.folder, 'localhost');
        const stranger = await exchange(undefined, undefined, right.certificate);
        const distrust = { ...right.trust, SSL_CERT_FILE: join(desk.folder, 'other-ca.pem'), fails: true };
        assert.match(await desk.run(['doctor'], stranger.port, distrust), /no protected connection.*certificate/);
        for (const one of [seen, stranger.seen]) assert.deepEqual([one.binds.length, one.taken.length], [0, 0], 'neither name nor password');
        stranger.close();
        close();
    },
    async 'doctor tries the exchange'(desk, given) {
        const { seen, port, close } = given;
        assert.match(await desk.run(['doctor'], port, { fails: true }), /sms.*answers/);
        assert.equal(seen.taken.length, 0);
        close();
        assert.match(await desk.run(['doctor'], port, { fails: true }), /cannot be reached/);
    },
};

const first = await bench();
let failures = 0;
for (const [name, scenario] of Object.entries(SCENARIOS)) {
    const [at, story] = Array.isArray(scenario) ? scenario : [undefined, scenario];
    const desk = new Desk(first);
    const given = await exchange(at ?? ((count) => (name.includes('killed') ? 'silence' : 'takes')));
    try {
        await story(desk, given);
        console.log(`ok ${name}`);
    } catch (error) {
        failures += 1;
        console.log(`FAILED ${name}\n${error.stack}`);
    } finally {
        given.close();
        desk.leave();
    }
}
first.leave();
console.log(`${Object.keys(SCENARIOS).length} scenarios of short messages at an exchange of other people, ${failures} failed`);
process.exit(failures === 0 ? 0 : 1);
