import { expect, it } from 'vitest';
import type { ConsentAnswer, ConsentRequest } from '../protocol/consentProtocol.ts';
import { OpenQuestions } from './openQuestions.ts';

const request = (title: string): ConsentRequest => ({
  permission: 'node-pod',
  title,
  details: [],
  purposes: [],
  request: '',
  manifest: '',
});

/** A user who sees questions and answers when the test says so; a question that is taken back answers itself. */
function user(): {
  readonly questions: OpenQuestions;
  readonly seen: string[];
  readonly answer: (answer: ConsentAnswer) => void;
} {
  const seen: string[] = [];
  let resolveOpen: (answer: ConsentAnswer) => void = () => undefined;
  const questions = new OpenQuestions((asked, signal) => {
    seen.push(asked.title);
    return new Promise((resolve) => {
      resolveOpen = resolve;
      signal.addEventListener('abort', () => {
        seen.push(`${asked.title} is taken back`);
        resolve('no');
      });
    });
  });
  return {
    questions,
    seen,
    answer: (answer) => {
      resolveOpen(answer);
    },
  };
}

it('asks one question after the other', async () => {
  const { questions, seen, answer } = user();
  const [first, second] = [questions.ask('1', request('a')), questions.ask('2', request('b'))];
  await Promise.resolve();
  expect(seen).toEqual(['a']);
  answer('once');
  expect(await first).toBe('once');
  expect(seen).toEqual(['a', 'b']);
  answer('never');
  expect(await second).toBe('never');
});

it('takes back the one that is seen, and goes on', async () => {
  const { questions, seen, answer } = user();
  const [first, second] = [questions.ask('1', request('a')), questions.ask('2', request('b'))];
  await Promise.resolve();
  questions.withdraw('1');
  expect(await first).toBe('no');
  expect(seen).toEqual(['a', 'a is taken back', 'b']);
  answer('run');
  expect(await second).toBe('run');
});

it('never shows one that was taken back while it waited', async () => {
  const { questions, seen, answer } = user();
  const [first, second] = [questions.ask('1', request('a')), questions.ask('2', request('b'))];
  await Promise.resolve();
  questions.withdraw('2');
  answer('once');
  expect([await first, await second]).toEqual(['once', 'no']);
  expect(seen).toEqual(['a']);
});

it('takes everything back when the engine is gone, and a fault in asking keeps nobody waiting', async () => {
  const { questions, seen } = user();
  const all = [questions.ask('1', request('a')), questions.ask('2', request('b'))];
  await Promise.resolve();
  questions.withdrawAll();
  expect(await Promise.all(all)).toEqual(['no', 'no']);
  expect(seen).toEqual(['a', 'a is taken back']);

  let asked = 0;
  const faulty = new OpenQuestions(() => {
    asked += 1;
    return asked === 1 ? Promise.reject(new Error('a bug')) : Promise.resolve('once');
  });
  const [broken, next] = [faulty.ask('1', request('a')), faulty.ask('2', request('b'))];
  await expect(broken).rejects.toThrow('a bug');
  expect(await next).toBe('once');
});

it('an answer in the moment in which the question is taken back is a no', async () => {
  const { questions, answer } = user();
  const asking = questions.ask('1', request('a'));
  await Promise.resolve();
  answer('once');
  questions.withdraw('1');
  expect(await asking).toBe('no');
});
