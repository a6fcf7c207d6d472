import type { Comparison, Scope } from './comparison';
import type { InterfaceChangeId } from './interface-catalogue';
import { childOf, isTrue, type Node, textOf } from './node';

/** The day from which a deprecated operation may be gone. An extension that oasdiff and others read. */
const SUNSET = 'x-sunset';

/** How an operation went: after a deprecation, before its sunset, or without a word. */
export function removalOf(
  operation: Node,
  { today, wholePath }: { today: string | null; wholePath: boolean },
): InterfaceChangeId {
  const prefix = wholePath ? 'api-path-removed' : 'api-removed';
  if (!isTrue(operation, 'deprecated')) return `${prefix}-without-deprecation`;
  const sunset = sunsetOf(operation);
  if (sunset === null) return `${prefix}-with-deprecation`;
  if (today === null || sunset === 'unreadable') return `${prefix}-with-sunset`;
  return sunset <= today ? `${prefix}-with-deprecation` : `${prefix}-before-sunset`;
}

/** Compares whether an operation is deprecated, and from when on it may be gone. */
export function compareLifecycle(comparison: Comparison, scope: Scope, sides: { base: Node; revision: Node }): void {
  const { base, revision } = sides;
  const [was, is] = [isTrue(base, 'deprecated'), isTrue(revision, 'deprecated')];
  const [from, to] = [sunsetOf(base), sunsetOf(revision)];
  const at = {
    base: childOf(base, SUNSET) ?? childOf(base, 'deprecated') ?? base,
    revision: childOf(revision, SUNSET) ?? childOf(revision, 'deprecated') ?? revision,
  };
  if (!was && is) {
    comparison.tell(scope, to === null ? 'endpoint-deprecated' : 'endpoint-deprecated-with-sunset', { ...at, to });
  }
  if (was && !is) comparison.tell(scope, 'endpoint-reactivated', at);
  if (is && to === 'unreadable' && from !== 'unreadable') comparison.tell(scope, 'api-deprecated-sunset-parse', at);
  if (!was || !is || from === null || from === 'unreadable' || to === 'unreadable') return;
  if (to === null) comparison.tell(scope, 'sunset-deleted', { ...at, from });
  else if (to < from) comparison.tell(scope, 'api-sunset-date-changed-too-small', { ...at, from, to });
}

/** The day as 2026-01-31, which sorts by time. */
function sunsetOf(operation: Node): string | null {
  if (childOf(operation, SUNSET) === null) return null;
  const text = textOf(operation, SUNSET) ?? '';
  const day = /^(\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))(?:T.*)?$/.exec(text)?.[1];
  return day ?? 'unreadable';
}
