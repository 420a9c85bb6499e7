/** Forms with files: fields as in any other form, files onto disk under names of ours, each within its cap. */
import { createWriteStream, mkdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { FastifyRequest } from 'fastify';
import type { Fields, SentFile } from './route.ts';

export interface SentForm {
  readonly fields: Fields;
  readonly files: readonly SentFile[];
  /** Takes away what nobody moved. */
  readonly end: () => Promise<void>;
}

export interface FormLimits {
  readonly folder: string;
  readonly bytes: number;
  readonly files: number;
  /** A name for a file, from the ids of this installation. */
  readonly name: () => string;
  /** Whether the form is ours, from the fields so far. They come before the files, or no file is read. */
  readonly isOurs: (fields: Fields) => boolean;
}

/** Reads a form with files. `'form-out-of-date'` and `'too-large'` leave nothing behind. */
export async function readSentForm(
  request: FastifyRequest,
  limits: FormLimits,
): Promise<SentForm | 'form-out-of-date' | 'too-large'> {
  const fields: Record<string, string> = {};
  const files: SentFile[] = [];
  const end = async () => {
    await Promise.all(files.map(({ path }) => rm(path, { force: true })));
  };
  mkdirSync(limits.folder, { recursive: true, mode: 0o700 });
  const parts = request.parts({
    limits: { fileSize: limits.bytes, files: limits.files, fields: 30, parts: 40, fieldSize: 10_000, headerPairs: 50 },
  });
  try {
    for await (const part of parts) {
      if (part.type === 'field') {
        fields[part.fieldname] = typeof part.value === 'string' ? part.value : '';
        continue;
      }
      if (!limits.isOurs(fields)) {
        await end();
        return 'form-out-of-date';
      }
      const path = join(limits.folder, `${limits.name()}.sent`);
      files.push({ field: part.fieldname, name: part.filename.slice(-200), path, bytes: 0 });
      const out = createWriteStream(path, { flags: 'wx', mode: 0o600 });
      await pipeline(part.file, out);
      if (part.file.truncated) {
        await end();
        return 'too-large';
      }
      files[files.length - 1] = { ...files.at(-1)!, bytes: out.bytesWritten };
    }
  } catch (error) {
    await end();
    if ((error as { code?: string }).code === 'FST_REQ_FILE_TOO_LARGE') return 'too-large';
    throw error;
  }
  return { fields, files, end };
}
