import { z } from 'zod';
import { LedgerEntry } from '../../domain/ledger';
import { countText } from '../figures';
import { queryCommand } from '../query-command';
import { tableLines } from '../table';
import { stateCell, testText } from './test-state';

const Page = z.object({ tests: z.array(LedgerEntry), next_cursor: z.string().nullable() });

/** Outcomes that the table shows, the newest. */
const SHOWN_OUTCOMES = 10;

export const historyTestsCommand = queryCommand({
  words: 'history tests',
  about: 'Every test ever seen, with its last outcomes, the newest first; --state is failing or flaky',
  filters: { suite: 'text', state: 'text', owner: 'text' },
  isList: true,
  ask: (client, { query, limit }) => client.readList('/v1/history/tests', Page, ({ tests }) => tests, { query, limit }),
  show(tests, paint) {
    if (tests.length === 0) return ['No test fits.'];
    const rows = tests.map((test) => [
      stateCell(test),
      test.outcomes.slice(0, SHOWN_OUTCOMES),
      test.failing === null ? '' : `${countText(test.failing.runs, 'run')}, ${test.failing.days} d`,
      testText(test),
      test.test_id,
    ]);
    return tableLines(rows, { paint, gives: 3 });
  },
});
