import mermaid from 'mermaid';
import type { DiagramLook } from './diagramView.ts';

let count = 0;

/** Of a diagram's natural size; its text is 13 px high there. */
const smallestScale = 0.8;

/**
 * Draws one diagram. Layout, look and theme are pinned: their defaults change between releases of Mermaid. `strict` keeps
 * scripts and clicks out of labels; images that it lets through are removed, and the page's policy would not load them.
 */
export async function renderDiagram(source: string, look: DiagramLook): Promise<SVGElement> {
  mermaid.initialize({
    startOnLoad: false,
    securityLevel: 'strict',
    layout: 'dagre',
    look: 'classic',
    theme: 'base',
    darkMode: look.dark,
    fontFamily: look.font,
    suppressErrorRendering: true,
    htmlLabels: false,
    flowchart: { curve: 'basis', useMaxWidth: true },
    themeVariables: {
      darkMode: look.dark,
      fontFamily: look.font,
      fontSize: '13px',
      background: look.background,
      primaryColor: look.node,
      primaryTextColor: look.foreground,
      primaryBorderColor: look.line,
      lineColor: look.line,
      textColor: look.foreground,
      edgeLabelBackground: look.background,
    },
  });
  count += 1;
  const { svg } = await mermaid.render(`podpath-diagram-${count}`, source);
  const parsed = new DOMParser().parseFromString(svg, 'text/html').querySelector('svg');
  if (parsed === null) throw new Error('Mermaid gave no drawing');
  for (const image of parsed.querySelectorAll('img, image, script, foreignObject iframe')) image.remove();
  const drawing = document.importNode(parsed, true);
  // A long path is scrolled rather than made too small to read.
  drawing.style.minWidth = `${Math.round(drawing.viewBox.baseVal.width * smallestScale)}px`;
  return drawing;
}
