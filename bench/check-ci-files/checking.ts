import { connect } from '../../src/cli/client';
import type { StartFailure } from '../../src/cli/local-server';
import { describeProblem } from '../../src/cli/problem';
import { withTemporaryServer } from '../../src/cli/temporary-server';
import { compareFile, type Comparison } from './comparison';
import { bytesOf, type Corpus } from './corpus';
import { comparePair, type PairComparison, readPairs } from './pairs';
import { sendFile } from './sending';

/** Files that are on their way at once. */
const AT_ONCE = 4;

/** What the Worker told of every file, and of every pair of API descriptions. */
export interface CorpusCheck {
  comparisons: Comparison[];
  pairs: PairComparison[];
}

/** Sends every file of a corpus to the real Worker on this machine, and compares what it tells of each. */
export function checkCorpus(corpus: Corpus): Promise<CorpusCheck | StartFailure> {
  return withTemporaryServer({}, async ({ server }) => {
    const operator = connect({ url: server.url, token: server.operatorToken });
    const made = await operator.createToken({ project: 'ci-files', name: 'check' });
    if ('problem' in made) return { failure: describeProblem(made.problem) };
    const service = { url: server.url, token: made.value.token };
    const waiting = corpus.files.entries();
    const comparisons: Comparison[] = [];
    const work = async () => {
      // One iterator for all: each file is taken by whoever comes first.
      for (const [i, file] of waiting) {
        const answer = await sendFile(service, { name: file.path, bytes: bytesOf(corpus, file) });
        comparisons[i] = compareFile(file, answer);
      }
    };
    // The server goes when all are through: one that fails must not take the answers from the others.
    const workers = await Promise.allSettled(Array.from({ length: AT_ONCE }, work));
    const failed = workers.find((worker) => worker.status === 'rejected');
    if (failed) throw failed.reason;
    const pairs: PairComparison[] = [];
    for (const pair of readPairs(corpus.folder)) pairs.push(await comparePair(service, corpus.folder, pair));
    return { comparisons, pairs };
  });
}
