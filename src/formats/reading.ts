/** The formats of files that are taken in, each recognised by its content. */
export const FORMATS = ['junit', 'trx', 'xunit', 'nunit', 'ctrf', 'sarif', 'lcov', 'cobertura'] as const;
export type Format = (typeof FORMATS)[number];

/** Why a file is not taken. Public: a code never changes its meaning. */
export const FILE_FAULTS = {
  unrecognised: 'its content is of no format that is taken',
  archive: 'archives are not taken: send the files themselves',
  empty: 'it has no content',
  encoding: 'its bytes are not of the encoding that it claims',
  nul: 'it holds a NUL',
  not_well_formed: 'it breaks the syntax of its format',
  truncated: 'it ends before its content does',
  wrong_version: 'it is of a version that is not taken',
  entities: 'it declares or uses entities of its own',
  too_deep: 'it is nested too deeply',
  too_large: 'it is larger than a file may be',
  too_long: 'one of its lines, strings or attributes is too long',
  too_many: 'it holds more items than a file may',
  invalid: 'it lacks what its format demands',
} as const;
export type FileFaultCode = keyof typeof FILE_FAULTS;

/** `offset`: bytes into the plain file, after decompression; null where it says nothing. */
export interface FileFault {
  fault: FileFaultCode;
  detail: string;
  offset: number | null;
}

/** What was odd about a file that was taken all the same; one a code, with how often it was met, and where first. */
export interface FileWarning {
  code: string;
  detail: string;
  count: number;
  offset: number | null;
}

/**
 * Reads a file that comes in pieces, in bounded memory. Its items go to whoever opened it, as soon as each is
 * complete, within the call that completed it.
 */
export interface FileReader<Summary> {
  /** Takes the next bytes, which it does not keep. After a fault nothing more may be written. */
  write(bytes: Uint8Array): FileFault | null;
  /** The file is whole: what it says of itself and in all. */
  close(): { summary: Summary; warnings: FileWarning[] } | FileFault;
}
