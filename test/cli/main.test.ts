import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

/** The command as npm scripts run it. */
function assay(...args: string[]) {
  const cwd = join(import.meta.dirname, '..', '..');
  const { status, stdout } = spawnSync(process.execPath, ['--import', 'tsx', 'src/cli/main.ts', ...args], { cwd });
  return { status, text: stdout.toString('utf8') };
}

test('--help lists every command, and is no error', () => {
  const { status, text } = assay('--help');
  expect(status).toBe(0);
  expect(text).toMatch(/start \[--port N\]/);
  expect(text).toMatch(/history test TEST_ID/);
  expect(text).toMatch(/agents resolve AGENT/);
  expect(text).toMatch(/example ifeval PROMPTS\.jsonl ANSWERS\.jsonl/);
});

test.each([
  [['strat'], /^Usage: assay COMMAND/],
  [['start', '--prot', '1'], /Unknown option '--prot'.*\nUsage: assay start/],
  [['start', '--port', '99999'], /from 0 to 65535/],
  [['example', 'ifeval', 'one-file'], /Two files are needed/],
])('%j is a misuse: it ends with 2 and says how to call it', (args, words) => {
  const { status, text } = assay(...args);
  expect(status).toBe(2);
  expect(text).toMatch(words);
});

test('a file that is not there is named', () => {
  const { status, text } = assay('example', 'ifeval', 'missing.jsonl', 'missing.jsonl');
  expect(status).toBe(1);
  expect(text).toMatch(/missing\.jsonl can't be read/);
});
