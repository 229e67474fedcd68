import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import german from './de.json' with { type: 'json' }
import english from './en.json' with { type: 'json' }

type Tree = { [key: string]: string | Tree }

const source = new URL('..', import.meta.url).pathname.replace(/^\/([A-Z]:)/, '$1')
const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) => /\.(vue|ts)$/.test(file) && !file.endsWith('.test.ts'))
const text = (file: string): string => readFileSync(join(source, file), 'utf8')

function keysOf(tree: Tree, before = ''): string[] {
  return Object.entries(tree).flatMap(([key, value]) => (typeof value === 'string' ? [before + key] : keysOf(value, `${before}${key}.`)))
}

/** Core speaks English; these sections translate what the server and plugins say in English already. */
const translationsOnly = /^(group|field|resource|problem)\./

describe('texts', () => {
  const known = new Set(keysOf(english))

  it('exist in both languages', () => {
    const own = (tree: Tree): string[] => keysOf(tree).filter((key) => !translationsOnly.test(key)).sort()
    expect(own(german)).toEqual(own(english))
  })

  it('exist wherever one is asked for', () => {
    const asked = files.flatMap((file) => [...text(file).matchAll(/\bt\('([\w.]+)'/g)].map(([, key]) => `${file}: ${key}`))
    expect(asked.length).toBeGreaterThan(200)
    expect(asked.filter((entry) => !known.has(entry.split(': ')[1] ?? ''))).toEqual([])
  })

  it('are not written into templates', () => {
    const literal = files.filter((file) => file.endsWith('.vue')).flatMap((file) => {
      const template = /<template>([\s\S]*)<\/template>/.exec(text(file))?.[1] ?? ''
      const plain = template.replace(/<!--[\s\S]*?-->/g, '').replace(/\{\{[\s\S]*?\}\}/g, '').replace(/<(?:"[^"]*"|[^">])*>/g, '\n')
      return plain.split('\n').map((line) => line.trim()).filter((line) => /[A-Za-z]{3}/.test(line)).map((line) => `${file}: ${line}`)
    })
    expect(literal.filter((line) => !/: (ShopDB|npx shopdb collect|Esc)$/.test(line))).toEqual([])
  })
})
