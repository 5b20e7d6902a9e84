import type { Pod, Service } from '../model/clusterSnapshot.ts';
import { formatLabels, type Labels, matchesEqualitySelector } from '../model/labels.ts';
import { nearestNames } from '../model/nearestNames.ts';
import { plainLine } from '../text/escape.ts';
import { replaceLabels, replaceScalar } from './manifestEdit.ts';
import type { ManifestDiagnostic, ManifestFix } from './manifestDiagnostic.ts';
import { rangeOf, valueRangeOf } from './locate.ts';
import {
  authoredPods,
  authoredService,
  livePods,
  liveService,
  type ManifestContext,
  namespaceIsMissing,
  namespaceOf,
  namespaceWords,
  podsIn,
  podsSelected,
  whyUnknown,
} from './manifestContext.ts';
import type { FieldPath, ManifestObject } from './manifestObject.ts';
import { authoredPolicy } from './policyHover.ts';
import { type SelectorCandidate, selectorCandidates } from './selectorCandidates.ts';
import { portsDeclaredBy, portWords, resolveTargetPort } from './targetPort.ts';

/** What the API takes for a label's value; anything else is a placeholder, or the API server's to refuse. */
const labelValuePattern = /^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/;

function isLiteral(selector: Labels): boolean {
  return Object.values(selector).every((value) => labelValuePattern.test(value));
}

/** `app=web (Deployment web)`. */
function candidateWords({ selector, selects }: SelectorCandidate): string {
  const owners =
    selects.length > 2 ? `${selects.slice(0, 2).join(', ')} +${selects.length - 2}` : selects.join(', ');
  return `${formatLabels(selector)} (${owners})`;
}

function fixesOf(
  object: ManifestObject,
  path: FieldPath,
  candidates: readonly SelectorCandidate[],
): readonly ManifestFix[] {
  return candidates.flatMap((candidate): ManifestFix[] => {
    const edits = replaceLabels(object, path, candidate.selector);
    if (edits === undefined || edits.length === 0) return [];
    return [{ title: plainLine(`Select ${candidateWords(candidate)}`), edits }];
  });
}

/** The pods of the cluster, and those that the author's workloads would make. */
function podsAtHand(object: ManifestObject, context: ManifestContext): readonly Pod[] {
  const namespace = namespaceOf(object, context);
  return [
    ...podsIn(context.snapshot, namespace),
    ...authoredPods(context, namespace, object.namespace !== undefined),
  ];
}

/** Whether nothing that exists, or is about to, has these labels; `undefined` while that cannot be said. */
function selectsNothing(
  selector: Labels,
  object: ManifestObject,
  context: ManifestContext,
): boolean | undefined {
  const namespace = namespaceOf(object, context);
  const { snapshot } = context;
  if (whyUnknown(snapshot, 'pods', namespace) !== undefined) return undefined;
  // Finished pods count: whoever made them makes others.
  if (podsSelected(snapshot, namespace, selector).length > 0) return false;
  const authored = authoredPods(context, namespace, object.namespace !== undefined);
  if (authored.some(({ labels }) => matchesEqualitySelector(selector, labels))) return false;
  const workloads = context.workloads(namespace);
  if (typeof workloads === 'string') return undefined;
  return !workloads.some(({ templateLabels }) => matchesEqualitySelector(selector, templateLabels));
}

function diagnoseSelector(
  object: ManifestObject,
  service: Service,
  context: ManifestContext,
): readonly ManifestDiagnostic[] {
  const { snapshot } = context;
  const { namespace, selector } = service;
  if (selector === undefined || service.type === 'ExternalName' || !isLiteral(selector)) return [];
  // Where the namespace is still to be made, so are the pods.
  if (namespaceIsMissing(snapshot, namespace) || selectsNothing(selector, object, context) !== true)
    return [];
  const pods = podsAtHand(object, context);
  const candidates = selectorCandidates(snapshot, namespace, selector, pods, service);
  // The base of an overlay names no namespace, and would be judged against one that it is not meant for.
  const placed =
    object.namespace !== undefined || liveService(snapshot, namespace, service.name) !== undefined;
  if (!placed && candidates.length === 0) return [];
  const nearest = candidates.length === 0 ? '' : ` Nearest: ${candidates.map(candidateWords).join('; ')}.`;
  const path: FieldPath = ['spec', 'selector'];
  return [
    {
      ...valueRangeOf(object, path),
      severity: 'warning',
      code: 'service-selector-matches-nothing',
      message: plainLine(
        `No pod and no workload has ${formatLabels(selector)} in ${namespaceWords(object, context)}.${nearest}`,
      ),
      fixes: fixesOf(object, path, candidates),
    },
  ];
}

function diagnoseTargetPorts(
  object: ManifestObject,
  service: Service,
  context: ManifestContext,
): readonly ManifestDiagnostic[] {
  const { snapshot } = context;
  if (service.type === 'ExternalName' || whyUnknown(snapshot, 'pods', service.namespace) !== undefined)
    return [];
  const { selector } = service;
  if (selector === undefined) return [];
  const authored = authoredPods(context, service.namespace, object.namespace !== undefined);
  const pods = [
    ...(livePods(snapshot, service) ?? []),
    ...authored.filter(({ labels }) => matchesEqualitySelector(selector, labels)),
  ];
  if (pods.length === 0) return [];
  const declared = portsDeclaredBy(pods);
  return service.ports.flatMap((port, index): ManifestDiagnostic[] => {
    const { targetPort, protocol } = port;
    // A number that nobody declares may be listened on all the same.
    if (typeof targetPort === 'number') return [];
    if (pods.some((pod) => resolveTargetPort(pod, targetPort, protocol).length > 0)) return [];
    const path: FieldPath = ['spec', 'ports', index, 'targetPort'];
    const fitting = declared.filter((own) => own.protocol === protocol);
    const near = nearestNames(
      targetPort,
      fitting.flatMap(({ name }) => name ?? []),
    );
    const [only, second] = fitting;
    const candidates: readonly (string | number)[] =
      near.length > 0 || only === undefined || second !== undefined
        ? near
        : [only.name ?? only.containerPort];
    const others = declared.length === 0 ? 'none' : declared.map(portWords).join(', ');
    return [
      {
        ...valueRangeOf(object, path),
        severity: 'warning',
        code: 'service-named-port-missing',
        message: plainLine(
          `None of the pods selected here declares a port named ${targetPort}/${protocol}. Declared: ${others}.`,
        ),
        fixes: candidates.flatMap((candidate) => {
          const edit = replaceScalar(object, path, candidate);
          return edit === undefined ? [] : [{ title: plainLine(`Send to port ${candidate}`), edits: [edit] }];
        }),
      },
    ];
  });
}

/** What of a Service's selector and ports leads nowhere. */
export function diagnoseService(
  object: ManifestObject,
  context: ManifestContext,
): readonly ManifestDiagnostic[] {
  const service = authoredService(object, context);
  if (service === undefined) return [];
  return [...diagnoseSelector(object, service, context), ...diagnoseTargetPorts(object, service, context)];
}

/**
 * A policy that selects nothing is not wrong: it may wait for its pods. It is worth a word only where a label is nearly
 * one that pods have.
 */
export function diagnosePolicy(
  object: ManifestObject,
  context: ManifestContext,
): readonly ManifestDiagnostic[] {
  const policy = authoredPolicy(object, context);
  if (policy === undefined) return [];
  const { matchLabels, matchExpressions } = policy.podSelector;
  if (Object.keys(matchLabels).length === 0 || matchExpressions.length > 0 || !isLiteral(matchLabels))
    return [];
  const { namespace } = policy;
  if (namespaceIsMissing(context.snapshot, namespace)) return [];
  if (selectsNothing(matchLabels, object, context) !== true) return [];
  const pods = podsAtHand(object, context);
  const candidates = selectorCandidates(context.snapshot, namespace, matchLabels, pods);
  if (candidates.length === 0) return [];
  const path: FieldPath = ['spec', 'podSelector', 'matchLabels'];
  return [
    {
      ...rangeOf(object, ['spec', 'podSelector']),
      severity: 'information',
      code: 'policy-selects-nothing',
      message: plainLine(
        `This policy selects no pod: none has ${formatLabels(matchLabels)} in ${namespaceWords(object, context)}. Nearest: ${candidates.map(candidateWords).join('; ')}.`,
      ),
      fixes: fixesOf(object, path, candidates),
    },
  ];
}
