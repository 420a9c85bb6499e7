/** What a face is given by `main.ts`. The hall knows no room: who may, and what is written down, is asked of these. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '../platform/clock.ts';
import type { Ids } from '../platform/ids.ts';
import type { Face, Route, Verdict, WebViewer } from './route.ts';
import type { FormTokens, Sealer } from './sealed.ts';
import type { Session } from './session.ts';
import type { SignInOptions } from './sign-in.ts';
import type { Templates } from './templates.ts';
import type { NavItem, Shell } from './views.ts';

/** How a request ended, for the read log. */
export type Outcome =
  | 'shown'
  | 'done'
  | 'invalid'
  | 'not-found'
  | 'may-not'
  | 'needs-reason'
  | 'form-out-of-date'
  | 'failed';

/** The part of a pino logger that the hall uses. */
export interface WebLogger {
  info(fields: object, words: string): void;
  error(fields: object, words: string): void;
}

export interface SessionOptions {
  /** 32 random bytes that stay the same across restarts and processes of one face. */
  readonly key: Buffer;
  /** Staff sign in with a sign-in service; reporters and the public do not. */
  readonly signIn?: SignInOptions;
  /** Writes down sign-in and sign-out. When it throws, the sign-in does not happen. */
  readonly onSession?: (event: 'SIGNED_IN' | 'SIGNED_OUT', session: Session) => Promise<void>;
}

export interface FaceOptions<Viewer extends WebViewer = WebViewer> {
  readonly face: Face;
  /** 0 takes a free one. */
  readonly port: number;
  /** 127.0.0.1 unless told; only a container has a reason to say otherwise. */
  readonly host?: string;
  /** As browsers see it. Without it: http://127.0.0.1:<port>. */
  readonly origin?: string;
  readonly routes: readonly Route<string, Viewer>[];
  readonly session: SessionOptions;
  /** Who this is today. Null with a session: signed in, but not known here. The public face answers for null. */
  readonly viewerOf: (session: Session | null) => Promise<Viewer | null>;
  readonly authorise: (
    route: Route<string, Viewer>,
    viewer: Viewer,
    params: Readonly<Record<string, string>>,
  ) => Promise<Verdict>;
  /** Throws when it could not write: the page is then blocked. */
  readonly onAudit: (
    route: Route<string, Viewer>,
    viewer: Viewer,
    params: Readonly<Record<string, string>>,
    outcome: Outcome,
  ) => Promise<void>;
  /** What this viewer may do, for the navigation. */
  readonly navOf?: (viewer: Viewer) => readonly NavItem[];
  readonly logger: WebLogger;
  readonly clock: Clock;
  readonly ids: Ids;
  /** Named in the header, beside the wordmark. */
  readonly service?: string;
  /** Where files sent with forms lie until they are answered; a face without one takes none. */
  readonly filesFolder?: string;
  /** Built style sheet and icons. */
  readonly assetsFolder: string;
  /** Folders of rooms' own templates. */
  readonly templateFolders?: readonly string[];
}

export interface RunningFace {
  readonly origin: string;
  readonly port: number;
  close(): Promise<void>;
}

/** What the parts of one face share. */
export interface Hall<Viewer extends WebViewer> {
  readonly app: FastifyInstance;
  readonly options: FaceOptions<Viewer>;
  readonly templates: Templates;
  readonly sessions: Sealer;
  readonly tokens: FormTokens;
  /** Known once it listens. */
  readonly origin: () => string;
  readonly shellFor: (request: FastifyRequest, viewer: WebViewer | null, token: string) => Shell;
}

export type Answer = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;
