import { dirname, join } from 'node:path';

/** Kubeconfig files, and in which order KUBECONFIG lists them: one question to client-go. */
export interface KubeconfigCase {
  readonly name: string;
  /** By path in a folder. */
  readonly configs: Readonly<Record<string, string>>;
  readonly list: readonly string[];
}

/** All that lies in the folder: beside each kubeconfig are the same certificates and tokens. */
export function filesOf(
  { configs }: KubeconfigCase,
  besides: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const folders = new Set(Object.keys(configs).map((path) => dirname(path)));
  return {
    ...configs,
    ...Object.fromEntries(
      [...folders].flatMap((folder) =>
        Object.entries(besides).map(([path, text]) => [join(folder, path), text]),
      ),
    ),
  };
}

/** What client-go (clientcmd and rest) makes of one context; see recorder/main.go. */
export interface ContextAnswer {
  readonly error?: string;
  /** The context can be used, but its certificates cannot. */
  readonly tlsError?: string;
  /** A header that may not be sent. */
  readonly headerError?: string;
  readonly server?: string;
  readonly namespace?: string;
  readonly headers?: readonly string[];
  readonly exec?: {
    readonly apiVersion: string;
    readonly command: string;
    readonly args: readonly string[];
    readonly env: readonly string[];
    readonly installHint: string;
    readonly provideClusterInfo: boolean;
  };
  readonly authProvider?: string;
  readonly ca?: boolean;
  readonly insecure?: boolean;
  readonly serverName?: string;
  readonly certificate?: boolean;
  readonly proxy?: string;
}

export interface KubeconfigAnswer {
  readonly name: string;
  readonly error?: string;
  readonly currentContext?: string;
  readonly contexts?: Readonly<Record<string, ContextAnswer>>;
  /** When no context is named. */
  readonly default?: ContextAnswer;
}
