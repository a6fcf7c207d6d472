import type { JsonValue } from '../json';
import { type Analysis, compareFindings } from '../findings';
import { cutCodePoints } from '../expectations/code-points';
import { diffGroup, type DiffGroup } from './diff';
import { isActiveProblem, isSuppressed, type SecurityFinding, type SecurityScan } from './scan';

type Found = SecurityFinding & Analysis & { suppressed: boolean };

/** An analysis that ran to its end, with all that it found. */
interface Side extends Analysis {
  findings: Found[];
}

/** Characters of a message that a difference shows. */
const MOST_MESSAGE = 500;

/**
 * What changed between two scans, analysis by analysis: findings are the same by their fingerprints. Only analyses that
 * ran to their end in both can be compared.
 */
export function compareScans(
  before: SecurityScan,
  after: SecurityScan,
): { groups: DiffGroup[] } | { incomparable: string } {
  const [base, current] = [sidesOf(before), sidesOf(after)];
  const changes = [...current].flatMap(([key, side]) => {
    const was = base.get(key);
    return was ? [compareSides(was, side)] : [];
  });
  if (changes.length === 0) {
    const [was, is] = [base, current].map((sides) => [...sides.values()].slice(0, 10).map(nameOf).join(', ') || 'none');
    return { incomparable: `no analysis ran to its end in both: before ${was}; after ${is}` };
  }
  const sum = (count: 'unchanged' | 'suppressed') => changes.reduce((total, change) => total + change[count], 0);
  const moved = changes.flatMap((change) => change.moved);
  const alone = [...onlyIn(base, current, 'before'), ...onlyIn(current, base, 'after')];
  return {
    groups: [
      diffGroup('New findings', 'worse', changes.flatMap(({ fresh }) => fresh).map(itemOf)),
      diffGroup('Fixed findings', 'better', changes.flatMap(({ fixed }) => fixed).map(itemOf)),
      diffGroup('Moved findings', 'neutral', moved),
      { title: 'Unchanged findings', effect: 'neutral', count: sum('unchanged') - moved.length, items: [] },
      { title: 'Findings suppressed since', effect: 'neutral', count: sum('suppressed'), items: [] },
      diffGroup('Analyses that did not run to their end in both', 'neutral', alone),
    ],
  };
}

/** By tool and category. One that may have missed findings has no side: what it lacks is not fixed. */
function sidesOf({ analyses }: SecurityScan): Map<string, Side> {
  const sides = new Map<string, Side>();
  for (const { tool, category, findings } of analyses) {
    const side = sides.get(keyOf({ tool, category })) ?? { tool, category, findings: [] };
    sides.set(keyOf(side), side);
    for (const finding of findings) {
      side.findings.push({ ...finding, tool, category, suppressed: isSuppressed(finding) });
    }
  }
  for (const analysis of analyses) if (analysis.incomplete.length > 0) sides.delete(keyOf(analysis));
  return sides;
}

function compareSides(before: Side, after: Side) {
  const analyses = [{ tool: after.tool, category: after.category }];
  const { compared } = compareFindings(
    { analyses, findings: before.findings },
    { analyses, findings: after.findings },
    Number.MAX_SAFE_INTEGER,
  );
  return {
    fresh: compared.flatMap(({ new_findings }) => new_findings),
    fixed: compared.flatMap(({ fixed_findings }) => fixed_findings),
    unchanged: compared.reduce((sum, { unchanged }) => sum + unchanged, 0),
    suppressed: compared.reduce((sum, { suppressed }) => sum + suppressed, 0),
    moved: movedFindings(before.findings.filter(isActiveProblem), after.findings.filter(isActiveProblem)),
  };
}

/** Analyses of one scan that the other one lacks. */
const onlyIn = (sides: ReadonlyMap<string, Side>, others: ReadonlyMap<string, Side>, ran_in: 'before' | 'after') =>
  [...sides]
    .filter(([key]) => !others.has(key))
    .map(([, { tool, category }]): Record<string, JsonValue> => ({ tool, category, ran_in }));

/** Those that are still there, elsewhere. Of several that are alike, those that stayed in their places are put aside. */
function movedFindings(before: readonly Found[], after: readonly Found[]): Record<string, JsonValue>[] {
  const inPlace = queuesOf(before, placeOf);
  const stayed = new Set<Found>();
  const elsewhere = after.filter((finding) => {
    const same = takeFirst(inPlace, finding, placeOf);
    if (same) stayed.add(same);
    return same === null;
  });
  const anywhere = queuesOf(
    before.filter((finding) => !stayed.has(finding)),
    () => [],
  );
  return elsewhere.flatMap((finding) => {
    const was = takeFirst(anywhere, finding, () => []);
    return was ? [{ ...itemOf(finding), from_file: was.file, from_line: was.start_line }] : [];
  });
}

const placeOf = ({ file, start_line, logical_location }: Found) => [file, start_line, logical_location];

type PlaceOf = (finding: Found) => ReturnType<typeof placeOf>;

const matchKey = (finding: Found, fingerprint: string, place: PlaceOf) =>
  JSON.stringify([fingerprint, ...place(finding)]);

/** Findings by what they are matched by, the first of a file to be taken first. */
function queuesOf(findings: readonly Found[], place: PlaceOf): Map<string, Found[]> {
  const queues = new Map<string, Found[]>();
  for (const finding of [...findings].reverse()) {
    const key = matchKey(finding, finding.fingerprint, place);
    const queue = queues.get(key);
    if (queue) queue.push(finding);
    else queues.set(key, [finding]);
  }
  return queues;
}

function takeFirst(queues: ReadonlyMap<string, Found[]>, finding: Found, place: PlaceOf): Found | null {
  for (const fingerprint of [finding.fingerprint, ...finding.older_fingerprints]) {
    const found = queues.get(matchKey(finding, fingerprint, place))?.pop();
    if (found) return found;
  }
  return null;
}

const itemOf = (finding: Found): Record<string, JsonValue> => ({
  tool: finding.tool,
  category: finding.category,
  rule_id: finding.rule_id,
  level: finding.level,
  security_severity: finding.security_severity,
  message: cutCodePoints(finding.message, MOST_MESSAGE),
  file: finding.file,
  line: finding.start_line,
  fingerprint: finding.fingerprint,
});

const keyOf = ({ tool, category }: Analysis) => JSON.stringify([tool, category]);

const nameOf = ({ tool, category }: Analysis) => (category === null ? tool : `${tool} (${category})`);
