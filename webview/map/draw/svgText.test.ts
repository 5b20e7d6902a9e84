import { describe, expect, test } from 'vitest';
import { escapeXml, writeDocument, writePart } from './svgText.ts';

describe('text from a cluster cannot become markup', () => {
  test.each([
    ['<script>alert(1)</script>', '&lt;script&gt;alert(1)&lt;/script&gt;'],
    ['a&b "c" \'d\'', 'a&amp;b &quot;c&quot; &#39;d&#39;'],
    ['bell\u0007, half\ud800', 'bell\ufffd, half\ufffd'],
    ['日本 \u{1f600}', '日本 \u{1f600}'],
  ])('%s', (text, expected) => {
    expect(escapeXml(text)).toBe(expected);
  });

  test('neither in attributes nor in content', () => {
    const part = writePart({ tag: 'text', attributes: { fill: '"><b' }, content: '</text>' });
    expect(part).toBe('<text fill="&quot;&gt;&lt;b">&lt;/text&gt;</text>');
  });
});

test('a document stands alone', () => {
  const document = writeDocument({
    title: 'Network of <prod>',
    description: '3 pods',
    x: -4,
    y: 0,
    width: 100,
    height: 50,
    background: '#ffffff',
    parts: [{ tag: 'path', attributes: { d: 'M0 0' }, content: '' }],
  });
  expect(document).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" width="100" height="50" viewBox="-4 0 100 50" role="img" aria-labelledby="title description">
<title id="title">Network of &lt;prod&gt;</title>
<desc id="description">3 pods</desc>
<rect x="-4" y="0" width="100" height="50" fill="#ffffff"/>
<path d="M0 0"/>
</svg>
`);
});
