/**
 * Words as they are stored: encrypted with AES-256-GCM under a key of their own record, and written as a token that says
 * which record's key opens it. A token may stand inside other text, where a statement joined columns.
 */
import { createCipheriv, createDecipheriv, createHash, createHmac } from 'node:crypto';
import { keyFile, type Place } from '../config.ts';

/** What is inside: text as it was typed, or any value as JSON. */
export type TokenKind = 't' | 'j';

export interface Token {
  readonly kind: TokenKind;
  /** The record whose key opens it. */
  readonly key: string;
  readonly payload: string;
}

const marker = '~s1';
const ivBytes = 12;
const tagBytes = 16;

const shortId = (id: string): string => Buffer.from(id.replaceAll('-', ''), 'hex').toString('base64url');
const longId = (short: string): string =>
  Buffer.from(short, 'base64url')
    .toString('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

export const hasToken = (text: string): boolean => text.includes(marker);

function encrypt(key: Buffer, iv: Buffer, plain: Buffer, bound: string): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, iv);
  cipher.setAAD(Buffer.from(bound));
  return Buffer.concat([iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** Null where the key is another or a bit was changed. */
function decrypt(key: Buffer, sealed: Buffer, bound: string): Buffer | null {
  if (sealed.length < ivBytes + tagBytes) return null;
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, ivBytes), { authTagLength: tagBytes });
    decipher.setAAD(Buffer.from(bound));
    decipher.setAuthTag(sealed.subarray(-tagBytes));
    return Buffer.concat([decipher.update(sealed.subarray(ivBytes, -tagBytes)), decipher.final()]);
  } catch {
    return null;
  }
}

/** The token of a value under the key of a record. */
export function writeToken(record: string, key: Buffer, iv: Buffer, value: unknown): string {
  const kind: TokenKind = typeof value === 'string' ? 't' : 'j';
  const plain = Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
  return `${marker}${kind}~${shortId(record)}~${encrypt(key, iv, plain, record).toString('base64url')}~`;
}

const pattern = /~s1([tj])~([A-Za-z0-9_-]{22})~([A-Za-z0-9_-]+)~/g;
const tokenOf = (match: RegExpMatchArray): Token => ({
  kind: match[1] as TokenKind,
  key: longId(match[2]!),
  payload: match[3]!,
});

/** The tokens in a text. */
export const tokensIn = (text: string): Token[] => [...text.matchAll(pattern)].map(tokenOf);

/** The text with each token replaced by what `open` makes of it. */
export const replaceTokens = (text: string, open: (token: Token) => string): string =>
  text.replace(pattern, (...match) => open(tokenOf(match as unknown as RegExpMatchArray)));

/** The token, where the whole text is one. */
export function wholeToken(text: string): Token | null {
  const match = text.startsWith(marker) ? tokensIn(text) : [];
  const [only] = match;
  return only !== undefined && match.length === 1 && text.length === only.payload.length + 29 ? only : null;
}

/** What a token holds, or null where this key does not open it. */
export const openToken = (token: Token, key: Buffer): string | null =>
  decrypt(key, Buffer.from(token.payload, 'base64url'), token.key)?.toString() ?? null;

/** The key-encryption key of a place: it lies in the key folder, never in the database. */
export const sealingKey = (place: Place): Buffer => keyFile(place, 'sealing');

/** Which key-encryption key a record's key is wrapped by, without telling anything of it. */
export const keyMark = (sealing: Buffer): string =>
  createHash('sha256').update('candour sealing key').update(sealing).digest('hex').slice(0, 16);

export const wrapKey = (sealing: Buffer, iv: Buffer, record: string, key: Buffer): Buffer =>
  encrypt(sealing, iv, key, record);

/** A record's key, or null where it is wrapped by another key or was changed. */
export const unwrapKey = (sealing: Buffer, record: string, wrapped: Buffer): Buffer | null =>
  decrypt(sealing, wrapped, record);

/** A word as it stands in the index: nobody without the place's key can tell which word it is. */
export const wordMark = (sealing: Buffer): ((word: string) => string) => {
  const key = createHmac('sha256', sealing).update('candour word index').digest();
  return (word) => createHmac('sha256', key).update(word).digest('hex').slice(0, 16);
};
