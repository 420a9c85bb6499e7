/**
 * What each page is told. A room prepares every word; a template only places them.
 *
 * All fields are plain text (never HTML). Days are already words (see plain-dates.ts) except where a name ends in
 * `Day`, which is a number of days for a chart. A room with templates of its own adds them by declaration merging:
 * `declare module '../../web/views.ts' { interface Views { 'open-case': OpenCaseView } }`.
 */
import type { CareerStrip } from './charts/career-strip.ts';
import type { IntervalChart } from './charts/interval-chart.ts';
import type { FormState } from './forms.ts';

export interface LinkView {
  readonly text: string;
  readonly href: string;
}

export interface NavItem extends LinkView {
  /** Shown in a pill after the text; leave out rather than show nought. */
  readonly count?: number | undefined;
  readonly isCurrent?: boolean | undefined;
}

/** Every page has these. */
export interface PageModel {
  /** The browser's title and, where the page does not draw its own, the heading. */
  readonly title: string;
  readonly breadcrumbs?: readonly LinkView[] | undefined;
  readonly backLink?: LinkView | undefined;
  /** Said once at the top: what just happened, or what to know before reading on. */
  readonly band?: WarningBandView | undefined;
}

/** `tone`: note (quiet), done (it worked), warn (read this first). Each has its own shape and word. */
export interface WarningBandView {
  readonly tone: 'note' | 'done' | 'warn';
  readonly title?: string | undefined;
  readonly text: string;
  readonly link?: LinkView | undefined;
}

export interface EmptyStateView {
  /** What would be here. */
  readonly title: string;
  /** Why there is none, and what to do. */
  readonly text: string;
  readonly link?: LinkView | undefined;
}

export interface StatView {
  readonly value: string;
  readonly label: string;
  /** How sure, out of what, or compared with what. */
  readonly note?: string | undefined;
  readonly href?: string | undefined;
  readonly isAlarm?: boolean | undefined;
}

export interface DutyView {
  readonly title: string;
  readonly href: string;
  /** Of whom or what: may be left out where even that is more than is needed. */
  readonly about?: string | undefined;
  /** `5 days late, due Friday 6 March 2026`. */
  readonly due: string;
  /** Why it is owed: a rule, in words, with its source. */
  readonly because?: string | undefined;
  /** What follows when it is late, or what is being waited for. */
  readonly follows?: string | undefined;
}

export interface DutyListView {
  readonly heading: string;
  readonly tone: 'late' | 'soon' | 'waiting';
  readonly items: readonly DutyView[];
  /** How many there are, where not all are listed. */
  readonly count?: number | undefined;
  /** Said once for the whole list: what follows when these are late. */
  readonly note?: string | undefined;
  readonly empty?: EmptyStateView | undefined;
  readonly more?: LinkView | undefined;
}

/** `home`: my duties, overdue first. */
export interface HomeView extends PageModel {
  readonly greeting: string;
  readonly summary: string;
  readonly stats: readonly StatView[];
  readonly lists: readonly DutyListView[];
  /** Things this viewer may start. */
  readonly start: readonly (LinkView & { readonly hint?: string | undefined })[];
}

/** The identity bar: who this page is about, with nothing that the page does not need. */
export interface PersonHeaderView {
  readonly name: string;
  readonly rank?: string | undefined;
  readonly facts: readonly { readonly label: string; readonly value: string }[];
  /** Standing today in words, each with a tone that also sets its shape. */
  readonly badges: readonly { readonly text: string; readonly tone: 'plain' | 'care' | 'alarm' }[];
  readonly actions?: readonly LinkView[] | undefined;
}

/** How well established an item is; told apart by shape, label and text as well as by colour. */
export type ItemKind = 'account' | 'record' | 'finding' | 'career';

/** open: still being looked at. ended: closed without being established. established. void: counts for nothing. */
export type FindingTone = 'open' | 'ended' | 'established' | 'void' | 'none';

export interface AmendmentView {
  /** `Relabelled`, `Finding`, `Withdrawn`, `Corrected`. */
  readonly verb: string;
  readonly when: string;
  readonly before: string;
  readonly after: string;
  readonly by?: string | undefined;
}

export interface TimelineItem {
  readonly type: 'item';
  /** Entry id; the page anchor is `entry-<id>`. */
  readonly id: string;
  readonly kind: ItemKind;
  /** Machine day for <time>; leave out where the date is imprecise. */
  readonly isoDay?: string | undefined;
  /** The day by which the stream is ordered: `Friday 6 March 2026`. */
  readonly when: string;
  /** The other date, with its precision: `happened during 2004`. */
  readonly happened?: string | undefined;
  readonly title: string;
  readonly summary?: string | undefined;
  readonly source: string;
  readonly unit?: string | undefined;
  readonly matter?: string | undefined;
  readonly finding?: { readonly text: string; readonly tone: FindingTone } | undefined;
  /** `Subject of it`, `Decided it`: the part this person plays, where it is not the subject. */
  readonly role?: string | undefined;
  readonly isLive?: boolean | undefined;
  /** `first label: incivility` where the category was changed at intake. */
  readonly features?: readonly string[] | undefined;
  readonly missing?: readonly string[] | undefined;
  readonly actsOn?: readonly LinkView[] | undefined;
  /** `Counts towards the repeat rule (3rd of 3)`. */
  readonly counts?: string | undefined;
  readonly amendments?: readonly AmendmentView[] | undefined;
  readonly detail?: readonly { readonly label: string; readonly value: string }[] | undefined;
  readonly actions?: readonly LinkView[] | undefined;
}

/** Stands in the stream where a rule was first met. */
export interface ThresholdItem {
  readonly type: 'threshold';
  readonly id: string;
  readonly when: string;
  readonly rule: string;
  readonly because: string;
  /** `Nobody was asked. Charged 8 years and 7 months later.` */
  readonly follows?: string | undefined;
  readonly link?: LinkView | undefined;
}

/** One matter that came in as several allegations: shown as one, since that is the unit of count. */
export interface MatterItem {
  readonly type: 'matter';
  readonly id: string;
  readonly kind: ItemKind;
  readonly isoDay?: string | undefined;
  readonly when: string;
  readonly happened?: string | undefined;
  /** `One matter, 5 allegations`. */
  readonly title: string;
  readonly source: string;
  readonly unit?: string | undefined;
  readonly matter?: string | undefined;
  readonly items: readonly TimelineItem[];
}

export interface TimelineYear {
  readonly year: string;
  readonly count: string;
  readonly items: readonly (TimelineItem | ThresholdItem | MatterItem)[];
}

export interface TimelineView {
  readonly years: readonly TimelineYear[];
  readonly orderedBy: string;
  readonly orders: readonly (LinkView & { readonly isCurrent: boolean })[];
  /** How to read it, said once. */
  readonly note?: string | undefined;
  /** Where there is more than one page can hold: what is on this one, and links to what is not. */
  readonly pages?: PagesView | undefined;
  readonly empty?: EmptyStateView | undefined;
  readonly more?: LinkView | undefined;
}

export interface FilterGroup {
  readonly heading: string;
  readonly options: readonly {
    readonly text: string;
    readonly count: number;
    readonly href: string;
    readonly isOn: boolean;
    /** Draws the same mark as in the stream. */
    readonly kind?: ItemKind | undefined;
  }[];
}

export interface FiltersView {
  readonly heading: string;
  /** Shown of all: `9 of 23 items`. */
  readonly summary: string;
  readonly groups: readonly FilterGroup[];
  readonly clear?: LinkView | undefined;
}

export interface AsAtView {
  /** Form target (GET); other query values to keep go in `keep`. */
  readonly action: string;
  /** YYYY-MM-DD. */
  readonly value: string;
  /** `known` by the service, or `recorded` in this system. */
  readonly basis: 'known' | 'recorded';
  readonly latest: string;
  readonly said: string;
  readonly error?: string | undefined;
  readonly today?: LinkView | undefined;
  readonly keep: readonly { readonly name: string; readonly value: string }[];
}

export interface SourceView {
  readonly name: string;
  readonly isConnected: boolean;
  readonly lastRead: string;
  /** What the reader should not take silence for. */
  readonly note?: string | undefined;
}

export interface SourcesPanelView {
  readonly summary: string;
  /** Those that were never connected, in one sentence. */
  readonly never?: string | undefined;
  readonly sources: readonly SourceView[];
}

/** One question in the column beside a timeline. */
export interface SignalSummaryView {
  readonly name: string;
  readonly why: string;
  readonly since: string;
  readonly state: string;
  readonly tone: 'open' | 'answered' | 'not-reached';
  readonly href?: string | undefined;
  readonly clock?: string | undefined;
}

/** `person`: the timeline. */
export interface PersonView extends PageModel {
  readonly person: PersonHeaderView;
  /** One sentence that a busy reader can stop after. */
  readonly lede: string;
  readonly stats: readonly StatView[];
  readonly strip: CareerStrip;
  readonly signals: readonly SignalSummaryView[];
  readonly asAt: AsAtView;
  readonly filters: FiltersView;
  readonly timeline: TimelineView;
  readonly sources: SourcesPanelView;
  /** Who looked at this record, where the viewer may see that. */
  readonly looked?: LinkView | undefined;
}

/** `find-person`. */
export interface FindPersonView extends PageModel {
  readonly action: string;
  readonly query: string;
  readonly form: FormState;
  readonly searched: boolean;
  readonly summary?: string | undefined;
  readonly results: readonly {
    readonly name: string;
    readonly href: string;
    readonly rank?: string | undefined;
    readonly unit?: string | undefined;
    readonly facts: readonly string[];
    readonly why?: string | undefined;
  }[];
  readonly empty?: EmptyStateView | undefined;
}

/** A part of something long, by link: `Items 151 to 300 of 412. 112 are not on this page.` */
export interface PagesView {
  readonly said: string;
  readonly before?: LinkView | undefined;
  readonly after?: LinkView | undefined;
}

/** A long list. Sorting and filtering are links, so that the state is in the address. */
export interface DataTableView {
  readonly caption: string;
  readonly columns: readonly {
    readonly text: string;
    readonly isNumber?: boolean | undefined;
    readonly sortHref?: string | undefined;
    readonly sorted?: 'ascending' | 'descending' | undefined;
  }[];
  /** A cell that is a string, or one with a link, a second line or a tag. The first cell heads its row. */
  readonly rows: readonly (readonly DataCell[])[];
  readonly csv?: LinkView | undefined;
  readonly empty?: EmptyStateView | undefined;
}
export interface DataCell {
  readonly text: string;
  readonly href?: string | undefined;
  readonly under?: string | undefined;
  readonly tag?: { readonly text: string; readonly tone: FindingTone } | undefined;
}

/** `signal-queue`. */
export interface SignalQueueView extends PageModel {
  readonly lede: string;
  readonly stats: readonly StatView[];
  readonly filters: FiltersView;
  readonly table: DataTableView;
  readonly pages?: PagesView | undefined;
  readonly notReached?: WarningBandView | undefined;
}

export interface CitedEntriesView {
  readonly caption: string;
  readonly rows: readonly {
    readonly href: string;
    readonly kind: Exclude<ItemKind, 'career'>;
    readonly known: string;
    readonly happened: string;
    readonly title: string;
    readonly source: string;
    readonly unit?: string | undefined;
    readonly finding: { readonly text: string; readonly tone: FindingTone };
  }[];
}

export interface FactorView {
  /** Fields are `factor-<id>`, `cause-<id>` and `words-<id>`. */
  readonly id: string;
  readonly text: string;
  readonly cites: string;
}

/** `signal`: the review of one question. */
export interface SignalView extends PageModel {
  readonly person: PersonHeaderView;
  readonly name: string;
  /** Why this was raised, in one sentence. */
  readonly why: string;
  readonly clock: string;
  readonly meaning: string;
  readonly cited: CitedEntriesView;
  readonly innocent: readonly string[];
  /** What an honest reader should know about the rule's faults. */
  readonly weaknesses?: readonly string[] | undefined;
  readonly peers: {
    readonly sentence: string;
    readonly base: string;
    readonly chart: IntervalChart;
  };
  readonly falseFlags: { readonly sentence: string; readonly basis: string };
  readonly factors: readonly FactorView[];
  readonly causes: readonly { readonly value: string; readonly text: string }[];
  readonly action: string;
  readonly form: FormState;
  /** Filled when it has been answered: the form is then not shown. */
  readonly answered?: { readonly by: string; readonly when: string; readonly lines: readonly string[] } | undefined;
  readonly timeline: LinkView;
}

export interface SizingFiguresView {
  readonly figures: readonly StatView[];
  readonly capacity: {
    readonly sentence: string;
    readonly needed: number;
    readonly available: number;
    readonly unit: string;
    readonly fits: boolean;
  };
}

/** `sizing`: before a sweep names anybody. */
export interface SizingView extends PageModel {
  readonly lede: string;
  readonly sizing: SizingFiguresView;
  readonly table: DataTableView;
  readonly conditions: readonly {
    readonly text: string;
    readonly isMet: boolean;
    readonly note?: string | undefined;
  }[];
  readonly action?: string | undefined;
  readonly button?: string | undefined;
  /** What may be done next besides running: put a live sweep forward. */
  readonly next?: LinkView | undefined;
  readonly form: FormState;
}

/** `import-result`. */
export interface ImportResultView extends PageModel {
  readonly lede: string;
  readonly stats: readonly StatView[];
  readonly differences: DataTableView;
  readonly refused: DataTableView;
  readonly next: readonly LinkView[];
}

/** `who-looked`. */
export interface WhoLookedView extends PageModel {
  readonly person: PersonHeaderView;
  readonly lede: string;
  readonly filters?: FiltersView | undefined;
  readonly table: DataTableView;
  /** Who was let through a wall to read it. */
  readonly through?: DataTableView | undefined;
}

/** `sign-in`. `people` only on a demonstration service. */
export interface SignInView extends PageModel {
  readonly startHref: string;
  readonly provider: string;
  readonly people: readonly {
    readonly name: string;
    readonly role: string;
    readonly story: string;
    readonly href: string;
  }[];
}

/** `may-not`: a wall that explains itself. */
export interface MayNotView extends PageModel {
  readonly why: string;
  readonly citation?: string | undefined;
  readonly ask: string;
  readonly contact?: LinkView | undefined;
}

export interface ReasonFormView {
  /** Where the room records the reason; it then sends back to `back`. */
  readonly action: string;
  readonly back: string;
  readonly reasons: readonly { readonly value: string; readonly text: string; readonly hint?: string | undefined }[];
  readonly form: FormState;
  readonly hidden?: readonly { readonly name: string; readonly value: string }[] | undefined;
  readonly button?: string | undefined;
}

/** `give-reason`: break glass. */
export interface GiveReasonView extends PageModel {
  readonly lede: string;
  readonly consequences: readonly string[];
  readonly reason: ReasonFormView;
}

/** `error`: our fault. */
export interface ErrorView extends PageModel {
  readonly reference: string;
  readonly lede: string;
}

/** `bad-request`: what was sent could not be read; nothing was done. */
export interface BadRequestView extends PageModel {
  readonly lede: string;
  readonly errors: readonly string[];
}

/** `public/home`. */
export interface PublicHomeView extends PageModel {
  readonly lede: string;
  readonly stats: readonly StatView[];
  readonly ways: readonly (LinkView & { readonly hint: string })[];
}

/** `public/proof`: the latest checkpoint and how to check it alone. */
export interface PublicProofView extends PageModel {
  readonly lede: string;
  readonly checkpoint: {
    readonly size: string;
    readonly root: string;
    readonly signedAt: string;
    readonly signature: string;
    readonly publicKey: string;
    readonly href: string;
    /** `2 minutes ago`. */
    readonly age: string;
    /** What was written since, and whether the signer keeps up. */
    readonly waiting: string;
  } | null;
  /** Said when the signer is behind. */
  readonly behind?: WarningBandView | undefined;
  /** Bodies outside that keep the checkpoint, and what each signed last. */
  readonly witnesses?: DataTableView | undefined;
  /** The checkpoint as one line to print or read out. */
  readonly printed?: string | undefined;
  readonly steps: readonly { readonly text: string; readonly command?: string | undefined }[];
  readonly promises: readonly string[];
  readonly empty?: EmptyStateView | undefined;
}

/** `report`: any page made of bands, figures, tables and links, for what has no page kind of its own yet. */
export interface ReportView extends PageModel {
  readonly lede?: string | undefined;
  /** What somebody who comes here may want to begin with: drawn as a button. */
  readonly start?: LinkView | undefined;
  readonly person?: PersonHeaderView | undefined;
  readonly stats?: readonly StatView[] | undefined;
  readonly chart?: IntervalChart | undefined;
  readonly lists?: readonly { readonly heading: string; readonly items: readonly string[] }[] | undefined;
  readonly tables?: readonly DataTableView[] | undefined;
  readonly links?: readonly LinkView[] | undefined;
}

/** Template name → what it is told. */
export interface Views {
  home: HomeView;
  'find-person': FindPersonView;
  person: PersonView;
  'signal-queue': SignalQueueView;
  signal: SignalView;
  sizing: SizingView;
  'import-result': ImportResultView;
  'who-looked': WhoLookedView;
  'sign-in': SignInView;
  'may-not': MayNotView;
  'not-found': PageModel;
  error: ErrorView;
  'bad-request': BadRequestView;
  'give-reason': GiveReasonView;
  report: ReportView;
  'public/home': PublicHomeView;
  'public/proof': PublicProofView;
}

/** Around every page: who is signed in and where they may go. Filled by the hall itself. */
export interface Shell {
  readonly face: 'staff' | 'public' | 'reporter';
  readonly service: string;
  readonly viewer: {
    readonly name: string;
    readonly role: string;
    readonly notice?: { readonly word: string; readonly text: string } | undefined;
  } | null;
  readonly nav: readonly NavItem[];
  readonly formToken: string;
  /** Fingerprint of the style sheet, so that a browser may keep it for ever. */
  readonly styles: string;
}
