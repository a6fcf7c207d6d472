import { z } from 'zod';
import { agentText, scoreText, timeText } from '../figures';
import { queryCommand } from '../query-command';
import { tableLines } from '../table';
import { statusCell, Version } from './version';

const Retest = Version.extend({ reason: z.string(), priority: z.int() });
const Page = z.object({ versions: z.array(Retest), next_cursor: z.string().nullable() });

export const agentRetestCommand = queryCommand({
  words: 'agents retest',
  about: 'Versions that need a test, the most urgent first',
  isList: true,
  ask: (client, { limit }) => client.readList('/v1/history/retest-queue', Page, ({ versions }) => versions, { limit }),
  show(versions, paint) {
    if (versions.length === 0) return ['No version needs a test.'];
    const rows = versions.map((version) => [
      String(version.priority),
      version.reason,
      agentText(version.agent, version.version),
      statusCell(version),
      scoreText(version.last_test_score),
      timeText(version.last_test_at),
    ]);
    return tableLines(rows, { paint, right: [4], gives: 2 });
  },
});
