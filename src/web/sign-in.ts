/**
 * Signing in with OpenID Connect: authorisation code with PKCE, state and nonce, against any issuer.
 * Nothing is kept on the server: the half-way state and the session both live in sealed cookies.
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import * as openid from 'openid-client';
import { z } from 'zod';
import type { Answer, Hall } from './face.ts';
import { fieldOf } from './forms.ts';
import type { Face, Fields, WebViewer } from './route.ts';
import { sealerFor } from './sealed.ts';
import { localPath, readSession, type Session, sessionHours } from './session.ts';
import type { SignInView, WarningBandView } from './views.ts';

export interface SignInOptions {
  readonly issuer: string;
  readonly clientId: string;
  /** Leave out for a public client, which PKCE protects. */
  readonly clientSecret?: string;
  /** The claim that names the person; `sub` unless told. */
  readonly claim?: string;
  /** What the button says people sign in with. */
  readonly provider?: string;
  /** Only a demonstration service: links that sign straight in as one of these. */
  readonly people?: readonly {
    readonly sub: string;
    readonly name: string;
    readonly role: string;
    readonly story: string;
  }[];
}

const halfWay = z.object({
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  next: z.string(),
  at: z.number(),
});
const halfWayCookie = 'candour-signing-in';
const halfWayMs = 10 * 60_000;

/** One name for each face: a browser does not keep the cookies of two ports apart. */
export const sessionCookie = (face: Face): string => `candour-${face}`;

const cookieRules = (origin: string, maxAge: number) => ({
  httpOnly: true,
  sameSite: 'lax' as const,
  path: '/',
  secure: origin.startsWith('https:'),
  maxAge,
});

/** Sealed into the cookie that the browser sends back with every request. */
export function startSession(hall: Hall<WebViewer>, reply: FastifyReply, subject: string): Session {
  const session = { subject, id: hall.options.ids.next(), issuedAt: hall.options.clock.now().getTime() };
  reply.setCookie(
    sessionCookie(hall.options.face),
    hall.sessions.seal(session),
    cookieRules(hall.origin(), sessionHours * 3600),
  );
  return session;
}

export function endSession(hall: Hall<WebViewer>, reply: FastifyReply): void {
  reply.clearCookie(sessionCookie(hall.options.face), cookieRules(hall.origin(), 0));
}

/** Asks the issuer for its addresses and keys once; a failed attempt is tried again on the next sign-in. */
function issuerOf(options: SignInOptions): () => Promise<openid.Configuration> {
  let known: Promise<openid.Configuration> | null = null;
  const issuer = new URL(options.issuer);
  // Plain http only on this very machine, for the development provider.
  const isLoopback = issuer.protocol === 'http:' && ['127.0.0.1', '[::1]', 'localhost'].includes(issuer.hostname);
  return () => {
    known ??= openid
      .discovery(
        issuer,
        options.clientId,
        options.clientSecret,
        options.clientSecret ? undefined : openid.None(),
        isLoopback ? { execute: [openid.allowInsecureRequests] } : undefined,
      )
      .catch((error: unknown) => {
        known = null;
        throw error;
      });
    return known;
  };
}

/** `/sign-in`, `/sign-in/start`, `/sign-in/return` and `/sign-out` on the staff face. */
export function addSignIn(hall: Hall<WebViewer>, options: SignInOptions): void {
  const { app } = hall;
  const configuration = issuerOf(options);
  const halfWays = sealerFor(hall.options.session.key, 'signing-in', hall.options.ids.bytes);
  const returnTo = () => `${hall.origin()}/sign-in/return`;

  async function start(reply: FastifyReply, next: string, hint: string | undefined): Promise<FastifyReply> {
    const verifier = openid.randomPKCECodeVerifier();
    const state = openid.randomState();
    const nonce = openid.randomNonce();
    const url = openid.buildAuthorizationUrl(await configuration(), {
      redirect_uri: returnTo(),
      scope: 'openid',
      code_challenge: await openid.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      state,
      nonce,
      ...(hint ? { login_hint: hint, prompt: 'login' } : {}),
    });
    const at = hall.options.clock.now().getTime();
    const sealed = halfWays.seal({ state, nonce, verifier, next, at });
    reply.setCookie(halfWayCookie, sealed, cookieRules(hall.origin(), halfWayMs / 1000));
    return reply.redirect(url.href, 303);
  }

  async function finish(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    reply.clearCookie(halfWayCookie, cookieRules(hall.origin(), 0));
    const begun = halfWay.safeParse(halfWays.open(request.cookies[halfWayCookie] ?? ''));
    if (!begun.success || hall.options.clock.now().getTime() - begun.data.at > halfWayMs) {
      // Came back too late, or twice, or never left: begin again rather than explain a protocol.
      return reply.redirect('/sign-in', 303);
    }
    const tokens = await openid.authorizationCodeGrant(await configuration(), new URL(request.url, hall.origin()), {
      pkceCodeVerifier: begun.data.verifier,
      expectedState: begun.data.state,
      expectedNonce: begun.data.nonce,
      idTokenExpected: true,
    });
    const subject = tokens.claims()?.[options.claim ?? 'sub'];
    if (typeof subject !== 'string' || subject === '') throw new Error('the sign-in service named nobody');
    const session = startSession(hall, reply, subject);
    await hall.options.session.onSession?.('SIGNED_IN', session);
    return reply.redirect(localPath(begun.data.next), 303);
  }

  function showPage(request: FastifyRequest, reply: FastifyReply, band?: WarningBandView): FastifyReply {
    const next = localPath(fieldOf(request.query as Fields, 'next'));
    const onward = next === '/' ? '' : `next=${encodeURIComponent(next)}`;
    const people = (options.people ?? []).map((person) => ({
      ...person,
      href: `/sign-in?as=${encodeURIComponent(person.sub)}${onward && `&${onward}`}`,
    }));
    const provider = options.provider ?? 'your force account';
    const startHref = `/sign-in/start${onward && `?${onward}`}`;
    const model: SignInView = { title: 'Sign in', provider, startHref, people, band };
    const html = hall.templates.page('sign-in', model, hall.shellFor(request, null, ''));
    return reply.type('text/html; charset=utf-8').send(html);
  }

  /** A sign-in service that is away or says no is told to the person; what it said goes to the log only. */
  const orSayWhy = (step: Answer): Answer =>
    async function attempt(request, reply) {
      try {
        return await step(request, reply);
      } catch (error) {
        hall.options.logger.error({ err: error }, 'signing in failed');
        return showPage(request, reply.code(503), {
          tone: 'warn',
          title: 'Signing in did not work.',
          text: 'You are not signed in. Try again in a minute; if it keeps happening, tell whoever looks after accounts in your force.',
        });
      }
    };

  const begin: Answer = async (request, reply) => {
    const query = request.query as Fields;
    return start(reply, localPath(fieldOf(query, 'next')), fieldOf(query, 'as'));
  };
  // Only for the named demonstration people: a real service must not let a link choose who signs in.
  const isDemo = (as: string | undefined) => as !== undefined && options.people?.some((person) => person.sub === as);
  app.get('/sign-in', async (request, reply) =>
    isDemo(fieldOf(request.query as Fields, 'as')) ? orSayWhy(begin)(request, reply) : showPage(request, reply),
  );
  const beginUnnamed: Answer = async (request, reply) =>
    start(reply, localPath(fieldOf(request.query as Fields, 'next')), undefined);
  app.get('/sign-in/start', orSayWhy(beginUnnamed));
  app.get('/sign-in/return', orSayWhy(finish));
  app.post('/sign-out', async (request, reply) => {
    const now = hall.options.clock.now().getTime();
    const session = readSession(hall.sessions, request.cookies[sessionCookie(hall.options.face)], now);
    if (session && !hall.tokens.isGood(session.id, fieldOf((request.body ?? {}) as Fields, 'formToken'))) {
      return reply.redirect('/', 303);
    }
    if (session) await hall.options.session.onSession?.('SIGNED_OUT', session);
    endSession(hall, reply);
    return reply.redirect('/sign-in', 303);
  });
}
