/**
 * Credentials as they leak, for tests that look for them in what leaves the program. Each form is how a real tool, driver or
 * person writes one; `text` is what is planted, `secrets` the parts that may not be found again.
 */
export interface PlantedSecret {
  readonly form: string;
  readonly text: string;
  readonly secrets: readonly string[];
}

const base62 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const hexadecimal = '0123456789abcdef';
const base36 = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** Numbers that look random and are the same each time (a linear congruential generator, Numerical Recipes). */
class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  below(limit: number): number {
    this.#state = (Math.imul(this.#state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((this.#state / 2 ** 32) * limit);
  }

  text(length: number, alphabet = base62): string {
    return Array.from({ length }, () => alphabet[this.below(alphabet.length)]).join('');
  }

  /** As people choose them: a word and a number. */
  password(): string {
    const words = ['hunter', 'sesame', 'dragon', 'letmein', 'swordfish', 'monkey', 'qwerty', 'trustno'];
    return `${words[this.below(words.length)] ?? ''}${this.text(4, '23456789')}`;
  }
}

type Form = (dice: Dice) => { readonly text: string; readonly secrets: readonly string[] };

function around(write: (secret: string) => string, draw: (dice: Dice) => string): Form {
  return (dice) => {
    const secret = draw(dice);
    return { text: write(secret), secrets: [secret] };
  };
}

const password = (dice: Dice): string => dice.password();
const base64Url = (text: string): string => Buffer.from(text).toString('base64url');

function jsonWebToken(dice: Dice): string {
  const header = base64Url('{"alg":"RS256","typ":"JWT"}');
  return `${header}.${base64Url(`{"sub":"${dice.text(12)}"}`)}.${dice.text(43)}`;
}

function pem(kind: string, separator: string, cut = false): Form {
  return (dice) => {
    const lines = [dice.text(64), dice.text(64), dice.text(30)];
    const begin = `-----BEGIN ${kind}PRIVATE KEY-----`;
    const end = cut ? [] : [`-----END ${kind}PRIVATE KEY-----`];
    return { text: [begin, ...lines, ...end].join(separator), secrets: lines };
  };
}

/** Forty forms. */
export const secretForms: Readonly<Record<string, Form>> = {
  'JSON Web Token': around((secret) => `token ${secret} rejected`, jsonWebToken),
  'Authorization: Bearer': around(
    (secret) => `Authorization: Bearer ${secret}`,
    (dice) => dice.text(24),
  ),
  'Authorization: Basic': around(
    (secret) => `Authorization: Basic ${secret}`,
    (dice) => Buffer.from(`user:${dice.password()}`).toString('base64'),
  ),
  'Authorization of any scheme': around((secret) => `> authorization: Custom ${secret}`, password),
  'Authorization: Digest': around(
    (secret) => `Authorization: Digest username="u", realm="r", response="${secret}"`,
    (dice) => dice.text(32, hexadecimal),
  ),
  'Proxy-Authorization': around((secret) => `Proxy-Authorization: ${secret}`, password),
  'X-Api-Key': around((secret) => `curl -H 'X-Api-Key: ${secret}' http://web:8080/`, password),
  Cookie: around((secret) => `Cookie: sid=${secret}; theme=dark`, password),
  'PEM, RSA': pem('RSA ', '\n'),
  'PEM, PKCS #8': pem('', '\n'),
  'PEM, OpenSSH': pem('OPENSSH ', '\n'),
  'PEM in one line': pem('EC ', '\\n'),
  'PEM that was cut': pem('', '\n', true),
  'postgres://': around((secret) => `postgres://app:${secret}@db.shop:5432/app?sslmode=disable`, password),
  'mongodb+srv:// with signs': around(
    (secret) => `mongodb+srv://app:${secret}@cluster0.example.net/app`,
    (dice) => `${dice.password()}/p@ss#${dice.password()}`,
  ),
  'redis:// without user': around((secret) => `redis://:${secret}@cache:6379/0`, password),
  'https://token@': around(
    (secret) => `https://${secret}@git.example.com/a.git`,
    (dice) => dice.text(30),
  ),
  'MySQL DSN': around((secret) => `app:${secret}@tcp(127.0.0.1:3306)/shop`, password),
  '--password=': around((secret) => `pg_isready --password=${secret} -h 127.0.0.1`, password),
  '--token VALUE': around((secret) => `check --token ${secret} --verbose`, password),
  'mysqladmin -p': around((secret) => `mysqladmin ping -uroot -p${secret}`, password),
  'redis-cli -a': around((secret) => `redis-cli -a ${secret} ping`, password),
  'curl -u': around((secret) => `curl -u probe:${secret} http://127.0.0.1:8080/`, password),
  '*_PWD': around((secret) => `MYSQL_PWD=${secret}`, password),
  '*PASSWORD': around((secret) => `PGPASSWORD=${secret} psql -h 127.0.0.1`, password),
  AUTH: around((secret) => `AUTH=${secret}`, password),
  '*_AUTH': around((secret) => `export REDIS_AUTH='${secret}'`, password),
  '*_TOKEN in YAML': around((secret) => `data:\n  API_TOKEN: ${secret}\n  port: 80`, password),
  'password in JSON': around((secret) => `{"user":"app","password":"${secret}","port":5432}`, password),
  'client-key-data': around(
    (secret) => `    client-key-data: ${secret}`,
    (dice) => dice.text(64),
  ),
  'name and value': around((secret) => `{"name":"DB_PASS","value":"${secret}"}`, password),
  'a secret in a block': around((secret) => `password: |\n  ${secret}\nport: 80`, password),
  'connection string': around(
    (secret) => `Server=db;Database=shop;User Id=sa;Password=${secret};Encrypt=true`,
    password,
  ),
  'parameter of a query': around((secret) => `GET /healthz?access_token=${secret}&v=1`, password),
  'AWS secret access key': around(
    (secret) => `AWS_SECRET_ACCESS_KEY=${secret}`,
    (dice) => dice.text(40, `${base62}+/`),
  ),
  'GitHub token': around(
    (secret) => `remote: ${secret} is invalid`,
    (dice) => `ghp_${dice.text(36)}`,
  ),
  'Slack token': around(
    (secret) => `posted with ${secret}`,
    (dice) => `xoxb-${dice.text(12, '123456789')}-${dice.text(24)}`,
  ),
  'a random text': around(
    (secret) => `the upstream said: ${secret}`,
    (dice) => dice.text(32),
  ),
  'bootstrap token': around(
    (secret) => `kubeadm join --discovery-token ${secret}`,
    (dice) => `${dice.text(6, base36)}.${dice.text(16, base36)}`,
  ),
  netrc: around((secret) => `machine web.shop login app password ${secret}`, password),
};

/**
 * Each form so many times, with other secrets each time.
 * @param each how many of each form
 */
export function plantedSecrets(each: number): readonly PlantedSecret[] {
  return Object.entries(secretForms).flatMap(([form, write], number) =>
    Array.from({ length: each }, (_, copy) => ({ form, ...write(new Dice(1 + number * 1000 + copy)) })),
  );
}
