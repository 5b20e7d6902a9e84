import type { MarkShape } from '../placement/markSize.ts';

const radii: Readonly<Partial<Record<MarkShape, number>>> = { service: 19, clients: 14, tile: 6, node: 2 };

function rounded(x: number, y: number, width: number, height: number, radius: number): string {
  const r = Math.min(radius, width / 2, height / 2);
  const [right, bottom] = [x + width, y + height];
  return `M${x + r} ${y}H${right - r}A${r} ${r} 0 0 1 ${right} ${y + r}V${bottom - r}A${r} ${r} 0 0 1 ${right - r} ${bottom}H${x + r}A${r} ${r} 0 0 1 ${x} ${bottom - r}V${y + r}A${r} ${r} 0 0 1 ${x + r} ${y}Z`;
}

/**
 * The outline of a mark tells its kind: a Service is a pill, an Ingress points on, a Gateway has its corners cut, a route
 * leans forward, a policy is a shield, what runs is a rectangle.
 * @param grow how far outside the mark the outline runs, for the ring around what is focused
 */
export function outline(shape: MarkShape, width: number, height: number, grow = 0): string {
  const [x, y] = [-grow, -grow];
  const [w, h] = [width + 2 * grow, height + 2 * grow];
  const [right, bottom] = [x + w, y + h];
  switch (shape) {
    case 'ingress':
      return `M${x} ${y}H${right - 12}L${right} ${y + h / 2}L${right - 12} ${bottom}H${x}Z`;
    case 'gateway': {
      const cut = 9;
      return `M${x + cut} ${y}H${right - cut}L${right} ${y + cut}V${bottom - cut}L${right - cut} ${bottom}H${x + cut}L${x} ${bottom - cut}V${y + cut}Z`;
    }
    case 'route':
      return `M${x + 10} ${y}H${right}L${right - 10} ${bottom}H${x}Z`;
    case 'policy':
      return `M${x} ${y}H${right}V${y + h * 0.5}Q${right} ${bottom} ${right - 22} ${bottom}H${x + 22}Q${x} ${bottom} ${x} ${y + h * 0.5}Z`;
    default:
      return rounded(x, y, w, h, (radii[shape] ?? 3) + grow);
  }
}
