import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { manifestSchema } from './manifest.ts'

it('the schema file that editors use is the schema the host checks with', async () => {
  const text = `${JSON.stringify(manifestSchema, null, 2)}\n`
  const file = join(import.meta.dirname, '..', 'manifest.schema.json')
  await expect(text).toMatchFileSnapshot(file)
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ title: 'ShopDB plugin manifest', additionalProperties: false })
})
