/** How complete each party field is, by source and year, with who owns the gap. */
import { type Role, roles } from '../../access/index.ts';
import { label } from '../pages/words.ts';
import { ownerOfSource } from '../rules/party-owners.ts';
import { partyFields } from '../store/who-complained.ts';
import type { Register } from './register.ts';

const partWords = {
  subject: 'Subject',
  reporter: 'Complainant',
  witness: 'Witness',
  'decision-maker': 'Decision-maker',
} as const;

export const parties: Register = {
  name: 'party-fields',
  title: 'Completeness of party fields',
  about: 'In how many entries each party is a person, by source and year, with an owner for the gap',
  audit: 'PARTY_FIELDS',
  permission: 'register.read',
  load: async ({ tx }) => {
    const rows = await partyFields(tx);
    return {
      lede: 'A party is a person here, or waits in the tray until somebody finds out who it is. Many entries rightly have no witness.',
      parts: [
        {
          table: {
            caption: 'Party fields',
            columns: [
              { text: 'Source' },
              { text: 'Year' },
              { text: 'Party' },
              { text: 'Entries', isNumber: true },
              { text: 'Known', isNumber: true },
              { text: 'In the tray', isNumber: true },
              { text: 'Not given', isNumber: true },
              { text: 'Complete', isNumber: true },
              { text: 'Owner' },
            ],
            rows: rows.map((row) => [
              { text: label(row.source) },
              { text: String(row.year) },
              { text: partWords[row.part] },
              { text: String(row.entries) },
              { text: String(row.keyed) },
              { text: String(row.in_tray) },
              { text: String(row.entries - row.keyed - row.in_tray) },
              { text: `${Math.round((row.keyed / row.entries) * 100)}%` },
              { text: roles[ownerOfSource(row.source) as Role] ?? ownerOfSource(row.source) },
            ]),
            empty: {
              title: 'No entry yet',
              text: 'Each source appears here with its parties once something is entered from it.',
            },
          },
        },
      ],
    };
  },
};
