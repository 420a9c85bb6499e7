/** What the templates of cases are told. */
import type { FactView, QuestionView } from '../../../web/questions.ts';
import type {
  DataTableView,
  EmptyStateView,
  FindingTone,
  LinkView,
  PageModel,
  StatView,
  WarningBandView,
} from '../../../web/views.ts';

/** One thing to do in a case, and whether it is. */
export interface TaskView {
  readonly text: string;
  readonly href?: string | undefined;
  readonly hint?: string | undefined;
  readonly state: 'done' | 'to-do' | 'waiting';
}

export interface AllegationView {
  readonly id: string;
  readonly heading: string;
  readonly category: string;
  /** The complainant's own words. */
  readonly words: string;
  readonly about: string;
  readonly when: string;
  readonly entry: LinkView;
  readonly tag: { readonly text: string; readonly tone: FindingTone };
  readonly decided: readonly FactView[];
  readonly decide?: LinkView | undefined;
}

export interface ClockStripView {
  /** `Day 34 of 120`. */
  readonly where: string;
  readonly next: string;
  readonly isLate: boolean;
  /** 0 to 100: how much of it has gone. */
  readonly gone: number;
}

/** `case`. */
export interface CaseView extends PageModel {
  readonly overline: string;
  readonly strip?: ClockStripView | undefined;
  readonly facts: readonly FactView[];
  readonly next: { readonly text: string; readonly link?: LinkView | undefined };
  readonly tasks: readonly TaskView[];
  readonly allegations: readonly AllegationView[];
  readonly counts: string;
  readonly earlier: readonly {
    readonly heading: string;
    readonly note: string;
    readonly table?: DataTableView | undefined;
  }[];
  readonly parties: DataTableView;
  readonly moves: readonly (LinkView & { readonly hint?: string | undefined })[];
  readonly refused: readonly { readonly name: string; readonly why: string }[];
  readonly clocks: DataTableView;
  readonly causes: DataTableView;
  readonly letters: DataTableView;
  readonly history: DataTableView;
  readonly ways: readonly LinkView[];
}

/** `cases`: the morning queue. */
export interface CasesView extends PageModel {
  readonly lede: string;
  readonly start?: LinkView | undefined;
  readonly quick?: (LinkView & { readonly hint: string }) | undefined;
  readonly stats: readonly StatView[];
  readonly views: readonly (LinkView & { readonly isCurrent: boolean })[];
  readonly tables: readonly DataTableView[];
  readonly empty?: EmptyStateView | undefined;
}

/** `letter`: what goes out, to print or to send. */
export interface LetterView extends PageModel {
  readonly overline: string;
  readonly note?: WarningBandView | undefined;
  readonly addressed: readonly string[];
  readonly parts: readonly { readonly heading: string; readonly paragraphs: readonly string[] }[];
  readonly ask?:
    | {
        readonly action: string;
        readonly heading: string;
        readonly questions: readonly QuestionView[];
        readonly button: string;
      }
    | undefined;
}

declare module '../../../web/views.ts' {
  interface Views {
    case: CaseView;
    cases: CasesView;
    letter: LetterView;
  }
}
