import { describe, expect, it } from 'vitest';
import { decodeText, type TextEncodingName } from '#reports/reading/text-encoding';
import { pieces } from '#test/support/text-report';

const TEXT = 'Tøilette & Café — 😀 ʼ\n';

async function decoded(bytes: Uint8Array, declared: TextEncodingName = 'utf-8', chunkBytes = 1) {
  let text = '';
  for await (const piece of decodeText(pieces(bytes, chunkBytes), declared)) text += piece;
  return text;
}

const utf16 = (text: string, isBigEndian: boolean) => {
  const bytes = Buffer.from(text, 'utf16le');
  return isBigEndian ? bytes.swap16() : bytes;
};

describe('decoding of text', () => {
  it.each([
    ['UTF-8', Buffer.from(TEXT), 'utf-8'],
    ['UTF-8 with mark', Buffer.from(`\ufeff${TEXT}`), 'windows-1252'],
    ['UTF-16LE with mark', utf16(`\ufeff${TEXT}`, false), 'utf-8'],
    ['UTF-16BE with mark', utf16(`\ufeff${TEXT}`, true), 'utf-8'],
    ['UTF-16LE as declared', utf16(TEXT, false), 'utf-16le'],
    ['UTF-16BE as declared', utf16(TEXT, true), 'utf-16be'],
    ['UTF-16LE that nobody declared', utf16(TEXT, false), 'utf-8'],
    ['UTF-16BE that nobody declared', utf16(TEXT, true), 'windows-1252'],
  ] as const)('%s is read whole at every size of chunk', async (_, bytes, declared) => {
    for (let size = 1; size <= bytes.length; size += 1) expect(await decoded(bytes, declared, size)).toBe(TEXT);
  });

  it('windows-1252 is read as declared', async () => {
    expect(await decoded(Buffer.from([0x80, 0xe9]), 'windows-1252')).toBe('€é');
  });

  it.each([
    ['a lone byte', [0x61, 0xff, 0x61]],
    ['a cut character at the end', [0x61, 0x61, 0xc3]],
    ['an overlong form', [0x61, 0xc0, 0x80, 0x61]],
    ['Latin-1 text', [0x43, 0x61, 0x66, 0xe9, 0x0a, 0x61]],
  ])('%s is not text, never a guess', async (_, bytes) => {
    await expect(decoded(Uint8Array.from(bytes))).rejects.toThrow(/not valid text in its encoding/);
  });

  it('half a UTF-16 pair at the end is not text', async () => {
    await expect(decoded(utf16('ab😀', false).subarray(0, 6), 'utf-16le')).rejects.toThrow(/not valid text/);
  });

  it('a NUL among bytes of UTF-8 does not make them UTF-16', async () => {
    expect(await decoded(Buffer.from('a\0bcd'))).toBe('a\0bcd');
  });

  it.each([[[]], [[0x61]], [[0xef, 0xbb]]])('a file of %j bytes ends', async (bytes) => {
    const result = decoded(Uint8Array.from(bytes));

    if (bytes.length === 2) await expect(result).rejects.toThrow(/not valid text/);
    else expect(await result).toBe(Buffer.from(bytes).toString());
  });
});
