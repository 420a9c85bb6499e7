/**
 * Canonical JSON (RFC 8785, JCS): one value, one text, whoever writes it. What the ledger commits to is hashed in this form.
 *
 * Takes null, booleans, finite numbers, well-formed strings, arrays and plain objects. Anything else throws TypeError with
 * the path to it, because a value that is quietly dropped or rewritten is a value nobody has committed to.
 */

/** Deeper than any row; a bound, so that a hostile value is a TypeError and not a full stack. */
const deepest = 256;

/** Where a container stands, so that a fault can be named. The key of a scalar is passed beside it: no allocation for each value. */
interface Place {
  readonly above: Place | null;
  readonly key: string | number;
  readonly depth: number;
}

/** The canonical text of a value. */
export function canonicalJson(value: unknown): string {
  return write(value, null, '');
}

function write(value: unknown, above: Place | null, key: string | number): string {
  switch (typeof value) {
    case 'string':
      return quote(value) ?? fault('a lone surrogate', above, key);
    case 'number':
      // RFC 8785 3.2.2.3 is ECMAScript's own Number::toString; -0 becomes 0 in both.
      return Number.isFinite(value) ? String(value) : fault(String(value), above, key);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      return value === null ? 'null' : writeContainer(value, above, key);
    default:
      return fault(typeof value, above, key);
  }
}

function writeContainer(value: object, above: Place | null, key: string | number): string {
  const depth = above === null ? 0 : above.depth + 1;
  if (depth > deepest) return fault('a value nested too deep', above, key);
  const here: Place = { above, key, depth };
  if (Array.isArray(value)) return writeArray(value, here);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null)
    return fault(Object.prototype.toString.call(value).slice(8, -1), above, key);
  return writeObject(value as Readonly<Record<string, unknown>>, here);
}

function writeArray(items: readonly unknown[], here: Place): string {
  let out = '[';
  for (let i = 0; i < items.length; i += 1) {
    if (i > 0) out += ',';
    out += write(items[i], here, i);
  }
  return `${out}]`;
}

function writeObject(object: Readonly<Record<string, unknown>>, here: Place): string {
  const keys = Object.keys(object);
  // Without a comparer, sort orders by UTF-16 code units: exactly RFC 8785 3.2.3.
  if (!isSorted(keys)) keys.sort();
  let out = '';
  for (const key of keys) {
    out += out === '' ? '{' : ',';
    out += `${quote(key) ?? fault('a name with a lone surrogate', here, key)}:`;
    const value = object[key];
    // The common case, a flat row of text, goes straight through.
    out += typeof value === 'string' && isPlain(value) ? `"${value}"` : write(value, here, key);
  }
  return out === '' ? '{}' : `${out}}`;
}

function isSorted(keys: readonly string[]): boolean {
  for (let i = 1; i < keys.length; i += 1) if ((keys[i - 1] as string) > (keys[i] as string)) return false;
  return true;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must be escaped.
const needsCare = /["\\\u0000-\u001f\ud800-\udfff]/;
const isPlain = (text: string): boolean => !needsCare.test(text);

/** A JSON string, or null for one that is not well-formed. JSON.stringify escapes exactly as RFC 8785 3.2.2.2 asks. */
function quote(text: string): string | null {
  if (isPlain(text)) return `"${text}"`;
  return text.isWellFormed() ? JSON.stringify(text) : null;
}

function fault(what: string, above: Place | null, key: string | number): never {
  throw new TypeError(`canonical JSON cannot hold ${what} at ${pathTo(above, key)}`);
}

function pathTo(above: Place | null, key: string | number): string {
  if (above === null) return '$';
  const step = typeof key === 'string' && /^[A-Za-z_]\w*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
  return pathTo(above.above, above.key) + step;
}
