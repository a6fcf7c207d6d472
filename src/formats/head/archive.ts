/** First bytes of files that hold other files, or one compressed. `at`: where they stand. */
const MAGIC: readonly { name: string; at: number; bytes: readonly number[] }[] = [
  { name: 'a zip archive', at: 0, bytes: [0x50, 0x4b, 0x03, 0x04] },
  { name: 'an empty zip archive', at: 0, bytes: [0x50, 0x4b, 0x05, 0x06] },
  { name: 'a part of a zip archive', at: 0, bytes: [0x50, 0x4b, 0x07, 0x08] },
  { name: 'gzip', at: 0, bytes: [0x1f, 0x8b] },
  { name: 'zstandard', at: 0, bytes: [0x28, 0xb5, 0x2f, 0xfd] },
  { name: 'xz', at: 0, bytes: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00] },
  { name: 'bzip2', at: 0, bytes: [0x42, 0x5a, 0x68] },
  { name: 'lz4', at: 0, bytes: [0x04, 0x22, 0x4d, 0x18] },
  { name: 'a 7z archive', at: 0, bytes: [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c] },
  { name: 'a RAR archive', at: 0, bytes: [0x52, 0x61, 0x72, 0x21, 0x1a, 0x07] },
  // POSIX.1-2017, pax, "ustar Interchange Format".
  { name: 'a tar archive', at: 257, bytes: [0x75, 0x73, 0x74, 0x61, 0x72] },
];

/** What kind of archive or compressed file begins with these bytes, with its article; null: none that is known. */
export function nameArchive(head: Uint8Array): string | null {
  const kind = MAGIC.find(({ at, bytes }) => bytes.every((byte, i) => head[at + i] === byte));
  return kind?.name ?? null;
}
