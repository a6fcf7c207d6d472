import type { z } from '@hono/zod-openapi';
import { type Fault, type FaultItem, invalid, isFault } from '../../domain/fault';
import type { RunSource } from '../../domain/manifest';
import { ResultOptions } from '../../domain/quality/result';
import { label } from '../../domain/text';
import { flag, type SentQuery } from '../ci-runs/sent-files';

const Tool = ResultOptions.shape.tool.unwrap().unwrap();

/** What the query of `POST /v1/results` says of a quality result alone. */
export const QualityQuery = {
  task_type: label(64)
    .optional()
    .openapi({
      description:
        'Saves a result of this quality task instead: generate-tests, analyze-coverage, scan-security, assess-quality, ' +
        'index-code, predict-defects, validate-contracts, test-accessibility or run-chaos; any other is kept as `other`',
    }),
  prefix: ResultOptions.shape.prefix.unwrap().unwrap().optional().openapi({
    description: 'Of a quality result: begins the names of its files instead of the time',
  }),
  language: label(64).optional(),
  framework: label(64).optional(),
  include_secondary: flag(true)
    .optional()
    .openapi({ description: 'Of a quality result, false: the formats that tools read alone' }),
  persist: flag(true)
    .optional()
    .openapi({ description: 'Of a quality result, false: its files are answered with, and nothing is stored' }),
  tool: Tool.shape.name.optional().openapi({ description: 'Which tool measured a quality result' }),
  tool_version: Tool.shape.version.unwrap().unwrap().optional(),
  note: ResultOptions.shape.note.unwrap().unwrap().optional(),
};

/** What it says of a run of CI results alone. */
export const RUN_ALONE: readonly (keyof typeof SentQuery | 'run' | 'title' | 'parts' | 'finish')[] = [
  ...(['job', 'attempt', 'suite', 'runner', 'rerun', 'complete'] as const),
  ...(['run', 'title', 'parts', 'finish'] as const),
];

/** The parameters that were sent and mean nothing for what was asked: an option that is passed over would mislead. */
export function misplaced(sent: Record<string, string>, isQuality: boolean): Fault<'validation_failed'> | null {
  const names: readonly string[] = isQuality ? RUN_ALONE : Object.keys(QualityQuery);
  const detail = isQuality
    ? 'this belongs to CI runs: leave out task_type'
    : 'this belongs to quality results: add task_type';
  const items: FaultItem[] = names
    .filter((name) => Object.hasOwn(sent, name))
    .map((name) => ({ pointer: `/${name}`, code: 'misplaced', detail }));
  return items.length === 0 ? null : invalid(items);
}

type SaidOfResult = z.output<z.ZodObject<typeof QualityQuery>> & {
  [K in keyof RunSource]?: RunSource[K] | undefined;
} & {
  name?: string | undefined;
  triggered_by: string;
  tag: string[];
};

/** The options that a query names. */
export function optionsOf(said: SaidOfResult): ResultOptions | Fault<'validation_failed'> {
  const tool = toolOf(said);
  if (isFault(tool)) return tool;
  const name = ResultOptions.shape.name.safeParse(said.name);
  if (!name.success) return refused('/name', 'a result has a name of 1 to 128 characters');
  const { commit, branch, environment, ci_provider, build_url } = said;
  return ResultOptions.parse({
    name: name.data,
    prefix: said.prefix,
    language: said.language,
    framework: said.framework,
    include_secondary: said.include_secondary,
    persist: said.persist,
    tool,
    tags: said.tag,
    triggered_by: said.triggered_by,
    source: { commit, branch, environment, ci_provider, build_url },
    note: said.note,
  });
}

function toolOf({ tool, tool_version: version }: SaidOfResult): ResultOptions['tool'] | Fault<'validation_failed'> {
  if (tool !== undefined) return { name: tool, version: version ?? null };
  return version === undefined ? null : refused('/tool_version', 'a version needs its tool');
}

const refused = (pointer: string, detail: string) => invalid([{ pointer, code: 'invalid', detail }]);
