/**
 * A real OpenID provider for development and tests, with invented people instead of passwords.
 *
 * The tokens are signed and checked like anyone's; only the login page is short: one button for each person, and
 * `login_hint` presses it. It listens on this machine alone and forgets everything when it stops.
 */
import { generateKeyPairSync } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { escaped } from './charts/svg.ts';

export interface DemoPerson {
  readonly sub: string;
  readonly name: string;
  readonly role: string;
  /** One line: why one would want to be this person for a minute. */
  readonly story: string;
}

export interface DevProviderOptions {
  /** 0 takes a free one. */
  readonly port: number;
  readonly people: readonly DemoPerson[];
  readonly clientId: string;
}

export interface DevProvider {
  readonly issuer: string;
  close(): Promise<void>;
}

/** Starts the provider on 127.0.0.1 and answers once it listens. */
export async function startDevProvider(options: DevProviderOptions): Promise<DevProvider> {
  let handle: (request: IncomingMessage, response: ServerResponse) => void = (_request, response) => response.end();
  const server = createServer((request, response) => handle(request, response));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not listening on a port');
  const issuer = `http://127.0.0.1:${address.port}`;
  handle = await providerHandler(issuer, options);
  return {
    issuer,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
}

async function providerHandler(issuer: string, options: DevProviderOptions) {
  const { default: Provider } = await quietly(() => import('oidc-provider'));
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwk = { ...privateKey.export({ format: 'jwk' }), alg: 'ES256', use: 'sig', kid: 'development' };
  const known = new Map(options.people.map((person) => [person.sub, person]));
  const provider = await quietly(
    async () =>
      new Provider(issuer, {
        clients: [
          {
            client_id: options.clientId,
            token_endpoint_auth_method: 'none',
            // Native: a loopback address matches whatever its port (RFC 8252, 7.3).
            application_type: 'native',
            redirect_uris: ['http://127.0.0.1/sign-in/return'],
            id_token_signed_response_alg: 'ES256',
          },
        ],
        jwks: { keys: [jwk] },
        cookies: { keys: [jwk.d ?? 'development'] },
        claims: { openid: ['sub', 'name'] },
        conformIdTokenClaims: false,
        features: { devInteractions: { enabled: false } },
        interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
        pkce: { required: () => true },
        ttl: { Session: 28_800, Grant: 28_800, Interaction: 600, IdToken: 600, AccessToken: 600 },
        findAccount: (_context, sub) => {
          const person = known.get(sub);
          return person && { accountId: sub, claims: () => ({ sub, name: person.name }) };
        },
        // Our own client needs no consent page: the grant is made as it is asked for.
        loadExistingGrant: async (context) => {
          const grant = new context.oidc.provider.Grant({
            clientId: context.oidc.client?.clientId,
            accountId: context.oidc.session?.accountId,
          });
          grant.addOIDCScope('openid');
          await grant.save();
          return grant;
        },
      }),
  );
  const callback = provider.callback();
  return (request: IncomingMessage, response: ServerResponse): void => {
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
    if (!path.startsWith('/interaction/')) {
      void callback(request, response);
      return;
    }
    interact(provider, known, request, response).catch(() => {
      response.writeHead(400, { 'content-type': 'text/plain; charset=utf-8' });
      response.end('This sign-in has run out. Go back to Candour and begin again.\n');
    });
  };
}

type Provider = import('oidc-provider').default;
type Interaction = Awaited<ReturnType<Provider['interactionDetails']>>;

async function interact(
  provider: Provider,
  known: ReadonlyMap<string, DemoPerson>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const interaction = await provider.interactionDetails(request, response);
  const { params, prompt } = interaction;
  if (prompt.name === 'consent') {
    // Asked of every native client; the grant itself is made in loadExistingGrant.
    await provider.interactionFinished(request, response, { consent: {} }, { mergeWithLastSubmission: true });
    return;
  }
  const chosen = request.method === 'POST' ? await postedSub(request) : params['login_hint'];
  if (typeof chosen === 'string' && known.has(chosen)) {
    await forgetWhoItWas(provider, interaction);
    const result = { login: { accountId: chosen, remember: false } };
    await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
    return;
  }
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
  response.end(loginPage([...known.values()]));
}

/** Every sign-in begins as nobody, so that one goes from role to role without signing out in between. */
async function forgetWhoItWas(provider: Provider, interaction: Interaction): Promise<void> {
  if (!interaction.session?.uid) return;
  const session = await provider.Session.findByUid(interaction.session.uid);
  await session?.destroy();
  delete interaction.session;
  await interaction.save(600);
}

async function postedSub(request: IncomingMessage): Promise<string | null> {
  let body = '';
  for await (const chunk of request) {
    body += String(chunk);
    if (body.length > 4096) throw new Error('too long');
  }
  return new URLSearchParams(body).get('sub');
}

const loginStyle = `body{margin:0;background:#f5f8f7;color:#14211f;font:17px/25px -apple-system,"Segoe UI",Roboto,Arial,sans-serif}
main{box-sizing:border-box;max-width:620px;margin:0 auto;padding:48px 20px}h1{margin:0 0 8px;font-size:28px;line-height:34px}
p{margin:0 0 24px;color:#4b5b58}form{margin:0}button{display:block;width:100%;margin:0 0 10px;padding:14px 18px;border:1px solid #8d9d99;
border-radius:6px;background:#fff;color:inherit;font:inherit;text-align:left;cursor:pointer}button:hover{border-color:#0b5a5e;background:#e9f2f1}
button:focus{outline:3px solid #ffd43b;outline-offset:0;border-color:#14211f}small{display:block;color:#4b5b58;font-size:15px;line-height:21px}`;

function loginPage(people: readonly DemoPerson[]): string {
  const buttons = people
    .map(
      ({ sub, name, role, story }) =>
        `<button name="sub" value="${escaped(sub)}"><strong>${escaped(role)}</strong>: ${escaped(name)}<small>${escaped(story)}</small></button>`,
    )
    .join('');
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Who would you like to be?</title><style>${loginStyle}</style></head><body><main><h1>Who would you like to be?</h1>
<p>A sign-in service for development. Everybody here is invented.</p><form method="post">${buttons}</form></main></body></html>`;
}

/** The library greets developers on the console with advice for production, which this is not. */
async function quietly<T>(run: () => Promise<T>): Promise<T> {
  const { info, warn } = console;
  console.info = () => undefined;
  console.warn = () => undefined;
  try {
    return await run();
  } finally {
    console.info = info;
    console.warn = warn;
  }
}
