/**
 * The closed lists that every record is written in. One word for one thing, on every page, in every table.
 * A word that is not here is refused at the door: a new one is added here, with its meaning, or not at all.
 */

/** What somebody is said to have done. */
export const matterTypes = {
  'sexual-misconduct': 'sexual offence or sexual conduct towards anyone',
  'sexual-harassment': 'unwanted sexual words, touching or pursuit at work',
  'domestic-abuse': 'abuse of a partner, former partner or family member, crime or not',
  'stalking-harassment': 'repeated unwanted contact, following, calls',
  violence: 'assault outside the use of powers',
  'excessive-force': 'force beyond need in the use of powers',
  'stop-search-conduct': 'grounds, manner or effect of a stop or search',
  'custody-care': 'care of a person detained or in police contact',
  'discrimination-race': 'race, colour, nationality',
  'discrimination-sex': 'sex, pregnancy, flexible work',
  'discrimination-orientation': 'sexual orientation or gender identity',
  'discrimination-religion': 'faith or belief',
  'discrimination-disability': 'disability or health',
  bullying: 'humiliation, isolation, pressure at work',
  retaliation: 'harm done because someone reported',
  'offensive-messages': 'discriminatory, sexual or cruel messages or images',
  'abuse-of-position': 'police role, powers or trust used for a private end',
  'misuse-of-systems': 'records or systems used without a task',
  'breach-of-confidence': 'identity, report or case facts let out',
  'failure-to-report': 'witness or party did not report',
  'failure-of-supervision': 'supervisor did not record, act or support',
  'mishandled-report': 'a report or complaint was turned away, delayed, steered or lost',
  dishonesty: 'false statement, record or declaration',
  'evidence-mishandling': 'evidence or property lost, spoiled, deleted or not recorded',
  'neglect-of-investigation': 'poor or delayed investigation or victim care',
  incivility: 'rude or unprofessional manner',
  'substance-misuse': 'alcohol, drugs, steroids',
  'property-crime': 'burglary, theft, damage',
  driving: 'driving offence or points',
  'conflict-of-interest': 'a tie to a party',
  'financial-misuse': 'overtime, expenses, favours',
  'death-or-serious-injury': 'death or serious injury after police contact, or deaths under inquiry',
  other: 'outside this list, or not stated by the source',
} as const;
export type MatterType = keyof typeof matterTypes;

/** What happened to a person, a matter or a thing. */
export const stepTypes = {
  'vetting-step': 'clearance checked, granted, refused, reviewed or left to lapse',
  'self-declaration': 'what the person declares or omits',
  appointment: 'joining, rejoining or contract',
  'probation-step': 'stage, plan, extension or pass',
  'posting-step': 'move, role change, rotation, abstraction, acting up',
  'authority-step': 'firearms authority, course place, ticket',
  'restriction-step': 'restriction or suspension placed or lifted',
  arrest: 'arrest',
  charge: 'charge',
  'court-result': 'plea, verdict, sentence, order',
  'severity-step': 'gravity assessed, downgraded or sent back',
  'decision-step': 'outcome of a matter',
  'reporter-contact': 'update, silence or outcome to a reporter or victim',
  withdrawal: 'reporter or victim withdraws',
  'referral-step': 'referral sent, received, passed on',
  'grievance-step': 'grievance raised, answered',
  'tribunal-step': 'tribunal claim or result',
  'exit-step': 'resignation, retirement, dismissal',
  'welfare-step': 'support offered, missed, needed',
  'access-step': 'system read or access change',
  'training-step': 'course, briefing or test',
  'inspection-finding': 'finding of an inspection, audit, review or inquiry',
  recommendation: 'recommendation or learning point',
  'commitment-step': 'initiative, plan, promise, pilot: start, change, stop',
  'status-report': 'progress claimed',
  'survey-result': 'survey value or wording change',
  'published-figure': 'figure given to an overseer or the public',
  'public-statement': 'line given to the press, public or partners',
  'enquiry-step': 'question or request from outside, and its answer',
  'workforce-count': 'strength, load, span, churn',
  'store-step': 'property, exhibit or device custody',
  'search-power': 'stop, search, strip search',
  consultation: 'views asked, objection made',
  'policy-change': 'rule or structure changed',
  'law-or-standard': 'law, guidance or outside study that changes what is known',
} as const;
export type StepType = keyof typeof stepTypes;

/** Where something is recorded. */
export const sources = {
  'public-complaint': 'complaint by a member of the public',
  'internal-report': 'named report by an officer or member of staff',
  'anonymous-report': 'report without a name',
  'crime-report': 'crime record of the home force',
  'non-crime-incident': 'incident record without a crime',
  'other-force-record': 'record made by another force',
  'other-force-referral': 'referral said to be sent or received',
  vetting: 'clearance file or declaration',
  hr: 'personnel, duty, posting or workforce record',
  'conduct-system': 'misconduct case record',
  grievance: 'grievance record',
  tribunal: 'employment tribunal record',
  court: 'court, inquest or coroner',
  'independent-investigator': 'outside police-complaints body',
  inspection: 'inspectorate, auditor, panel, inquiry or commissioned review',
  'stop-search': 'stop and search or strip search record',
  'use-of-force': 'use of force record',
  training: 'learning or course record',
  'access-log': 'system access log',
  'message-evidence': 'messages, chat groups, images',
  'property-store': 'exhibit or forensic store',
  'performance-data': 'calls, caseload, outcomes data',
  survey: 'staff or public survey',
  'commitment-register': 'plans, initiatives, recommendations',
  'public-statement': 'press line, page, speech',
  scrutiny: 'member of parliament, council, mayor, assembly, panel',
  'partner-referral': 'safeguarding or other partner',
  'victim-contact': 'contact with a victim of crime',
  account: 'told to a review, not recorded by the force',
} as const;
export type Source = keyof typeof sources;

/** State of an entry's own matter. Only `eliminated` takes a matter out of every count. */
export const findings = {
  none: 'no finding yet or none recorded',
  open: 'still being looked at',
  'not-recorded': 'never recorded as a matter',
  withdrawn: 'reporter or victim withdrew',
  dispensation: 'handler was excused from proceeding',
  'no-action': 'ended with no action',
  'local-resolution': 'settled locally or by mediation',
  eliminated:
    'shown to be someone else or not to have happened; in the product it needs evidence and a second person outside both lines, and its rate per decider is visible',
  'no-case-to-answer': 'assessed as no case',
  'not-upheld': 'complaint or grievance not upheld',
  'not-proven': 'heard and not proven',
  'words-of-advice': 'advice only',
  'reflective-practice': 'reflective practice',
  'management-action': 'local management action',
  discontinued: 'stopped before a result',
  'case-to-answer': 'case to answer',
  upheld: 'upheld or accepted',
  proven: 'proven at misconduct level or above',
  'written-warning': 'written warning',
  resigned: 'left before a result',
  retired: 'retired before a result',
  dismissed: 'dismissed',
  barred: 'placed on the barred list',
  charged: 'charged',
  convicted: 'convicted',
  granted: 'a step was allowed',
  refused: 'a step was refused',
} as const;
export type Finding = keyof typeof findings;

/** How well established an entry is. An account is never shown as a fact. */
export const bases = {
  account: 'told by someone; not tested',
  record: 'on a record of a force, court or body',
  finding: 'established by a review, inspection, court or investigation',
} as const;
export type Basis = keyof typeof bases;

/** The verb of an entry. */
export const steps = [
  'raise',
  'receive',
  'send',
  'record',
  'start',
  'extend',
  'change',
  'close',
  'lapse',
  'grant',
  'refuse',
  'withdraw',
  'place',
  'lift',
  'review',
  'move',
  'hand-over',
  'accept',
  'promote',
  'act-up',
  'roster',
  'assign',
  'question',
  'assess',
  'downgrade',
  'send-back',
  'relabel',
  'decide',
  'notify',
  'stay-silent',
  'disclose',
  'pressure',
  'deter',
  'answer',
  'chase',
  'read',
  'publish',
  'correct',
  'claim-done',
  'count',
  'measure',
  'reword',
  'lose',
  'delete',
  'preserve',
  'break-down',
  'search',
  'arrest',
  'charge',
  'convict',
  'join',
  'leave',
  'declare',
  'train',
  'complete',
  'cancel',
  'recommend',
  'find-again',
  'object',
  'shun',
  'punish',
  'commit',
  'ask',
] as const;
export type Step = (typeof steps)[number];

/** Structured circumstances. Rules decide from these and never from prose. */
export const features = [
  'partner',
  'former-partner',
  'family',
  'woman',
  'man',
  'child',
  'detainee',
  'victim-of-crime',
  'vulnerable',
  'alone',
  'lives-alone',
  'junior',
  'probationer',
  'trainee',
  'colleague',
  'senior',
  'line-manager',
  'friend-of-subject',
  'same-team',
  'subject-office',
  'on-duty',
  'off-duty',
  'in-custody',
  'in-home',
  'in-station',
  'in-hospital',
  'warrant-card',
  'group',
  'message-group',
  'sexual',
  'violent',
  'racist',
  'sexist',
  'homophobic',
  'disability',
  'faith',
  'shared-premises',
  'armed-role',
  'specialist-unit',
  'standards-role',
  'minority',
  'sole-of-group',
  'similar-manner',
  'other-force-area',
  'anonymous',
  'hostile',
  'discriminatory-words',
  'banter-label',
  'no-reason',
  'no-record',
  'no-receipt',
  'no-proof',
  'unfavourable',
  'overdue',
  'same-victim',
  'same-people',
  'before-joining',
  'on-probation',
  'known-to-supervisor',
  'public-promise',
  'repeat-of-earlier',
  'roll-call',
  'contractor',
  'limit-passed',
  'by-group',
  'after-withdrawal',
  'disputed',
  'position-kept',
] as const;
export type Feature = (typeof features)[number];

/** What is stated to be absent. */
export const missings = [
  'grounds',
  'place',
  'unit',
  'officer',
  'adult',
  'ethnicity',
  'reason',
  'authority',
  'receipt',
  'aims',
  'baseline',
  'measures',
  'evaluator',
  'owner',
  'end-date',
  'scope',
  'proof-of-effect',
  'interview',
  'victim-contact',
  'intelligence-check',
  'history-check',
  'statement',
  'safeguarding-check',
  'conflict-check',
  'contact-name',
  'rights',
  'acceptance',
  'training',
  'definition',
  'source',
  'base',
  'period',
  'record',
  'consultation',
  'limit',
] as const;
export type Missing = (typeof missings)[number];

export const signalCodes = {
  'signal:repeat':
    'Two or more matters about one person or thing gather across any sources; matters that ended without action count, eliminated ones do not',
  'signal:escalation':
    'Later matters about one person, or one dispute, are graver, closer together or more direct than the earlier ones',
  'signal:same-victim-type':
    'Two or more matters about one person share a kind of affected person or relationship (partner, detainee, probationer, vulnerable caller)',
  'signal:unit-cluster':
    'Matters from different reporters, or about different people, gather in one unit, team, shift, place or message group',
  'signal:co-moving-group':
    'The same set of people leaves one team or message group and comes together again in another',
  'signal:declaration-mismatch': 'What a person declared, or failed to declare, differs from records held or found',
  'signal:relabelled':
    'The recorded category is milder, narrower or other than the facts or words reported, at intake or later',
  'signal:counter-allegation':
    'An allegation or process is raised against someone who has reported, by the person reported, by their associates or by their line',
  'signal:detriment':
    'A person who reported, refused or bore witness is treated worse afterwards (moved, disciplined, rostered, refused, shunned)',
  'signal:record-lookup': 'A record about a person is read by someone with no task for it or with a personal tie',
  'signal:closure-pressure':
    'Someone is steered to drop a report or take a lesser route, or a matter ends for convenience: withdrawal taken as the end, sent back to cut a count, outwaited',
  'signal:proxy-completion':
    'Completion is recorded by someone else, or a tick, roll-call or signature stands in for the thing itself',
  'signal:repeat-finding': 'An inspection, inquiry, audit or review finds again what an earlier one found',
  'signal:metric-swap':
    'A figure given in answer measures another thing, base, group or period than the one asked about',
  'signal:capacity-breach': 'A counted load, span, exposure, strength, stock or store passes its declared limit',
  'signal:decider-pattern':
    'One decision-maker, panel or office goes the same way (downgrade, send back, refuse, reverse) more than its peers or against its rule',
  'signal:duty-to-act': 'A supervisor or witness knew and no record or act follows by the due time',
  'signal:statement-conflict':
    'An account (public line, officer statement, official paper, plan status) conflicts with the record or with another account',
  'signal:evidence-loss':
    'Evidence, messages or property are deleted, destroyed, mislaid, never recorded, or someone is told to delete',
} as const;
export type SignalCode = keyof typeof signalCodes;

export const gateCodes = {
  'gate:entry': 'Appointment, transfer in, rejoining or contracting of a person with an adverse or unresolved record',
  'gate:vetting-lapsed': 'Duty in a role whose clearance is out of date, withdrawn or under review',
  'gate:firearms-issue': 'Issue, return, refusal or withdrawal of a firearms authority or course place',
  'gate:restriction-lift': 'Lifting of restricted duties or suspension, or return to the unit',
  'gate:probation-pass': 'Confirmation in post at the end of probation, or a further extension',
  'gate:promotion': 'Promotion, acting up, a sought-after course or a selected post',
  'gate:transfer': 'A move of a person or of work that has open matters, plans, restrictions or people depending on it',
  'gate:exit': 'Leaving (retirement, resignation, end of contract) with a matter open',
  'gate:conflict-of-interest':
    'Assignment, questioning, assessment, decision or contact about a matter by someone tied to a party to it',
  'gate:unqualified-deployment':
    'Use of a person in a role for which the skill, ticket or course is not held, not in date or not proven',
  'gate:close-without-evidence':
    'Closing a matter, recommendation, plan or initiative without the required steps or without proof of effect',
  'gate:incomplete-stop-record':
    'A stop, search, strip search or use of force record lacks a required field (grounds, place, unit, officer, adult present, ethnicity seen)',
  'gate:start-without-measures':
    'A pilot, review, programme, contract, plan or restructure starts or spreads without scope, aims, baseline, measures, evaluator, owner or end date',
  'gate:separation':
    'A roster, posting or place brings separated people together, or the reporter is moved in place of the person reported',
} as const;
export type GateCode = keyof typeof gateCodes;

export const clockCodes = {
  'clock:reporter-update': 'Regular updates owed to the reporter, complainant or victim while a matter is open',
  'clock:revetting-due': 'Renewal or triggered review of a clearance',
  'clock:referral-acknowledge': 'A referral sent or received between forces, units or bodies is owed a receipt',
  'clock:enquiry-reply': 'A reply owed to a member of parliament, council, overseer, panel, family or inquiry',
  'clock:handover-accept': 'A person, plan, case or concern passed on is owed acceptance by the receiver',
  'clock:safeguarding-referral': 'A child or adult at risk must be referred or reviewed within the set time',
  'clock:stage-overdue': 'A stage of a matter, request or piece of work has passed its set time',
  'clock:commitment-due': 'A recommendation, promise, learning point or plan action has an answer or proof due',
  'clock:welfare-contact': 'A harmed or exposed person (officer, reporter, victim) is owed a welfare contact or screen',
} as const;
export type ClockCode = keyof typeof clockCodes;

export const noticeCodes = {
  'notice:reporter-outcome':
    'The reporter or victim is told the outcome, with reasons and a way to challenge it, before anyone else and by their chosen means',
  'notice:affected-cases':
    'People or cases touched by a failure (loss, leak, wrong method, tainted officer) are listed and told',
  'notice:correction':
    'A statement, record or figure shown to be wrong is corrected where it was given, and the first version is kept',
} as const;
export type NoticeCode = keyof typeof noticeCodes;

export const reviewCodes = {
  'review:severity': 'The gravity of a matter is assessed, or assessed again, with the whole record in view',
  'review:second-reviewer': 'A downgrade, refusal, closure or tag decision needs a second person',
  'review:lookback': 'Earlier matters, people or cases of the same kind are searched and read again',
  'review:reopen': 'A closed matter is opened again on new facts or a flawed process',
  'review:independent': 'The matter, or a step in it, is read by someone outside the command or the force',
} as const;
export type ReviewCode = keyof typeof reviewCodes;

export const linkCodes = {
  'link:same-person':
    'Records that concern one person are joined whatever the source, with a person confirming doubtful joins',
  'link:other-force': 'A record held by another force or body is joined to the person and its receipt reconciled',
  'link:linked-matters':
    'Matters or incidents that bear on each other are shown together: same victim, same group, similar deaths, report and counter-report',
  'link:unit-attribution': 'An act is tied to the unit, team and officers who did it, whoever owns the ground',
} as const;
export type LinkCode = keyof typeof linkCodes;

export const sealCodes = {
  'seal:identity': "The reporter's identity is held apart from the matter and shown only on a recorded need",
  'seal:access-logged': 'Every read of a sealed or sensitive record is logged and the log is itself reviewed',
  'seal:statement':
    "A reporter's or victim's own account is locked against use as a case against them and against repeat taking",
  'seal:preserve': 'Messages, devices, footage, exhibits, pages and papers are kept unchanged once they may matter',
} as const;
export type SealCode = keyof typeof sealCodes;

export const measureCodes = {
  'measure:disparity': 'A ratio between groups with its numerator, base, interval and named comparator',
  'measure:provenance': 'A figure or claim carries its definition, source, period, base and who stands behind it',
  'measure:series-break': 'A change of question, definition, unit or method splits a series',
  'measure:coverage': 'The share of cases that a record or field covers, and what is missing',
} as const;
export type MeasureCode = keyof typeof measureCodes;

export type Code = SignalCode | GateCode | ClockCode | NoticeCode | ReviewCode | LinkCode | SealCode | MeasureCode;

/** Who may see an entry at all. Covert leaves no trace outside its named list. */
export const visibilities = ['open', 'guarded', 'restricted', 'sealed', 'covert'] as const;
export type Visibility = (typeof visibilities)[number];

/** The part a subject plays in an entry. `about` is concerned in it without being any of the others. */
export const partyRoles = [
  'subject',
  'reporter',
  'affected',
  'witness',
  'actor',
  'decision-maker',
  'about',
  'sender',
  'unit',
] as const;
export type PartyRole = (typeof partyRoles)[number];

/** What kind of thing an entry is: something alleged, something done, an amendment to an earlier entry, or a signal. */
export const entryKinds = ['matter', 'step', 'amendment', 'signal'] as const;
export type EntryKind = (typeof entryKinds)[number];

/** The later entries that change how an earlier one reads. The earlier one is never touched. */
export const amendments = ['finding', 'relabel', 'withdrawal', 'correction'] as const;
export type Amendment = (typeof amendments)[number];

export const isMatterType = (type: string): type is MatterType => type in matterTypes;
export const isStepType = (type: string): type is StepType => type in stepTypes;
