import { hasControls } from '../../domain/text';
import type { JsonObject } from '../json-stream/value';
import { indexOf, textOf } from '../json-stream/value';

/** Where a URI stands that may be relative to another one (SARIF 2.1.0 section 3.4). */
export interface ArtifactLocation {
  uri: string | null;
  base: string | null;
}

/** What the URIs of a run refer to. */
export interface LocationContext {
  artifact(index: number): ArtifactLocation | null;
  base(id: string): ArtifactLocation | null;
  /** Folders that paths may begin with, as `pathOf` writes them, each with a slash at its end. */
  roots(): readonly string[];
}

const SCHEME = /^([a-z][a-z0-9+.-]+):/i;
const DRIVE = /^[a-z]:[\\/]/i;

export function artifactLocationOf(location: JsonObject | null): ArtifactLocation {
  return { uri: textOf(location?.['uri']), base: textOf(location?.['uriBaseId']) };
}

/**
 * The file of a physical location: its path below the root of the sources, so that it is the same wherever those were
 * checked out. Bases that are folders within the sources are kept, an absolute one is not. What is no file, as a web
 * page, is the URI as it was written.
 *
 * @param location the `artifactLocation`; an `index` counts where it has no URI of its own (section 3.4.5)
 * @returns null where it says no file
 */
export function fileOf(location: JsonObject | null, context: LocationContext): string | null {
  if (!location) return null;
  const own = artifactLocationOf(location);
  const index = indexOf(location['index']);
  const found = own.uri === null && index !== null ? context.artifact(index) : own;
  const uri = found?.uri?.trim();
  if (uri === undefined) return null;
  const path = pathOf(withBases(uri, found?.base ?? null, context));
  const root = isAbsolute(path) ? context.roots().find((folder) => path.startsWith(folder)) : undefined;
  return root === undefined ? path : path.slice(root.length);
}

/** A URI or path as a path with slashes: percent signs decoded, `.` and `..` resolved, no `file://`. */
export function pathOf(uri: string): string {
  const scheme = DRIVE.test(uri) ? undefined : SCHEME.exec(uri)?.[1]?.toLowerCase();
  if (scheme !== undefined && scheme !== 'file') return uri;
  const plain = decodePercent(scheme === 'file' ? uri.slice('file:'.length) : uri).replaceAll('\\', '/');
  // `file:///c:/x` names a drive, `file://host/x` another machine, `file:/x` and `file:///x` a path of this one.
  const local = scheme === 'file' ? plain.replace(/^\/\/(?=\/)/, '').replace(/^\/(?=[a-z]:\/)/i, '') : plain;
  return withoutDots(local);
}

/** Goes on from base to base: a base may stand on another, may lack a URI, or refer to itself. */
function withBases(uri: string, base: string | null, context: LocationContext): string {
  let path = uri;
  const seen = new Set<string>();
  for (let id = base; id !== null && !seen.has(id) && !isAbsolute(path);) {
    seen.add(id);
    const found = context.base(id);
    const folder = found?.uri?.trim() ?? '';
    if (isAbsolute(folder)) break;
    path = folder === '' ? path : `${folder}${folder.endsWith('/') ? '' : '/'}${path}`;
    id = found?.base ?? null;
  }
  return path;
}

const isAbsolute = (path: string) =>
  path.startsWith('/') || path.startsWith('\\') || DRIVE.test(path) || SCHEME.test(path);

/** A percent sign that begins no character of UTF-8 stands for itself, and so do all others then. */
function decodePercent(path: string): string {
  if (!path.includes('%')) return path;
  try {
    const decoded = decodeURIComponent(path);
    return hasControls(decoded) ? path : decoded;
  } catch (cause) {
    if (cause instanceof URIError) return path;
    throw cause;
  }
}

/** `..` goes back one folder, but not out of where the path begins. */
function withoutDots(path: string): string {
  if (!/(?:^|\/)\.{1,2}(?:\/|$)/.test(path)) return path;
  const kept: string[] = [];
  for (const part of path.split('/')) {
    const last = kept.at(-1);
    if (part === '..' && last !== undefined && last !== '..' && last !== '') kept.pop();
    else if (part !== '.') kept.push(part);
  }
  return kept.join('/');
}
