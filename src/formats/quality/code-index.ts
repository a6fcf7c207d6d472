import { CodeIndexPayload } from '../../domain/quality/code-index';
import { readHeadText } from '../head/text';
import { type JsonObject, objectOf } from '../json-stream/value';
import type { FileFault } from '../reading';
import { isDependencyCruiser, readDependencyCruiser } from './graph/dependency-cruiser';
import type { GraphFacts } from './graph/facts';
import { readGraphml } from './graph/graphml-reader';
import { isNodeLink, readNodeLink } from './graph/node-link';
import { checkPayload, isFileFault, onlyFile, readJsonFile, refuseFile } from './json-file';
import type { ResultSource } from './source';

const READERS: readonly { fits: (report: JsonObject) => boolean; read: (report: JsonObject) => GraphFacts }[] = [
  { fits: isDependencyCruiser, read: readDependencyCruiser },
  { fits: isNodeLink, read: readNodeLink },
];

/** A graph of code: GraphML, the node-link JSON of networkx, or the JSON of dependency-cruiser. */
export function codeIndexFromFiles(files: readonly ResultSource[]): CodeIndexPayload | FileFault {
  const file = onlyFile(files, 'a graph');
  if (isFileFault(file)) return file;
  const isXml = readHeadText(file.bytes.subarray(0, 1024)).trimStart().startsWith('<');
  const facts = isXml ? readGraphml(file.bytes) : readJsonGraph(file);
  return isFileFault(facts) ? facts : checkPayload(CodeIndexPayload, facts);
}

function readJsonGraph(file: ResultSource): GraphFacts | FileFault {
  const read = readJsonFile(file);
  if (isFileFault(read)) return read;
  const report = objectOf(read.value);
  const reader = report === null ? undefined : READERS.find(({ fits }) => fits(report));
  if (report === null || reader === undefined)
    return refuseFile('unrecognised', 'no graph of networkx or dependency-cruiser, and no GraphML');
  return reader.read(report);
}
