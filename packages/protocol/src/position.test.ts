import { formatPosition, parsePosition } from '@telltale/protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

describe('positions', () => {
  test('should be read as they were written', () => {
    const epoch = fc.stringMatching(/^[\w-]{1,64}$/);
    fc.assert(
      fc.property(epoch, fc.maxSafeNat(), (name, offset) => {
        expect(parsePosition(formatPosition({ epoch: name, offset }))).toEqual({ epoch: name, offset });
      }),
    );
  });

  test.each([
    [undefined],
    [null],
    [7],
    [{ epoch: 'a', offset: 1 }],
    [['a.1']],
    [''],
    ['.'],
    ['a'],
    ['a.'],
    ['.1'],
    ['a.-1'],
    ['a.01'],
    ['a.1.5'],
    ['a.1e3'],
    ['a.0x1'],
    ['a. 1'],
    ['a.1\n'],
    ['a b.1'],
    ['ä.1'],
    ['a.9007199254740992'],
    [`${'a'.repeat(65)}.1`],
    [`a.${'1'.repeat(1_000_000)}`],
  ])('should not be found in %j', (given) => {
    expect(parsePosition(given)).toBeUndefined();
  });

  test('should read anything without throwing, and only what it would write itself', () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.string()), (given) => {
        const position = parsePosition(given);
        if (position !== undefined) expect(formatPosition(position)).toBe(given);
      }),
    );
  });
});
