import { expect, it } from 'vitest'
import { worseKind } from './worse-kind.ts'

it('shows a marker by the worse of its status and what a plugin says', () => {
  expect([worseKind('ok', 'warn'), worseKind('down', 'ok'), worseKind('ok', 'unknown'), worseKind('maintenance', 'warn')]).toEqual(['warn', 'down', 'unknown', 'warn'])
})
