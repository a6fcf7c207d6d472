import { type Client, connect, type Outcome } from './client';
import { type Command, EXIT, type Misuse } from './command';
import { CONNECTION_OPTIONS, connectionOf } from './connection';
import { parseOptions } from './options';
import { jsonLine, printable } from './printable';
import { describeProblem, exitOf } from './problem';
import type { Terminal } from './terminal';

const DEFAULT_LIMIT = 25;
const MOST_ITEMS = 10_000;

/** The query of a request, as the API names its parts. */
export type Query = Record<string, string>;

/** What a command asks the service, and how it shows the answer. */
interface Question<T> {
  /** Its words, as main.ts lists it. */
  words: string;
  about: string;
  /** What has to follow the words, as the help shows it. */
  argument?: string;
  /** Options that become the query. A `time` may be a day or have another offset: the API takes UTC. */
  filters?: Readonly<Record<string, 'text' | 'time'>>;
  /** Whether it lists something, as much as `--limit` says. */
  isList?: boolean;
  ask(client: Client, asked: { argument: string; query: Query; limit: number }): Promise<Outcome<readonly T[]>>;
  /** Lines in which no text steers the terminal. */
  show(items: readonly T[], paint: Terminal['paint']): string[];
}

/** A command that asks one question: the answer is a table, or with `--json` a line of JSON an item. */
export function queryCommand<T>({ words, about, argument, filters = {}, isList, ask, show }: Question<T>): Command {
  const names = Object.keys(filters).map((name) => `--${name}`);
  return {
    usage: [words, argument, names.length > 0 && '[FILTER]...', isList && '[--limit N]', '[--json]']
      .filter(Boolean)
      .join(' '),
    about: `${about}.${names.length > 0 ? ` Filters: ${names.join(', ')}.` : ''} ${HOW_IT_ENDS}`,
    async run(args, terminal) {
      const options = parseOptions(args, {
        allowPositionals: true,
        options: {
          ...Object.fromEntries(Object.keys(filters).map((name) => [name, { type: 'string' } as const])),
          ...(isList ? { limit: { type: 'string' } as const } : {}),
          ...CONNECTION_OPTIONS,
          json: { type: 'boolean' },
        },
      });
      if ('misuse' in options) return options;
      const { values, positionals } = options;
      const [given = '', ...more] = positionals;
      if (more.length > 0 || (given === '') !== (argument === undefined)) {
        return { misuse: argument === undefined ? 'It takes options only.' : `One ${argument} is needed.` };
      }
      const connection = connectionOf({ url: textOf(values.url), token: textOf(values.token) });
      if ('misuse' in connection) return connection;
      const limit = limitOf(textOf(values.limit));
      if (typeof limit !== 'number') return limit;
      const query = queryOf(values, filters);
      if ('misuse' in query) return query;
      const outcome = await ask(connect(connection), { argument: given, query: query.query, limit });
      if ('problem' in outcome) {
        for (const line of describeProblem(outcome.problem).split('\n')) terminal.line(printable(line));
        return exitOf(outcome.problem);
      }
      const lines = values.json ? outcome.value.map(jsonLine) : show(outcome.value, terminal.paint);
      for (const line of lines) terminal.line(line);
      return EXIT.ok;
    },
  };
}

const HOW_IT_ENDS =
  'Where: --url and --token, or ASSAY_URL and ASSAY_TOKEN. Ends with 0 also when there is none, 2 where what was ' +
  'named is malformed or not there, 3 no access, 4 no service';

type Values = Readonly<Record<string, unknown>>;

const textOf = (value: unknown) => (typeof value === 'string' ? value : undefined);

function limitOf(text: string | undefined): number | Misuse {
  const limit = text === undefined ? DEFAULT_LIMIT : Number(text);
  const fits = Number.isInteger(limit) && limit >= 1 && limit <= MOST_ITEMS;
  return fits ? limit : { misuse: `--limit is from 1 to ${MOST_ITEMS}.` };
}

function queryOf(values: Values, filters: Readonly<Record<string, 'text' | 'time'>>): { query: Query } | Misuse {
  const query: Query = {};
  for (const [name, kind] of Object.entries(filters)) {
    const value = textOf(values[name]);
    if (value === undefined) continue;
    const time = new Date(value);
    if (kind === 'time' && (!/^\d{4}-\d{2}-\d{2}/.test(value) || Number.isNaN(time.getTime()))) {
      return { misuse: `--${name} is a day (2026-01-31) or a time (2026-01-31T12:00:00Z).` };
    }
    query[name.replaceAll('-', '_')] = kind === 'time' ? time.toISOString() : value;
  }
  return { query };
}
