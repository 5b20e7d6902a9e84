import { ConnectionError } from '../app/ports.ts';
import type { ContextDescription } from '../core/model/connection.ts';
import type { Kubeconfig, KubeconfigCluster, KubeconfigTarget, KubeconfigUser } from './kubeconfig.ts';
import { chooseAdvice } from './loadKubeconfig.ts';
import { badKubeconfig } from './parseKubeconfig.ts';

/** A few names for a message; hundreds of contexts are not rare. */
function someNames(names: Iterable<string>): string {
  const all = [...names];
  return all.length <= 10 ? all.join(', ') : `${all.slice(0, 10).join(', ')} and ${all.length - 10} more`;
}

interface Server {
  /** Without user, password, query and fragment. */
  readonly url: string;
  readonly isSecure: boolean;
  /** What the URL says of the user. */
  readonly login?: { readonly username: string; readonly password: string };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** As client-go (rest.DefaultServerURL): a host without a scheme speaks plain HTTP. `undefined`: it is no address. */
function readServer(text: string): Server | undefined {
  const hasScheme = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]/i.test(text);
  const whole = hasScheme ? text : `http://${text}`;
  if (!URL.canParse(whole) || /\s/.test(text)) return undefined;
  const url = new URL(whole);
  if (!['http:', 'https:'].includes(url.protocol) || url.host === '') return undefined;
  if (!hasScheme && url.pathname !== '/') return undefined;
  const { username, password } = url;
  // As it stands there: the parser drops a port that is the usual one.
  const authority = /^[^/]+\/\/(?:[^/?#]*@)?([^/?#]+)/.exec(whole)?.[1] ?? url.host;
  return {
    url: `${url.protocol}//${authority}${url.pathname.replace(/\/+$/, '')}`,
    isSecure: url.protocol === 'https:',
    ...(username === '' ? {} : { login: { username: decoded(username), password: decoded(password) } }),
  };
}

function problemOfCluster(
  name: string,
  cluster: KubeconfigCluster,
  server: Server | undefined,
): string | undefined {
  const proxy = cluster.proxyUrl ?? '';
  if (cluster.server === '') return `the cluster "${name}" has no server`;
  if (server === undefined) {
    return `the server of the cluster "${name}" is no address such as https://host:6443`;
  }
  if (proxy !== '' && !(URL.canParse(proxy) && /^(?:https?|socks5):\/\//i.test(proxy))) {
    return `the proxy-url of the cluster "${name}" is none of http://, https:// and socks5://`;
  }
  if (cluster.caFile !== undefined && cluster.caData !== undefined) {
    return `the cluster "${name}" has both certificate-authority and certificate-authority-data`;
  }
  if (server.isSecure && cluster.skipTLSVerify && (cluster.caFile ?? cluster.caData) !== undefined) {
    return `the cluster "${name}" has a certificate authority and insecure-skip-tls-verify, which exclude each other`;
  }
  return undefined;
}

const execVersions = ['client.authentication.k8s.io/v1', 'client.authentication.k8s.io/v1beta1'];

function problemOfExec({ execPlugin, authProvider }: KubeconfigUser): string | undefined {
  if (execPlugin === undefined) return undefined;
  const { command, apiVersion, environment, interactiveMode = '' } = execPlugin;
  if (authProvider !== undefined) return 'has both exec and auth-provider';
  if (command === '') return 'has a credential program without a command';
  if (apiVersion === '') return 'has a credential program without an apiVersion';
  if (environment.some(({ name }) => name === '')) {
    return 'has a credential program with an environment variable that has no name';
  }
  if (interactiveMode === '') return 'has a credential program without an interactiveMode';
  if (!['Never', 'IfAvailable', 'Always'].includes(interactiveMode)) {
    return 'has a credential program whose interactiveMode is none of Never, IfAvailable and Always';
  }
  return undefined;
}

/** Whether client-go would come to run the credential program: what the kubeconfig itself holds goes before it. */
function needsExec({ user, tokenFile }: KubeconfigUser): boolean {
  return [user.token, tokenFile, user.username, user.password, user.certFile, user.certData].every(
    (value) => (value ?? '') === '',
  );
}

/** Checks of client-go that look at the user whatever the server is (clientcmd/validation.go, validateAuthInfo). */
function problemOfUser(entry: KubeconfigUser): string | undefined {
  const { user } = entry;
  const [hasCertificate, hasKey] = [
    (user.certFile ?? user.certData) !== undefined,
    (user.keyFile ?? user.keyData) !== undefined,
  ];
  if (hasCertificate) {
    if (user.certFile !== undefined && user.certData !== undefined) {
      return 'has both client-certificate and client-certificate-data';
    }
    if (user.keyFile !== undefined && user.keyData !== undefined) {
      return 'has both client-key and client-key-data';
    }
    if (!hasKey) return 'has a client certificate without its key';
  }
  const problem = problemOfExec(entry);
  if (problem !== undefined) return problem;
  if (user.token !== undefined && (user.username ?? user.password) !== undefined) {
    return 'has both a token and a user name or password';
  }
  if (entry.impersonatesNobody === true) {
    return 'impersonates groups, a uid or extra fields without a user (as)';
  }
  return undefined;
}

/** Checks that client-go makes only when it connects with these credentials. */
function problemOfLogin(entry: KubeconfigUser): string | undefined {
  const { authProvider } = entry;
  if (entry.execPlugin !== undefined && !execVersions.includes(entry.execPlugin.apiVersion)) {
    return 'has a credential program of an apiVersion that is neither client.authentication.k8s.io/v1 nor v1beta1';
  }
  if (authProvider === undefined) return undefined;
  if (authProvider.name !== 'oidc') {
    return 'has an auth-provider other than oidc: Kubernetes has removed the others, use a credential program (exec)';
  }
  const config: Readonly<Record<string, string | undefined>> = authProvider.config;
  const missing = ['idp-issuer-url', 'client-id'].filter((key) => (config[key] ?? '') === '');
  return missing.length === 0 ? undefined : `has an auth-provider without ${missing.join(' and ')}`;
}

/** What TLS would need is left out where there is none. */
function clusterFor(cluster: KubeconfigCluster, { url, isSecure }: Server): KubeconfigCluster {
  if (isSecure) return { ...cluster, server: url };
  const { caFile: _file, caData: _data, tlsServerName: _name, ...rest } = cluster;
  return { ...rest, server: url, skipTLSVerify: false };
}

/** What is sent to this server. */
function userFor(entry: KubeconfigUser, { isSecure, login }: Server): KubeconfigUser {
  const { user, execPlugin, ...rest } = entry;
  const { name, certFile, certData, keyFile, keyData } = user;
  const certificate = isSecure
    ? {
        ...(certFile === undefined ? {} : { certFile }),
        ...(certData === undefined ? {} : { certData }),
        ...(keyFile === undefined ? {} : { keyFile }),
        ...(keyData === undefined ? {} : { keyData }),
      }
    : {};
  // net/http takes the user of the URL before client-go's own headers are made, which then stand back.
  if (login !== undefined)
    return { user: { name, ...certificate, ...login }, impersonation: rest.impersonation };
  // client-go: credentials never go over plain HTTP (clientcmd, "only try to read the auth information if we are secure").
  if (!isSecure) return { user: { name }, impersonation: rest.impersonation };
  return {
    ...rest,
    user,
    ...(execPlugin === undefined || !needsExec(entry) ? {} : { execPlugin }),
  };
}

type Judged = { readonly target: KubeconfigTarget } | { readonly problem: string };

/** Judges one context by what it uses; what else the kubeconfig holds does not matter. */
function judgeContext({ contexts, clusters, users }: Kubeconfig, contextName: string): Judged {
  const context = contexts.get(contextName);
  if (context === undefined) return { problem: `there is no context "${contextName}"` };
  const clusterName = context.cluster;
  const cluster = clusters.get(clusterName);
  if (cluster === undefined) {
    return {
      problem:
        clusterName === ''
          ? `the context "${contextName}" names no cluster`
          : `the context "${contextName}" names the cluster "${clusterName}", which the kubeconfig does not hold`,
    };
  }
  const server = readServer(cluster.server);
  const clusterProblem = problemOfCluster(clusterName, cluster, server);
  if (clusterProblem !== undefined) return { problem: clusterProblem };
  // A context may name no user at all: then requests are anonymous.
  const userName = (context.user as string | undefined) ?? '';
  const nobody: KubeconfigUser = { user: { name: '' }, impersonation: [] };
  const user = users.get(userName) ?? (userName === '' ? nobody : undefined);
  if (user === undefined) {
    return {
      problem: `the context "${contextName}" names the user "${userName}", which the kubeconfig does not hold`,
    };
  }
  if (server === undefined) return { problem: '' };
  const sent = userFor(user, server);
  const userProblem = problemOfUser(user) ?? (server.isSecure ? problemOfLogin(sent) : undefined);
  if (userProblem !== undefined) return { problem: `the user "${userName}" ${userProblem}` };
  return {
    target: {
      context,
      cluster: clusterFor(cluster, server),
      user: sent,
      namespace: context.namespace === undefined || context.namespace === '' ? 'default' : context.namespace,
    },
  };
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/**
 * The context that was asked for, or the current one, with its cluster and user. As clientcmd does, only what this context
 * uses has to be good. Throws {@link ConnectionError} when it is not, or there is no such context.
 */
export function selectTarget(kubeconfig: Kubeconfig, contextName?: string): KubeconfigTarget {
  const { contexts, files } = kubeconfig;
  const name = contextName ?? kubeconfig.currentContext;
  if (name === undefined) {
    throw new ConnectionError({
      kind: 'no-kubeconfig',
      message:
        contexts.size === 0
          ? `The kubeconfig ${files.join(', ')} holds no context.`
          : `The kubeconfig ${files.join(', ')} has no current context; it holds ${someNames(contexts.keys())}.`,
      advice:
        contexts.size === 0
          ? chooseAdvice
          : 'Choose one: `kubectl config use-context NAME`, --context, or "Podpath: Select Context".',
    });
  }
  if (!contexts.has(name)) {
    throw badKubeconfig(
      `There is no context "${name}"; the kubeconfig holds ${contexts.size === 0 ? 'none' : someNames(contexts.keys())}.`,
      'Check its spelling: `kubectl config get-contexts` lists them.',
    );
  }
  const judged = judgeContext(kubeconfig, name);
  if ('target' in judged) return judged.target;
  throw badKubeconfig(sentence(judged.problem), 'Correct the kubeconfig, or choose another context.');
}

/** The contexts of a kubeconfig, usable or not. No cluster is touched. */
export function describeContexts(kubeconfig: Kubeconfig): {
  current?: string;
  contexts: ContextDescription[];
} {
  const { currentContext, contexts } = kubeconfig;
  return {
    ...(currentContext === undefined ? {} : { current: currentContext }),
    contexts: [...contexts.values()].map(({ name, cluster, namespace }) => {
      const judged = judgeContext(kubeconfig, name);
      return {
        name,
        cluster,
        ...(namespace === undefined || namespace === '' ? {} : { namespace }),
        ...('problem' in judged ? { unusable: sentence(judged.problem) } : {}),
      };
    }),
  };
}
