import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { askAtTerminal } from './askAtTerminal.ts';

function start(controller = new AbortController()): {
  readonly asking: Promise<string>;
  readonly input: PassThrough;
  readonly written: () => string;
  readonly controller: AbortController;
} {
  const [input, output] = [new PassThrough(), new PassThrough()];
  let written = '';
  output.on('data', (data: Buffer) => {
    written += data.toString();
  });
  const asking = askAtTerminal('Allow it? ', input, output, controller.signal, () => undefined);
  return { asking, input, written: () => written, controller };
}

it('gives the line that is typed', async () => {
  const { asking, input, written } = start();
  input.write('once\n');
  expect(await asking).toBe('once');
  expect(written()).toBe('Allow it? ');
});

it('gives nothing when the input ends', async () => {
  const { asking, input } = start();
  input.end();
  expect(await asking).toBe('');
});

it('takes the question back when the run ends: the next line is a new one, and the input is let go', async () => {
  const { asking, input, written, controller } = start();
  controller.abort();
  await expect(asking).rejects.toThrow();
  expect(written()).toMatch(/^Allow it\? \r?\n$/);
  expect(input.listenerCount('data')).toBe(0);
});

it('asks nothing when the run has ended already', async () => {
  const ended = new AbortController();
  ended.abort();
  const { asking, written } = start(ended);
  await expect(asking).rejects.toThrow();
  expect(written()).toBe('');
});
