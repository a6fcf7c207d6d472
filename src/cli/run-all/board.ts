import { countText } from '../figures';
import { printable } from '../printable';
import type { Terminal } from '../terminal';
import type { Suite } from './config';
import type { SuiteOutcome } from './suite-run';

type Colour = Parameters<Terminal['paint']>[0];

const TICK_MS = 1_000;

/** Shows suites as they go: a line for each that has ended, in their order, and below them what runs. */
export class Board {
  readonly #terminal: Terminal;
  readonly #width: number;
  readonly #order: readonly string[];
  readonly #running = new Map<string, number>();
  readonly #ended = new Map<string, SuiteOutcome>();
  #shown = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(terminal: Terminal, suites: readonly Suite[]) {
    this.#terminal = terminal;
    this.#order = suites.map(({ name }) => name);
    this.#width = Math.max(...this.#order.map((name) => printable(name).length));
  }

  start({ name }: Suite): void {
    this.#running.set(name, performance.now());
    if (!this.#terminal.rewritable) this.#terminal.line(`  … ${printable(name)}: started`);
    else {
      this.#timer ??= setInterval(() => this.#tell(), TICK_MS);
      this.#tell();
    }
  }

  /** A suite that ends before one that comes ahead of it waits: the order of lines is that of the file. */
  end(outcome: SuiteOutcome): void {
    this.#running.delete(outcome.suite.name);
    this.#ended.set(outcome.suite.name, outcome);
    for (;;) {
      const next = this.#ended.get(this.#order[this.#shown] ?? '');
      if (!next) break;
      this.#shown += 1;
      for (const line of suiteLines(next, this.#width, this.#terminal.paint)) this.#terminal.line(line);
    }
    if (this.#terminal.rewritable) this.#tell();
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #tell(): void {
    const now = performance.now();
    const running = [...this.#running].map(
      ([name, began]) => `${printable(name)} ${Math.round((now - began) / 1000)} s`,
    );
    if (running.length > 0) this.#terminal.status(`  … ${running.join(', ')}`);
  }
}

/** A suite's line, and what is to be known of it beside. */
function suiteLines(outcome: SuiteOutcome, width: number, paint: Terminal['paint']): string[] {
  const { suite, seconds, notes, artifacts, log } = outcome;
  const { sign, colour, text } = standingOf(outcome);
  const isWell = colour === 'green' || colour === 'dim';
  const kept = artifacts.length === 0 ? [] : [`${countText(artifacts.length, 'artifact')} kept`];
  const details = [...notes, ...kept, ...(isWell || log === null ? [] : [`log: ${log}`])];
  const name = printable(suite.name).padEnd(width);
  return [
    `  ${paint(colour, sign)} ${name}  ${printable(text)}${log === null ? '' : `  ${seconds.toFixed(1)} s`}`,
    ...details.map((detail) => `      ${printable(detail)}`),
  ];
}

function standingOf({ report, reports }: SuiteOutcome): { sign: string; colour: Colour; text: string } {
  if (report.skipped !== null) return { sign: '-', colour: 'dim', text: `skipped: ${report.skipped}` };
  if (!report.complete) return { sign: '!', colour: 'yellow', text: 'stopped before its end' };
  const refused = reports.find(({ refusal }) => refusal !== null)?.refusal;
  const counts = countsOf(reports);
  const told = `${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`;
  const retried = reports.some(({ rerun }) => rerun > 0) ? `, failed tests run again` : '';
  if (report.error) return { sign: '✗', colour: 'red', text: `${report.error.code}: ${report.error.detail}` };
  if (refused) return { sign: '✗', colour: 'red', text: `a report could not be read: ${refused.detail}` };
  const isUnexplained = (report.exit_code ?? 0) !== 0 && counts.failed === 0 && retried === '';
  if (isUnexplained) return { sign: '✗', colour: 'red', text: `${told}, but it ended with ${report.exit_code}` };
  const executed = counts.passed + counts.failed > 0;
  const colour = counts.failed > 0 ? 'red' : executed ? 'green' : 'yellow';
  return { sign: counts.failed > 0 ? '✗' : executed ? '✓' : '!', colour, text: told + retried };
}

/** By test, as the last round left it. */
function countsOf(reports: SuiteOutcome['reports']) {
  const last = new Map<string, string>();
  let beyond = 0;
  for (const { rerun, tests } of reports) {
    beyond += tests ? tests.counts.tests - tests.followed.length : 0;
    for (const { test_id, outcome } of tests?.followed ?? []) {
      if (rerun === 0 || outcome !== 'skipped') last.set(test_id, outcome);
    }
  }
  const outcomes = [...last.values()];
  const count = (...names: string[]) => outcomes.filter((outcome) => names.includes(outcome)).length;
  return { passed: count('passed') + beyond, failed: count('failed', 'error'), skipped: count('skipped') };
}
