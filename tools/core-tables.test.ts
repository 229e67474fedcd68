import { expect, test } from 'vitest'
import { coreTables } from '@shopdb/server/core-tables'
import { judgeColumn, judgeTable } from './check-table-names.ts'

test('every table of core, also the derived ones, keeps the naming rules', () => {
  const findings = coreTables().flatMap((table) => [judgeTable(table.name), ...Object.keys(table.columns).map((column) => judgeColumn(column))])
  expect(findings.filter((finding) => finding !== undefined)).toEqual([])
})
