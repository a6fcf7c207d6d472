import { inspect } from 'node:util';
import { checkCorpus } from './check-ci-files/checking';
import { type Comparison, isFailure } from './check-ci-files/comparison';
import { readCorpus } from './check-ci-files/corpus';
import type { PairComparison } from './check-ci-files/pairs';

const write = (...lines: string[]) => process.stdout.write(`${lines.join('\n')}\n`);

const show = (value: unknown) =>
  inspect(value, { breakLength: Infinity, depth: 4, maxArrayLength: 10, maxStringLength: 200 });

process.exitCode = await main(process.argv[2]);

/** @param folder with a `MANIFEST.tsv` and an `expected.json` */
async function main(folder: string | undefined): Promise<number> {
  if (folder === undefined) {
    write('Which folder? npm run -s check:ci-files -- DIR');
    return 2;
  }
  const corpus = readCorpus(folder);
  const check = await checkCorpus(corpus);
  if ('failure' in check) {
    write(check.failure);
    return 1;
  }
  const { comparisons, pairs } = check;
  for (const comparison of comparisons) if (comparison.outcome === 'disagreed') write(...differences(comparison));
  for (const { file, disputed } of comparisons) if (disputed !== null) write(`${file.path}: refused; ${disputed}`);
  write('', ...table(comparisons), '');
  for (const [what, count] of Object.entries(corpus.notTaken)) {
    write(`not taken here: ${count} × ${what}, which is no result`);
  }
  write('', ...pairLines(pairs));
  write('', ...untold(comparisons));
  const failures = comparisons.filter(isFailure);
  const wrongPairs = pairs.filter(isWrong);
  const compared = comparisons.reduce((sum, comparison) => sum + comparison.compared, 0);
  write('', `${comparisons.length} files, ${compared} facts: ${failures.length} files differ from a strict oracle`);
  return failures.length + wrongPairs.length > 0 ? 1 : 0;
}

function differences({ file, differing }: Comparison): string[] {
  const how = file.strict ? 'strict' : 'no second oracle';
  return [
    `${file.path} (${how})`,
    ...differing.map(({ fact, known, told }) => `  ${fact}: known ${show(known)}, told ${show(told)}`),
  ];
}

function isWrong({ missing, imagined }: PairComparison): boolean {
  return missing.length + imagined.length > 0;
}

function pairLines(pairs: readonly PairComparison[]): string[] {
  const wrong = pairs.filter(isWrong);
  const asserted = pairs.reduce((sum, { compared }) => sum + compared, 0);
  return [
    ...wrong.flatMap(({ pair, missing, imagined }) => [
      pair.name,
      ...missing.map((change) => `  not told: ${change}`),
      ...imagined.map((change) => `  told of equal documents: ${change}`),
    ]),
    `${pairs.length} pairs of OpenAPI documents, ${asserted} asserted changes: ${wrong.length} pairs differ`,
  ];
}

function table(comparisons: readonly Comparison[]): string[] {
  const rows = Map.groupBy(comparisons, ({ file }) => file.format);
  const head = ['format', 'files', 'agreed', 'disagreed', 'refused', 'facts'];
  const lines = [...rows].map(([format, all]) => {
    const of = (outcome: Comparison['outcome']) => all.filter((one) => one.outcome === outcome).length;
    const facts = all.reduce((sum, one) => sum + one.compared, 0);
    return [format, all.length, of('agreed'), of('disagreed'), of('refused'), facts];
  });
  return [head, ...lines].map((cells) => cells.map((cell) => String(cell).padStart(10)).join(''));
}

/** Known facts that the API has no word for, by format. */
function untold(comparisons: readonly Comparison[]): string[] {
  const rows = Map.groupBy(comparisons, ({ file }) => file.format);
  return [...rows].flatMap(([format, all]) => {
    const names = [...new Set(all.flatMap((one) => one.untold))];
    return names.length === 0 ? [] : [`not told of ${format}: ${names.join(', ')}`];
  });
}
