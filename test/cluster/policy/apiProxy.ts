import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { RunningCluster } from '../testBed.ts';

/** The API server as its administrator, without a process for each request. */
export interface ApiProxy {
  /** One request; a JSON document back. Throws for a status of 400 and above. */
  request(method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<unknown>;
  end(): Promise<void>;
}

/** Starts `kubectl proxy` on a port of loopback that the kernel chooses. */
export async function startApiProxy(cluster: RunningCluster, signal: AbortSignal): Promise<ApiProxy> {
  const argv = [`--kubeconfig=${cluster.kubeconfigPath}`, 'proxy', '--port=0', '--keepalive=30s'];
  const child = spawn(cluster.kubectlPath, argv, { stdio: ['ignore', 'pipe', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (text: Buffer) => {
    errors = (errors + text.toString()).slice(-2000);
  });
  const closed = new Promise<void>((resolve) => {
    child.once('error', () => {
      resolve();
    });
    child.once('close', () => {
      resolve();
    });
  });
  const first = await createInterface({ input: child.stdout })[Symbol.asyncIterator]().next();
  const address = first.done === true ? undefined : /127\.0\.0\.1:\d+/.exec(first.value)?.[0];
  if (address === undefined) {
    child.kill();
    throw new Error(`kubectl proxy did not start: ${errors.trim()}`);
  }
  return {
    request: async (method, path, body) => {
      const response = await fetch(`http://${address}${path}`, {
        method,
        signal,
        ...(body === undefined
          ? {}
          : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`${method} ${path}: ${String(response.status)} ${text}`);
      return JSON.parse(text) as unknown;
    },
    end: async () => {
      child.kill('SIGTERM');
      await closed;
    },
  };
}
