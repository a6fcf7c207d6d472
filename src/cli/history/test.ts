import { LedgerEntry } from '../../domain/ledger';
import { countText, percentText, timeText } from '../figures';
import { queryCommand } from '../query-command';
import { factLines, indentedLine } from '../table';
import type { Terminal } from '../terminal';
import { stateCell, testText } from './test-state';

export const historyTestCommand = queryCommand({
  words: 'history test',
  about: "One test's history, by its id",
  argument: 'TEST_ID',
  async ask(client, { argument }) {
    const test = await client.read(`/v1/history/tests/${encodeURIComponent(argument)}`, LedgerEntry);
    return 'problem' in test ? test : { value: [test.value] };
  },
  show: (tests, paint) => tests.flatMap((test) => testLines(test, paint)),
});

function testLines(test: LedgerEntry, paint: Terminal['paint']): string[] {
  const { failing, owners, outcomes, mean_duration } = test;
  const lines = factLines(
    [
      ['test', { text: testText(test), colour: 'bold' }],
      ['state', stateCell(test)],
      ...(failing === null
        ? []
        : ([
            [
              'failing since',
              `${timeText(failing.since)}, ${countText(failing.runs, 'run')}, ${countText(failing.days, 'day')}`,
            ],
          ] as const)),
      ['owners', owners.length === 0 ? 'nobody' : owners],
      ['outcomes', outcomes],
      ['runs', `${test.runs}: ${test.passed} passed, ${test.failed} failed, ${test.errored} not measured`],
      [
        'flake rate',
        `${percentText(test.flake_rate)} of the last ${countText(outcomes.length, 'outcome')}, ${countText(test.flips, 'turn')} ever`,
      ],
      ['mean duration', mean_duration === null ? 'not measured' : `${mean_duration.toFixed(3)} s`],
      ['first seen', timeText(test.first_seen)],
      ['last seen', `${timeText(test.last_seen)} in ${test.last_run_id}`],
    ],
    paint,
  );
  const failures = test.last_failures.flatMap(({ timestamp, run_id, description }) => [
    `${timeText(timestamp)}  ${run_id}`,
    indentedLine(description ?? "beyond what the run's record names"),
  ]);
  return failures.length === 0 ? lines : [...lines, '', paint('bold', 'Last failures'), ...failures];
}
