import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UnusableAnswer } from './problems.ts';
import { oneLine } from './serverText.ts';
import { connectionsOfTests, failureOf } from './testing/hostileFixture.ts';
import type { EndlessConnection } from './testing/loopbackServer.ts';

const never = new AbortController().signal;
const megabytes = 1024 * 1024;
const connect = connectionsOfTests();

describe('a body without end', () => {
  const bomb = Buffer.alloc(64 * megabytes, 'x');
  it.each([
    ['identity', Buffer.alloc(megabytes, 'x')],
    ['gzip', gzipSync(bomb, { level: 1 })],
    ['deflate', deflateSync(bomb, { level: 1 })],
    ['br', brotliCompressSync(bomb)],
    ['zstd', zstdCompressSync(bomb)],
    ['gzip, gzip', gzipSync(gzipSync(bomb, { level: 1 }))],
  ])('is not read to its end: %s', async (encoding, piece) => {
    let endless: EndlessConnection | undefined;
    const { transport } = await connect({
      request: (exchange) => {
        endless = exchange.endless(piece, { headers: { 'Content-Encoding': encoding } });
      },
    });
    const request = transport.json('/a', { signal: never, maximumBytes: 2 * megabytes });
    const { error, message } = await failureOf(transport, request);
    expect(error).toBeInstanceOf(UnusableAnswer);
    expect(message).toContain('the answer to /a is larger than 2 MB');
    await endless!.closed;
  });

  it.each(['{},', '[],', '[', '[[],{}],'])('is not read to its end: of nothing but %s', async (piece) => {
    const { transport } = await connect({
      request: (exchange) => {
        exchange.endless(piece.repeat(10_000), { beginning: '[' });
      },
    });
    const request = transport.json('/a', { signal: never, maximumBytes: 2 * megabytes });
    const { message } = await failureOf(transport, request);
    expect(message).toContain('the answer to /a holds more than 65536 objects and lists');
  });

  it.each([
    ['identity', Buffer.from('<p>Gateway\n\u001b[31m down</p>')],
    ['gzip', gzipSync(Buffer.alloc(64 * megabytes, '<p>Gateway\n\u001b[31m down</p>'), { level: 1 })],
  ])('of an error tells what its beginning says, in one line: %s', async (encoding, piece) => {
    let endless: EndlessConnection | undefined;
    const { transport } = await connect({
      request: (exchange) => {
        endless = exchange.endless(piece, { status: 502, headers: { 'Content-Encoding': encoding } });
      },
    });
    const { message } = await failureOf(transport);
    expect(message).toMatch(/ answered 502: Gateway \\x1b\[31m down Gateway/);
    expect(message.length).toBeLessThan(700);
    await endless!.closed;
  });
});

/** Any code points, lone surrogates among them. */
const anyText = fc
  .array(fc.integer({ min: 0, max: 0x10ffff }), { maxLength: 30 })
  .map((codes) => String.fromCodePoint(...codes));

describe("a server's message", () => {
  it.each([
    ['two\nlines\r\nand\ttabs', 'two lines and tabs'],
    ['\u001b]0;title\u0007\u202egnitirw', '\\x1b]0;title\\x07\\u{202e}gnitirw'],
    ['Authorization: Bearer abcdefghijklmnop', 'Authorization: Bearer [removed]'],
    ['postgres://jane:hunter2@db/x refused', 'postgres://[removed]@db/x refused'],
    ['', 'HTTP status 418'],
  ])('%j is shown as %j', async (said, shown) => {
    const { transport } = await connect({
      request: (exchange) => {
        exchange.fail(418, 'Teapot', said);
      },
    });
    expect((await failureOf(transport)).error.message).toBe(shown);
  });

  it('is one line without controls and not long, whatever it is', () => {
    fc.assert(
      fc.property(anyText, fc.nat({ max: 200 }), (text, times) => {
        const line = oneLine(text.repeat(times));
        // eslint-disable-next-line no-control-regex -- what must not be there
        expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/);
        expect(line.length).toBeLessThanOrEqual(501);
      }),
    );
  });

  it('does not say where a redirect would lead, and nobody goes there', async () => {
    const { transport, server } = await connect(
      {
        request: (exchange) => {
          exchange.endless('', { status: 302, headers: { Location: '/login?token=abcdef' } });
        },
      },
      { user: { name: 'a', token: 'abcdef' } },
    );
    const { message } = await failureOf(transport);
    expect(message).toContain('answered 302: it sends us to another place');
    expect(server.requests).toEqual(['GET /a']);
  });
});
