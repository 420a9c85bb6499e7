/** What the source itself says of its export: which night, which files with how many rows, and its own totals. */
import { z } from 'zod';

export const rowKinds = ['people', 'posts', 'allegations', 'documents', 'clocks'] as const;
export type RowKind = (typeof rowKinds)[number];

/** What the source may count its rows by. `sum` adds up the values of the map by their names. */
export const countedBy = ['all', 'type', 'status', 'year', 'sum'] as const;
export type CountedBy = (typeof countedBy)[number];

const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'a night is written 2026-03-01');

const manifest = z.object({
  system: z.string(),
  night: day.describe('The day at whose end the export was made'),
  kind: z.enum(['whole', 'delta']),
  follows: day.optional().describe('Of a delta: the night that it continues'),
  files: z.record(
    z.string(),
    z.object({
      rows: z.int().min(0),
      sha256: z
        .string()
        .regex(/^[0-9a-f]{64}$/)
        .optional(),
    }),
  ),
  totals: z
    .array(z.object({ rows: z.enum(rowKinds), by: z.enum(countedBy), counts: z.record(z.string(), z.number()) }))
    .describe('Of everything that the source holds that night, also in a delta'),
});

export type Manifest = z.output<typeof manifest>;

export type ManifestReading =
  | { readonly ok: true; readonly manifest: Manifest }
  | { readonly ok: false; readonly problems: readonly string[] };

/** Reads the manifest from parsed JSON. What it says besides is left alone: a system may say more of itself. */
export function parseManifest(json: unknown): ManifestReading {
  const read = manifest.safeParse(json);
  if (read.success) return { ok: true, manifest: read.data };
  return {
    ok: false,
    problems: read.error.issues.map(
      (issue) => `${issue.path.map(String).join('.') || 'the manifest'}: ${issue.message}`,
    ),
  };
}
