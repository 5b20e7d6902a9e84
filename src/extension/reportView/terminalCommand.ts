/** Shells for which a command can be written so that it reaches its program word by word. */
export type Shell = 'posix' | 'windows-bash' | 'fish' | 'powershell' | 'pwsh' | 'cmd';

/** Names of shells: of their programs, and as VS Code calls those that it detects (TerminalState.shell). */
const shellsByName: Readonly<Record<string, Shell>> = {
  ash: 'posix',
  bash: 'posix',
  dash: 'posix',
  ksh: 'posix',
  sh: 'posix',
  wsl: 'posix',
  zsh: 'posix',
  fish: 'fish',
  powershell: 'powershell',
  pwsh: 'pwsh',
  cmd: 'cmd',
  gitbash: 'windows-bash',
};

/**
 * The shell behind the path of a program or a name that VS Code gives; `undefined` for one whose quoting is not known here
 * (csh expands `!` inside quotes, nu and xonsh are languages of their own).
 */
export function shellOf(path: string, platform: NodeJS.Platform): Shell | undefined {
  const program =
    path
      .split(/[/\\]/)
      .at(-1)
      ?.toLowerCase()
      .replace(/\.exe$/, '') ?? '';
  const shell = Object.hasOwn(shellsByName, program) ? shellsByName[program] : undefined;
  // VS Code says `pwsh` of both; they hand words on differently, so the older one's program has to be known.
  return shell === 'posix' && platform === 'win32' && program !== 'wsl' ? 'windows-bash' : shell;
}

/** A character that nobody sees, or that a terminal acts on: controls, line breaks, and what turns the direction of text. */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

/** One word as `joinCommand` writes it: safe characters, quoted text and escaped quotes, one after the other. */
const quotedWord = /(?:[A-Za-z0-9_@%+=:,./-]+|'[^']*'|\\')+/y;

/** The words of a simple command; `undefined` where a shell would do more than start one program (a pipe, an expansion). */
export function splitCommand(command: string): readonly string[] | undefined {
  const words: string[] = [];
  let at = 0;
  while (at < command.length) {
    quotedWord.lastIndex = at;
    const word = quotedWord.exec(command)?.[0];
    if (word === undefined) return undefined;
    words.push(word.replaceAll(/'([^']*)'|\\'/g, (_all, quoted?: string) => quoted ?? "'"));
    at += word.length;
    if (at < command.length && command[at] !== ' ') return undefined;
    while (command[at] === ' ') at += 1;
  }
  return words.length === 0 ? undefined : words;
}

/** Words that mean themselves in every shell; everything else is quoted. */
const plain = /^(?:[A-Za-z0-9_][A-Za-z0-9_./-]*|--?[A-Za-z][A-Za-z-]*)$/;

const quotePosix = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;

/** fish knows two escapes between single quotes: \\ and \'. */
const quoteFish = (word: string): string => `'${word.replaceAll(/[\\']/g, String.raw`\$&`)}'`;

/** PowerShell takes typographic quotes for quotes, too; between single quotes a quote is written twice. */
const quotePowerShell = (word: string): string => `'${word.replaceAll(/['‘’‚‛]/g, '$&$&')}'`;

/**
 * The rule by which programs on Windows cut their command line into words (CommandLineToArgvW): a backslash counts only before a
 * double quote, which it escapes.
 */
const escapeForArgv = (word: string): string => word.replaceAll(/(\\*)"/g, String.raw`$1$1\"`);

/**
 * Windows PowerShell (5.1) encloses words with spaces in double quotes by itself, and does not escape those that are in a word: it
 * has to be done for it. An empty word it drops, so that cannot be written.
 */
function quoteWindowsPowerShell(word: string): string | undefined {
  if (word === '') return undefined;
  const escaped = escapeForArgv(word);
  return quotePowerShell(/\s/.test(word) ? escaped.replace(/\\+$/, '$&$&') : escaped);
}

/**
 * cmd.exe reads the line before the program does: what it acts on is escaped with ^, the double quotes too, so that they mean
 * nothing to it. Variables it expands everywhere at a prompt, so a word with % or ! cannot be written.
 */
function quoteCmd(word: string): string | undefined {
  if (/[%!]/.test(word)) return undefined;
  const quoted = `"${escapeForArgv(word).replace(/\\+$/, '$&$&')}"`;
  return quoted.replaceAll(/[()^"<>&|]/g, '^$&');
}

/** Git's bash on Windows makes a path of Windows of each word that looks like one of its own. */
const quoteWindowsBash = (word: string): string | undefined =>
  /(^|[=:,])\//.test(word) ? undefined : quotePosix(word);

const quotes: Readonly<Record<Shell, (word: string) => string | undefined>> = {
  posix: quotePosix,
  'windows-bash': quoteWindowsBash,
  fish: quoteFish,
  powershell: quoteWindowsPowerShell,
  pwsh: quotePowerShell,
  cmd: quoteCmd,
};

/**
 * A command, as a finding gives it for a POSIX shell, written for the shell that will run it. `undefined` where that cannot be
 * done surely, or where not all of it can be seen: then it must not be run.
 */
export function terminalCommand(command: string, shell: Shell | undefined): string | undefined {
  if (shell === undefined || command.trim() === '' || unseen.test(command)) return undefined;
  // It was written for this kind of shell, pipes and all. But for zsh a word =NAME is the path of a program.
  if (shell === 'posix') return /(^| )=/.test(command) ? undefined : command;
  const [program, ...others] = splitCommand(command) ?? [];
  if (program === undefined || !plain.test(program)) return undefined;
  const words = others.map((word) => (plain.test(word) ? word : quotes[shell](word)));
  return words.includes(undefined) ? undefined : [program, ...words].join(' ');
}
