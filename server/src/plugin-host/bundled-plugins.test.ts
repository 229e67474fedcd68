import { join } from 'node:path'
import { expect, it } from 'vitest'
import { checkManifests, defaultHostFacts } from './check-manifest.ts'
import { discoverPlugins } from './discover.ts'

const { sources } = discoverPlugins({ bundled: [join(import.meta.dirname, '../../../plugins')], external: [], added: [] })

it('every bundled plugin is free of findings, together with the others', () => {
  const subjects = checkManifests(sources, defaultHostFacts)
  expect(subjects.map(({ name }) => name)).toEqual(expect.arrayContaining(['computers', 'equipment']))
  expect(subjects.flatMap(({ findings }) => findings)).toEqual([])
})
