import type { RecordInput } from '../../platform/resources/validate-input.ts'

/** What every site starts with. Names are only suggestions: each can be renamed or deleted, and a second run adds nothing that is there. */
export const referenceData: readonly { resource: string; records: readonly RecordInput[] }[] = [
  {
    resource: 'statuses',
    records: [
      { name: 'In use', kind: 'ok', isDefault: true, rank: 10 },
      { name: 'Attention', kind: 'warn', rank: 20 },
      { name: 'Down', kind: 'down', rank: 30 },
      { name: 'In maintenance', kind: 'maintenance', rank: 40 },
      { name: 'Spare', kind: 'unknown', rank: 50 },
      { name: 'Retired', kind: 'unknown', rank: 90 },
    ],
  },
  { resource: 'communicationtypes', records: [{ name: 'Network interface' }, { name: 'Wireless' }, { name: 'Serial line' }, { name: 'Field bus' }] },
  {
    resource: 'relationshiptypes',
    records: [
      { name: 'controls', inverseName: 'is controlled by', inheritsPosition: true },
      { name: 'is part of', inverseName: 'contains', inheritsPosition: true },
      { name: 'is connected to', inverseName: 'connects', inheritsPosition: false },
      { name: 'prints on', inverseName: 'prints for', inheritsPosition: false },
      { name: 'depends on', inverseName: 'is needed by', inheritsPosition: false },
      { name: 'replaces', inverseName: 'is replaced by', inheritsPosition: false },
    ],
  },
]
