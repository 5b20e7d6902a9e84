import { execFile } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinCommand } from '../../core/probes/commandLine.ts';
import { type Shell, shellOf, splitCommand, terminalCommand } from './terminalCommand.ts';

const patch = joinCommand(['kubectl', 'patch', 'service', '-n', 'shop', 'web', '-p', '{"spec":{"a":"b c"}}']);

describe('a command that is written for another shell', () => {
  it.each<[Shell, string, string | undefined]>([
    ['posix', patch, patch],
    ['posix', `printf %s '{}' | kubectl apply -f -`, `printf %s '{}' | kubectl apply -f -`],
    ['fish', patch, `kubectl patch service -n shop web -p '{"spec":{"a":"b c"}}'`],
    ['fish', joinCommand(['kubectl', "it's \\"]), String.raw`kubectl 'it\'s \\'`],
    ['pwsh', patch, `kubectl patch service -n shop web -p '{"spec":{"a":"b c"}}'`],
    [
      'pwsh',
      joinCommand(['kubectl', 'a’; rm x', 'b,c', '--', '$HOME']),
      `kubectl 'a’’; rm x' 'b,c' '--' '$HOME'`,
    ],
    ['powershell', patch, String.raw`kubectl patch service -n shop web -p '{\"spec\":{\"a\":\"b c\"}}'`],
    ['powershell', joinCommand(['kubectl', 'a b\\']), String.raw`kubectl 'a b\\'`],
    ['cmd', patch, String.raw`kubectl patch service -n shop web -p ^"{\^"spec\^":{\^"a\^":\^"b c\^"}}^"`],
    [
      'cmd',
      joinCommand(['kubectl', 'a&calc', '>x', '^"']),
      String.raw`kubectl ^"a^&calc^" ^"^>x^" ^"^^\^"^"`,
    ],
    ['windows-bash', joinCommand(['kubectl', 'get', 'deployment/web']), 'kubectl get deployment/web'],
  ])('%s: %s', (shell, command, expected) => {
    expect(terminalCommand(command, shell)).toBe(expected);
  });
});

describe('a command that is not offered', () => {
  it.each<[string, Shell | undefined, string]>([
    ['for a shell that is not known', undefined, 'kubectl get pods'],
    ['with a pipe, where there may be none', 'pwsh', `printf %s '{}' | kubectl apply -f -`],
    ['with a second command', 'cmd', 'kubectl get pods && calc'],
    ['with an expansion', 'fish', 'kubectl get $(calc)'],
    ['with an open quote', 'pwsh', `kubectl 'get`],
    ['with a variable of cmd.exe', 'cmd', joinCommand(['kubectl', '%PATH%'])],
    ['with an empty word, which Windows PowerShell drops', 'powershell', joinCommand(['kubectl', ''])],
    ["with a path that Git's bash would change", 'windows-bash', joinCommand(['kubectl', 'exec', '/bin/ls'])],
    ['with a word that is a path for zsh', 'posix', 'kubectl =ls'],
    ['that is empty', 'posix', ' '],
    ...['\n', '\r', '\u001b[A', '\u0000', '\u202e', '\u2028', '\u200b', '\u0085'].map(
      (unseen): [string, Shell, string] => [
        `with ${JSON.stringify(unseen)}`,
        'posix',
        joinCommand(['kubectl', `a${unseen}b`]),
      ],
    ),
  ])('%s', (_name, shell, command) => {
    expect(terminalCommand(command, shell)).toBeUndefined();
  });
});

describe('the shell', () => {
  it.each<[string, NodeJS.Platform, Shell | undefined]>([
    ['/bin/bash', 'linux', 'posix'],
    ['zsh', 'darwin', 'posix'],
    ['/usr/bin/fish', 'linux', 'fish'],
    ['C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe', 'win32', 'powershell'],
    ['C:\\Program Files\\PowerShell\\7\\pwsh.exe', 'win32', 'pwsh'],
    ['C:\\Windows\\System32\\cmd.exe', 'win32', 'cmd'],
    ['C:\\Program Files\\Git\\bin\\bash.exe', 'win32', 'windows-bash'],
    ['C:\\Windows\\System32\\wsl.exe', 'win32', 'posix'],
    ['nu', 'linux', undefined],
    ['csh', 'linux', undefined],
    ['constructor', 'linux', undefined],
    ['', 'linux', undefined],
  ])('of %s on %s', (path, platform, expected) => {
    expect(shellOf(path, platform)).toBe(expected);
  });
});

const hostileWord = fc.oneof(
  fc.string({ unit: fc.constantFrom(...Array.from('\'"\\$`!%^&|<>(){}[];~*?#=, \t-ab‘’')) }),
  fc.string(),
);

it('words are read as they were joined', () => {
  fc.assert(
    fc.property(fc.array(hostileWord, { minLength: 1 }), (words) => {
      expect(splitCommand(joinCommand(words))).toEqual(words);
    }),
  );
});

/** What programs on Windows make of their command line: "Parsing C++ command-line arguments" of Microsoft's documentation. */
function argvOnWindows(line: string): readonly string[] {
  const words: string[] = [];
  let [word, open, at] = ['', false, 0];
  let begun = false;
  while (at < line.length) {
    const slashes = /^\\*/.exec(line.slice(at))?.[0].length ?? 0;
    at += slashes;
    if (line[at] === '"') {
      word += '\\'.repeat(Math.floor(slashes / 2));
      if (slashes % 2 === 1) word += '"';
      else open = !open;
      begun = true;
    } else {
      word += '\\'.repeat(slashes);
      begun ||= slashes > 0;
      const character = line[at];
      if (character === undefined) break;
      if (!open && (character === ' ' || character === '\t')) {
        if (begun) words.push(word);
        [word, begun] = ['', false];
      } else {
        word += character;
        begun = true;
      }
    }
    at += 1;
  }
  if (begun) words.push(word);
  return words;
}

/** What cmd.exe makes of a line at its prompt, outside of double quotes: ^ takes the meaning of what follows. */
function lineOfCmd(line: string): string {
  expect(line.replaceAll(/\^./gs, '')).not.toMatch(/["&|<>()%!]/);
  return line.replaceAll(/\^(.)/gs, '$1');
}

it('cmd.exe hands every word on as it is, and does nothing else', () => {
  fc.assert(
    fc.property(fc.array(hostileWord), (words) => {
      const written = terminalCommand(joinCommand(['kubectl', ...words]), 'cmd');
      if (written !== undefined) expect(argvOnWindows(lineOfCmd(written))).toEqual(['kubectl', ...words]);
    }),
  );
});

/** Words between PowerShell's single quotes, and bare ones; every typographic quote is one, too. */
function wordsOfPowerShell(line: string): readonly string[] {
  return [...line.matchAll(/['‘’‚‛]((?:[^'‘’‚‛]|['‘’‚‛]{2})*)['‘’‚‛]|[A-Za-z0-9_./-]+/g)].map(
    ([all, quoted]) => (quoted === undefined ? all : quoted.replaceAll(/(['‘’‚‛])['‘’‚‛]/g, '$1')),
  );
}

it('PowerShell hands every word on as it is', () => {
  fc.assert(
    fc.property(fc.array(hostileWord), (words) => {
      const written = terminalCommand(joinCommand(['kubectl', ...words]), 'pwsh');
      if (written !== undefined) expect(wordsOfPowerShell(written)).toEqual(['kubectl', ...words]);
    }),
  );
});

it('Windows PowerShell gives programs a command line that says the same', () => {
  // Its rule (about_Parsing, before 7.3): a word with spaces is enclosed in double quotes, and nothing is escaped.
  const given = (words: readonly string[]): string =>
    words.map((word) => (/\s/.test(word) ? `"${word}"` : word)).join(' ');
  fc.assert(
    fc.property(fc.array(hostileWord), (words) => {
      const written = terminalCommand(joinCommand(['kubectl', ...words]), 'powershell');
      if (written === undefined) return;
      expect(argvOnWindows(given(wordsOfPowerShell(written)))).toEqual(['kubectl', ...words]);
    }),
  );
});

it('a real shell hands every word on as it is', async () => {
  const samples = fc.sample(fc.array(hostileWord, { minLength: 1, maxLength: 5 }), 30);
  for (const words of samples) {
    const written = terminalCommand(joinCommand(['printf', '%s\\n', ...words]), 'posix');
    if (written === undefined) continue;
    const stdout = await new Promise<string>((resolve) => {
      execFile('bash', ['-c', written], (_error, out) => {
        resolve(out);
      });
    });
    expect(stdout).toBe(words.map((word) => `${word}\n`).join(''));
  }
});
