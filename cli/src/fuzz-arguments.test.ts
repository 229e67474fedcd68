import { afterAll, beforeAll, expect, test } from 'vitest'
import { createRandom } from '@shopdb/server/testing/random'
import { commandEntries } from './program.ts'
import { createDataFolder, runHere, startServerDouble, type Answer, type Ending } from './testing.ts'

const rounds = 400
/** SHOPDB_FUZZ_SEED has another row of command lines, or the one that failed again. */
const seed = Number(process.env['SHOPDB_FUZZ_SEED'] ?? 20_261) // tests have no config.ts

const nonsense = [
  '', ' ', '-', '--', '---', '--=', '-rf', '--json', '--json=maybe', '--limit', '--limit=-1', '--limit=1e309', '--url', '--url=', '--token=', '--no-such-option', '--__proto__', '--constructor=1', '-h0',
  '../../etc/passwd', '/dev/null/x', 'a\u0000b', '\u001b[31mred', '💥', 'e\u0301'.repeat(40), '\ud800', 'x'.repeat(20_000), '__proto__', 'constructor', 'toString', 'hasOwnProperty', '%s%n%x', '${PATH}', '$(id)', '`id`', '*', '~', '?',
  '{"a":1}', '[]', 'null', 'NaN', '-1', '0', '99999999999999999999', "'; drop table assets; --", 'file:///etc/passwd', 'a=b', '@file', 'true', 'core', 'computers', 'list', 'help', 'admin',
]
/** They begin something that does not end, or write beside the data folder: tried only with an option that no command has. */
const lasting = /^(?:serve|collect|doctor|seed|db|import|export|plugin (?:dev|new|test|check|pack|key|install|add))\b/

const answers: readonly Answer[] = [
  { body: { items: [] } }, { body: {} }, { body: null }, { body: [] }, { body: 'text' }, { body: { items: 'none', total: {} } }, { body: { items: [null, 1, { id: {} }] } },
  { status: 404, body: { code: 'NOT_FOUND', title: 'There is nothing.', fix: 'Check the address.' } }, { status: 500, body: {} }, { status: 502, body: 'Bad gateway' }, { status: 401, body: { code: 7, fix: [] } },
]

let site: ReturnType<typeof createDataFolder>
let server: Awaited<ReturnType<typeof startServerDouble>>
let answer: Answer = answers[0] ?? { body: {} }
const before = process.cwd()

beforeAll(async () => {
  site = createDataFolder()
  process.chdir(site.dataFolder)
  server = await startServerDouble(() => answer)
})
afterAll(async () => {
  process.chdir(before)
  await server.close()
  site.remove()
})

async function commandLines(): Promise<string[][]> {
  const lines = await Promise.all(commandEntries.map(async ({ name }) => {
    const [, listed = ''] = (await runHere([name, '--help'])).output.split('\nCommands:\n')
    return [[name], ...[...listed.matchAll(/^ {2}(?!help )([a-z][a-z-]*)/gm)].map(([, part = '']) => [name, part])]
  }))
  return [...lines.flat(), [], ['serch'], ['computers'], ['help']]
}

/** What is wrong with the end of a command line of nonsense. */
function judge({ status, output, errors }: Ending): string[] {
  const isTold = /^fix: \S/m.test(errors) || /"fix":\s*"\S/.test(errors) || errors.includes('--help')
  return [
    ...(status === 0 || status === 1 || status === 2 ? [] : [`ended with status ${status}`]),
    ...(status === 0 || isTold ? [] : [`no fix: ${errors.slice(0, 300)}`]),
    ...(/^\s+at \S+.*[:(]/m.test(errors) || /\b(?:Type|Range|Reference|Syntax)Error\b|node_modules|\.ts:\d+/.test(errors) ? [`tells about the inside: ${errors.slice(0, 300)}`] : []),
    ...(`${output}${errors}`.includes('\u001b') ? ['sends control characters to the terminal'] : []),
  ]
}

test('nonsense on the command line ends with a fix and a status, never with a stack', { timeout: 300_000 }, async () => {
  const random = createRandom(seed)
  const lines = await commandLines()
  const findings: string[] = []
  const statuses = new Map<number | null, number>()
  for (let round = 0; round < rounds; round += 1) {
    const words = random.pick(lines)
    const further = Array.from({ length: random.below(5) }, () => random.pick(nonsense))
    const last = lasting.test(words.join(' ')) ? ['--no-such-option'] : ['--url', server.url, '--token', 'token']
    answer = random.pick(answers)
    const line = [...words, ...(last.length === 1 ? last : []), ...further, ...(last.length === 1 ? [] : last)]
    const ending = await runHere(line).catch((error: unknown): Ending => ({ status: null, output: '', errors: `threw ${String(error)}` }))
    statuses.set(ending.status, (statuses.get(ending.status) ?? 0) + 1)
    findings.push(...judge(ending).map((finding) => `${JSON.stringify(line.map((word) => word.slice(0, 40)))} (answer ${JSON.stringify(answer)}): ${finding}`))
  }
  expect(findings, `SHOPDB_FUZZ_SEED=${seed}`).toEqual([])
  expect([...statuses.keys()].toSorted(), 'nonsense of every kind').toEqual([0, 1, 2])
})
