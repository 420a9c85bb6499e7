/**
 * Words that are never a reason by themselves, and acts that are never an outcome by themselves (P-24): "banter",
 * "unaware", "word against word", "lawful", shortage, long service, withdrawal of support; a note, a briefing, attendance. Said beside something of substance they
 * are fine; what is left when they and the small words are taken out must still say something.
 */

interface NeverAlone {
  readonly name: string;
  readonly words: RegExp;
}

const reasons: readonly NeverAlone[] = [
  {
    name: 'banter',
    words:
      /\b(just |only |mere |harmless |office |friendly )*(banter|jok(e|es|ing)|joshing|high jinks|a laugh|bit of fun|sense of humou?r)\b/g,
  },
  {
    name: 'unaware',
    words:
      /\b(unaware|not aware|(did|does|do)( not|n.t) (know|realise|realize|mean|intend)|no idea|ignorance|unintended|unintentional)\b/g,
  },
  {
    name: 'word against word',
    words:
      /\b((one|his|her|their)( person.?s)? word against (the )?(word|another.?s?|other.?s?|his|hers|theirs)|word against word|he said,? she said|no (independent )?witness(es)?|no corroboration|uncorroborated)\b/g,
  },
  {
    name: 'lawful',
    words:
      /\b(lawful(ly)?|legal(ly)?|not unlawful|within (the|his|her|their) (law|powers?|rights)|no law (was )?broken)\b/g,
  },
  {
    name: 'shortage',
    words:
      /\b(short(age|ages| of)? ?(of )?(staff|staffed|staffing|officers|resources|time)?|understaff(ed|ing)|under-staff(ed|ing)|overstretched|workload|too busy|pressures? of work|lack of (staff|resources|time)|resourc(es|ing))\b/g,
  },
  {
    name: 'long service',
    words:
      /\b((long|good|exemplary|unblemished|clean) (and \w+ )?(service|record|character|career)|years.? (of )?service|experienced|well (regarded|respected)|no previous complaints?)\b/g,
  },
  {
    name: 'withdrawal of support',
    words:
      /\b(withdr(aws?|ew|awn|awal)( of)?( (his|her|their|the))?( support| complaint| statement)?|(does|did|do) ?n.t (wish|want) to (go on|proceed|support|continue)|(does|did|do) not (wish|want) to (go on|proceed|support|continue)|no longer (wishes|wants|supports)|unwilling|declin(es|ed) to (support|make a statement|engage)|did not (engage|respond|reply))\b/g,
  },
];

const acts: readonly NeverAlone[] = [
  { name: 'attendance', words: /\b(attend(s|ed|ance|ing)?|present at|sat in on|turned up)\b/g },
  {
    name: 'a briefing',
    words: /\b(brief(s|ed|ing|ings)?|team talk|toolbox talk|parade|muster|input|presentation|slides?)\b/g,
  },
  {
    name: 'a note',
    words: /\b(not(e|es|ed)|e-?mail(s|ed)?|memo|circular|bulletin|poster|remind(s|ed|er|ers)?|logged|filed)\b/g,
  },
];

const small = new Set(
  (
    'a an and are as at be because been but by case complaint concern considered day did do does during exchange few for found from ' +
    'given had has have he her here him his i in into is it its just made matter me merely more my no nothing of officer officers on ' +
    'one only or other our out over said satisfied she simply so some team than that the their them then there they this to too two ' +
    'us very was we were what when which who will with would all any both between colleague colleagues session meeting about'
  ).split(' '),
);

const leastOfSubstance = 4;
const leastLength = 20;

function alone(text: string, list: readonly NeverAlone[]): string | null {
  const plain = text.toLowerCase().replaceAll('’', "'");
  let rest = plain;
  let named: string | null = null;
  for (const each of list) {
    const left = rest.replace(each.words, ' ');
    if (left !== rest) named ??= each.name;
    rest = left;
  }
  if (named === null) return null;
  const substance = new Set(rest.match(/[a-z]{2,}/g) ?? []);
  for (const word of small) substance.delete(word);
  return substance.size < leastOfSubstance ? named : null;
}

/** Why these words do not close anything, or null. */
export function whyNotAReason(text: string): string | null {
  if (text.trim().length < leastLength) return 'Say in a sentence or two why it ends at this level';
  const name = alone(text, reasons);
  return name ? `“${name}” alone is not a reason. Say what was said or done, to whom, and what you found` : null;
}

/** Why this act is no outcome, or null. */
export function whyNotAnOutcome(text: string): string | null {
  if (text.trim().length < leastLength) return 'Say what was agreed or done, and what is to be different';
  const name = alone(text, acts);
  return name
    ? `${name.charAt(0).toUpperCase()}${name.slice(1)} alone is not an outcome. Say what is to be different, and how you will see it`
    : null;
}
