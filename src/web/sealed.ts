/** Small sealed texts for cookies (AES-256-GCM) and the tokens of forms (HMAC-SHA-256), each under a key of its own. */
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

export interface Sealer {
  readonly seal: (content: object) => string;
  /** Null for anything that was not sealed here, under this purpose, unchanged. */
  readonly open: (sealed: string) => unknown;
}

const ivLength = 12;
const tagLength = 16;

const keyFor = (key: Buffer, purpose: string): Buffer => {
  if (key.length < 32) throw new Error('the session key needs 32 bytes');
  return Buffer.from(hkdfSync('sha256', key, Buffer.alloc(0), `candour/web/${purpose}`, 32));
};

/** `random` gives the nonces; each purpose has its own key, so that one kind of cookie never passes for another. */
export function sealerFor(key: Buffer, purpose: string, random: (length: number) => Buffer): Sealer {
  const own = keyFor(key, purpose);
  return {
    seal(content) {
      const iv = random(ivLength);
      const cipher = createCipheriv('aes-256-gcm', own, iv);
      const body = Buffer.concat([cipher.update(JSON.stringify(content), 'utf8'), cipher.final()]);
      return Buffer.concat([iv, body, cipher.getAuthTag()]).toString('base64url');
    },
    open(sealed) {
      const bytes = Buffer.from(sealed, 'base64url');
      if (bytes.length <= ivLength + tagLength) return null;
      const decipher = createDecipheriv('aes-256-gcm', own, bytes.subarray(0, ivLength), { authTagLength: tagLength });
      decipher.setAuthTag(bytes.subarray(bytes.length - tagLength));
      try {
        const body = bytes.subarray(ivLength, bytes.length - tagLength);
        return JSON.parse(Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8'));
      } catch {
        // A cookie from another key or another hand is no session; that is all there is to know about it.
        return null;
      }
    },
  };
}

export interface FormTokens {
  readonly tokenFor: (session: string) => string;
  readonly isGood: (session: string, token: string | undefined) => boolean;
}

/** One token for each session, the same on all its pages, so that equal pages stay equal byte for byte. */
export function formTokens(key: Buffer): FormTokens {
  const own = keyFor(key, 'form');
  const tokenFor = (session: string) => createHmac('sha256', own).update(session).digest('base64url');
  return {
    tokenFor,
    isGood(session, token) {
      const given = Buffer.from(token ?? '');
      const wanted = Buffer.from(tokenFor(session));
      return given.length === wanted.length && timingSafeEqual(given, wanted);
    },
  };
}
