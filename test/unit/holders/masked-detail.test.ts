import { expect, it } from 'vitest';
import { maskedDetail } from '#holders/masked-detail';

it('shows the last four characters of a detail, and nothing of a short one', () => {
  expect(maskedDetail('DE89370400440532013000')).toBe('***3000');
  expect(maskedDetail('123456')).toBe('***');
});
