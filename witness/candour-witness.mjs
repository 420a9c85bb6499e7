#!/usr/bin/env node
/**
 * A witness: keeps the latest checkpoint of a log that somebody else runs, and signs the next one only when it grew from
 * that. One file, no packages, nothing from our source. Node 18 or later. Run it where the log's owner cannot reach.
 *
 *   node candour-witness.mjs new NAME                 makes this witness: its key, and the line that others know it by
 *   node candour-witness.mjs trust KEY                takes on a log: its verifier key, that you were given some other way
 *   node candour-witness.mjs serve [--port 8085] [--host 127.0.0.1]
 *   node candour-witness.mjs check FILE               the same by hand: FILE is a request, or a checkpoint seen before or first
 *   node candour-witness.mjs kept [ORIGIN]            what is kept, with our signature under it
 *
 * --folder DIR says where all of it lies (candour-witness). Its loss is the loss of the witness: keep it.
 *
 * Written from c2sp.org/tlog-witness, tlog-cosignature (Ed25519), tlog-checkpoint and signed-note, and RFC 9162 2.1.4.2.
 * Ends with 0 when signed or shown, 1 when refused, 2 when called wrongly.
 */
import {
  verify as checkSignature,
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
} from 'node:crypto';
import {
  appendFileSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A no, with the status that tlog-witness gives it. */
class Refused extends Error {
  constructor(status, words, body = `${words}\n`) {
    super(words);
    this.status = status;
    this.body = body;
  }
}
const need = (holds, status, words) => {
  if (!holds) throw new Refused(status, words);
};
const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();

// ---- Keys and notes

const noteType = 0x01;
const cosignatureType = 0x04;
const longestRequest = 65_536;
const mostHashes = 63;

const isName = (text) => /^[^\s+\u0085]+$/u.test(text) && text.isWellFormed?.() !== false;
const keyIdOf = (name, type, publicKey) => sha256(`${name}\n`, Buffer.of(type), publicKey).subarray(0, 4);
const keyText = (name, type, publicKey) =>
  `${name}+${keyIdOf(name, type, publicKey).toString('hex')}+${Buffer.concat([Buffer.of(type), publicKey]).toString('base64')}`;

/** Base64 written in the one right way, or null. */
function base64(text) {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : null;
}

function parseKey(line) {
  const [, name = '', id, material = ''] = /^([^+]+)\+([0-9a-f]{8})\+(\S+)$/u.exec(line) ?? [];
  const bytes = base64(material);
  need(isName(name) && bytes?.length === 33 && bytes[0] === noteType, 400, 'not the verifier key of a log (Ed25519)');
  const publicKey = bytes.subarray(1);
  need(keyIdOf(name, noteType, publicKey).toString('hex') === id, 400, 'the id is not that of the key');
  return { name, publicKey };
}

function holds(publicKey, message, signature) {
  try {
    const key = createPublicKey({
      key: { kty: 'OKP', crv: 'Ed25519', x: publicKey.toString('base64url') },
      format: 'jwk',
    });
    return signature.length === 64 && checkSignature(null, Buffer.from(message), key, signature);
  } catch {
    return false;
  }
}

const decimal = (text) =>
  /^(0|[1-9]\d{0,15})$/.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : null;

/** A checkpoint read, not yet believed. */
function parseCheckpoint(note) {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what a note may not hold.
  need(!/[\u0000-\u0009\u000b-\u001f\ufffd]/.test(note), 403, 'the checkpoint holds characters that none may');
  const at = note.lastIndexOf('\n\n');
  need(at > 0 && note.endsWith('\n') && note.length > at + 2, 403, 'the checkpoint has no signatures');
  const text = note.slice(0, at + 1);
  const [origin = '', size = '', root = '', ...rest] = text.slice(0, -1).split('\n');
  const hash = base64(root);
  const formed = origin !== '' && decimal(size) !== null && hash?.length === 32 && !rest.includes('');
  need(formed, 403, 'a checkpoint has an origin, a size and a root, each on a line of its own');
  const lines = note.slice(at + 2, -1).split('\n');
  need(lines.length <= 64, 403, 'the checkpoint has too many signatures');
  const signatures = lines.map((line) => {
    const [, name = '', encoded = ''] = /^— (\S+) (\S+)$/u.exec(line) ?? [];
    const bytes = base64(encoded);
    need(isName(name) && bytes !== null && bytes.length >= 5, 403, 'a signature line is not of the right form');
    return { name, keyId: bytes.subarray(0, 4), signature: bytes.subarray(4) };
  });
  return { origin, size: decimal(size), root: hash, text, signatures };
}

/** The body of a request: `old N`, hashes, an empty line, a checkpoint. */
function parseRequest(body) {
  const end = body.indexOf('\n\n');
  const [first = '', ...hashes] = end < 0 ? [] : body.slice(0, end).split('\n');
  const old = /^old (\S+)$/.exec(first)?.[1];
  need(old !== undefined && decimal(old) !== null, 400, 'a request begins with the line: old SIZE');
  need(hashes.length <= mostHashes, 400, `a proof has at most ${mostHashes} hashes`);
  const path = hashes.map((line) => base64(line));
  need(
    path.every((hash) => hash?.length === 32),
    400,
    'the proof is not a list of hashes',
  );
  return { old: decimal(old), path, note: body.slice(end + 2) };
}

// ---- RFC 9162 2.1.4.2

function grew(first, second, path) {
  if (first.size === second.size) return path.length === 0 && first.root.equals(second.root);
  if (path.length === 0) return false;
  const node = (left, right) => sha256(Buffer.of(1), left, right);
  let fn = first.size - 1;
  let sn = second.size - 1;
  while (fn % 2 === 1) {
    fn = Math.floor(fn / 2);
    sn = Math.floor(sn / 2);
  }
  const [start, ...rest] = fn === 0 ? [first.root, ...path] : path;
  let fr = start;
  let sr = start;
  for (const hash of rest) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      fr = node(hash, fr);
      sr = node(hash, sr);
      while (fn % 2 === 0 && fn !== 0) {
        fn = Math.floor(fn / 2);
        sn = Math.floor(sn / 2);
      }
    } else sr = node(sr, hash);
    fn = Math.floor(fn / 2);
    sn = Math.floor(sn / 2);
  }
  return sn === 0 && fr.equals(first.root) && sr.equals(second.root);
}

// ---- What lies in the folder

/** Written beside, brought to the disk, and renamed: a power cut leaves the old content or the new one. */
function writeSafely(file, content) {
  const open = openSync(`${file}.new`, 'w', 0o600);
  writeFileSync(open, content);
  fsyncSync(open);
  closeSync(open);
  renameSync(`${file}.new`, file);
  const folder = openSync(join(file, '..'), 'r');
  fsyncSync(folder);
  closeSync(folder);
}

/** Nobody else writes here while we do: two that each keep the latest would keep neither. */
function hold(folder) {
  const lock = join(folder, 'lock');
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    const pid = Number(readFileSync(lock, 'utf8'));
    try {
      process.kill(pid, 0);
    } catch (gone) {
      if (gone.code !== 'ESRCH') throw gone;
      unlinkSync(lock);
      return hold(folder);
    }
    throw new Refused(
      409,
      `this witness runs already, as process ${pid}: send the checkpoint to it, or stop it (${lock})`,
    );
  }
  return () => unlinkSync(lock);
}

/** The witness of a folder. `now` gives seconds since 1970. */
export function openWitness(folder, now = () => Math.floor(Date.now() / 1000)) {
  const keyFile = join(folder, 'key.pem');
  if (!existsSync(keyFile)) throw new Refused(404, `there is no witness in ${folder}: candour-witness.mjs new NAME`);
  const secret = createPrivateKey(readFileSync(keyFile));
  const publicKey = createPublicKey(secret).export({ format: 'der', type: 'spki' }).subarray(-32);
  const name = readFileSync(join(folder, 'name'), 'utf8').trim();
  const trusted = () => {
    const file = join(folder, 'trusted');
    return existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean).map(parseKey) : [];
  };
  const keptFile = (origin) => join(folder, 'kept', sha256(origin).toString('hex'));
  const kept = (origin) =>
    existsSync(keptFile(origin)) ? parseCheckpoint(readFileSync(keptFile(origin), 'utf8')) : null;
  const cosignature = (text) => {
    const seconds = now();
    const time = Buffer.alloc(8);
    time.writeBigUInt64BE(BigInt(seconds));
    const signature = sign(null, Buffer.from(`cosignature/v1\ntime ${seconds}\n${text}`), secret);
    return `— ${name} ${Buffer.concat([keyIdOf(name, cosignatureType, publicKey), time, signature]).toString('base64')}\n`;
  };

  /** The lines of the log's own keys, all of which hold; others are none of ours to pass on. */
  const signedBy = ({ origin, text, signatures }) => {
    const keys = trusted().filter((key) => key.name === origin);
    need(keys.length > 0, 404, `this witness does not know the log ${origin}`);
    const held = signatures.filter(({ name: signer, keyId, signature }) =>
      keys.some(
        (key) =>
          key.name === signer &&
          keyIdOf(key.name, noteType, key.publicKey).equals(keyId) &&
          holds(key.publicKey, text, signature),
      ),
    );
    need(held.length > 0, 403, `no key that this witness knows signed the checkpoint of ${origin}`);
    return held
      .map((each) => `— ${each.name} ${Buffer.concat([each.keyId, each.signature]).toString('base64')}\n`)
      .join('');
  };

  /** What the log itself signed and must not have: evidence, the first hundred of it. */
  const keepEvidence = (body, { text }) => {
    const shelf = join(folder, 'refused');
    mkdirSync(shelf, { recursive: true });
    const file = join(shelf, sha256(text).toString('hex'));
    if (existsSync(file) || readdirSync(shelf).length >= 100) return;
    writeSafely(file, body);
  };

  const judgeGrowth = (checkpoint, { old, path }) => {
    need(old <= checkpoint.size, 400, 'the old size is larger than the checkpoint');
    const before = kept(checkpoint.origin);
    const size = before?.size ?? 0;
    if (old !== size)
      throw new Refused(409, `this witness keeps ${size} leaves of ${checkpoint.origin}, not ${old}`, `${size}\n`);
    const empty = sha256();
    need(checkpoint.size > 0 || checkpoint.root.equals(empty), 422, 'an empty log has another root');
    if (size === 0) {
      need(path.length === 0, 422, 'from an empty log there is no proof');
      return;
    }
    if (old === checkpoint.size && !before.root.equals(checkpoint.root))
      throw new Refused(409, `ANOTHER HISTORY: the log shows two trees of ${size} leaves`, `${size}\n`);
    need(
      grew(before, checkpoint, path),
      422,
      `ANOTHER HISTORY: ${checkpoint.size} leaves do not grow from the ${size} that are kept`,
    );
  };

  /** Takes a request; gives our signature line, or throws what is wrong. Checked and kept without a pause between. */
  const addCheckpoint = (body) => {
    need(body.length <= longestRequest, 413, 'the request is too long');
    const request = parseRequest(body);
    const checkpoint = parseCheckpoint(request.note);
    const lines = signedBy(checkpoint);
    try {
      judgeGrowth(checkpoint, request);
    } catch (error) {
      if (error instanceof Refused && error.message.startsWith('ANOTHER HISTORY')) keepEvidence(body, checkpoint);
      throw error;
    }
    const line = cosignature(checkpoint.text);
    mkdirSync(join(folder, 'kept'), { recursive: true });
    writeSafely(keptFile(checkpoint.origin), `${checkpoint.text}\n${lines}${line}`);
    return { line, checkpoint };
  };

  const shown = (origin) => {
    const origins = origin ? [origin] : [...new Set(trusted().map((key) => key.name))];
    const found = origins
      .filter((each) => existsSync(keptFile(each)))
      .map((each) => readFileSync(keptFile(each), 'utf8'));
    need(found.length > 0, 404, 'nothing is kept yet');
    need(found.length === 1, 400, `which log? ${origins.join(', ')}`);
    return found[0];
  };
  return {
    name,
    keyText: keyText(name, cosignatureType, publicKey),
    addCheckpoint,
    kept,
    shown,
    trusted,
    hold: () => hold(folder),
  };
}

/** Makes a witness in a folder that has none. */
export function newWitness(folder, name) {
  need(isName(name), 400, 'a name is one word without a plus: witness.authority.example/candour');
  need(!existsSync(join(folder, 'key.pem')), 409, `there is a witness in ${folder} already`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { privateKey } = generateKeyPairSync('ed25519');
  writeFileSync(join(folder, 'name'), `${name}\n`);
  writeFileSync(join(folder, 'key.pem'), privateKey.export({ format: 'pem', type: 'pkcs8' }), {
    mode: 0o600,
    flag: 'wx',
  });
  return openWitness(folder);
}

// ---- Over HTTP

function readBody(request) {
  return new Promise((done, failed) => {
    const parts = [];
    let length = 0;
    request.on('data', (part) => {
      length += part.length;
      if (length <= longestRequest) parts.push(part);
    });
    request.on('end', () =>
      length > longestRequest
        ? failed(new Refused(413, 'the request is too long'))
        : done(Buffer.concat(parts).toString()),
    );
    request.on('error', failed);
  });
}

async function answer(witness, request, say) {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://witness');
  if (request.method === 'GET' && pathname === '/kept') return witness.shown(searchParams.get('origin'));
  need(pathname === '/add-checkpoint', 404, 'POST /add-checkpoint, GET /kept');
  need(request.method === 'POST', 405, 'POST /add-checkpoint');
  const { line, checkpoint } = witness.addCheckpoint(await readBody(request));
  say(`signed ${checkpoint.origin} at ${checkpoint.size} leaves`);
  return line;
}

/** Serves a witness. The caller holds its folder. */
export function serveWitness(witness, say = () => {}) {
  const server = createServer({ requestTimeout: 20_000, headersTimeout: 10_000 }, (request, response) => {
    const send = (status, body, type = 'text/plain; charset=utf-8') =>
      response.writeHead(status, { 'content-type': type, 'x-content-type-options': 'nosniff' }).end(body);
    answer(witness, request, say).then(
      (body) => send(200, body),
      (error) => {
        const isOurs = error instanceof Refused;
        say(`${isOurs ? 'REFUSED' : 'FAILED'}: ${error.message}`);
        if (!isOurs) return send(500, 'the witness failed\n');
        return send(error.status, error.body, /^\d+\n$/.test(error.body) ? 'text/x.tlog.size' : undefined);
      },
    );
  });
  return server;
}

// ---- At the shell

const usage =
  'node candour-witness.mjs new NAME | trust KEY | serve [--port P] [--host H] | check FILE | kept [ORIGIN]   [--folder DIR]';

/** A bare checkpoint says nothing of growth: it will do where it is the first, or the one that is kept. */
function asRequest(witness, text) {
  if (text.startsWith('old ')) return text;
  const { origin, size } = parseCheckpoint(text);
  const keptSize = witness.kept(origin)?.size ?? 0;
  need(
    keptSize === 0 || keptSize === size,
    422,
    `${keptSize} leaves are kept: ask for the proof, candour checkpoint request --from ${keptSize}`,
  );
  return `old ${keptSize}\n\n${text}`;
}

function withHold(witness, work) {
  const release = witness.hold();
  try {
    return work();
  } finally {
    release();
  }
}

function trust(folder, line) {
  const key = parseKey(line.trim());
  const witness = openWitness(folder);
  if (witness.trusted().some((each) => each.name === key.name && each.publicKey.equals(key.publicKey))) return;
  appendFileSync(join(folder, 'trusted'), `${line.trim()}\n`);
}

function serve(folder, { port, host }) {
  const witness = openWitness(folder);
  const release = witness.hold();
  const server = serveWitness(witness, (line) => console.error(`${new Date().toISOString()} ${line}`));
  server.listen(Number(port ?? 8085), host ?? '127.0.0.1', () => {
    const { address, port: own } = server.address();
    console.log(`${witness.keyText}\nlistens at http://${address}:${own}`);
  });
  for (const signal of ['SIGINT', 'SIGTERM'])
    process.once(signal, () => {
      release();
      process.exit(0);
    });
}

function main(args) {
  const options = { folder: 'candour-witness' };
  const words = [];
  for (let at = 0; at < args.length; at += 1) {
    if (!args[at].startsWith('--')) words.push(args[at]);
    else {
      const name = args[at].slice(2);
      if (!['folder', 'port', 'host'].includes(name) || args[at + 1] === undefined) return wrongly();
      options[name] = args[at + 1];
      at += 1;
    }
  }
  const [verb, word] = words;
  if (verb === 'new' && word) console.log(newWitness(options.folder, word).keyText);
  else if (verb === 'trust' && word) trust(options.folder, word);
  else if (verb === 'serve') serve(options.folder, options);
  else if (verb === 'kept') process.stdout.write(openWitness(options.folder).shown(word));
  else if (verb === 'check' && word) {
    const witness = openWitness(options.folder);
    const text = readFileSync(word, 'utf8');
    process.stdout.write(withHold(witness, () => witness.addCheckpoint(asRequest(witness, text)).line));
  } else return wrongly();
  return undefined;
}

function wrongly() {
  console.error(usage);
  process.exitCode = 2;
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    main(process.argv.slice(2));
  } catch (error) {
    console.error(error instanceof Refused ? `REFUSED: ${error.message}` : error.message);
    process.exitCode = error instanceof Refused ? 1 : 2;
  }
}
