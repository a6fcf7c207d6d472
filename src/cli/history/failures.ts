import { z } from 'zod';
import { countText, timeText } from '../figures';
import { queryCommand } from '../query-command';
import { indentedLine, tableLines } from '../table';
import type { Terminal } from '../terminal';

const Failure = z.looseObject({
  test_id: z.string(),
  suite: z.string(),
  case_id: z.string(),
  signature: z.string(),
  run_id: z.string(),
  timestamp: z.string(),
  category: z.string(),
  description: z.string(),
});
type Failure = z.infer<typeof Failure>;

const Group = z.looseObject({
  key: z.string(),
  count: z.int(),
  runs: z.int(),
  tests: z.int(),
  newest: Failure,
  oldest: Failure,
});
type Group = z.infer<typeof Group>;

/** One page is the answer: counts of groups add up over pages, but the tests of a group do not. */
const Page = z.looseObject({
  since: z.string(),
  until: z.string(),
  failures: z.array(Failure).nullable(),
  groups: z.array(Group).nullable(),
  groups_cut: z.int(),
  runs: z.int(),
  failures_cut: z.int(),
  next_cursor: z.string().nullable(),
});
type Page = z.infer<typeof Page>;

export const historyFailuresCommand = queryCommand({
  words: 'history failures',
  about:
    'What failed within a window of time (7 days), by test; with --group signature by what failures say, with ' +
    '--group none each by itself. One page: --cursor goes on with older runs',
  filters: { group: 'text', since: 'time', until: 'time', limit: 'text', cursor: 'text' },
  async ask(client, { query }) {
    const page = await client.read('/v1/history/failures', Page, query);
    return 'problem' in page ? page : { value: [page.value] };
  },
  show: (pages, paint) => pages.flatMap((page) => pageLines(page, paint)),
});

function pageLines(page: Page, paint: Terminal['paint']): string[] {
  const { since, until, groups, failures, groups_cut, failures_cut, runs, next_cursor } = page;
  const window = `from ${timeText(since)} to ${timeText(until)}`;
  if (runs === 0) return [next_cursor === null ? `No run failed ${window}.` : moreLine(next_cursor)];
  return [
    ...groupLines(groups ?? [], paint),
    ...failureLines(failures ?? [], paint),
    '',
    `${countText(runs, 'failing run')} ${window}`,
    ...(groups_cut === 0 ? [] : [`${countText(groups_cut, 'less frequent group')} not shown: --limit shows up to 100`]),
    ...(failures_cut === 0 ? [] : [`${countText(failures_cut, 'failure')} not counted: a record names 50 a run`]),
    ...(next_cursor === null ? [] : [moreLine(next_cursor)]),
  ];
}

/** The cursor is bound to the filters. */
const moreLine = (cursor: string) => `The window has older failing runs. Go on with: --cursor ${cursor}`;

function groupLines(groups: readonly Group[], paint: Terminal['paint']): string[] {
  const rows = groups.map(({ key, count, runs, newest }) => [
    { text: `${count} failed`, colour: 'red' as const },
    countText(runs, 'run'),
    timeText(newest.timestamp),
    testText(newest),
    key,
  ]);
  const heads = tableLines(rows, { paint, right: [0, 1], gives: 3 });
  return heads.flatMap((head, i) => [head, indentedLine(groups[i]?.newest.description ?? '')]);
}

function failureLines(failures: readonly Failure[], paint: Terminal['paint']): string[] {
  const rows = failures.map((failure) => [timeText(failure.timestamp), testText(failure), failure.run_id]);
  const heads = tableLines(rows, { paint, gives: 1 });
  return heads.flatMap((head, i) => [head, indentedLine(failures[i]?.description ?? '')]);
}

const testText = ({ suite, case_id }: Failure) => `${suite} / ${case_id}`;
