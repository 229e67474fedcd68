import { describe, expect, test } from 'vitest'
import { csvChunks, csvRecord, guardCell, unguardCell, wantsCsv } from './csv.ts'

describe('CSV', () => {
  test('quotes separators, quotes, line ends and outer blanks, and nothing else', () => {
    expect(csvRecord(['plain', 'a,b', 'say "hi"', 'two\nlines', ' padded', null, undefined, 3.5, true])).toBe('plain,"a,b","say ""hi""","two\nlines"," padded",,,3.5,true\r\n')
    expect(csvRecord([['a', 'b'], { kind: 'x' }])).toBe('"[""a"",""b""]","{""kind"":""x""}"\r\n')
  })

  test('a text never runs as a formula; numbers stay numbers', () => {
    for (const text of ['=1+1', '+SUM(A1)', '-2+3', '@cmd', '\t=1', '\r=1', "'=1"]) expect(guardCell(text).startsWith("'"), text).toBe(true)
    for (const text of ['-5', '+4.25', 'a=b', '', 'CNC-1', "o'clock"]) expect(guardCell(text)).toBe(text)
    expect(csvRecord(['=HYPERLINK("x")', -5])).toBe('"\'=HYPERLINK(""x"")",-5\r\n')
  })

  test('what was guarded comes back exactly', () => {
    for (const text of ['=1', "'=1", "''+x", '-5', '-x', "'quoted'", "'", '@', 'plain', '+49 30 1234']) expect(unguardCell(guardCell(text)), text).toBe(text)
  })

  test('many rows come in pieces', async () => {
    const rows = (function* () { for (let index = 0; index < 20_000; index += 1) yield [index, 'machine'] })()
    const chunks: string[] = []
    for await (const chunk of csvChunks(['id', 'name'], rows)) chunks.push(chunk)
    expect(chunks.length).toBeGreaterThan(5)
    const lines = chunks.join('').split('\r\n')
    expect([lines.length, lines[0], lines[20_000]]).toEqual([20_002, 'id,name', '19999,machine'])
  })

  test('is asked for by the query, or by the header when the query says nothing', () => {
    expect(wantsCsv({ query: { format: 'csv' }, headers: {} })).toBe(true)
    expect(wantsCsv({ query: {}, headers: { accept: 'text/csv' } })).toBe(true)
    expect(wantsCsv({ query: { format: 'json' }, headers: { accept: 'text/csv' } })).toBe(false)
    expect(wantsCsv({ query: {}, headers: { accept: 'text/html,*/*' } })).toBe(false)
  })
})
