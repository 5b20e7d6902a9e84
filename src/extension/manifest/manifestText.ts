/** Larger texts are data, not something that a person edits. */
export const maximumTextLength = 5_000_000;

/** What decides whether a text is looked at; the fields of a vscode.TextDocument. */
export interface TextKind {
  readonly languageId: string;
  readonly scheme: string;
}

/** JSON is looked at where it is open anyway; Helm templates (`helm`) are no manifests before they are rendered. */
const languages: ReadonlySet<string> = new Set(['yaml', 'json', 'jsonc']);

/** Objects of the cluster that Kubernetes Tools shows in an editor. */
const kubernetesToolsScheme = 'k8smsx';

/** Where texts are edited: no old sides of comparisons, no output, no settings. */
const editedSchemes: ReadonlySet<string> = new Set([
  'file',
  'untitled',
  'vscode-remote',
  'vscode-vfs',
  kubernetesToolsScheme,
]);

/** Whether a text may be a manifest, by its language and its origin. */
export function mayBeManifest({ languageId, scheme }: TextKind): boolean {
  return languages.has(languageId) || (scheme === kubernetesToolsScheme && languageId !== 'helm');
}

/** Whether what is wrong in a text is to be marked. */
export function isEdited({ scheme }: TextKind): boolean {
  return editedSchemes.has(scheme);
}

/** Whether a text mentions what every Kubernetes object has. Costs a search, no parser: most YAML is something else. */
export function mentionsObjects(text: string): boolean {
  return text.length <= maximumTextLength && text.includes('apiVersion') && /\bkind\b/.test(text);
}

const tracedKinds =
  /["']?\bkind["']?[ \t]*:[ \t]*["']?(Service|Ingress|(HTTP|GRPC|TCP|TLS|UDP)Route|StatefulSet|Deployment|DaemonSet|ReplicaSet|ReplicationController|Pod|Job|CronJob)["']?[ \t]*([,}#\r\n]|$)/;

/** Whether a text holds an object that a Service is found from. */
export function mentionsServices(text: string): boolean {
  return mentionsObjects(text) && tracedKinds.test(text);
}
