import type { CiRun } from '../domain/ci-run/view';
import { ciSummaryLines } from '../domain/ci-run/summary-text';
import { type Command, EXIT, type Misuse } from './command';
import { CONNECTION_OPTIONS, connectionOf } from './connection';
import { parseOptions } from './options';
import { printable } from './printable';
import { describeProblem, exitOf, type Problem } from './problem';
import type { Terminal } from './terminal';
import { connectUploads, type UploadClient } from './upload-client';
import { uploadFile } from './upload-file';
import { BUILD_OPTIONS, type Build, buildOf, partOf } from './upload-options';
import { collectSources, type Sources } from './upload-sources';
import { EXIT_OF } from './upload-verdict';

/** What a part is called where nobody names it. */
const DEFAULT_JOB = 'default';
/** How long the verdict of a run may take. */
const VERDICT_WITHIN_SECONDS = 600;

export const uploadCommand: Command = {
  usage:
    'upload [FILE|FOLDER]... [--name NAME] [--job JOB] [--suite SUITE] [--runner RUNNER] [--attempt N] [--handle H] ' +
    '[--finish] [--gate] [--lenient] [--patience SECONDS] [--commit SHA] [--branch NAME] [--build-url URL]',
  about:
    'Send reports of a CI build to Assay: JUnit, SARIF, LCOV, Cobertura, CTRF, TRX, xUnit, NUnit; of a folder, those ' +
    'in it. All jobs of a build meet in one run by its handle, which is known on GitHub, GitLab, Buildkite, CircleCI ' +
    'and Jenkins; the last one says --finish. Without a handle the run is finished at once. A long file that was cut ' +
    'off goes on where it was. Ends with 0 when all was taken, 1 when a file was refused, 2 not valid, 3 no access, ' +
    '4 no service; with --gate the verdict decides: 0 passed, 1 failed, 5 inconclusive; with --lenient 4 and 5 are 0',
  async run(args, terminal) {
    const options = parseOptions(args, {
      allowPositionals: true,
      options: {
        ...CONNECTION_OPTIONS,
        ...BUILD_OPTIONS,
        name: { type: 'string' },
        suite: { type: 'string' },
        runner: { type: 'string' },
        finish: { type: 'boolean' },
        gate: { type: 'boolean' },
      },
    });
    if ('misuse' in options) return options;
    const { values, positionals } = options;
    const connection = connectionOf(values);
    if ('misuse' in connection) return connection;
    const build = buildOf(values);
    if ('misuse' in build) return build;
    const part = partOf(values);
    if ('misuse' in part) return part;
    const gate = values.gate === true;
    const finish = values.finish === true || gate || build.handle === null;
    const sources = await sourcesOf(positionals, finish);
    if ('misuse' in sources) return sources;
    const client = connectUploads(connection, { totalMs: build.patienceMs });
    const { exit } = await new Upload({ client, build, part, terminal }).run(sources, { finish, gate });
    const isSoft = values.lenient === true && (exit === EXIT.service || exit === EXIT.inconclusive);
    if (isSoft) terminal.line(`It would end with ${exit}; --lenient makes that 0.`);
    return isSoft ? EXIT.ok : exit;
  },
};

async function sourcesOf(names: readonly string[], finish: boolean): Promise<Sources | Misuse> {
  if (names.length === 0 && !finish) return { misuse: 'At least one file is needed.' };
  const sources = await collectSources(names, process.cwd());
  if ('failure' in sources) return { misuse: sources.failure };
  if (names.length > 0 && sources.files.length === 0) return { misuse: 'There is no report in there.' };
  return sources;
}

interface UploadOf {
  client: UploadClient;
  build: Build;
  part: Exclude<ReturnType<typeof partOf>, Misuse>;
  terminal: Terminal;
}

class Upload {
  readonly #of: UploadOf;

  constructor(of: UploadOf) {
    this.#of = of;
  }

  async run({ files, left }: Sources, { finish, gate }: { finish: boolean; gate: boolean }): Promise<{ exit: number }> {
    const { client, build, part, terminal } = this.#of;
    const opened = await client.openRun({
      ...(part.name === undefined ? {} : { name: part.name }),
      handle: build.handle,
      triggered_by: 'assay upload',
      source: build.source,
      roots: [process.cwd()],
    });
    if ('problem' in opened) return this.#refuse(opened.problem);
    const run = opened.value;
    terminal.line(`Run ${run.id}${build.handle === null ? '' : printable(` of ${build.handle}`)}`);
    if (left > 0)
      terminal.line(left === 1 ? '1 file in folders is no report' : `${left} files in folders are no reports`);
    let refused = 0;
    for (const source of files) {
      const problem = await this.#send(run.id, source);
      if (problem?.code === 'file_refused') refused += 1;
      else if (problem) return this.#refuse(problem);
    }
    if (files.length > 0) {
      const completed = await this.#completePart(run);
      if (completed) return this.#refuse(completed);
    }
    const taken = { exit: refused > 0 ? EXIT.failed : EXIT.ok };
    return finish ? this.#finish(run.id, { gate, taken }) : taken;
  }

  async #send(run: string, { path, name }: Sources['files'][number]): Promise<Problem | null> {
    const { client, build, part, terminal } = this.#of;
    const origin = {
      job: build.job ?? DEFAULT_JOB,
      attempt: build.attempt,
      suite: part.suite ?? null,
      runner: part.runner ?? null,
      rerun: 0,
      name,
    };
    const shown = printable(name);
    const onPart = (number: number, all: number) => terminal.line(`  ${shown}: part ${number} of ${all}`);
    const outcome = await uploadFile(client, { run, path, origin }, { onPart });
    if ('problem' in outcome) {
      if (outcome.problem.code === 'file_refused') this.#show(outcome.problem, `  ${shown}: refused: `);
      return outcome.problem;
    }
    const { file, parts } = outcome.value;
    const there = parts?.all === 0 ? ', which was there already' : '';
    terminal.line(`  ${shown}: ${file.format ?? 'taken'}, ${file.size ?? 0} bytes${there}`);
    return null;
  }

  /** What the part says of itself stays: another call may have told its exit code. */
  async #completePart({ id, parts }: CiRun): Promise<Problem | null> {
    const { client, build } = this.#of;
    const job = build.job ?? DEFAULT_JOB;
    const { attempt } = build;
    const known = parts.find((other) => other.name === job && other.attempt === attempt);
    const told = known
      ? { tool: known.tool, exit_code: known.exit_code, error: known.error, skipped: known.skipped }
      : {};
    const outcome = await client.putPart(id, job, { ...told, attempt, complete: true });
    return 'problem' in outcome ? outcome.problem : null;
  }

  async #finish(run: string, { gate, taken }: { gate: boolean; taken: { exit: number } }): Promise<{ exit: number }> {
    const { client, terminal } = this.#of;
    const outcome = await client.finishRun(run, { deadlineSeconds: gate ? VERDICT_WITHIN_SECONDS : 0 });
    if ('problem' in outcome) return this.#refuse(outcome.problem);
    const { verdict, report_url } = outcome.value;
    if (!gate) return taken;
    for (const line of ciSummaryLines(outcome.value)) terminal.line(line);
    if (report_url !== null) terminal.line(`Report: ${report_url}`);
    return { exit: EXIT_OF[verdict ?? 'inconclusive'] };
  }

  #refuse(problem: Problem): { exit: number } {
    this.#show(problem, '');
    return { exit: exitOf(problem) };
  }

  #show(problem: Problem, prefix: string): void {
    const [first = '', ...rest] = describeProblem(problem).split('\n');
    for (const line of [prefix + first, ...rest]) this.#of.terminal.line(printable(line));
  }
}
