/** Backups on disk: packed, then encrypted with age, as a stream in both directions. */
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { createGunzip, createGzip } from 'node:zlib';
import { Decrypter, Encrypter } from 'age-encryption';
import { isRefusal, type Refusal, refuse } from '../refusal.ts';

type Bytes = Parameters<Encrypter['encrypt']>[0] & ReadableStream<Uint8Array>;
type WebStream = Parameters<typeof Readable.fromWeb>[0];

const toWeb = (stream: Readable): Bytes => Readable.toWeb(stream) as unknown as Bytes;
const fromWeb = (stream: unknown): Readable => Readable.fromWeb(stream as WebStream);

function encrypterFor(recipients: readonly string[]): Encrypter | Refusal {
  const encrypter = new Encrypter();
  for (const recipient of recipients) {
    try {
      encrypter.addRecipient(recipient);
    } catch {
      return refuse('not-a-recipient', `"${recipient}" is not a recipient: one begins with age1.`);
    }
  }
  return encrypter;
}

/** Encrypts to every recipient; any one of their keys opens it. */
export async function seal(
  plain: AsyncIterable<Buffer>,
  recipients: readonly string[],
): Promise<{ stream: Readable; broken: Promise<never> } | Refusal> {
  const encrypter = encrypterFor(recipients);
  if (isRefusal(encrypter)) return encrypter;
  const packed = createGzip({ level: 4 });
  const source = Readable.from(plain, { objectMode: false });
  // An error in the source is to end the whole chain, in the words it came with.
  const broken = new Promise<never>((_, reject) => source.once('error', reject));
  broken.catch(() => {});
  source.once('error', (error) => packed.destroy(error));
  source.pipe(packed);
  return { stream: fromWeb(await encrypter.encrypt(toWeb(packed))), broken };
}

export interface OpenedBackup {
  readonly plain: AsyncIterable<Uint8Array>;
  readonly close: () => void;
}

/** Opens a backup with whichever of the keys fits. age lets no byte through that it has not authenticated. */
export async function unseal(file: string, identities: readonly string[]): Promise<OpenedBackup | Refusal> {
  const decrypter = new Decrypter();
  for (const identity of identities) {
    try {
      decrypter.addIdentity(identity);
    } catch {
      return refuse('no-identity', 'A key given is not of a form that opens backups.');
    }
  }
  const disk = createReadStream(file, { highWaterMark: 1 << 20 });
  try {
    const opened = fromWeb(await decrypter.decrypt(toWeb(disk)));
    const plain = createGunzip();
    opened.once('error', (error) => plain.destroy(error));
    plain.once('close', () => {
      opened.destroy();
      disk.destroy();
    });
    return { plain: opened.pipe(plain), close: () => plain.destroy() };
  } catch (error) {
    disk.destroy();
    const words = (error as Error).message;
    if (words.includes('no identity matched'))
      return refuse('wrong-key', `${file} was encrypted for other keys than ${wordsFor(identities.length)} tried.`);
    return refuse('not-a-backup', `${file} is not a backup, or its beginning is damaged (${words}).`);
  }
}

const wordsFor = (keys: number): string => (keys === 1 ? 'the one that was' : `the ${keys} that were`);
