import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { restartExitCode } from '@shopdb/contract/server-file'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { asNode20, createClone, type Clone } from './testing.ts'

let clone: Clone
beforeEach(() => { clone = createClone() })
afterEach(() => clone.remove())

describe('the version', () => {
  it('is told in a clone without packages, npm or network', async () => {
    const { contractVersion, version } = JSON.parse(readFileSync(join(clone.folder, 'contract', 'package.json'), 'utf8'))
    expect(await clone.run(['--version'], { PATH: '', npm_execpath: '' })).toMatchObject({ status: 0, output: `shopdb ${version} (contract ${contractVersion})\n` })
    const asJson = await clone.run(['--version', '--json'], { PATH: '', npm_execpath: '' })
    expect(JSON.parse(asJson.output)).toEqual({ product: 'shopdb', version, contractVersion })
    expect(clone.work()).toEqual([])
  })
})

describe('a first start', () => {
  it('installs once, passes arguments and exit status on, and tells it on stderr only', async () => {
    const first = await clone.run(['search', 'a b', '--json'])
    expect(JSON.parse(first.output)).toEqual({ arguments: ['search', 'a b', '--json'], typedIn: dirname(clone.folder), runsIn: clone.folder })
    expect(first).toMatchObject({ status: 3, errors: 'shopdb: Installing packages (first start, about 30 s) ...\n' })
    expect(await clone.run(['search'])).toMatchObject({ status: 3, errors: '' })
    expect(clone.work()).toEqual(['ci'])
  })

  it('brings Node 24 when the one at hand is older, once', async () => {
    const first = await clone.run(['doctor'], {}, asNode20)
    expect(first.errors).toContain('Bringing Node 24')
    expect(first.status).toBe(3)
    expect((await clone.run(['doctor'], {}, asNode20)).errors).toBe('')
    expect(clone.work()).toEqual(['install node@24.21.0', 'ci'])
  })

  it('brings Node where install scripts are switched off', async () => {
    const first = await clone.run(['doctor'], { NO_SCRIPTS: '1' }, asNode20)
    expect(first.status).toBe(3)
    expect(clone.work()).toEqual(['install node@24.21.0', expect.stringMatching(/^install node-.*@24\.21\.0$/), 'ci'])
  })

  it('is done by one of several launchers, the others wait', async () => {
    const endings = await Promise.all([1, 2, 3].map(() => clone.run(['doctor'], { NPM_TAKES: '600' })))
    expect(endings.map(({ status }) => status)).toEqual([3, 3, 3])
    expect(clone.work()).toEqual(['ci'])
    expect(endings.filter(({ errors }) => errors.includes('Waiting for another shopdb'))).toHaveLength(2)
  })

  it('goes on after a launcher that was killed while it installed', async () => {
    const killed = clone.start(['doctor'], { NPM_TAKES: '3000' })
    while (clone.work().length === 0) await sleep(20)
    killed.child.kill('SIGKILL')
    await killed.ended
    expect(await clone.run(['doctor'])).toMatchObject({ status: 3 })
    expect(clone.work()).toEqual(['ci', 'ci'])
  })

  it('says what to do when the registry cannot be reached', async () => {
    const ending = await clone.run(['doctor'], { NPM_FAILS: 'npm error code ENOTFOUND' })
    expect(ending).toMatchObject({ status: 1, output: '' })
    expect(ending.errors).toContain('npm error code ENOTFOUND')
    expect(ending.errors).toMatch(/fix: The npm registry cannot be reached/)
    expect(await clone.run(['doctor'])).toMatchObject({ status: 3 })
  })

  it('says what to do without npm', async () => {
    expect(await clone.run(['doctor'], { PATH: '', Path: '', npm_execpath: '' }, asNode20)).toMatchObject({ status: 1, errors: expect.stringContaining('fix: Install Node.js 20 or newer') })
  })
})

describe('a later start', () => {
  it('installs again when the lock file changed, unless npm did so already', async () => {
    await clone.run(['doctor'])
    clone.write('package-lock.json', '{"packages":{"":{},"node_modules/left":{"version":"1.0.0"}}}')
    await clone.run(['doctor'])
    expect(clone.work()).toEqual(['ci', 'ci'])
    clone.write('package-lock.json', '{"packages":{"":{},"node_modules/left":{"version":"1.0.1"}}}')
    clone.write('node_modules/left/package.json', '{}')
    clone.write('node_modules/.package-lock.json', '{"packages":{"node_modules/left":{"version":"1.0.1"}}}')
    await clone.run(['doctor'])
    expect(clone.work()).toEqual(['ci', 'ci'])
  })

  it('builds the web application only for the server and only when its sources changed', async () => {
    clone.write('web/index.html', '<title>ShopDB</title>')
    clone.write('web/src/main.ts', 'export {}')
    await clone.run(['doctor'])
    expect(clone.work()).toEqual(['ci'])
    await clone.run(['serve'])
    await clone.run(['serve'])
    expect(clone.work()).toEqual(['ci', 'vite build'])
    clone.write('web/src/main.ts', 'export const changed = true')
    await clone.run(['serve'])
    expect(clone.work()).toEqual(['ci', 'vite build', 'vite build'])
  })
})

describe('a server', () => {
  const counting = `import { appendFileSync, readFileSync } from 'node:fs'
appendFileSync('starts', 'x')
const starts = readFileSync('starts', 'utf8').length\n`

  it('is started again when it asks for it', async () => {
    clone.write('cli/src/main.ts', `${counting}process.exit(starts < 3 ? ${restartExitCode} : 4)`)
    const ending = await clone.run(['serve'])
    expect(ending.status).toBe(4)
    expect(readFileSync(join(clone.folder, 'starts'), 'utf8')).toBe('xxx')
    expect(ending.errors).toContain(`The server ended (exit ${restartExitCode}); starting it again ...`)
  })

  it.skipIf(process.platform === 'win32')('is started again after a crash, at its start three times in a row', async () => {
    clone.write('cli/src/main.ts', `${counting}process.kill(process.pid, 'SIGSEGV')\nsetInterval(() => {}, 1000)`)
    expect(await clone.run(['serve'])).toMatchObject({ signal: 'SIGSEGV' })
    expect(readFileSync(join(clone.folder, 'starts'), 'utf8')).toBe('xxxx')
  })

  it.skipIf(process.platform === 'win32')('that was told to stop is not started again, however it ends', async () => {
    clone.write('cli/src/main.ts', `${counting}process.on('SIGTERM', () => process.exit(${restartExitCode})); setInterval(() => {}, 1000); console.log('ready')`)
    const server = clone.start(['serve'])
    await new Promise((resolve) => { server.child.stdout?.once('data', resolve) })
    server.child.kill('SIGTERM')
    expect(await server.ended).toMatchObject({ status: restartExitCode })
    expect(readFileSync(join(clone.folder, 'starts'), 'utf8')).toBe('x')
  })

  it('is not started again when it fails at its start', async () => {
    clone.write('cli/src/main.ts', `${counting}process.exit(1)`)
    expect(await clone.run(['serve'])).toMatchObject({ status: 1 })
    expect(readFileSync(join(clone.folder, 'starts'), 'utf8')).toBe('x')
  })

  it.skipIf(process.platform === 'win32')('is told to stop and may finish what it does', async () => {
    clone.write('cli/src/main.ts', "process.on('SIGTERM', () => { console.log('stopping'); setTimeout(() => process.exit(0), 100) }); setInterval(() => {}, 1000); console.log('ready')")
    const server = clone.start(['serve'])
    await new Promise((resolve) => { server.child.stdout?.once('data', resolve) })
    server.child.kill('SIGTERM')
    expect(await server.ended).toMatchObject({ status: 0, output: 'ready\nstopping\n' })
  })

  it.skipIf(process.platform === 'win32')('stops when npm is told to stop, of which only its shell hears', async () => {
    clone.write('cli/src/main.ts', "process.on('SIGTERM', () => { console.log('stopping'); process.exit(0) }); setInterval(() => {}, 1000); console.log('ready')")
    clone.write('start.mjs', "import { spawn } from 'node:child_process'\nspawn(process.execPath, ['launcher/shopdb.mjs', 'serve'], { stdio: 'inherit' })\nsetInterval(() => {}, 1000)")
    const shell = spawn(process.execPath, ['start.mjs'], { cwd: clone.folder, env: { ...process.env, ...clone.environment, npm_lifecycle_event: 'start' }, stdio: ['ignore', 'pipe', 'inherit'] })
    const output = text(shell.stdout)
    await new Promise((resolve) => { shell.stdout.once('data', resolve) })
    shell.kill('SIGTERM')
    expect(await output).toBe('ready\nstopping\n')
  })

  it('learns that its launcher was killed', async () => {
    clone.write('cli/src/main.ts', "process.once('disconnect', () => { console.log('alone'); process.exit(0) }); console.log('ready')")
    const server = clone.start(['serve'])
    await new Promise((resolve) => { server.child.stdout?.once('data', resolve) })
    server.child.kill('SIGKILL')
    expect(await server.ended).toMatchObject({ output: 'ready\nalone\n' })
  })
})
