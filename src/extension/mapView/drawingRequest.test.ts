import { afterEach, expect, test, vi } from 'vitest';
import { DrawingRequest } from './drawingRequest.ts';

afterEach(() => {
  vi.useRealTimers();
});

test('asks once for all who wait, and again later', async () => {
  let asked = 0;
  const request = new DrawingRequest(() => (asked += 1));
  const both = Promise.all([request.get(), request.get()]);
  request.answer('<svg/>');
  expect(await both).toEqual(['<svg/>', '<svg/>']);
  expect(asked).toBe(1);
  request.answer('nobody waits for this');
  const later = request.get();
  request.answer('<svg>later</svg>');
  expect(await later).toBe('<svg>later</svg>');
  expect(asked).toBe(2);
});

test('tells a page that was not ready what it has missed', async () => {
  let asked = 0;
  const request = new DrawingRequest(() => (asked += 1));
  request.askAgain();
  expect(asked).toBe(0);
  const drawing = request.get();
  request.askAgain();
  expect(asked).toBe(2);
  request.answer('<svg/>');
  await drawing;
});

test('says why there is none', async () => {
  const request = new DrawingRequest(() => undefined);
  const drawing = request.get();
  request.fail('The map was closed.');
  await expect(drawing).rejects.toThrow('The map was closed.');
});

test('does not wait for ever', async () => {
  vi.useFakeTimers();
  const request = new DrawingRequest(() => undefined);
  const refused = expect(request.get()).rejects.toThrow(/did not answer/);
  await vi.advanceTimersByTimeAsync(60_000);
  await refused;
});
