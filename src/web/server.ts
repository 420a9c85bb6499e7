/**
 * One face of the service: a web server that asks before it shows, writes down that it showed, and only then sends.
 *
 * The order for every request: who is asking → may they (authorise) → is the form ours and readable → the handler →
 * write it down (onAudit) → send. When writing down fails the page is blocked.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import cookie from '@fastify/cookie';
import formbody from '@fastify/formbody';
import helmet from '@fastify/helmet';
import multipart from '@fastify/multipart';
import assets from '@fastify/static';
import Fastify, { type FastifyReply, type FastifyRequest } from 'fastify';
import type { FaceOptions, Hall, Outcome, RunningFace } from './face.ts';
import { emptyForm, fieldOf, readForm } from './forms.ts';
import type { Face, Fields, PageRequest, PageResult, Route, WebViewer } from './route.ts';
import { formTokens, sealerFor } from './sealed.ts';
import { readSentForm, type SentForm } from './sent-files.ts';
import { readSession, type Session } from './session.ts';
import { addSignIn, endSession, sessionCookie, startSession } from './sign-in.ts';
import { openTemplates } from './templates.ts';
import type { Shell } from './views.ts';

export type { FaceOptions, Outcome, RunningFace, SessionOptions, WebLogger } from './face.ts';
export type { Session } from './session.ts';
export type { SignInOptions } from './sign-in.ts';

const formCookie = (face: Face): string => `candour-${face}-form`;
const bodyLimitBytes = 256 * 1024;

/** Starts a face and answers once it listens. */
export async function startFace<Viewer extends WebViewer>(options: FaceOptions<Viewer>): Promise<RunningFace> {
  const strays = options.routes.filter((route) => route.face !== options.face);
  if (strays[0]) throw new Error(`${strays[0].path} is declared for the ${strays[0].face} face, not ${options.face}`);
  const hall = await openHall(options);
  for (const route of options.routes) addRoute(hall, route);
  const { signIn } = options.session;
  if (signIn) addSignIn(hall as unknown as Hall<WebViewer>, signIn);
  await hall.app.listen({ port: options.port, host: options.host ?? '127.0.0.1' });
  return { origin: hall.origin(), port: portOf(hall.app.server.address()), close: () => hall.app.close() };
}

function portOf(address: ReturnType<import('node:http').Server['address']>): number {
  if (address === null || typeof address === 'string') throw new Error('not listening on a port');
  return address.port;
}

async function openHall<Viewer extends WebViewer>(options: FaceOptions<Viewer>): Promise<Hall<Viewer>> {
  const sheet = join(options.assetsFolder, 'app.css');
  if (!existsSync(sheet)) throw new Error(`no style sheet at ${sheet}: run node bin/build-assets.mjs`);
  const styles = createHash('sha256').update(readFileSync(sheet)).digest('hex').slice(0, 12);
  const app = Fastify({
    logger: false,
    bodyLimit: bodyLimitBytes,
    requestTimeout: 30_000,
    forceCloseConnections: 'idle',
    trustProxy: false,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 200 },
  });
  const origin = () => options.origin ?? `http://127.0.0.1:${portOf(app.server.address())}`;
  const shellFor = (request: FastifyRequest, viewer: WebViewer | null, token: string): Shell => ({
    face: options.face,
    service: options.service ?? 'Integrity and accountability',
    viewer,
    // Somebody signed in without a place here has an empty id and nowhere to go.
    nav: viewer?.id ? navFor(options.navOf?.(viewer as Viewer) ?? [], request.url) : [],
    formToken: token,
    styles,
  });
  const hall: Hall<Viewer> = {
    app,
    options,
    templates: openTemplates(options.templateFolders),
    sessions: sealerFor(options.session.key, `session/${options.face}`, options.ids.bytes),
    tokens: formTokens(options.session.key),
    origin,
    shellFor,
  };
  // Forms only: a body of any other type is refused before anything reads it.
  app.removeAllContentTypeParsers();
  await app.register(cookie);
  await app.register(formbody, { bodyLimit: bodyLimitBytes });
  if (options.filesFolder !== undefined) await app.register(multipart, { throwFileSizeLimit: false });
  await app.register(helmet, securityHeaders(options));
  await app.register(assets, {
    root: options.assetsFolder,
    prefix: '/assets/',
    index: false,
    dotfiles: 'ignore',
    immutable: true,
    maxAge: '365d',
  });
  addHooks(hall);
  return hall;
}

const navFor = (items: Shell['nav'], url: string): Shell['nav'] => {
  const path = url.split('?', 1)[0] ?? '/';
  const isUnder = (href: string) => (href === '/' ? path === '/' : path === href || path.startsWith(`${href}/`));
  return items.map((item) => ({ ...item, isCurrent: isUnder(item.href) }));
};

/** Only what this origin serves; no script at all. */
function securityHeaders(options: { readonly origin?: string }) {
  return {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
      },
    },
    referrerPolicy: { policy: 'no-referrer' as const },
    strictTransportSecurity: options.origin?.startsWith('https:') ? { maxAge: 31_536_000 } : false,
    crossOriginEmbedderPolicy: false,
    xPoweredBy: true,
  } as const;
}

function addHooks<Viewer extends WebViewer>(hall: Hall<Viewer>): void {
  const { app, options } = hall;
  app.addHook('onRequest', async (request, reply) => {
    // Cookies belong to one host name; whoever came by another is sent to the one that sign-in returns to.
    if (request.headers.host !== new URL(hall.origin()).host) {
      if (request.method === 'GET') return reply.redirect(hall.origin() + localUrl(request.url), 303);
      return reply.code(421).type('text/plain').send('This service answers under another name.\n');
    }
    reply.header('permissions-policy', 'camera=(), geolocation=(), microphone=()');
    if (!request.url.startsWith('/assets/')) reply.header('cache-control', 'no-store');
    return undefined;
  });
  if (options.face !== 'reporter') {
    app.addHook('onResponse', async (request, reply) => {
      if (request.url.startsWith('/assets/')) return;
      // The declared path, never the address itself: an address can name a person.
      const fields = { method: request.method, route: request.routeOptions.url ?? 'none', status: reply.statusCode };
      options.logger.info({ ...fields, ms: Math.round(reply.elapsedTime) }, 'answered');
    });
  }
  app.setNotFoundHandler(async (request, reply) => {
    const asker = await whoAsks(hall, request, reply);
    return asker.kind === 'sent' ? reply : sendNotFound(hall, request, reply, asker);
  });
  app.setErrorHandler(async (error, request, reply) => sendError(hall, request, reply, error));
}

const localUrl = (url: string): string => (url.startsWith('/') ? url : '/');

interface Asker<Viewer> {
  readonly kind: 'known';
  readonly viewer: Viewer;
  readonly session: Session | null;
  /** What the form token hangs on: the session, or a cookie of the form's own. */
  readonly token: string;
}

/** Who is asking; on the staff face somebody who has not signed in is sent to do so, whatever the address. */
async function whoAsks<Viewer extends WebViewer>(
  hall: Hall<Viewer>,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Asker<Viewer> | { readonly kind: 'sent' }> {
  const { options } = hall;
  const session = readSession(
    hall.sessions,
    request.cookies[sessionCookie(options.face)],
    options.clock.now().getTime(),
  );
  if (options.face === 'staff' && session === null) {
    const next = request.method === 'GET' && request.url !== '/' ? `?next=${encodeURIComponent(request.url)}` : '';
    await reply.redirect(`/sign-in${next}`, 303);
    return { kind: 'sent' };
  }
  const viewer = await options.viewerOf(session);
  const token = hall.tokens.tokenFor(session?.id ?? formSeed(hall, request, reply));
  if (viewer) return { kind: 'known', viewer, session, token };
  await send(hall, reply.code(403), {
    name: 'may-not',
    model: {
      title: 'You are signed in, but not known here',
      why: 'Your account works, but nobody has given you a place in this service yet.',
      ask: 'Ask the person who looks after access in your force to add you. You can sign out and use another account.',
    },
    shell: hall.shellFor(request, session ? { id: '', name: 'Signed in', role: 'no place here yet' } : null, token),
  });
  return { kind: 'sent' };
}

/** Faces without accounts tie the form token to a random cookie that says nothing about anybody. */
function formSeed<Viewer extends WebViewer>(hall: Hall<Viewer>, request: FastifyRequest, reply: FastifyReply): string {
  const had = request.cookies[formCookie(hall.options.face)];
  if (had && /^[\w-]{22}$/.test(had)) return `form/${had}`;
  const seed = hall.options.ids.bytes(16).toString('base64url');
  const secure = hall.origin().startsWith('https:');
  reply.setCookie(formCookie(hall.options.face), seed, { httpOnly: true, sameSite: 'strict', path: '/', secure });
  return `form/${seed}`;
}

function addRoute<Viewer extends WebViewer>(hall: Hall<Viewer>, route: Route<string, Viewer>): void {
  hall.app.route({
    method: route.method,
    url: route.path,
    handler: async (request, reply) => {
      const asker = await whoAsks(hall, request, reply);
      if (asker.kind === 'sent') return reply;
      const params = request.params as Readonly<Record<string, string>>;
      const write = (outcome: Outcome) => hall.options.onAudit(route, asker.viewer, params, outcome);
      let result: PageResult | 'form-out-of-date';
      try {
        result = await answer(hall, route, request, asker);
      } catch (error) {
        await write('failed').catch((unwritten: unknown) => {
          throw new AggregateError([error, unwritten], 'failed, and could not be written down');
        });
        throw error;
      }
      await write(outcomeOf(route, result));
      return sendResult(hall, request, reply, { asker, result });
    },
  });
}

/** A bad form token: nothing is done, whatever the form says. */
function isOurForm<Viewer extends WebViewer>(
  hall: Hall<Viewer>,
  request: FastifyRequest,
  asker: Asker<Viewer>,
  fields: Fields,
): boolean {
  const seed = asker.session?.id ?? `form/${request.cookies[formCookie(hall.options.face)] ?? ''}`;
  return hall.tokens.isGood(seed, fieldOf(fields, 'formToken'));
}

const noFiles = async (): Promise<void> => {};

/** What was sent with the request. A route that takes no files reads none. */
async function sentWith<Viewer extends WebViewer>(
  hall: Hall<Viewer>,
  route: Route<string, Viewer>,
  request: FastifyRequest,
  asker: Asker<Viewer>,
): Promise<SentForm | 'form-out-of-date' | 'too-large'> {
  const folder = hall.options.filesFolder;
  if (folder === undefined || !request.isMultipart())
    return { fields: (request.body ?? {}) as Fields, files: [], end: noFiles };
  if (!route.filesOf) throw Object.assign(new Error('no files here'), { statusCode: 415 });
  const isOurs = (fields: Fields): boolean => isOurForm(hall, request, asker, fields);
  return readSentForm(request, { folder, ...route.filesOf, name: hall.options.ids.next, isOurs });
}

const tooLarge = (route: { readonly filesOf?: { readonly bytes: number } }): PageResult => ({
  kind: 'invalid',
  template: 'bad-request',
  model: {
    title: 'The file is too large',
    lede: `Nothing was kept. A file sent by the browser may have ${Math.round((route.filesOf?.bytes ?? 0) / 1024 ** 2)} MB at most.`,
    errors: [],
  },
});

async function answer<Viewer extends WebViewer>(
  hall: Hall<Viewer>,
  route: Route<string, Viewer>,
  request: FastifyRequest,
  asker: Asker<Viewer>,
): Promise<PageResult | 'form-out-of-date'> {
  const params = request.params as Readonly<Record<string, string>>;
  const verdict = await hall.options.authorise(route, asker.viewer, params);
  if (verdict.kind !== 'allowed') return verdict;
  const sent = await sentWith(hall, route, request, asker);
  if (sent === 'too-large') return tooLarge(route);
  if (sent === 'form-out-of-date') return sent;
  try {
    if (route.method === 'POST' && !isOurForm(hall, request, asker, sent.fields)) return 'form-out-of-date';
    return await ask(hall, route, request, { asker, sent });
  } finally {
    await sent.end();
  }
}

async function ask<Viewer extends WebViewer>(
  hall: Hall<Viewer>,
  route: Route<string, Viewer>,
  request: FastifyRequest,
  { asker, sent }: { readonly asker: Asker<Viewer>; readonly sent: SentForm },
): Promise<PageResult> {
  const params = request.params as Readonly<Record<string, string>>;
  const { formToken: _token, ...body } = sent.fields;
  const query = request.query as Fields;
  const asked: PageRequest<Viewer, typeof params, undefined> = {
    viewer: asker.viewer,
    params,
    query,
    body,
    files: sent.files,
    input: undefined,
    today: hall.options.clock.today(),
    csrfToken: asker.token,
    url: request.url,
  };
  if (!route.input) return route.handler(asked);
  const read = readForm(route.input, route.method === 'POST' ? body : query);
  if (read.ok) return route.handler({ ...asked, input: read.value });
  if (route.whenInvalid) return route.whenInvalid(asked, read.form);
  return {
    kind: 'invalid',
    template: 'bad-request',
    model: {
      title: 'This could not be read',
      lede: 'Nothing was changed. Go back, put right what is listed here and send it again.',
      errors: read.form.errorList.map(({ text }) => text),
    },
  };
}

function outcomeOf(route: { readonly method: string }, result: PageResult | 'form-out-of-date'): Outcome {
  if (result === 'form-out-of-date') return 'form-out-of-date';
  if (result.kind === 'page' || result.kind === 'file') return 'shown';
  if (result.kind === 'redirect') return route.method === 'POST' ? 'done' : 'shown';
  return result.kind;
}

async function sendResult<Viewer extends WebViewer>(
  hall: Hall<Viewer>,
  request: FastifyRequest,
  reply: FastifyReply,
  { asker, result }: { readonly asker: Asker<Viewer>; readonly result: PageResult | 'form-out-of-date' },
): Promise<FastifyReply> {
  const shell = hall.shellFor(request, viewerShown(hall, asker), asker.token);
  if (result === 'form-out-of-date') {
    return send(hall, reply.code(403), {
      name: 'bad-request',
      model: {
        title: 'This form was open for too long',
        lede: 'Nothing was changed. Go back, load the page again and send it once more: what you typed is still in your browser.',
        errors: [],
      },
      shell,
    });
  }
  switch (result.kind) {
    case 'page':
      return send(hall, reply, { name: result.template, model: result.model, shell });
    case 'invalid':
      return send(hall, reply.code(422), { name: result.template, model: result.model, shell });
    case 'redirect':
      if (result.session.change === 'start')
        startSession(hall as unknown as Hall<WebViewer>, reply, result.session.subject);
      if (result.session.change === 'end') endSession(hall as unknown as Hall<WebViewer>, reply);
      return reply.redirect(localUrl(result.to), 303);
    case 'file': {
      const name = result.name.replace(/[^\w.-]+/g, '-');
      return reply
        .type(result.type)
        .header('content-disposition', `attachment; filename="${name}"`)
        .send(result.content);
    }
    case 'not-found':
      return sendNotFound(hall, request, reply, asker);
    case 'may-not':
      return send(hall, reply.code(403), { name: 'may-not', model: result.model, shell });
    case 'needs-reason': {
      const reason = { ...result.model.reason, form: result.model.reason.form ?? emptyForm() };
      return send(hall, reply.code(403), { name: 'give-reason', model: { ...result.model, reason }, shell });
    }
  }
}

/** The public has no name to show in the header. */
const viewerShown = <Viewer extends WebViewer>(hall: Hall<Viewer>, asker: Asker<Viewer>): Viewer | null =>
  hall.options.face === 'staff' || asker.session ? asker.viewer : null;

function send<Viewer extends WebViewer>(
  hall: Hall<Viewer>,
  reply: FastifyReply,
  page: {
    readonly name: Parameters<Hall<Viewer>['templates']['page']>[0];
    readonly model: object;
    readonly shell: Shell;
  },
): FastifyReply {
  return reply.type('text/html; charset=utf-8').send(hall.templates.page(page.name, page.model, page.shell));
}

/** One page for what does not exist and for what must not be known to exist: no address in it, no crumbs, no mark. */
function sendNotFound<Viewer extends WebViewer>(
  hall: Hall<Viewer>,
  request: FastifyRequest,
  reply: FastifyReply,
  asker: Asker<Viewer>,
): FastifyReply {
  const shell = hall.shellFor(request, viewerShown(hall, asker), asker.token);
  const nav = shell.nav.map((item) => ({ ...item, isCurrent: false }));
  const model = { title: 'Page not found' };
  return send(hall, reply.code(404), { name: 'not-found', model, shell: { ...shell, nav } });
}

/** A bug, or something that could not be read: a page with a reference, never the workings. */
function sendError<Viewer extends WebViewer>(
  hall: Hall<Viewer>,
  request: FastifyRequest,
  reply: FastifyReply,
  error: unknown,
): FastifyReply {
  const shell = hall.shellFor(request, null, '');
  const status = statusOf(error);
  if (status < 500) {
    const words = status === 413 ? 'It was too long.' : 'It was not in a form that this service reads.';
    const model = { title: 'This could not be read', lede: `Nothing was changed. ${words}`, errors: [] };
    return send(hall, reply.code(status), { name: 'bad-request', model, shell });
  }
  const reference = hall.options.ids.next().slice(0, 8);
  hall.options.logger.error({ reference, err: error, route: request.routeOptions.url ?? 'none' }, 'failed');
  const model = {
    title: 'Something went wrong here',
    lede: 'This is our fault, not yours. Nothing you sent was half done: it was either finished or not begun.',
    reference,
  };
  return send(hall, reply.code(500), { name: 'error', model, shell });
}

function statusOf(error: unknown): number {
  if (typeof error !== 'object' || error === null || !('statusCode' in error)) return 500;
  const { statusCode } = error;
  return typeof statusCode === 'number' && statusCode >= 400 ? statusCode : 500;
}
