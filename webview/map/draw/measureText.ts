import type { MeasureText } from './markText.ts';

/** More texts than this are forgotten and measured again. */
const mostKnown = 20_000;

/** Measures with the fonts of the page; each text once. */
export function createMeasure(): MeasureText {
  const context = document.createElement('canvas').getContext('2d');
  const family = getComputedStyle(document.body).fontFamily;
  const fonts = { name: `12px ${family}`, badge: `10.5px ${family}`, title: `600 13px ${family}` };
  const known = new Map<string, number>();
  return (text, font) => {
    const key = `${font} ${text}`;
    let width = known.get(key);
    if (width === undefined) {
      if (context !== null) context.font = fonts[font];
      width = context?.measureText(text).width ?? text.length * 7;
      if (known.size > mostKnown) known.clear();
      known.set(key, width);
    }
    return width;
  };
}
