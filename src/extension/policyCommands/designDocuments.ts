import { plainLine } from '../../core/text/escape.ts';
import { wrapText } from '../../core/text/wrapText.ts';
import type { PolicyDesignRequest, PolicyDesignResult } from '../../protocol/policyProtocol.ts';

/** What is shown of a design. */
export interface DesignDocuments {
  /** What the editor that compares is called. */
  readonly title: string;
  /** The policies that exist. */
  readonly before: string;
  /** The policies as they would be. */
  readonly after: string;
  /** What would be applied, for a file. */
  readonly proposal: string;
}

const presetWords = { strict: 'strict', permissive: 'permissive', open: 'open' } as const;

/** `Default deny in shop (ingress and egress, DNS kept open)`. */
export function describeDesign(request: PolicyDesignRequest): string {
  const where = request.namespaces.join(', ');
  switch (request.kind) {
    case 'default-deny': {
      const directions = request.directions.map((direction) => direction.toLowerCase()).join(' and ');
      const cutsDns = request.directions.includes('Egress');
      const dns = cutsDns ? (request.keepDns ? ', DNS kept open' : ', DNS closed') : '';
      return `Default deny in ${where} (${directions}${dns})`;
    }
    case 'segmentation': {
      const { preset, monitoringNamespaces: monitoring } = request;
      const exempt = monitoring.length === 0 ? '' : `, ${monitoring.join(', ')} may collect metrics`;
      return `Segmentation of ${where} (${presetWords[preset]}${exempt})`;
    }
    case 'least-privilege':
      return 'Least privilege for the named connections';
    case 'zero-trust':
      return `Zero trust for ${where}, step by step`;
  }
}

/** Half of an editor that compares, and a whole one. */
const [halfColumns, wholeColumns] = [50, 100];

function commented(lines: readonly string[], columns: number): string {
  return lines
    .flatMap((line) => {
      const [, indent = '', text = ''] = /^( *)(.*)$/.exec(plainLine(line)) ?? [];
      return wrapText(text, columns).map((part) => `# ${indent}${part}`.trimEnd());
    })
    .join('\n');
}

function warningLines(warnings: readonly string[]): readonly string[] {
  return warnings.length === 0 ? [] : ['', 'To be read first:', ...warnings.map((warning) => `  ${warning}`)];
}

/** The texts of a design, each with a head that says what it is. Warnings stand above everything else. */
export function designDocuments(
  request: PolicyDesignRequest,
  { before, after, proposed, warnings }: PolicyDesignResult,
  context: string,
): DesignDocuments {
  const design = describeDesign(request);
  const order =
    request.kind === 'zero-trust' ? ['Apply one step at a time, in this order, and look between them.'] : [];
  const present = before === '' ? '# No NetworkPolicy is there now.\n' : before;
  const preview = [
    design,
    `context ${context} · nothing was applied`,
    'To apply it yourself: "Podpath: Open Policy Proposal" (palette, or the button above) opens it as a file.',
    ...order,
    ...warningLines(warnings),
  ];
  const proposal = [
    design,
    `context ${context} · nothing was applied`,
    'Save this file, then check and apply it:',
    '  kubectl apply --dry-run=server -f FILE',
    '  kubectl apply -f FILE',
    ...order,
    ...warningLines(warnings),
  ];
  return {
    title: `Network Policies: now ↔ ${design}`,
    before: `${commented([`NetworkPolicies as they are now · context ${context}`], halfColumns)}\n\n${present}`,
    after: `${commented(preview, halfColumns)}\n\n${after}`,
    proposal: `${commented(proposal, wholeColumns)}\n\n${proposed}`,
  };
}
