/** How closely a signal is kept: never more openly than the most closely kept entry it cites, and never openly. */
import { type Visibility, visibilities } from '../../../engines/vocabulary.ts';

/** The stricter of two classes. */
export const stricter = (a: Visibility, b: Visibility): Visibility =>
  visibilities.indexOf(a) >= visibilities.indexOf(b) ? a : b;

/** The class of a signal that cites entries of these classes: at least guarded. */
export const classOf = (cited: readonly Visibility[]): Visibility => cited.reduce(stricter, 'guarded');
