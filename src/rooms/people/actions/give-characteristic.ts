/** What somebody chooses to say about themselves. Voluntary; nobody reads a single value back. */
import { Refused, refuse } from '../../../platform/refusal.ts';
import type { Tx } from '../../../platform/transaction.ts';
import {
  type Characteristic,
  characteristics,
  type MeasuredField,
  whyNotMeasured,
} from '../rules/characteristic-measure.ts';
import { type CharacteristicCount, characteristicCounts } from '../store/characteristics.ts';
import { insertCharacteristics } from '../store.ts';

/** The values offered. Source: the harmonised questions of the Government Statistical Service; short on purpose. */
export const offeredValues: Readonly<Record<Characteristic, readonly string[]>> = {
  sex: ['Female', 'Male'],
  'gender-identity': ['Same as sex registered at birth', 'Different from sex registered at birth'],
  ethnicity: [
    'Asian or Asian British',
    'Black, Black British, Caribbean or African',
    'Mixed or multiple',
    'White',
    'Another group',
  ],
  disability: ['Yes', 'No'],
  religion: ['No religion', 'Christian', 'Buddhist', 'Hindu', 'Jewish', 'Muslim', 'Sikh', 'Another religion'],
  orientation: ['Straight or heterosexual', 'Gay or lesbian', 'Bisexual', 'Another orientation'],
  'age-band': ['Under 25', '25 to 34', '35 to 44', '45 to 54', '55 and over'],
};

/** Gives or declines one characteristic of one's own. `declined` is prefer not to say, which is an answer. */
export async function giveCharacteristic(
  tx: Tx,
  given: { characteristic: string; answer: { value: string } | 'declined' },
): Promise<string> {
  const person = tx.act.actor;
  if (!person) throw new Refused(refuse('sign-in', 'Sign in first.'));
  if (!(given.characteristic in characteristics))
    throw new Refused(refuse('unknown-characteristic', 'That is not asked.'));
  const characteristic = given.characteristic as Characteristic;
  const value = given.answer === 'declined' ? null : given.answer.value;
  if (value !== null && !offeredValues[characteristic].includes(value))
    throw new Refused(refuse('unknown-value', 'Choose one of the answers offered, or prefer not to say.'));
  const [id] = await insertCharacteristics(tx, [
    {
      person,
      characteristic,
      basis: 'self',
      status: value === null ? 'prefer-not-to-say' : 'given',
      value,
      codeFrame: 'offered-2026',
      askedOn: tx.today,
      validFrom: tx.today,
      source: 'said by the person',
    },
  ]);
  return id!;
}

/** Masked counts of one characteristic. Refuses a measure that mixes what people say with what others perceived. */
export async function measureCharacteristic(
  tx: Tx,
  fields: readonly MeasuredField[],
  day: string,
  unit: string | null = null,
): Promise<CharacteristicCount[]> {
  const no = whyNotMeasured(fields);
  if (no) throw new Refused(no);
  const found: CharacteristicCount[] = [];
  for (const field of fields) found.push(...(await characteristicCounts(tx, { ...field, day, unit })));
  return found;
}
