import type { FindingEvidence, SarifSummary } from '../../domain/evidence/finding';
import { JsonStream } from '../json-stream/json-stream';
import type { FileReader } from '../reading';
import { RESULT_KEYS } from './finding';
import { SarifLog } from './log';
import type { SarifSkeleton } from './skeleton';

const RULE_KEYS = [
  'id',
  'guid',
  'name',
  'helpUri',
  'defaultConfiguration',
  'messageStrings',
  'properties',
  'relationships',
];

/** What is built of a log; the rest of it passes by. */
const WANTED = {
  version: 'whole',
  'runs.*.tool.driver.name': 'whole',
  'runs.*.tool.driver.guid': 'whole',
  'runs.*.tool.driver.version': 'whole',
  'runs.*.tool.driver.semanticVersion': 'whole',
  'runs.*.tool.driver.globalMessageStrings': 'whole',
  'runs.*.tool.driver.rules.*': RULE_KEYS,
  'runs.*.tool.extensions.*.name': 'whole',
  'runs.*.tool.extensions.*.guid': 'whole',
  'runs.*.tool.extensions.*.globalMessageStrings': 'whole',
  'runs.*.tool.extensions.*.rules.*': RULE_KEYS,
  'runs.*.automationDetails': ['id'],
  'runs.*.originalUriBaseIds': 'whole',
  'runs.*.invocations.*': [
    'executionSuccessful',
    'ruleConfigurationOverrides',
    'toolExecutionNotifications',
    'toolConfigurationNotifications',
  ],
  'runs.*.artifacts.*': ['location'],
  'runs.*.taxonomies.*.name': 'whole',
  'runs.*.taxonomies.*.taxa.*': [],
  'runs.*.externalPropertyFileReferences': 'whole',
  'runs.*.results.*': RESULT_KEYS,
  'inlineExternalProperties.*.guid': 'whole',
  'inlineExternalProperties.*.results.*': RESULT_KEYS,
} as const;

/**
 * `skeleton`: what findings refer to, as far as it was read. When the summary says `second_pass_needed`, the file is to
 * be read again by a reader that is opened with it. All findings that the first one gave are void then, and the counts
 * of its summary too: keep them apart until `close` has told.
 */
export interface SarifReader extends FileReader<SarifSummary> {
  readonly skeleton: SarifSkeleton;
}

/**
 * Reads SARIF 2.1.0 in bounded memory. One pass does where a run tells of its `tool` before its `results`; many tools
 * write their keys in another order, and then a second pass is needed.
 *
 * @param emit takes each finding within the write that completed it
 * @param skeleton of a first pass over the same bytes
 */
export function sarifReader(emit: (finding: FindingEvidence) => void, skeleton?: SarifSkeleton): SarifReader {
  const log = new SarifLog(emit, skeleton ?? null);
  const stream = new JsonStream(WANTED, log);
  return {
    skeleton: log.skeleton,
    write: (bytes) => {
      const broken = stream.write(bytes);
      // What the log refuses it has met before the place where the JSON breaks, however the pieces are cut.
      return log.fault ?? broken;
    },
    close: () => stream.close() ?? log.finish(stream.warnings),
  };
}
