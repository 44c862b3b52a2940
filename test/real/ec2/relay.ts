import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request to AWS, as far as its signature and its form say. */
export interface Asked {
  readonly service: string;
  readonly region: string;
  readonly accessKey: string;
  readonly action: string;
  readonly form: URLSearchParams;
}

/** An answer in AWS's own words; `null` lets the request through to moto. */
export type Answer = { readonly status: number; readonly code: string; readonly message: string } | 'silence' | null;

export interface Relay {
  readonly url: string;
  /** Decides on each request from now on. It may change the form. */
  answer: (asked: Asked) => Answer;
  /** Everything that was asked, in order. */
  readonly asked: Asked[];
  stop(): Promise<void>;
}

const ATTEMPTS = 3;

/** Stands before moto, which knows neither expired credentials nor limits, and refuses as AWS documents it. */
export async function startRelay(target: string): Promise<Relay> {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const one = readRequest(request.headers.authorization ?? '', Buffer.concat(chunks).toString());
    asked.push(one);
    const answer = relay.answer(one);
    if (answer === 'silence') return;
    if (answer !== null) {
      response.writeHead(answer.status, { 'content-type': 'text/xml' }).end(errorOf(one, answer));
      return;
    }
    const { authorization = '', 'content-type': contentType = '' } = request.headers;
    try {
      const told = await askMoto(target, { authorization, 'content-type': contentType }, one.form.toString());
      response.writeHead(told.status, { 'content-type': told.headers.get('content-type') ?? 'text/xml' });
      response.end(Buffer.from(await told.arrayBuffer()));
    } catch {
      // As from AWS: a connection that breaks is no answer.
      response.destroy();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const relay: Relay = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answer: () => null,
    asked,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return relay;
}

/** Moto now and then closes a connection without a word; all that is asked here may be asked again. */
async function askMoto(target: string, headers: Record<string, string>, body: string): Promise<Response> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await fetch(target, { method: 'POST', headers, body });
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
    }
  }
}

function readRequest(authorization: string, body: string): Asked {
  const form = new URLSearchParams(body);
  const [, accessKey = '', region = '', service = ''] =
    /Credential=(\w+)\/\d+\/([\w-]+)\/(\w+)\//.exec(authorization) ?? [];
  return { service, region, accessKey, action: form.get('Action') ?? '', form };
}

/** EC2 answers errors in another form than the other services that speak the query protocol. */
function errorOf({ service }: Asked, { code, message }: Exclude<Answer, 'silence' | null>): string {
  const error = `<Code>${code}</Code><Message>${message}</Message>`;
  return service === 'ec2'
    ? `<Response><Errors><Error>${error}</Error></Errors><RequestID>relay</RequestID></Response>`
    : `<ErrorResponse><Error><Type>Sender</Type>${error}</Error><RequestId>relay</RequestId></ErrorResponse>`;
}
