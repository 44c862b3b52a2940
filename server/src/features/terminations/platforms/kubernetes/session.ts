import {
  AppsV1Api,
  CoreV1Api,
  createConfiguration,
  type KubeConfig,
  type RequestContext,
  ServerConfiguration,
} from '@kubernetes/client-node';
import { NoCredentials } from './no-credentials.ts';

export interface Session {
  readonly apps: AppsV1Api;
  readonly core: CoreV1Api;
  close(): Promise<void>;
}

type Dispatcher = NonNullable<ReturnType<RequestContext['getDispatcher']>>;

/**
 * The clients for one question to a cluster. All its requests end with `signal` and share a connection pool: the client
 * makes another for each request by itself, because certificates may be renewed in between, and never closes any.
 */
export function openSession(config: KubeConfig, signal: AbortSignal): Session {
  const server = config.getCurrentCluster()?.server;
  if (server === undefined) throw new NoCredentials('the kubeconfig names no cluster for its current context');
  let shared: Dispatcher | undefined;
  const configuration = createConfiguration({
    baseServer: new ServerConfiguration(server, {}),
    authMethods: {
      default: { getName: () => 'default', applySecurityAuthentication: (request) => identify(config, request) },
    },
    promiseMiddleware: [
      {
        pre: async (request) => {
          request.setSignal(signal);
          shared ??= request.getDispatcher();
          if (shared !== undefined) request.setDispatcher(shared);
          return request;
        },
        post: async (response) => response,
      },
    ],
  });
  return {
    apps: new AppsV1Api(configuration),
    core: new CoreV1Api(configuration),
    close: async () => shared?.destroy(),
  };
}

async function identify(config: KubeConfig, request: RequestContext): Promise<void> {
  try {
    await config.applySecurityAuthentication(request);
  } catch (cause) {
    throw new NoCredentials(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}
